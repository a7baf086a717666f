"""A connection to PostgreSQL that behaves as one of sqlite3 does: `?` for values, rows by name and by number.

The home of psycopg, which is imported when the first connection is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.catalog.postgres.statements import translate
from index.errors import StoreUnusable, explain_store_error


class Row(tuple[Any, ...]):
    """A row by number and by name."""

    names: dict[str, int]

    def keys(self) -> list[str]:
        return list(self.names)

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.names[key] if isinstance(key, str) else key)


@lru_cache(maxsize=1024)
def _row_type(names: tuple[str, ...]) -> type[Row]:
    return type("Row", (Row,), {"names": {name: at for at, name in enumerate(names)}})


def _make_rows(cursor: Any) -> Callable[[Sequence[Any]], Row]:
    return _row_type(tuple(column.name for column in cursor.description or ()))


@contextmanager
def _errors(store: Path) -> Iterator[None]:
    """Turn psycopg's errors into this package's."""
    try:
        import psycopg
    except ImportError as error:
        raise StoreUnusable(store, "psycopg is missing; run `pip install -e '.[cluster]'`") from error
    try:
        yield
    except psycopg.Error as error:
        raise explain_store_error(store, error) from error


def _storable(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


class PostgresConnection:
    """A connection of one thread. Each statement is a transaction of its own outside BEGIN and COMMIT.

    Its methods raise StoreUnusable.
    """

    def __init__(self, address: str, schema: str, store: Path) -> None:
        """store: the name of the store in messages."""
        self._store = store
        with _errors(store):
            import psycopg

            self._connection: Any = psycopg.connect(address, autocommit=True, row_factory=_make_rows)
            self._connection.execute(
                f'SET search_path TO "{schema}", public; SET jit = off; SET client_min_messages = warning;'
                " SET random_page_cost = 1.1; SET hnsw.ef_search = 200; SET hnsw.iterative_scan = strict_order"
            )

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """A cursor with the statement's rows, all of them read. A list is the value of a `LISTED`."""
        with _errors(self._store):
            return self._connection.execute(translate(statement), [*map(_storable, values)] or None)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with _errors(self._store), self._connection.cursor() as cursor:
            cursor.executemany(translate(statement), [[*map(_storable, row)] for row in rows])

    def run_script(self, text: str) -> None:
        """Run statements of PostgreSQL's own."""
        with _errors(self._store):
            self._connection.execute(text)

    @property
    def in_transaction(self) -> bool:
        return not self.is_closed and self._connection.info.transaction_status.name != "IDLE"

    @property
    def is_closed(self) -> bool:
        return bool(self._connection.closed)

    def close(self) -> None:
        self._connection.close()
