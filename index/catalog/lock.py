"""The store's lock: one process writes the store and has Chroma open; the kernel releases the lock of one that dies.

The lock file names its holder. A page holds it for as long as it runs, and names the loopback port and the token
with which the command line can have it ingest; a command holds it while it writes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import StoreBusy, store_errors

LOCK_FILE = "lock"
RETRY_INTERVAL_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who holds a store."""

    what: str
    """In words: `notes ingest`, `the page`."""
    pid: int
    since: str
    """ISO 8601, UTC."""
    lasting: bool = False
    """Whether it holds the store for as long as it runs, so that waiting does not help."""
    port: int = 0
    """On loopback, where it takes commands; 0 for none."""
    token: str = ""
    """What a command at that port has to show."""


@contextmanager
def hold_store(
    data: Path,
    what: str,
    *,
    wait: float = 3600.0,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
    lasting: bool = False,
    port: int = 0,
    token: str = "",
) -> Iterator[Owner]:
    """Hold the store in the folder `data` as its only writer.

    wait: seconds to wait for another holder; one that is `lasting` is not waited for. on_wait: called once, with who
    it is. Raises StoreBusy where another still holds it then, StoreReadOnly where no lock can be written.
    """
    with store_errors(data):
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(handle, data, wait, on_wait)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        owner = Owner(what=what, pid=os.getpid(), since=now, lasting=lasting, port=port, token=token)
        with store_errors(data):
            _write(handle, json.dumps(asdict(owner)))
        yield owner
        _write(handle, "")
    finally:
        os.close(handle)


def read_owner(data: Path) -> Owner | None:
    """Who holds the store now; None for no process."""
    try:
        handle = os.open(data / LOCK_FILE, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _try_lock(handle) else _read(data)
    finally:
        os.close(handle)


def _acquire(handle: int, data: Path, wait: float, on_wait: Callable[[StoreBusy], None]) -> None:
    until = time.monotonic() + wait
    waited = False
    while not _try_lock(handle):
        owner = _read(data) or Owner(what="another process", pid=0, since="")
        busy = StoreBusy(data, owner.what, owner.pid, owner.since)
        if owner.lasting or time.monotonic() >= until:
            raise busy
        if not waited:
            on_wait(busy)
            waited = True
        time.sleep(RETRY_INTERVAL_S)


def _try_lock(handle: int) -> bool:
    """Whether the lock was free and is held now, until the handle closes."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        locking: Any = msvcrt
        try:
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            locking.locking(handle, locking.LK_NBLCK, 1)
            return True
        except OSError:
            return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _read(data: Path) -> Owner | None:
    try:
        return Owner(**json.loads((data / LOCK_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # it is being written
        return None


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())
