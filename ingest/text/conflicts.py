"""The markers that git leaves in a file whose two versions it could not join."""

from __future__ import annotations

import re
from collections.abc import Sequence

MARKER = re.compile(r"(<{7}|\|{7}|>{7})(?: \S.*)?$|={7}$")


def find_conflict_markers(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the marker lines of each whole conflict: `<<<<<<<`, `=======` and `>>>>>>>` in this order."""
    found: set[int] = set()
    held: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        line = line.strip().replace("\\", "") if line.lstrip()[:1] in ("\\", "=") else line.rstrip()
        if line[:7] not in ("<<<<<<<", "|||||||", "=======", ">>>>>>>") or not MARKER.match(line):
            continue
        sign = line[0]
        if sign == "<":
            held = {sign: number}
        elif held and (sign != ">" or "=" in held):
            held.setdefault(sign, number)
            if sign == ">":
                found.update(held.values())
                held = {}
    return frozenset(found)
