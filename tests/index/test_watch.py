"""The watch tells of a change once, when it is whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.watch import watch_folders


@contextmanager
def watching(folder: Path, seen: list[str], look: Callable[[], str]) -> Iterator[None]:
    """Watch in a thread; at each telling `look()` is noted in `seen`."""
    stop = threading.Event()

    def run() -> None:
        for _ in watch_folders([folder], interval=0, stop=stop):
            seen.append(look())

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(1.0)
    yield
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "old.md").write_text("here before", encoding="utf-8")
    return folder


def test_a_file_written_in_pieces_is_told_of_once_and_whole(folder: Path) -> None:
    seen: list[str] = []
    note = folder / "note.md"
    with watching(folder, seen, lambda: note.read_text("utf-8")):
        for piece in range(10):
            with note.open("a", encoding="utf-8") as file:
                file.write(f"piece {piece}\n")
            time.sleep(0.5)
        wait_until(lambda: bool(seen))
        time.sleep(0.5)
    assert seen == ["".join(f"piece {piece}\n" for piece in range(10))]


def test_a_removal_and_a_rename_are_told_of(folder: Path) -> None:
    seen: list[str] = []
    with watching(folder, seen, lambda: " ".join(sorted(path.name for path in folder.iterdir()))):
        (folder / "old.md").rename(folder / "new.md")
        wait_until(lambda: len(seen) == 1)
        (folder / "new.md").unlink()
        wait_until(lambda: len(seen) == 2)
    assert seen == ["new.md", ""]


def test_a_folder_swapped_for_another_is_told_of_and_watched_on(folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    (other / "swapped.md").write_text("in its place", encoding="utf-8")
    seen: list[str] = []
    with watching(folder, seen, lambda: " ".join(sorted(path.name for path in folder.glob("*")))):
        folder.rename(folder.with_name("away"))
        other.rename(folder)
        wait_until(lambda: "swapped.md" in seen)
        (folder / "later.md").write_text("after the swap", encoding="utf-8")
        wait_until(lambda: "later.md swapped.md" in seen)
    assert seen[-1] == "later.md swapped.md"


def test_the_interval_tells_where_nothing_changes(folder: Path) -> None:
    stop = threading.Event()
    assert next(watch_folders([folder], interval=0.5, stop=stop)) == "interval"
    stop.set()
