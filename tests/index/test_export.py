from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.duplicates import keep_apart, list_duplicates
from index.export import export_store
from index.restore import ExportUnreadable
from index.sync import sync_sources
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

NOTES = {"kiln.md": KILN, "deep/copy.md": KILN, "tides.md": TIDES, "plain.md": "A thought of my own.\n\nAnd another.\n"}


def test_an_export_read_into_an_empty_store_gives_the_same_catalog(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, NOTES)
    sync()
    keep_apart(catalog, list_duplicates(catalog)[0].id)
    sync()
    done = export_store(catalog, tmp_path / "out")
    embedder = StandInEmbedder()
    with Catalog.open(tmp_path / "again") as again:
        report = sync_sources(again, None, lambda: embedder, [done.file])
        assert snapshot(again) == snapshot(catalog)
        assert list_duplicates(again) == list_duplicates(catalog)
        assert (report.notes.new, report.passages.added) == (4, catalog.count("passages"))
        assert sync_sources(again, None, lambda: embedder).notes.unchanged == 4


def test_each_work_is_a_note_with_its_passages_and_their_places(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, NOTES)
    sync()
    done = export_store(catalog, tmp_path / "out")
    kiln = next((tmp_path / "out" / "works").glob("The Patient Kiln *.md")).read_text(encoding="utf-8")
    assert done.works == 3 and 'author: "Oda Brandt"' in kiln
    assert kiln.count("> Glaze is chemistry") == 1
    assert "- Place: kiln.md:" in kiln and "- Place: deep/copy.md:" in kiln


def test_an_export_beside_a_running_ingest_is_of_one_moment(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.apply.FILES_A_TRANSACTION", 1)
    write_notes(vault, NOTES)
    sync()
    write_notes(vault, {f"later {n}.md": f"Thought number {n} came later.\n" for n in range(20)})
    running = threading.Thread(target=sync)
    running.start()
    with Catalog.open(catalog.data, readonly=True) as reader:
        done = export_store(reader, tmp_path / "out")
    running.join()
    with Catalog.open(tmp_path / "again") as again:
        sync_sources(again, None, StandInEmbedder, [done.file])
        lost = again.count("finds WHERE unit = 'passage' AND passage NOT IN (SELECT id FROM passages)")
        assert lost == 0 and again.count("files") >= 4


def test_an_export_that_is_cut_is_refused_with_its_line(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, NOTES)
    sync()
    file = export_store(catalog, tmp_path / "out").file
    file.write_text(file.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    with Catalog.open(tmp_path / "again") as again, pytest.raises(ExportUnreadable, match="export again"):
        sync_sources(again, None, StandInEmbedder, [file])
