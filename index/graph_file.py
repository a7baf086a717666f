"""What Chroma keeps of a graph before it first writes one: files of its full room, filled with memory never set.

Whatever the process freed before can stand there, a passage's words too (seen: an erased word in `data_level0.bin`,
by chance, in one test run of some hundred). Chroma reads nothing of it: `header.bin` counts no element until the graph
is written, a thousand vectors later, over all of it.
"""

from __future__ import annotations

from pathlib import Path

ROOM = ("data_level0.bin", "length.bin")
"""Of a segment's files those that are written at their full size."""


def has_graph(folder: Path) -> bool:
    """Whether a collection's folder holds a graph's files."""
    return any(folder.glob("*/header.bin"))


def blank_room(folder: Path) -> None:
    """Write zeros over what was never set. Only for a collection whose graph was not written yet."""
    for name in ROOM:
        for file in folder.glob(f"*/{name}"):
            with file.open("r+b") as room:
                room.write(bytes(file.stat().st_size))
