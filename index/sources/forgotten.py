"""index.sources.forgotten: TODO."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.catalog.catalog import Catalog
from index.sources.source import READWISE, Source
from ingest.walk import NoteFile, SkippedFile


def name_for_good(source: Source, path: Path) -> str:
    """What a file of a source is remembered by: its path, or of the account its id, as titles may change."""
    if source.is_account and path != source.path:
        from ingest.readwise_api.book_file import book_id

        return f"{READWISE}{book_id(path.name)}"
    return str(path)


def forgotten_mark(catalog: Catalog, path: str) -> bytes:
    """What is kept of a path that was forgotten: its hash with the store's own salt."""
    return _mark(_salt(catalog), path)


def _mark(salt: str, path: str) -> bytes:
    return hashlib.blake2b(path.encode(errors="surrogatepass"), key=salt.encode(), digest_size=16).digest()


def _salt(catalog: Catalog) -> str:
    salt = catalog.setting("salt")
    if not salt:
        salt = secrets.token_hex(16)
        catalog.set_setting("salt", salt)
    return salt


def is_forgotten(catalog: Catalog, names: Iterable[str]) -> set[str]:
    """Which of these names for good (`name_for_good`) were forgotten."""
    forgotten, salt = _forgotten(catalog), _salt(catalog)
    return {name for name in names if _mark(salt, name) in forgotten}


def leave_out_forgotten(
    catalog: Catalog, source: Source, walked: Iterable[NoteFile | SkippedFile]
) -> Iterator[NoteFile | SkippedFile]:
    """What a walk found, with each file that was forgotten as one to pass over."""
    forgotten, salt = _forgotten(catalog), _salt(catalog)
    for one in walked:
        if isinstance(one, NoteFile) and _mark(salt, name_for_good(source, one.path)) in forgotten:
            yield SkippedFile(relative=one.relative, why="forgotten (name it to `notes ingest` to read it again)")
        else:
            yield one


def _forgotten(catalog: Catalog) -> set[bytes]:
    return {bytes(row[0]) for row in catalog.connection.execute("SELECT mark FROM forgotten")}
