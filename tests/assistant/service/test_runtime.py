"""The parts behind a page are opened once, when they are first used, and again after a failure."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.service.runtime import Runtime


def test_nothing_is_opened_before_it_is_wanted_and_then_only_once(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path / "data")
    assert not (tmp_path / "data").exists()
    assert runtime.store_trouble() == ""
    assert runtime.store is runtime.store and runtime.models is runtime.models
    runtime.close()


def test_a_store_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog at all " * 500)
    runtime = Runtime(tmp_path)
    assert "damaged" in runtime.store_trouble()
    catalog.unlink()
    assert runtime.store_trouble() == ""
    runtime.close()


def test_searcher_and_assistant_are_joined_once_for_the_same_store(sample_data: Path, tmp_path: Path) -> None:
    runtime = Runtime(shutil.copytree(sample_data, tmp_path / "data"), writes=False)
    joined = runtime.join()
    assert runtime.join() is joined
    runtime.close()
    assert runtime.join() is not joined
    runtime.close()
