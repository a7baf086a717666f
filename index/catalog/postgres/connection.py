"""A connection to PostgreSQL that behaves as one of sqlite3 does: `?` for values, rows by name and by number.

The home of psycopg, which is imported when the first connection is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from index.catalog.postgres.statements import translate
from index.errors import IndexFailure, StoreUnreachable, StoreUnusable, explain_store_error

T = TypeVar("T")


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
        raise _explain(store, error) from error


def _explain(store: Path, error: Any) -> IndexFailure:
    """The failure that an error of psycopg means. One without a server's own code is of the connection, as are those of
    class 08, and 57 where the server goes down or comes up."""
    text = str(error).strip() or type(error).__name__
    if not error.sqlstate or error.sqlstate.startswith(("08", "57P")):
        return StoreUnreachable(store, text.splitlines()[0].strip())
    return explain_store_error(store, error)


def _storable(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


class PostgresConnection:
    """A connection of one thread. Each statement is a transaction of its own outside BEGIN and COMMIT.

    One that the server broke off is made anew, and the statement run again, unless it stood in a transaction or holds
    a lock, which are lost with it. Its methods raise StoreUnusable, StoreUnreachable.
    """

    def __init__(self, address: str, schema: str, store: Path) -> None:
        """store: the name of the store in messages."""
        self._address, self._schema, self._store = address, schema, store
        self.holds_lock = False
        """Whether the session holds an advisory lock."""
        with _errors(store):
            self._connection = self._open()

    def _open(self) -> Any:
        import psycopg

        connection: Any = psycopg.connect(self._address, autocommit=True, row_factory=_make_rows)
        connection.execute(
            f'SET search_path TO "{self._schema}", public; SET jit = off; SET client_min_messages = warning;'
            " SET random_page_cost = 1.1; SET hnsw.ef_search = 200; SET hnsw.iterative_scan = strict_order"
        )
        return connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """A cursor with the statement's rows, all of them read. A list is the value of a `LISTED`."""
        plain = [*map(_storable, values)] or None
        return self._run(lambda: self._connection.execute(translate(statement), plain))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        plain = [[*map(_storable, row)] for row in rows]
        self._run(lambda: self._connection.cursor().executemany(translate(statement), plain))

    def run_script(self, text: str) -> None:
        """Run statements of PostgreSQL's own."""
        self._run(lambda: self._connection.execute(text))

    def _run(self, statement: Callable[[], T]) -> T:
        can_repeat = not self.holds_lock and not self.in_transaction
        with _errors(self._store):
            if can_repeat and not self._connection.closed:
                try:
                    return statement()
                except Exception:
                    if not self._connection.closed:
                        raise
            if can_repeat:
                self._connection = self._open()
            return statement()

    @property
    def in_transaction(self) -> bool:
        return not self._connection.closed and self._connection.info.transaction_status.name != "IDLE"

    def close(self) -> None:
        self._connection.close()
