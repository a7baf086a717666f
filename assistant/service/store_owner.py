"""The store of one data folder in the hands of a process that stays: its lock, its catalog, its vectors, its sources.

It holds the store's lock while it can, so that this process is the one that opens Chroma. Where another holds it,
everything is still read (from the catalog), and only reading the sources again has to wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import SettingsUnreadable
from assistant.service.command_server import CommandServer
from assistant.service.store_commands import INGEST, ORDERS
from assistant.settings import change_settings, load_settings
from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.errors import IndexFailure, Stopped, StoreBusy
from index.sources.source import known_sources
from index.sync.history import note_failure, read_looks
from index.vectors.store import Vectors
from ingest.errors import IngestFailure

if TYPE_CHECKING:
    from index.progress import Progress
    from index.sync.report import IngestReport


LONGEST_STOP = 20.0
"""Seconds that a reading may take to come to rest: it looks between two files and two batches of 256 passages."""


class StoreOwner:
    """An open store. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True) -> None:
        """writes: whether this process wants to be the store's owner, and to take folders from other processes.

        Raises IndexFailure where the store cannot be opened, SettingsUnreadable.
        """
        self.data = data
        self.settings = load_settings(data)
        self._held = ExitStack()
        self._busy: StoreBusy | None = None
        self._guard = threading.Lock()
        self._reading = threading.Lock()
        self._closing = threading.Event()
        self._watch_thread: threading.Thread | None = None
        self._stop: threading.Event | None = None
        try:
            self._door = self._open_door() if writes else None
            self._owner = self._take_lock()
            self.catalog = self._held.enter_context(Catalog.open(data, readonly=not writes))
        except BaseException:
            self._held.close()
            raise
        self.vectors = Vectors(self.catalog, owner=self._owner)
        self._held.callback(lambda: self.vectors.close())

    def close(self) -> None:
        """Stop watching and reading, and let go of the store."""
        self._closing.set()
        stop, watch = self._stop, self._watch_thread
        if stop is not None:
            stop.set()
        if watch is not None:
            watch.join(LONGEST_STOP)
        # a connection that is closed under a thread that uses it takes the process down
        done = self._reading.acquire(timeout=LONGEST_STOP)
        self._held.close()
        if done:
            self._reading.release()

    def told_busy(self) -> str:
        """Who keeps this process from reading the sources again, and what to do; "" where nobody does."""
        self._own()
        return str(self._busy) if self._busy else ""

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        with self._guard:
            if self._watch_thread is None:
                self._watch_thread = threading.Thread(target=self._watch, name="watch", daemon=True)
                self._watch_thread.start()

    def set_interval(self, minutes: int) -> None:
        """Read the sources again every so many minutes, 0 for only when they change. Raises SettingsUnreadable."""
        change_settings(self.data, interval_minutes=minutes)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        hidden: bool | None = None,
        allow_removals: bool,
        fetch: bool = True,
        embedder: str = "",
        progress: Progress,
        stop: threading.Event,
        wait: bool = True,
        on_wait: Callable[[str], None] = lambda what: None,
    ) -> IngestReport:
        """Read these folders, all known ones where none is named; one reading at a time.

        fetch: ask accounts too. embedder: another than the settings'. wait: for a reading that goes on already, and
        tell on_wait so; else raises StillReading. Raises IndexFailure's kinds, IngestFailure.
        """
        from assistant.service.store_client import ingest_into

        with self._writing(wait, on_wait):
            self._stop = stop
            return ingest_into(
                self.catalog,
                self.vectors,
                replace(self.settings, embedder=embedder or self.settings.embedder),
                paths,
                hidden=hidden,
                allow_removals=allow_removals,
                fetch=fetch,
                progress=progress,
                stop=stop,
            )

    def obey(
        self,
        order: str,
        given: Mapping[str, Any],
        *,
        progress: Progress,
        stop: threading.Event,
        on_wait: Callable[[str], None],
    ) -> dict[str, Any]:
        """Do one of `assistant.service.store_commands`, for another process. Raises what it does, StoreBusy."""
        if order != INGEST:
            with self._writing(True, on_wait):
                return ORDERS[order](self.catalog, self.vectors, given, progress)
        report = self.ingest(
            [Path(path) for path in given["paths"]],
            hidden=given["hidden"],
            allow_removals=given["allow_removals"],
            fetch=given["fetch"],
            embedder=given["embedder"],
            progress=progress,
            stop=stop,
            on_wait=on_wait,
        )
        return report.to_json()

    @contextmanager
    def _writing(self, wait: bool, on_wait: Callable[[str], None]) -> Iterator[None]:
        """As the only one that writes, in this process and beside others."""
        if not self._reading.acquire(blocking=False):
            if not wait:
                raise StillReading
            on_wait("a reading by the page")
            self._reading.acquire()
        try:
            if self._closing.is_set():
                raise Stopped
            self._own()
            if self._busy:
                raise self._busy
            yield
        finally:
            self._reading.release()

    def _watch(self) -> None:
        """What goes wrong is seen beside the sources; the watch itself goes on."""
        from index.sync.watch import watch_folders

        self._read_again(fetch=self._is_due())
        for told in watch_folders(self.folders, interval=lambda: 60.0 * self.interval_minutes, stop=self._closing):
            self._read_again(fetch=told == "interval")  # an account is not asked at each letter typed into a note

    def _read_again(self, *, fetch: bool) -> None:
        try:
            self.ingest((), allow_removals=False, fetch=fetch, progress=_unheard, stop=self._closing)
        except (IndexFailure, IngestFailure):
            return  # noted by the sync
        except Exception as bug:
            if not self._closing.is_set():
                note_failure(self.catalog, bug)

    @property
    def interval_minutes(self) -> int:
        """Of the settings, which are asked each time, as other processes may change them."""
        try:
            return load_settings(self.data).interval_minutes
        except SettingsUnreadable:
            return self.settings.interval_minutes

    def _is_due(self) -> bool:
        """Whether the last run over the sources is longer ago than the interval, so that accounts are asked too."""
        last, interval = read_looks(self.catalog).last, 60.0 * self.interval_minutes
        return interval > 0 and (last is None or datetime.now(UTC).timestamp() - last.seconds >= interval)

    def folders(self) -> list[Path]:
        """The sources known so far. Cheap: the watch asks twice a second."""
        return [Path(source.name) for source in known_sources(self.catalog)]

    def _open_door(self) -> CommandServer:
        door = CommandServer(self.obey, {INGEST, *ORDERS})
        self._held.callback(door.close)
        return door

    def _own(self) -> None:
        """Take the lock where it has become free since."""
        with self._guard:
            if self._owner or self._door is None:
                return
            self._owner = self._take_lock()
            if self._owner:
                self.vectors.close()
                self.vectors = Vectors(self.catalog, owner=True)

    def _take_lock(self) -> bool:
        if self._door is None:
            return False
        port, token = self._door.port, self._door.token
        held = hold_store(self.data, "the page (notes serve)", wait=0, lasting=True, port=port, token=token)
        try:
            self._held.enter_context(held)
        except StoreBusy as busy:
            self._busy = busy
            return False
        self._busy = None
        return True


class StillReading(IndexFailure):
    """This very process is reading the sources already."""

    def __init__(self) -> None:
        super().__init__("the notes are being read already; wait for that to end, or stop it")


def _unheard(stage: str, done: int, total: int) -> None:
    """Nobody watches."""
