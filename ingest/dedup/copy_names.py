"""Names that sync tools and file managers give to the copy of a file, and the file that it was copied from."""

from __future__ import annotations

import re
from functools import lru_cache

_CONFLICT_WORDS = (
    "conflict|conflit|conflito|conflicto|conflitto|konflikt|konflikti|konfliktus|kolizn|çakış|конфликт|конфлікт"
    "|競合|冲突|衝突|충돌|in conflict"
)
"""In the names by Dropbox, Nextcloud, Obsidian Sync, Seafile and others in their users' languages."""
_COPY_WORDS = "copy|copie|copia|cópia|kopie|kopia|kopi|kopio|kopya|копия|копія|コピー|副本|拷贝|복사본"
_STAMP = r"\d{4}-?\d{2}-?\d{2}"
_MARKS = re.compile(
    rf"""(?:
      \s*[(\[][^()\[\]]*(?:{_CONFLICT_WORDS})[^()\[\]]*[)\]]      # Name (Ann's conflicted copy 2024-03-04)
    | [.\s_-]+(?:sync-)?(?:{_CONFLICT_WORDS})[a-z]*             # Name.sync-conflict-20240304-101112-ABCDEFG
      (?:[-_.\s]*{_STAMP}[-\d]*)?(?:-[A-Z0-9]{{5,8}})?
    | \s+\(?-?\s*(?:{_COPY_WORDS})(?:\s*\(?\d{{1,3}}\)?)?\)?       # Name copy 2, Name - Copie (2)
    | \s*\(\d{{1,3}}\)                                           # Name (1)
    | \s[2-9]                                                    # Name 2
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_LEADING_MARK = re.compile(rf"^(?:{_COPY_WORDS})(?:\s+(?:of|von|de|di|van|av|af))?\s+(?=\S)", re.IGNORECASE)
"""Copy of Name, Kopie von Name."""


@lru_cache(maxsize=4096)
def original_paths(path: str) -> tuple[str, ...]:
    """The paths that a file of this path may be a copy of, the nearest first; () for a name that no copy has.

    A name alone proves nothing: "Chapter 2" is a copy only where "Chapter" stands beside it with the same words.
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return ()
    originals = []
    while (shorter := _LEADING_MARK.sub("", _MARKS.sub("", stem), count=1).rstrip()) not in ("", stem):
        stem = shorter
        originals.append(f"{folder}{slash}{stem}.{suffix}")
    return tuple(originals)


def is_copy_of(path: str, other: str) -> bool:
    """Whether a path is that of a copy of the file at another one."""
    return other in original_paths(path)
