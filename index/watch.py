"""Tells when source folders changed and have come to rest. The home of watchfiles.

Sync tools write a note in pieces and a vault in many files: nothing is told before a folder was quiet for
SETTLE_MS. A folder that is swapped for another (renamed away, a new one in its place) is noticed by its identity,
as the system goes on watching the old one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from ingest.walk import SUFFIXES

SETTLE_S = 2.0
"""Seconds of quiet: pieces of one file follow one another within half a second, files of one sync within one."""
LONGEST_S = 120.0
"""A folder that never rests is told of after this time all the same."""
LOOK_MS = 500
"""How often quiet, a folder's identity, the interval and `stop` are looked at."""

Told = Literal["changed", "interval"]


def watch_folders(folders: Sequence[Path], *, interval: float, stop: threading.Event) -> Iterator[Told]:
    """Yields each time notes in the folders (or single files) changed and settled, and after each `interval` seconds.

    interval: 0 for never. Ends when `stop` is set. A folder that is not there is looked for again and again.
    """
    since = time.monotonic()
    while not stop.is_set():
        for told in _watch_once(folders, stop):
            if told == "changed" or (interval and time.monotonic() - since >= interval):
                yield told
                since = time.monotonic()
            if stop.is_set():
                return


def _watch_once(folders: Sequence[Path], stop: threading.Event) -> Iterator[Told]:
    """Until a folder is no longer the one that is being watched."""
    from watchfiles import watch

    watched = _identities(folders)
    if not watched:
        stop.wait(LOOK_MS / 1000)
        yield "interval"
        return
    # watchfiles' own `step` counts paths, so that a file written on and on would seem quiet: quiet is timed here.
    rounds = watch(
        *watched,
        watch_filter=lambda change, path: Path(path).suffix.lower() in SUFFIXES or not Path(path).suffix,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    first = last = 0.0
    for changes in rounds:
        now, same = time.monotonic(), _identities(folders) == watched
        if changes or not same:
            first, last = first or now, now
        if first and (now - last >= SETTLE_S or now - first >= LONGEST_S or not same):
            first = last = 0.0
            yield "changed"
        else:
            yield "interval"
        if not same:
            return


def _identities(folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """The folders that are there, with what tells one from another in its place."""
    found = {}
    for folder in folders:
        try:
            stat = folder.stat()
        except OSError:
            continue
        found[folder] = (stat.st_dev, stat.st_ino)
    return found
