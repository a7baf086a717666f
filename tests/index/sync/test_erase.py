from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.maintenance.status import read_status
from index.sources.source import NoSuchSource
from index.sync.erase import forget_path, remove_source
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.rows import count_rows
from tests.index.stand_in_embedder import StandInEmbedder

SECRET = "The xylograph of Vorontsova hangs behind the third door.\n"


def everything(data: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file()).lower()


@pytest.mark.embedded
def test_a_forgotten_note_is_in_no_file_of_the_store(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    write_notes(vault, {"secret-diary.md": SECRET, "kiln.md": KILN, "tides.md": TIDES})
    sync()
    (key, vector) = catalog.connection.execute(
        "SELECT key, vectors.vector FROM passages JOIN vectors ON key = passages.vector WHERE text LIKE '%Vorontsova%'"
    ).fetchone()
    traces = [b"vorontsova", b"xylograph", b"third door", b"secret-diary", key.encode(), bytes(vector).lower()]
    held = everything(catalog.data)
    assert all(trace in held for trace in traces)
    assert held.count(bytes(vector).lower()) > 1, "Chroma's files hold it too"
    assert forget_path(catalog, vectors, vault / "secret-diary.md").passages == 1
    held = everything(catalog.data)
    assert [trace for trace in traces if trace in held] == []
    assert count_rows(catalog, "passages") == 5 and (vault / "secret-diary.md").exists()


def test_a_forgotten_note_is_not_read_again_until_it_is_named(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    write_notes(vault, {"diary.md": SECRET, "kiln.md": KILN})
    sync()
    forget_path(catalog, vectors, vault / "diary.md")
    report = sync_sources(catalog, vectors, StandInEmbedder)
    assert report.passages.total == 3 and "forgotten" in report.skipped[0].why
    assert read_status(catalog).sources[0].pending == 0
    assert sync_sources(catalog, vectors, StandInEmbedder, [vault / "diary.md"]).passages.total == 4


def test_a_removed_source_is_not_read_any_more(sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    remove_source(catalog, vectors, vault)
    assert count_rows(catalog, "sources") == count_rows(catalog, "passages") == count_rows(catalog, "vectors") == 0
    assert sync_sources(catalog, vectors, StandInEmbedder).notes.seen == 0


def test_what_was_never_read_cannot_be_forgotten(catalog: Catalog, vectors: Vectors, vault: Path) -> None:
    with pytest.raises(NoSuchSource, match="nothing was read from there"):
        forget_path(catalog, vectors, vault)


def test_a_folder_above_a_source_takes_it_in_and_embeds_nothing(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    write_notes(vault / "deep", {"kiln.md": KILN})
    write_notes(vault, {"tides.md": TIDES})
    sync_sources(catalog, vectors, StandInEmbedder, [vault / "deep"])
    embedder = StandInEmbedder()
    report = sync_sources(catalog, vectors, lambda: embedder, [vault])
    assert count_rows(catalog, "sources") == 1 and count_rows(catalog, "files") == 2
    assert report.passages.total == 5 and len(embedder.embedded) == 2


def test_a_folder_within_a_source_is_read_as_a_part_of_it(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"deep/kiln.md": KILN})
    sync()
    write_notes(vault, {"deep/tides.md": TIDES})
    report = sync_sources(catalog, None, StandInEmbedder, [vault / "deep"])
    assert (report.notes.new, count_rows(catalog, "sources")) == (1, 1)


def test_a_folder_known_beside_one_above_it_is_taken_in_by_a_run_over_all(
    catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    """As a kill leaves it between the folder above being named and being read."""
    write_notes(vault / "deep", {"kiln.md": KILN})
    sync_sources(catalog, vectors, StandInEmbedder, [vault / "deep"])
    catalog.connection.execute("INSERT INTO sources (path) VALUES (?)", (str(vault),))
    assert sync_sources(catalog, vectors, StandInEmbedder).passages.total == 3
    assert count_rows(catalog, "sources") == count_rows(catalog, "files") == 1


def test_a_forgetting_that_was_killed_reads_nothing_again_and_is_finished_by_the_next_run(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(vault, {"secret-diary.md": SECRET, "kiln.md": KILN, "tides.md": TIDES, "more.md": "Of rope.\n"})
    sync()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("index.sync.erase.wipe", killed)
        with pytest.raises(KeyboardInterrupt):
            forget_path(catalog, vectors, vault / "secret-diary.md")
    assert sync().passages.total == 6
    held = everything(catalog.data)
    assert b"vorontsova" not in held and b"secret-diary" not in held
