"""Opening the catalog: connections, transactions, making and migrating the file.

Opening it imports neither numpy nor Chroma. Each thread gets a connection of its own, so that the page's threads read
while an ingest writes (WAL). Writing commands also hold the store's lock (`index.catalog.lock`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Event
from typing import Any

from index.catalog.rows import as_list
from index.catalog.store_settings import StoreState
from index.errors import StoreBusy, StoreDamaged, StoreNewer, StoreUnusable, store_errors

OnWait = Callable[[StoreBusy], None]

CATALOG_FILE = "catalog.sqlite3"
SCHEMA = 8
"""Version of schema.sql; kept in SQLite's `user_version`."""
CATALOG_SCHEMA = "schema.sql"
FULL_TEXT_SCHEMA = "full_text.sql"
"""Tables of the full-text index, which a catalog in memory does without."""
BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for another process's transaction; ours take well under a second."""
MAX_WAL_BYTES = 64 * 1024 * 1024
"""What the write-ahead log is cut back to."""


class Catalog:
    """An open catalog. `data` is the store's folder."""

    address = ""
    """Of the server that holds it (`index.catalog.postgres`); "" for a file."""

    def __init__(self, data: Path, *, readonly: bool = False) -> None:
        self.data = data
        self.readonly = readonly
        self.state = StoreState(lambda: self.connection)
        self._local = threading.local()
        self._opened: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, data: Path, *, readonly: bool = False) -> Catalog:
        """Open the catalog in the folder `data`, making or migrating it unless `readonly`.

        A missing one reads as empty where `readonly`. Raises StoreNewer, StoreDamaged, StoreReadOnly, StoreFull.
        """
        catalog = cls(data.expanduser(), readonly=readonly)
        with store_errors(catalog.path):
            catalog._prepare()
        return catalog

    @property
    def path(self) -> Path:
        return self.data / CATALOG_FILE

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, for this package and for tests; rows are `sqlite3.Row`."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            self._remember(connection)
        return connection

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement of this package. values: one for each `?`; a collection is that of a `LISTED`."""
        plain = str | bytes | int | float | None
        return self.connection.execute(query, [item if isinstance(item, plain) else as_list(item) for item in values])

    def column(self, query: str, *values: Any) -> list[Any]:
        """The first column of the rows that a query gives."""
        return [row[0] for row in self.execute(query, *values)]

    def number(self, query: str, *values: Any) -> int:
        """The one number that a query gives."""
        return int(self.execute(query, *values).fetchone()[0])

    def _remember(self, connection: sqlite3.Connection) -> None:
        """Keep it for `close`, and close those of ended threads (a page's come and go, 0.5 MB each)."""
        with self._guard:
            ended = [opened for thread, opened in self._opened if not thread.is_alive()]
            self._opened = [(thread, opened) for thread, opened in self._opened if thread.is_alive()]
            self._opened.append((threading.current_thread(), connection))
        for opened in ended:
            opened.close()

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
    def transaction(self) -> Iterator[None]:
        """One transaction of this thread: all of it or, where anything is raised, nothing.

        Raises this package's errors.
        """
        with store_errors(self.path):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rank_words(self, expression: str, k: int, among: str, *values: Any) -> list[tuple[int, float]]:
        """The k rows of the full-text index that match an FTS5 expression best, each with BM25 below 0, best first.

        among: a query for the rows to choose from, and its values; "" for all.
        """
        # The + keeps SQLite from asking FTS5 again for each row; BM25 is computed only for the rows that pass.
        condition = f" AND +rowid IN ({among})" if among else ""
        query = f"SELECT rowid, bm25(lexical) AS score FROM lexical WHERE lexical MATCH ?{condition}"
        return self.execute(f"{query} ORDER BY score, rowid LIMIT ?", expression, *values, k).fetchall()

    def writing(self, on_wait: OnWait = lambda busy: None, stop: Event | None = None) -> AbstractContextManager[None]:
        """Hold off the writers of other machines; of this one the store's lock does.

        on_wait: called once, where another is waited for. stop: set it to end waiting (Stopped).
        """
        return nullcontext()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads of this thread see the catalog as it is now, whatever other processes write meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("COMMIT")

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

    def _connect(self) -> sqlite3.Connection:
        if self.readonly:
            connection = self._connect_readonly() or _connect_empty()
        else:
            self.data.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        if not self.readonly:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA journal_size_limit = {MAX_WAL_BYTES}")
        return connection

    def _connect_readonly(self) -> sqlite3.Connection | None:
        """None where there is no catalog, or where another process is just making it."""
        if not self.path.exists():
            return None
        # A WAL file needs its -shm file; in a folder that may not be written SQLite reads an unchanging copy.
        for mode in ("mode=ro", "immutable=1"):
            address = f"{self.path.absolute().as_uri()}?{mode}"
            connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            try:
                has_tables = _has_tables(connection)  # first: one transaction brings both
                if _version(connection):
                    return connection
            except sqlite3.OperationalError:
                has_tables = False
            connection.close()
            if has_tables:
                raise StoreDamaged(self.path, "it is a SQLite file, but no catalog")
        return None

    def _prepare(self) -> None:
        connection = self.connection
        version = _version(connection)
        if version > SCHEMA:
            self.close()
            raise StoreNewer(self.path, version, SCHEMA)
        if version == SCHEMA:
            return
        if self.readonly:
            self.close()
            Catalog.open(self.data).close()  # brings it up to date
        elif version:
            self._migrate(connection)
        elif _has_tables(connection):
            raise StoreDamaged(self.path, "it is a SQLite file, but no catalog")
        else:
            self._create(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        from index.catalog.migrations import migrate_catalog  # only an old store needs it

        with self.transaction():
            migrate_catalog(connection, _version(connection), SCHEMA)

    def _create(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode not in ("wal", "memory"):
            raise StoreUnusable(self.path, f"its disk cannot hold a write-ahead log ({mode}); choose another --data")
        with self.transaction():
            if not _version(connection):  # no other process made it meanwhile
                create_tables(connection, CATALOG_SCHEMA, FULL_TEXT_SCHEMA)
                connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _version(connection: sqlite3.Connection) -> int:
    """The schema's version; 0 for a file without tables, or one that is no catalog."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _connect_empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    create_tables(connection, CATALOG_SCHEMA)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    return connection


def create_tables(connection: sqlite3.Connection, *files: str) -> None:
    """Run the statements of files of this package one by one, as within a transaction."""
    for file in files:
        statement = ""
        for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines(keepends=True):
            statement += line.split("--")[0].rstrip() + "\n"
            if sqlite3.complete_statement(statement):
                connection.execute(statement)
                statement = ""
