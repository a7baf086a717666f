"""The store's settings: small facts about the store as a whole, one typed attribute each."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Setting(Generic[T]):
    """One row of the table `settings`; a missing row reads as ""."""

    def __init__(self, name: str, read: Callable[[str], T], write: Callable[[T], str]) -> None:
        self._name = name
        self._read = read
        self._write = write

    def __get__(self, state: StoreState, owner: type[StoreState]) -> T:
        query = "SELECT value FROM settings WHERE name = ?"
        row = state.connect().execute(query, (self._name,)).fetchone()
        return self._read(row[0] if row else "")

    def __set__(self, state: StoreState, value: T) -> None:
        state.connect().execute(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (self._name, self._write(value)),
        )


def _text(name: str) -> _Setting[str]:
    return _Setting(name, str, str)


def _flag(name: str) -> _Setting[bool]:
    return _Setting(name, lambda text: text == "1", lambda value: "1" if value else "")


def _number(name: str) -> _Setting[int]:
    return _Setting(name, lambda text: int(text or 0), str)


class StoreState:
    """The settings of one catalog: read from it at each access, written within the caller's transaction or at once."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self.connect = connect

    embedder = _text("embedder")
    """Name of the embedder whose vectors search uses; "" before the first vector."""
    embedder_next = _text("embedder_next")
    """The embedder that is being changed to; "" for none."""
    generation = _number("generation")
    """Number of Chroma's collection in use, the name of its folder; 0 before the first."""
    vectors_why = _text("vectors_why")
    """Why Chroma is not asked; "" where it is."""
    vectors_tried = _number("vectors_tried")
    """How many vectors there were when each was last looked up by itself."""
    works_stale = _flag("works_stale")
    """Whether documents changed since works were joined."""
    has_forgotten = _flag("forgets")
    """Whether some path is not to be read again."""
    salt = _text("salt")
    """Hex key of the hashes of forgotten paths; "" before the first."""
    wipe_pending = _flag("unwiped")
    """Whether rows were removed whose traces are still in the files."""
    last_run = _text("look")
    """The last run over the sources as JSON (`index.sync.history`); "" before the first."""
    last_run_with_news = _text("look_with_news")
    """The last run that changed anything, likewise."""
    language_gap_shown = _flag("language_gap_told")
    """Whether the reader was shown that the embedder does not know the notes' language."""
    changed = _text("changed")
    """A stamp that is new whenever passages or vectors changed; "" before the first."""

    @property
    def wanted_embedder(self) -> str:
        """The embedder whose vectors passages shall have: the next one while there is one; "" at first."""
        return self.embedder_next or self.embedder

    def mark_changed(self) -> None:
        """Renew `changed`, so that readers that hold vectors in memory read them again."""
        self.changed = str(time.time_ns())
