from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.sources import READWISE
from index.linkage.duplicates import keep_apart, list_duplicates
from index.maintenance.export import export_store
from index.sync.erase import forget_path
from index.sync.pipeline import sync_sources
from index.sync.restore import ExportUnreadable
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.rows import count_rows
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder
from tests.ingest.local_readwise import TOKEN, serve_readwise

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
        assert (report.notes.new, report.passages.added) == (4, count_rows(catalog, "passages"))
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


@pytest.mark.embedded
def test_exports_beside_a_running_ingest_are_each_of_one_moment(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.apply.FILES_PER_TRANSACTION", 1)
    write_notes(vault, NOTES)
    sync()
    write_notes(vault, {f"later {n}.md": f"Thought number {n} came later than the others.\n" for n in range(40)})
    running = threading.Thread(target=sync)
    seen = []
    with Catalog.open(catalog.data, readonly=True) as reader:
        running.start()
        while len(seen) < 3 or running.is_alive():
            done = export_store(reader, tmp_path / f"out {len(seen)}")
            seen.append((done, count_rows(reader, "files")))
    running.join()
    assert {len(list(done.file.open(encoding="utf-8"))) for done, _ in seen} >= {len(NOTES) + 40 + 2}
    for done, _ in (seen[0], seen[len(seen) // 2], seen[-1]):
        lines = [json.loads(line) for line in done.file.open(encoding="utf-8")]
        with Catalog.open(tmp_path / f"again of {done.file.parent.name}") as again:
            sync_sources(again, None, StandInEmbedder, [done.file])
            notes = "".join(one.read_text("utf-8") for one in done.file.parent.glob("works/*.md"))
            assert count_rows(again, "files") == sum("file" in line for line in lines)
            assert (
                count_rows(again, "passages") == done.passages == notes.count("- Place: ") - notes.count("deep/copy.md")
            )


def test_what_was_forgotten_stays_forgotten_in_a_store_made_of_an_export(
    tmp_path: Path, sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    write_notes(vault, NOTES)
    sync()
    forget_path(catalog, vectors, vault / "tides.md")
    done = export_store(catalog, tmp_path / "out")
    assert "estuary" not in done.file.read_text("utf-8")
    with Catalog.open(tmp_path / "again") as again:
        sync_sources(again, None, StandInEmbedder, [done.file])
        report = sync_sources(again, None, StandInEmbedder)
        assert [one.path for one in report.skipped] == ["tides.md"] and report.notes.new == 0


def test_books_of_an_account_return_and_are_known_again_when_it_is_fetched(
    tmp_path: Path, catalog: Catalog, vault: Path, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_readwise() as server:
        monkeypatch.setenv("READWISE_TOKEN", TOKEN)
        monkeypatch.setenv("READWISE_URL", server.address)
        server.add_book(1, "Walls", {"id": 10, "text": "Glaze is chemistry that a potter remembers with the hands."})
        server.add_book(2, "Gates", {"id": 20, "text": "Nobody builds a gate before there is a wall."})
        write_notes(vault, NOTES)
        sync()
        sync_sources(catalog, None, StandInEmbedder, [Path(READWISE)])
        done = export_store(catalog, tmp_path / "out")
        embedder = StandInEmbedder()
        with Catalog.open(tmp_path / "again") as again:
            sync_sources(again, None, lambda: embedder, [done.file])
            assert snapshot(again) == snapshot(catalog)
            embedder.embedded.clear()
            report = sync_sources(again, None, lambda: embedder)
            assert (report.notes.unchanged, report.notes.new, report.asked) == (6, 0, ())
            assert snapshot(again) == snapshot(catalog) and not embedder.embedded


def test_an_export_that_is_cut_is_refused_with_its_line(
    tmp_path: Path, sync: Sync, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, NOTES)
    sync()
    file = export_store(catalog, tmp_path / "out").file
    file.write_text(file.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    with Catalog.open(tmp_path / "again") as again, pytest.raises(ExportUnreadable, match="export again"):
        sync_sources(again, None, StandInEmbedder, [file])
