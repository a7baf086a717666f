from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.conftest import run_notes


def test_today_is_told_the_same_twice_to_people_and_to_programs(sample_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    told = json.loads(run_notes("today", "--json", "--data", data).stdout)
    assert (told["since"], told["came"], told["new"]) == ("", 0, [])
    assert 1 <= len(told["again"]) <= 3 and all(one["path"] and one["line_start"] for one in told["again"])
    assert json.loads(run_notes("today", "--json", "--data", data).stdout) == told
    said = run_notes("today", "--data", data).stdout
    assert "Worth seeing again" in said and told["again"][0]["title"] in said


def test_today_of_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    done = run_notes("today", "--data", tmp_path / "none")
    assert done.returncode == 0 and "notes ingest PATH" in done.stdout and not (tmp_path / "none").exists()
