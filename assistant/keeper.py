"""The store of one data folder in the hands of a process that stays: its lock, its catalog, its vectors, its sources.

It holds the store's lock while it can, so that this process is the one that opens Chroma. Where another holds it,
everything is still read (from the catalog), and only reading the sources again has to wait.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.door import Door
from assistant.settings import load_settings
from index.catalog import Catalog
from index.errors import IndexFailure, StoreBusy
from index.lock import hold_store
from index.status import read_sources
from index.vectors import Vectors
from ingest.errors import IngestFailure

if TYPE_CHECKING:
    from index.fill import Progress
    from index.report import IngestReport


class Keeper:
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
        """Stop watching and let go of the store."""
        self._closing.set()
        self._held.close()

    def told_busy(self) -> str:
        """Who keeps this process from reading the sources again, and what to do; "" where nobody does."""
        self._own()
        return str(self._busy) if self._busy else ""

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        hidden: bool | None = None,
        allow_removals: bool,
        fetch: bool = True,
        progress: Progress,
        stop: threading.Event,
        wait: bool = True,
    ) -> IngestReport:
        """Read these folders, all known ones where none is named; one reading at a time.

        fetch: ask accounts too. wait: for a reading that goes on already; else raises StillReading. Raises
        IndexFailure's kinds, IngestFailure.
        """
        from assistant.assemble import make_embedder
        from index.sync import sync_sources

        if not self._reading.acquire(blocking=wait):
            raise StillReading
        try:
            self._own()
            if self._busy:
                raise self._busy
            return sync_sources(
                self.catalog,
                self.vectors,
                lambda: make_embedder(self.catalog, self.settings),
                paths,
                embedder=self.settings.embedder,
                hidden=hidden,
                allow_removals=allow_removals,
                fetch=fetch,
                progress=progress,
                stop=stop,
            )
        finally:
            self._reading.release()

    def _watch(self) -> None:
        """What goes wrong is seen in the sources' state; the watch itself goes on."""
        from index.watch import watch_folders

        while not self._closing.is_set():
            folders = self.folders()
            for told in watch_folders(folders, interval=60 * self.settings.interval_minutes, stop=self._closing):
                try:
                    self.ingest(
                        (),
                        allow_removals=False,
                        fetch=told == "interval",  # not at each letter typed into a note
                        progress=_unheard,
                        stop=self._closing,
                        wait=False,
                    )
                except (IndexFailure, IngestFailure):
                    continue
                if self.folders() != folders:
                    break

    def folders(self) -> list[Path]:
        """The sources known so far."""
        return [Path(source.path) for source in read_sources(self.catalog, look=False)]

    def _open_door(self) -> Door:
        door = Door(self.ingest)
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
