"""The catalog over a server: each library in a schema of its own, which the server's own grants keep from others."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from index.catalog.catalog import CATALOG_SCHEMA, FULL_TEXT_SCHEMA, SCHEMA, Catalog, OnWait, create_tables
from index.catalog.lock import RETRY_INTERVAL_S
from index.catalog.postgres.connection import PostgresConnection
from index.errors import Stopped, StoreBusy, StoreUnreachable, StoreUnusable, store_errors

LIBRARY = "notes"
"""The schema where the address names none (`postgresql://host/database?library=anna`)."""
FUNCTIONS = "functions.sql"
WRITERS = "hashtextextended(current_schema(), 1)"
"""The key of the advisory lock that one writer of a library holds."""


class PostgresCatalog(Catalog):
    """An open catalog of a database. `data` is this machine's folder for what is no part of the catalog."""

    def __init__(self, data: Path, address: str, *, readonly: bool = False) -> None:
        super().__init__(data, readonly=readonly)
        self.address, self.library = split_library(address)
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", self.library):
            raise StoreUnusable(self.path, f"`{self.library}` is no name of a library; use small letters, digits and _")

    @classmethod
    def connect(cls, data: Path, address: str, *, readonly: bool = False) -> PostgresCatalog:
        """Open the catalog at an address, making or migrating its tables. Raises StoreUnusable, StoreNewer."""
        catalog = cls(data.expanduser(), address, readonly=readonly)
        with store_errors(catalog.path):
            if not readonly:
                catalog.data.mkdir(parents=True, exist_ok=True)
            catalog._prepare()
        return catalog

    @property
    def path(self) -> Path:
        """In words: the address, without its password."""
        return Path(re.sub(r"//([^/@:]*):[^/@]*@", r"\1@", self.address).removeprefix("postgresql:"), self.library)

    def execute(self, query: str, *values: Any) -> Any:
        plain = str | bytes | int | float | None
        return self.connection.execute(query, [item if isinstance(item, plain) else list(item) for item in values])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.connection.in_transaction:  # within a trial
            yield
        else:
            with super().transaction():
                yield

    @contextmanager
    def copy_in_memory(self) -> Iterator[Catalog]:
        """The catalog itself, in a transaction that is taken back."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self
        finally:
            self.connection.execute("ROLLBACK")

    def rank_words(self, expression: str, k: int, among: str, *values: Any) -> list[tuple[int, float]]:
        query = "SELECT rowid, score FROM scored(?, {}) AS scored ORDER BY score, rowid LIMIT ?"
        rows = self.execute(query.format(f"ARRAY({among})" if among else "NULL"), expression, *values, k)
        return [tuple(row) for row in rows]

    @contextmanager
    def writing(self, on_wait: OnWait = lambda busy: None, stop: Event | None = None) -> Iterator[None]:
        """Hold off the writers of all machines until the end. The lock is this thread's connection's: a writer that
        dies lets go, and one whose connection is lost fails.
        """
        connection: Any = self.connection
        self._wait_for_writers(on_wait, stop)
        connection.holds_lock = True
        try:
            yield
        finally:
            connection.holds_lock = False
            with suppress(StoreUnreachable):  # the lock went with it
                self.execute(f"SELECT pg_advisory_unlock({WRITERS})")

    def _wait_for_writers(self, on_wait: OnWait, stop: Event | None) -> None:
        """Take the lock of writers. Raises Stopped."""
        waits = 0
        while self.column(f"SELECT pg_try_advisory_lock({WRITERS})") == [False]:
            if not waits:
                on_wait(StoreBusy(self.path, "another writer of this library", 0, ""))
            waits += 1
            if stop is not None and stop.is_set():
                raise Stopped
            time.sleep(RETRY_INTERVAL_S)

    def _connect(self) -> Any:
        return PostgresConnection(self.address, self.library, self.path)

    def _prepare(self) -> None:
        if self.column("SELECT to_regclass(?)", f"{self.library}.settings") == [None]:
            self._create(self.connection)
        super()._prepare()

    def _create(self, connection: Any) -> None:
        with self.transaction():
            connection.run_script(
                f'CREATE SCHEMA IF NOT EXISTS "{self.library}"; CREATE EXTENSION IF NOT EXISTS vector SCHEMA public'
            )
            if self.column("SELECT to_regclass(?)", f"{self.library}.settings") == [None]:
                connection.run_script((Path(__file__).parent / FUNCTIONS).read_text(encoding="utf-8"))
                create_tables(connection, CATALOG_SCHEMA, FULL_TEXT_SCHEMA)
                connection.execute(f"PRAGMA user_version = {SCHEMA}")


def split_library(address: str) -> tuple[str, str]:
    """The address as libpq takes it, and the library that it names."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    library = options.pop("library", LIBRARY)
    return parts._replace(query=urlencode(options)).geturl(), library
