"""The parts behind a page are opened when they are first wanted, once, and again after a failure."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.service.runtime import Runtime


def test_nothing_is_opened_before_it_is_wanted_and_then_only_once(tmp_path: Path) -> None:
    parts = Runtime(tmp_path / "data")
    assert not (tmp_path / "data").exists()
    assert parts.try_open() == ""
    assert parts.open() == parts.open()
    parts.close()


def test_a_store_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog at all " * 500)
    parts = Runtime(tmp_path)
    assert "damaged" in parts.try_open()
    catalog.unlink()
    assert parts.try_open() == ""
    parts.close()


def test_searcher_and_assistant_are_joined_once_for_the_same_store(sample_data: Path, tmp_path: Path) -> None:
    parts = Runtime(shutil.copytree(sample_data, tmp_path / "data"), writes=False)
    joined = parts.join()
    assert parts.join() is joined
    parts.close()
    assert parts.join() is not joined
    parts.close()
