"""The watch tells of a change once, when it is whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.sync.watch import watch_folders


@contextmanager
def watching(folder: Path, seen: list[str], look: Callable[[], str]) -> Iterator[None]:
    """Watch in a thread; at each stream `look()` is noted in `seen`."""
    stop = threading.Event()

    def run() -> None:
        for _ in watch_folders(lambda: [folder], interval=lambda: 0, stop=stop):
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


def test_a_folder_copied_into_place_is_told_of_once_it_is_whole(folder: Path) -> None:
    seen: list[str] = []
    with watching(folder, seen, lambda: " ".join(sorted(path.name for path in folder.glob("*")))):
        folder.rename(folder.with_name("away"))
        folder.mkdir()
        for piece in range(6):
            (folder / f"{piece}.md").write_text("in its place", encoding="utf-8")
            time.sleep(0.5)
        wait_until(lambda: bool(seen))
    assert seen == ["0.md 1.md 2.md 3.md 4.md 5.md"]


def test_a_folder_that_becomes_known_is_watched_from_then_on(folder: Path) -> None:
    other, stop, told = folder.with_name("other"), threading.Event(), threading.Event()
    other.mkdir()
    folders: list[Path] = []

    def run() -> None:
        for _ in watch_folders(lambda: folders, interval=lambda: 0, stop=stop):
            told.set()

    thread = threading.Thread(target=run)
    thread.start()
    for new in (folder, other):
        folders.append(new)
        assert told.wait(20), "what was changed before its watch began is not missed"
        told.clear()
        (new / "new.md").write_text("a thought", encoding="utf-8")
        assert told.wait(20)
        told.clear()
    stop.set()
    thread.join(10)


def test_the_interval_tells_where_nothing_changes_and_can_be_changed(folder: Path) -> None:
    stop, every = threading.Event(), [0.5]
    told = watch_folders(lambda: [folder], interval=lambda: every[0], stop=stop)
    assert next(told) == "interval"
    every[0] = 0.0
    threading.Timer(4.0, stop.set).start()
    assert list(told) == ["changed"], "the first stream, and then none"


def test_the_interval_comes_round_though_the_folder_changes_more_often(folder: Path) -> None:
    stop, seen = threading.Event(), list[str]()

    def write() -> None:
        for number in range(8):
            (folder / f"{number}.md").write_text("a thought", encoding="utf-8")
            if stop.wait(2.8):
                return
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    for told in watch_folders(lambda: [folder], interval=lambda: 5.0, stop=stop):
        seen.append(told)
        if told == "interval":
            stop.set()
    writer.join()
    assert "changed" in seen and seen[-1] == "interval"
