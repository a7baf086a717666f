"""Fetch a model's file from the hub, going on where an earlier try was cut off.

What comes is written to `FILE.part` and gets its name only once its size and SHA-256 are those listed (or, of a file
that is not in the list, those the hub itself told).
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import ChecksumWrong, DiskFull, FetchCut, FetchFailed
from assistant.model_downloads.catalogue import ListedModel
from assistant.model_downloads.hub import Body, CutOff, HubFile

CHUNK = 1 << 20
TRIES = 5
"""Attempts without a single new byte before giving up; the waits between them are 1, 2, 4 and 8 seconds."""
SPARE = 256 << 20
"""Bytes to leave free on the disk beside the model."""

Progress = Callable[[str, int, int], None]
"""Called with what is done ("fetching", "checking"), bytes so far and bytes in all (0 where not known)."""


def find_fetched(model: ListedModel, folder: Path) -> Path | None:
    """The model's file where it was fetched whole; it has its name only then."""
    path = folder / Path(model.file).name
    return path if path.is_file() and model.size in (0, path.stat().st_size) else None


def fetch_model(
    model: ListedModel,
    folder: Path,
    *,
    hub: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
    wait: Callable[[float], Any] | None = None,
    open_part: Callable[[Path], BinaryIO] | None = None,
) -> Path:
    """The model's file in `folder`, fetched where it is not there yet.

    hub: another address than the hub's own. stop: set it to end the fetch; what came is kept. wait, open_part: how
    to sleep (seconds) and how the part is opened, for tests. Raises FetchFailed and its kinds.
    """
    if there := find_fetched(model, folder):
        return there
    fetch = _Fetch(HubFile(model, hub), folder / Path(model.file).name, progress, stop or threading.Event())
    fetch.wait = fetch.wait if wait is None else wait
    fetch.open_part = fetch.open_part if open_part is None else open_part
    with _as_failure(fetch), _hold(fetch.target):
        return fetch.run()


class _Fetch:
    """One file on its way: asks for what is missing until it is whole, then holds it to its checksum."""

    def __init__(self, source: HubFile, target: Path, progress: Progress, stop: threading.Event) -> None:
        self.source, self.target = source, target
        self.part = target.with_name(target.name + ".part")
        self._progress, self._stop = progress, stop
        self.wait: Callable[[float], Any] = stop.wait
        self.open_part: Callable[[Path], BinaryIO] = _open_part

    @property
    def done(self) -> int:
        """Bytes that came so far."""
        return self.part.stat().st_size if self.part.exists() else 0

    @property
    def size(self) -> int:
        """Bytes of the whole; 0 where the hub has not said."""
        return self.source.told.size

    def _is_whole(self) -> bool:
        return self.size > 0 and self.done == self.size

    def run(self) -> Path:
        """Fetch, check, give it its name."""
        idle = 0
        while not self._is_whole():
            before = self.done
            try:
                self.source.read_from(before if before <= (self.size or before) else 0, self._take)
                if self.size == 0:  # it ended of itself, and nobody said how long it is
                    break
                if not self._is_whole():
                    raise CutOff("the connection was cut")
            except CutOff as trouble:
                if self._stop.is_set():
                    raise FetchCut(self.target.name, "stopped", self.done, self.size) from trouble
                idle = 0 if self.done > before else idle + 1
                if idle == TRIES:
                    raise FetchCut(self.target.name, str(trouble), self.done, self.size) from trouble
                self.wait(2.0 ** max(idle - 1, 0))
        self._check()
        self.part.replace(self.target)
        return self.target

    def _take(self, first: int, body: Body) -> None:
        self._look_for_room(first)
        with self.open_part(self.part) as part:
            part.truncate(first)
            part.seek(first)
            while not self._stop.is_set() and (piece := body.read(CHUNK)):
                part.write(piece)
                self._progress("fetching", part.tell(), self.size)
            part.flush()
            os.fsync(part.fileno())

    def _look_for_room(self, first: int) -> None:
        missing, free = self.size - first, shutil.disk_usage(self.target.parent).free
        if missing > free - SPARE:
            raise DiskFull(self.target.name, self.target.parent, missing + SPARE, free)

    def _check(self) -> None:
        wanted = self.source.told.sha256
        if not wanted:
            self.part.unlink()
            raise FetchFailed(self.target.name, "the hub tells no checksum of it", "fetch another: notes models")
        found = hashlib.sha256()
        with self.part.open("rb") as part:
            while piece := part.read(CHUNK):
                found.update(piece)
                self._progress("checking", part.tell(), self.size)
        if found.hexdigest() != wanted:
            self.part.unlink()
            raise ChecksumWrong(self.target.name, wanted, found.hexdigest())


def _open_part(path: Path) -> BinaryIO:
    return path.open("r+b" if path.exists() else "w+b")


@contextmanager
def _hold(target: Path) -> Iterator[None]:
    """One fetch of a file at a time, by a lock that the system drops with its process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.with_name(target.name + ".lock")
    with path.open("w") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such locks on Windows
            pass
        except OSError as trouble:
            raise FetchFailed(target.name, "it is being fetched already", "wait for that to end") from trouble
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _as_failure(fetch: _Fetch) -> Iterator[None]:
    """The disk's errors as failures that say the repair; the connection's never come here."""
    folder = fetch.target.parent
    try:
        yield
    except OSError as trouble:
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise DiskFull(fetch.target.name, folder, fetch.size - fetch.done + SPARE, free) from trouble
        why = f"{folder} cannot be written to ({trouble.strerror or trouble})"
        raise FetchFailed(fetch.target.name, why, "choose another folder with --data") from trouble
