"""Tells when source folders changed and have come to rest. The home of watchfiles.

Sync tools write a note in pieces and a vault in many files: a change is reported only after a folder was quiet for
`SETTLE_S`. A folder that is swapped for another (renamed away, a new one in its place) is noticed by its identity, as
the system goes on watching the old one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from ingest.walk import SUFFIXES

SETTLE_S = 2.0
"""Seconds of quiet: pieces of one file follow one another within half a second, files of one sync within one."""
MAX_UNSETTLED_S = 120.0
"""A folder that never rests is reported after this time all the same."""
CHECK_INTERVAL_MS = 500
"""How often quiet, a folder's identity, the interval and `stop` are checked."""

WatchReason = Literal["changed", "interval"]


def watch_folders(
    folders: Callable[[], Sequence[Path]], *, interval: Callable[[], float], stop: threading.Event
) -> Iterator[WatchReason]:
    """Yields each time notes in the folders (or single files) changed and settled, and after each `interval` seconds.

    It yields first without a change, once all is quiet: files may have changed before the watch began. folders,
    interval: called twice a second, so that either can change meanwhile; an interval of 0 is never. Ends when `stop`
    is set. A missing folder is looked for until it is there.
    """
    since = first = last = time.monotonic()
    while not stop.is_set():
        for changed in _detect_changes(folders, stop):
            now, every = time.monotonic(), interval()
            if changed:
                first, last = first or now, now
            if first and (now - last >= SETTLE_S or now - first >= MAX_UNSETTLED_S):
                first = 0.0  # the interval goes on: accounts are fetched at its end, however often folders change
                yield "changed"
            elif 0 < every <= now - since:
                since = now
                yield "interval"
            if stop.is_set():
                return


def follow_sources(
    sync: Callable[[bool], None],
    folders: Callable[[], Sequence[Path]],
    *,
    interval: Callable[[], float],
    stop: threading.Event,
) -> None:
    """Call `sync` whenever `watch_folders` yields, until `stop` is set.

    sync: called with whether to fetch accounts too: on the interval only, not at each letter typed into a note.
    """
    for reason in watch_folders(folders, interval=interval, stop=stop):
        sync(reason == "interval")


def _detect_changes(folders: Callable[[], Sequence[Path]], stop: threading.Event) -> Iterator[bool]:
    """Twice a second, whether anything changed; ends where other folders are to be watched from then on."""
    from watchfiles import watch

    wanted = tuple(folders())
    watched = _identities(wanted)
    if not watched:
        stop.wait(CHECK_INTERVAL_MS / 1000)
        yield bool(_identities(wanted)) or tuple(folders()) != wanted
        return
    # watchfiles' own `step` counts paths, so that a file written on and on would seem quiet: quiet is timed above.
    rounds = watch(
        *watched,
        watch_filter=lambda change, path: Path(path).suffix.lower() in SUFFIXES or not Path(path).suffix,
        rust_timeout=CHECK_INTERVAL_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,  # swallowed, the watch would begin again: Ctrl-C ends it
        ignore_permission_denied=True,
    )
    for changes in rounds:
        same = _identities(wanted) == watched and tuple(folders()) == wanted
        yield bool(changes) or not same
        if not same:
            return


def _identities(folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """The folders that are there, each with what tells it from another in its place."""
    identities = {}
    for folder in folders:
        try:
            stat = folder.stat()
        except OSError:
            continue
        identities[folder] = (stat.st_dev, stat.st_ino)
    return identities
