"""`notes duplicates` as its reader meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.conftest import run_notes
from tests.index.conftest import KILN, export, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

LONG = "A rope is only as old as its last knot, and nobody aboard trusts a knot that he did not tie himself."
SHORT = "A rope is only as old as its last knot"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    notes = {"kiln.md": KILN, "again.md": KILN, "a.md": export("Rope", "Ivo Keller", LONG)}
    write_notes(tmp_path / "vault", notes | {"b.md": export("Rope", "Ivo Keller", SHORT)})
    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        report = sync_sources(catalog, vectors, StandInEmbedder, [tmp_path / "vault"])
        vectors.close()
    assert report.duplicates.reasons == {"the same text": 3, "stands whole in the longer": 1}
    return tmp_path / "data"


def test_counts_by_reason_come_first_and_then_what_may_be_wrong(data: Path) -> None:
    lines = run_notes("duplicates", "--data", data).stdout.splitlines()
    assert lines[0] == "4 merged into another passage, 0 similar and both kept:"
    assert [line.split(maxsplit=2) for line in lines[1:3]] == [
        ["3", "exact", "the same text"],
        ["1", "near", "stands whole in the longer"],
    ]
    assert "near, 100% alike" in lines[4]
    assert lines[5].split()[:2] == ["kept", "a.md:9"] and lines[6].split()[:2] == ["merged", "b.md:9"]


def test_a_work_narrows_what_is_told(data: Path) -> None:
    assert "kiln" not in run_notes("duplicates", "--work", "rope", "--data", data).stdout
    assert run_notes("duplicates", "--work", "flute", "--data", data).stdout == "No duplicates.\n"


def test_two_kept_apart_are_named_and_stay_so(data: Path) -> None:
    (pair,) = json.loads(run_notes("duplicates", "--work", "rope", "--json", "--data", data).stdout)
    done = run_notes("duplicates", "--keep-apart", pair["id"], "--data", data)
    assert done.returncode == 0 and "a.md:9" in done.stdout and "b.md:9" in done.stdout
    assert json.loads(run_notes("duplicates", "--work", "rope", "--json", "--data", data).stdout) == []
    again = run_notes("duplicates", "--keep-apart", pair["id"], "--data", data)
    assert again.returncode == 3 and pair["id"] in again.stderr
