"""A file that is written atomically holds the old content or the new."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.atomic_write import atomic_writer, write_atomically


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", "old")
    write_atomically(tmp_path / "a.json", "new\n", mode=0o600)
    assert (tmp_path / "a.json").read_bytes() == b"new\n" and (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", "old")
    with pytest.raises(ValueError, match="half way"), atomic_writer(tmp_path / "a.json") as out:
        out.write("ne")
        raise ValueError("half way")
    assert (tmp_path / "a.json").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a.json"]
