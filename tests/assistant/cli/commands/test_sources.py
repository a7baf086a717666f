"""`notes sources`: what is read, how often, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.settings import load_settings
from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from tests.conftest import run_notes
from tests.index.conftest import KILN, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


def test_the_interval_is_set_and_told(tmp_path: Path) -> None:
    assert run_notes("sources", "every", "5", "--data", tmp_path).returncode == 0
    assert load_settings(tmp_path).interval_minutes == 5
    assert run_notes("sources", "every", "often", "--data", tmp_path).returncode == 2
    assert run_notes("sources", "every", "0", "--data", tmp_path).stdout == "Read again only when files change.\n"


def test_what_the_last_runs_brought_and_what_failed_is_told(tmp_path: Path) -> None:
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    (tmp_path / "vault" / "noise.md").write_bytes(bytes(range(256)) * 40)
    with Catalog.open(tmp_path / "data") as catalog:
        for _ in range(2):
            sync_sources(catalog, None, StandInEmbedder, [tmp_path / "vault"])
    told = run_notes("sources", "--data", tmp_path / "data").stdout
    assert "every 30 minutes" in told and "2 new; 3 passages added" in told and "1 files cannot be read" in told
    status = json.loads(run_notes("status", "--json", "--data", tmp_path / "data").stdout)
    assert status["last_news"]["new"] == 2 and status["last_look"]["new"] == 0
