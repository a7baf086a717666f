"""Writing a file whole: a reader sees the old content or the new, whatever happens meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def atomic_writer(path: Path, *, mode: int = 0o666) -> Iterator[TextIO]:
    """A UTF-8 text stream that takes the place of `path` once the block ends without an error.

    The text goes to a file next to it (made with the permissions `mode`, less the umask), is flushed to the disk and
    renamed. Where anything is raised, `path` is as before.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8", newline=""
        ) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Write `text` as UTF-8 in place of what `path` holds. Raises OSError; then `path` is as before."""
    with atomic_writer(path, mode=mode) as out:
        out.write(text)
