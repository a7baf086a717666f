"""Files that the reader forgot are remembered by a salted hash of their name, and not read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.sources import READWISE, Source, list_forgotten
from ingest.walk import NoteFile, SkippedFile, WalkedFile


def lasting_name(source: Source, path: Path) -> str:
    """The name by which a file of a source is remembered: its path; in the account its id, as titles can change."""
    if source.is_account and path != source.path:
        from ingest.readwise_api.book_file import book_id  # 20 ms that folders do not need

        return f"{READWISE}{book_id(path.name)}"
    return str(path)


def forgotten_mark(catalog: Catalog, name: str) -> bytes:
    """What is kept of a forgotten file: the hash of its lasting name with the store's own salt."""
    return _mark(_salt(catalog), name)


def forgotten_among(catalog: Catalog, names: Iterable[str]) -> set[str]:
    """Those of these lasting names that were forgotten."""
    forgotten, salt = list_forgotten(catalog), _salt(catalog)
    return {name for name in names if _mark(salt, name) in forgotten}


def leave_out_forgotten(catalog: Catalog, source: Source, walked: Iterable[WalkedFile]) -> Iterator[WalkedFile]:
    """What a walk found, with each forgotten file as one to pass over."""
    if not catalog.state.has_forgotten:
        yield from walked
        return
    forgotten, salt = list_forgotten(catalog), _salt(catalog)
    for file in walked:
        if isinstance(file, NoteFile) and _mark(salt, lasting_name(source, file.path)) in forgotten:
            yield SkippedFile(relative=file.relative, why="forgotten (name it to `notes ingest` to read it again)")
        else:
            yield file


def _mark(salt: str, name: str) -> bytes:
    return hashlib.blake2b(name.encode(errors="surrogatepass"), key=salt.encode(), digest_size=16).digest()


def _salt(catalog: Catalog) -> str:
    salt = catalog.state.salt
    if not salt:
        salt = catalog.state.salt = os.urandom(16).hex()
    return salt
