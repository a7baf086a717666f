"""The catalog: one SQLite file that is the truth of the store.

Opening it imports neither numpy nor Chroma. Each thread gets a connection of its own, so that the page's
threads read while an ingest writes (WAL). Writing verbs hold the store's lock (`index.catalog.lock`) as well.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.catalog.rows import PLACE, read_passage, read_place
from index.errors import StoreDamaged, StoreNewer, StoreUnusable, store_errors
from ingest.passage import Passage, Place

FILE = "catalog.sqlite3"
SCHEMA = 5
"""Version of schema.sql; kept in SQLite's `user_version`."""
BUSY_MS = 30_000
"""How long a statement waits for another process's transaction; ours take well under a second."""
FREE_SHARE = 0.2
"""Share of free pages above which they are given back."""
WAL_LIMIT = 64 * 1024 * 1024
"""Bytes that the write-ahead log is cut back to."""


class Catalog:
    """An open catalog. `data` is the store's folder."""

    def __init__(self, data: Path, *, readonly: bool = False) -> None:
        self.data = data
        self.readonly = readonly
        self._local = threading.local()
        self._opened: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, data: Path, *, readonly: bool = False) -> Catalog:
        """Open the catalog in the folder `data`, making or migrating it unless `readonly`.

        Where there is none, a readonly one is empty. Raises StoreNewer, StoreDamaged, StoreReadOnly, StoreFull.
        """
        catalog = cls(data.expanduser(), readonly=readonly)
        with store_errors(catalog.path):
            catalog._prepare()
        return catalog

    @property
    def path(self) -> Path:
        return self.data / FILE

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; rows are `sqlite3.Row`, transactions are explicit (`transaction`)."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
            self._remember(found)
        return found

    def _remember(self, connection: sqlite3.Connection) -> None:
        """For `close`; those of threads that have ended are closed now (a page's come and go, 0.5 MB each)."""
        with self._guard:
            ended = [one for thread, one in self._opened if not thread.is_alive()]
            self._opened = [(thread, one) for thread, one in self._opened if thread.is_alive()]
            self._opened.append((threading.current_thread(), connection))
        for one in ended:
            one.close()

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            opened, self._opened = self._opened, []
        for _, connection in opened:
            connection.close()
        self._local = threading.local()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or, where anything is raised, nothing. Raises this package's errors."""
        with store_errors(self.path):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def shared(self) -> Iterator[Catalog]:
        """This very catalog, left open at the end."""
        yield self

    @contextmanager
    def copy_in_memory(self) -> Iterator[Catalog]:
        """A copy to try things on, for this thread alone; the file is not touched."""
        copy = Catalog(self.data)
        connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.backup(connection)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        copy._local.connection = connection
        copy._remember(connection)
        with copy:
            yield copy

    def tidy(self) -> None:
        """Give free pages and the log's room back to the disk, once they are a fifth of the file."""
        connection = self.connection
        pages, free = (connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "freelist_count"))
        with store_errors(self.path):
            if free > FREE_SHARE * pages:
                connection.execute("PRAGMA incremental_vacuum").fetchall()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the store."""
        row = self.connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting of the store; within the caller's transaction, or at once."""
        self.connection.execute(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these ids with all their places; ids that are not there are left out."""
        asked = json.dumps(list(ids))
        places = self.places(ids)
        rows = self.connection.execute("SELECT * FROM passages WHERE id IN (SELECT value FROM json_each(?))", (asked,))
        return {row["id"]: read_passage(row, places.get(row["id"], ())) for row in rows}

    def places(self, ids: Sequence[str]) -> dict[str, list[Place]]:
        """The places of passages, the one shown first; each place once."""
        found: dict[str, list[Place]] = {}
        rows = self.connection.execute(
            f"SELECT passage, {', '.join(PLACE)} FROM occurrences"
            " WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, rank, n",
            (json.dumps(list(ids)),),
        )
        for row in rows:
            found.setdefault(row["passage"], []).append(read_place(row))
        return {one: list(dict.fromkeys(places)) for one, places in found.items()}

    def count(self, what: str, *given: Any) -> int:
        """`SELECT count(*) FROM ` what."""
        return int(self.connection.execute(f"SELECT count(*) FROM {what}", given).fetchone()[0])

    def _connect(self) -> sqlite3.Connection:
        if self.readonly:
            connection = self._connect_readonly() or _empty_catalog()
        else:
            self.data.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        if not self.readonly:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
        return connection

    def _connect_readonly(self) -> sqlite3.Connection | None:
        """None where there is no catalog, or where another process is just making it."""
        if not self.path.exists():
            return None
        # A WAL file needs its -shm beside it; in a folder that may not be written SQLite reads an unchanging copy.
        for mode in ("mode=ro", "immutable=1"):
            address = f"{self.path.absolute().as_uri()}?{mode}"
            connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            try:
                if connection.execute("PRAGMA user_version").fetchone()[0]:
                    return connection
                made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            except sqlite3.OperationalError:
                made = 0
            connection.close()
            if made:
                raise StoreDamaged(self.path, "it is a SQLite file, but no catalog")
        return None

    def _prepare(self) -> None:
        connection = self.connection
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if found > SCHEMA:
            self.close()
            raise StoreNewer(self.path, found, SCHEMA)
        if found == SCHEMA:
            return
        if self.readonly:
            self.close()
            Catalog.open(self.data).close()  # brings it up to date
        elif found:
            self._migrate(connection)
        elif connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreDamaged(self.path, "it is a SQLite file, but no catalog")
        else:
            self._create(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        from index.catalog.migrations import migrate_catalog

        with self.transaction():
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            migrate_catalog(connection, found, SCHEMA)

    def _create(self, connection: sqlite3.Connection) -> None:
        from index.lexical.full_text import create_tables

        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode not in ("wal", "memory"):
            raise StoreUnusable(self.path, f"its disk cannot hold a write-ahead log ({mode}); choose another --data")
        with self.transaction():
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) == 0:  # not made by another meanwhile
                for statement in schema_statements():
                    connection.execute(statement)
                create_tables(connection)
                connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _empty_catalog() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for statement in schema_statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    return connection


def schema_statements() -> Iterator[str]:
    """The statements of schema.sql, one by one."""
    statement = ""
    for line in (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line.split("--")[0].rstrip() + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def mark_changed(catalog: Catalog) -> None:
    """Tell readers that hold vectors in memory that there are others now."""
    catalog.set_setting("changed", str(time.time_ns()))
