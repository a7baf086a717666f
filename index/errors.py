"""What can go wrong with the stores.

IndexFailure
├── StoreUnusable      the folder cannot hold a store: read-only, full, not a folder, damaged
│   ├── StoreFull      no room on the disk; what was written before is kept
│   ├── StoreReadOnly  nothing may be written
│   ├── StoreDamaged   the catalog is no whole SQLite file
│   ├── StoreNewer     a later version of this program wrote it
│   └── StoreUnreachable  the server that keeps it does not answer, or broke the connection off
├── StoreBusy          another process holds it
├── SourceMissing      a path that was named to be read is not there and was never read
├── VectorsFailure     Chroma failed; nothing is lost: the catalog holds every vector
├── EmbedderMissing    the encoder cannot be loaded on this machine
└── Stopped            the reader asked to stop; what was done is kept, and the next run goes on from there
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path


class IndexFailure(Exception):
    """The index could not do its work. The message says why and ends in the repair."""


class StoreUnusable(IndexFailure):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class StoreFull(StoreUnusable):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "the disk is full; free some room and run `notes ingest` again")


class StoreReadOnly(StoreUnusable):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "it may not be written to; give it write permission or choose another --data")


class StoreDamaged(StoreUnusable):
    def __init__(self, path: Path, why: str) -> None:
        repair = "move it away and run `notes ingest` on your folders again"
        super().__init__(path, f"the catalog is damaged ({why}); {repair}")


class StoreNewer(StoreUnusable):
    def __init__(self, path: Path, schema: int, known: int) -> None:
        repair = "update the program or choose another --data"
        super().__init__(path, f"it has schema {schema}, this program knows up to {known}; {repair}")
        self.schema = schema
        self.known = known


class StoreUnreachable(StoreUnusable):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path, f"the database cannot be reached ({why}); what was done is kept: try again once it runs")


class StoreBusy(IndexFailure):
    """Another process holds the store: `what` it is, its process id, and since when (ISO 8601)."""

    def __init__(self, path: Path, what: str, pid: int, since: str) -> None:
        holder = what or "another process"
        holder += (f", process {pid}" if pid else "") + (f", since {_format_moment(since)}" if since else "")
        super().__init__(f"{path} is in use by {holder}; wait for it to end, or stop it, and try again")
        self.path = path
        self.what = what
        self.pid = pid
        self.since = since


def _format_moment(iso: str) -> str:
    """In local time, to the minute; text that is no moment stays as it is."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return iso


class SourceMissing(IndexFailure):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: there is no such file or folder; check the spelling, or that its disk is mounted")
        self.path = path


class VectorsFailure(IndexFailure):
    def __init__(self, doing: str, why: str) -> None:
        super().__init__(f"the vector store failed while {doing} ({why}); run `notes doctor --repair`")
        self.doing = doing
        self.why = why


class EmbedderMissing(IndexFailure):
    def __init__(self, name: str, why: str, repair: str = "") -> None:
        repair = repair or "run `make chat` again to install it"
        super().__init__(f"the encoder {name} cannot be loaded ({why}); {repair}")
        self.name = name
        self.why = why


class ClusterFailure(IndexFailure):
    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"the cluster {address} cannot be used: {why}")


class Stopped(IndexFailure):
    def __init__(self) -> None:
        super().__init__("stopped; run `notes ingest` again to go on from here")


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and the file system about the store at `path` into this module's."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise explain_store_error(path, error) from error


def means_full(message: str) -> bool:
    """Whether an error's message means that there is no room."""
    return any(words in message.lower() for words in ("disk is full", "disk full", "no space", "quota"))


def explain_store_error(path: Path, error: Exception) -> IndexFailure:
    """The failure that an error of SQLite or the file system means for the store at `path`."""
    message = str(error)
    low = message.lower()
    if means_full(message):
        return StoreFull(path)
    if "readonly" in low or "read-only" in low or "permission" in low or "unable to open" in low:
        return StoreReadOnly(path)
    if "locked" in low or "busy" in low:
        return StoreBusy(path, "", 0, "")
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in low or "not a database" in low):
        return StoreDamaged(path, message)
    return StoreUnusable(path, f"{message}; run `notes doctor`")
