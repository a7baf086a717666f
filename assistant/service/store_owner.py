"""The open store of one data folder in a process that stays: its lock, catalog, vectors and sources.

It holds the store's lock whenever it can, so that this process is the one that opens Chroma. While another process
holds the lock, everything can still be read from the catalog; only writing has to wait.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import SettingsUnreadable
from assistant.library.command_context import CommandContext
from assistant.service.command_server import CommandServer
from assistant.service.ingest import INGEST, IngestRequest, ingest_sources, read_request
from assistant.service.store_commands import COMMANDS
from assistant.settings import Settings, load_settings, open_catalog
from index.catalog.lock import hold_store
from index.catalog.sources import list_sources
from index.errors import IndexFailure, Stopped, StoreBusy
from index.sync.history import read_history, record_failure
from index.sync.report import IngestReport
from index.sync.watch import follow_sources
from index.vectors.store import Vectors
from ingest.errors import IngestFailure

STOP_TIMEOUT_S = 20.0
"""Seconds in which a reading must end after a stop: it checks between two files and two batches of 256 passages."""


class StillReading(IndexFailure):
    """This process is already writing the store."""

    def __init__(self) -> None:
        super().__init__("the notes are being read already; wait for that to end, or stop it")


class StoreOwner:
    """An open store. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True) -> None:
        """writes: whether this process wants to own the store, and to run commands for other processes.

        Raises IndexFailure if the store cannot be opened, SettingsUnreadable.
        """
        self.data = data
        self.settings = load_settings(data)
        self._resources = ExitStack()
        self._busy: StoreBusy | None = None
        self._state_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._closing = threading.Event()
        self._watch_thread: threading.Thread | None = None
        self._stop: threading.Event | None = None
        """Ends the command that runs now."""
        try:
            self._server = self._start_server() if writes else None
            self._owns = self._take_store_lock()
            self.catalog = self._resources.enter_context(open_catalog(data, readonly=not writes))
        except BaseException:
            self._resources.close()
            raise
        self.vectors = Vectors(self.catalog, owner=self._owns)
        self._resources.callback(lambda: self.vectors.close())

    def close(self) -> None:
        """Stop watching and reading, and release the store."""
        self._closing.set()
        stop, watch = self._stop, self._watch_thread
        if stop is not None:
            stop.set()
        if watch is not None:
            watch.join(STOP_TIMEOUT_S)
        # closing a connection that another thread uses takes the process down
        is_idle = self._write_lock.acquire(timeout=STOP_TIMEOUT_S)
        self._resources.close()
        if is_idle:
            self._write_lock.release()

    def busy_reason(self) -> str:
        """Which process keeps this one from writing, and what to do; "" if none does."""
        self._try_to_own()
        return str(self._busy) if self._busy else ""

    def folders(self) -> list[Path]:
        """The known sources. Cheap: the watch reads them twice a second."""
        return [Path(source.name) for source in list_sources(self.catalog)]

    @property
    def interval_minutes(self) -> int:
        """Of the settings file as it is now, which other processes may change."""
        return self._settings_now().interval_minutes

    def _settings_now(self) -> Settings:
        """Of the settings file as it is now; those of the start where it cannot be read."""
        try:
            return load_settings(self.data)
        except SettingsUnreadable:
            return self.settings

    def ingest(self, request: IngestRequest, context: CommandContext, *, wait: bool = True) -> IngestReport:
        """Read sources. wait: for a command that runs already; else raises StillReading.

        Raises IndexFailure, IngestFailure.
        """
        with self._writing(context, wait):
            request = replace(request, embedder=request.embedder or self._settings_now().embedder)
            return ingest_sources(self.catalog, self.vectors, request, context)

    def run_command(
        self, name: str, arguments: Mapping[str, Any], context: CommandContext, *, wait: bool = True
    ) -> dict[str, Any]:
        """Run a store command, for the page or for another process. wait: as for `ingest`.

        Raises what the command does, and StoreBusy.
        """
        if name == INGEST:
            return self.ingest(read_request(arguments), context, wait=wait).to_json()
        with self._writing(context, wait):
            return COMMANDS[name](self.catalog, self.vectors, arguments, context)

    @contextmanager
    def _writing(self, context: CommandContext, wait: bool) -> Iterator[None]:
        """Holds off every other writer, in this process and outside it."""
        if not self._write_lock.acquire(blocking=False):
            if not wait:
                raise StillReading
            context.on_wait(StoreBusy(self.data, "a reading by the page", os.getpid(), ""))
            self._write_lock.acquire()
        try:
            if self._closing.is_set():
                raise Stopped
            self._try_to_own()
            if self._busy:
                raise self._busy
            self._stop = context.stop
            with self.catalog.writing(context.on_wait, context.stop):
                yield
        finally:
            self._write_lock.release()

    def start_watching(self) -> None:
        """From now on, read the sources again when they change, and on the interval of the settings."""
        with self._state_lock:
            if self._watch_thread is None:
                self._watch_thread = threading.Thread(target=self._watch, name="watch", daemon=True)
                self._watch_thread.start()

    def _watch(self) -> None:
        with suppress(IndexFailure):
            self._sync(self._is_due())
        follow_sources(
            self._sync, self._folders_to_watch, interval=lambda: 60.0 * self.interval_minutes, stop=self._closing
        )

    def _folders_to_watch(self) -> list[Path]:
        """The known sources; none while the store cannot be reached, so that they are read again once it can be."""
        try:
            return self.folders()
        except IndexFailure:
            return []

    def _sync(self, fetch: bool) -> None:
        """Read all sources; a failure is shown with them, and the watch continues."""
        try:
            self.ingest(IngestRequest(fetch=fetch), CommandContext(stop=self._closing))
        except (IndexFailure, IngestFailure):
            return  # noted by the sync
        except Exception as bug:
            if not self._closing.is_set():
                record_failure(self.catalog, bug)

    def _is_due(self) -> bool:
        """Whether the last run over the sources is longer ago than the interval, so that accounts are fetched too."""
        last, interval_s = read_history(self.catalog).last, 60.0 * self.interval_minutes
        return interval_s > 0 and (last is None or datetime.now(UTC).timestamp() - last.seconds >= interval_s)

    def _start_server(self) -> CommandServer:
        server = CommandServer(self.run_command, {INGEST, *COMMANDS})
        self._resources.callback(server.close)
        return server

    def _try_to_own(self) -> None:
        """Take the store's lock if it has become free, and open the vectors as their owner."""
        with self._state_lock:
            if self._owns or self._server is None:
                return
            self._owns = self._take_store_lock()
            if self._owns:
                self.vectors.close()
                self.vectors = Vectors(self.catalog, owner=True)

    def _take_store_lock(self) -> bool:
        if self._server is None:
            return False
        port, token = self._server.port, self._server.token
        lock = hold_store(self.data, "the page (notes serve)", wait=0, lasting=True, port=port, token=token)
        try:
            self._resources.enter_context(lock)
        except StoreBusy as busy:
            self._busy = busy
            return False
        self._busy = None
        return True
