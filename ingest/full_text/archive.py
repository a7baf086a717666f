"""The files of a zip (an EPUB, a Word document), read within bounds."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from ingest.errors import UnreadableText

MAX_ENTRY_BYTES = 20_000_000
"""Of one unpacked file; the longest chapter of a novel has 2,000,000."""
MAX_TOTAL_BYTES = 150_000_000
"""Of all unpacked files together."""
BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error)


class Archive:
    """An open zip."""

    def __init__(self, path: Path, kind: str) -> None:
        """Raises UnreadableText where it cannot be opened. kind: what the file is called then."""
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as failure:
            raise UnreadableText(f"a broken {kind}: no zip that can be opened") from failure
        self.names = {name.lower(): name for name in self._zip.namelist()}
        self._left = MAX_TOTAL_BYTES

    def read(self, name: str) -> bytes:
        """The bytes of a file; b"" where there is none, or it is broken. Raises UnreadableText for a bomb."""
        found = self.names.get(name.lower())
        if found is None:
            return b""
        limit = min(MAX_ENTRY_BYTES, self._left)
        try:
            with self._zip.open(found) as opened:
                data = opened.read(limit + 1)
        except RuntimeError as failure:  # what the library raises for a password
            raise UnreadableText("encrypted: the zip has a password") from failure
        except BROKEN:
            return b""
        if len(data) > limit:
            raise UnreadableText(f"a file in it unpacks to more than {limit // 1_000_000} MB")
        self._left -= len(data)
        return data
