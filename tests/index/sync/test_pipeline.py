from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.errors import EmbedderMissing, SourceMissing
from index.maintenance.status import read_status
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, export, write_notes
from tests.index.rows import count_rows
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder


def ids(catalog: Catalog) -> set[str]:
    return {row[0] for row in catalog.connection.execute("SELECT id FROM passages")}


def test_every_passage_of_a_first_ingest_is_found_by_its_own_vector(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    report = sync()
    assert (report.notes.new, report.passages.total, report.embedded, report.to_embed) == (2, 5, 5, 0)
    for row in catalog.connection.execute(
        "SELECT id, key, vectors.vector FROM passages JOIN vectors ON key = passages.vector"
    ):
        import numpy as np

        found = vectors.query(np.frombuffer(row[2], dtype="<f4"), 1)
        assert found[0][0] == row[0] and found[0][1] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.embedded
def test_a_sync_that_changes_nothing_loads_neither_encoder_nor_chroma(tmp_path: Path, sync: Sync, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    code = (
        "import sys; from pathlib import Path; from index.catalog.catalog import Catalog\n"
        "from index.sync.pipeline import sync_sources\n"
        "from index.vectors.store import Vectors\n"
        f"with Catalog.open(Path({str(tmp_path / 'data')!r})) as catalog:\n"
        "    report = sync_sources(catalog, Vectors(catalog), lambda: 1 / 0)\n"
        "assert report.notes.unchanged == 1 and report.notes.seen == 1, report\n"
        "heavy = {'numpy', 'chromadb', 'markdown_it', 'torch', 'yaml', 'rapidfuzz', 'psycopg', 'ray'}"
        " & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3], timeout=60)


def test_an_edited_note_embeds_only_its_new_passages(sync: Sync, embedder: StandInEmbedder, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    embedder.embedded.clear()
    write_notes(
        vault,
        {"kiln.md": KILN + "- Clay forgets nothing that the thumb has told it. ([Location 9](https://x.example/9))\n"},
    )
    report = sync()
    assert (report.notes.changed, report.passages.added, report.passages.kept, report.passages.removed) == (1, 1, 3, 0)
    assert len(embedder.embedded) == 1 and "Clay forgets" in embedder.embedded[0]


@pytest.mark.parametrize("text", [KILN, "A plain thought about kilns.\n\nAnd another one, on the price of wood.\n"])
def test_a_renamed_note_embeds_nothing_and_keeps_its_passages(
    sync: Sync, catalog: Catalog, embedder: StandInEmbedder, vault: Path, text: str
) -> None:
    write_notes(vault, {"old name.md": text})
    sync()
    before = ids(catalog)
    embedder.embedded.clear()
    (vault / "folder").mkdir()
    (vault / "old name.md").rename(vault / "folder" / "quite another name.md")
    report = sync()
    assert (report.renamed, report.notes.removed, report.passages.added, report.passages.removed) == (1, 0, 0, 0)
    assert ids(catalog) == before and embedder.embedded == []
    assert read_passages(catalog, list(before)).popitem()[1].places[0].path == "folder/quite another name.md"


def test_a_note_that_was_only_touched_is_not_read_again(sync: Sync, embedder: StandInEmbedder, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    os.utime(vault / "kiln.md", (1, 1))
    assert sync().notes.unchanged == 1
    assert sync().notes.unchanged == 1


def test_a_removed_note_takes_its_passages_along(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "a.md": TIDES, "b.md": "One.\n", "c.md": "Two.\n", "d.md": "Three.\n"})
    sync()
    (vault / "kiln.md").unlink()
    report = sync()
    assert (report.notes.removed, report.passages.removed) == (1, 3)
    assert count_rows(catalog, "occurrences WHERE path = 'kiln.md'") == 0


@pytest.mark.parametrize("loss", ["missing", "empty", "halved"])
def test_a_source_that_lost_much_deletes_nothing_until_it_is_allowed_to(
    sync: Sync, catalog: Catalog, vault: Path, loss: str
) -> None:
    write_notes(vault, {f"{name}.md": f"The thought that is called {name}.\n" for name in "abcd"})
    sync()
    before = ids(catalog)
    for name in "ab" if loss == "halved" else "abcd":
        (vault / f"{name}.md").unlink()
    if loss == "missing":
        vault.rmdir()
    report = sync()
    assert ids(catalog) == before and report.asked[0].gone == (2 if loss == "halved" else 4)
    assert sync(allow_removals=True).notes.removed == report.asked[0].gone


def test_a_path_that_was_never_there_is_refused(catalog: Catalog, vault: Path) -> None:
    with pytest.raises(SourceMissing, match="no such file or folder"):
        sync_sources(catalog, None, StandInEmbedder, [vault / "nowhere"])


def test_a_failing_file_is_named_until_it_changes(sync: Sync, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    (vault / "noise.md").write_bytes(bytes(range(256)) * 40)
    for _ in range(2):
        report = sync()
        assert report.notes.failed == 1 and [one.path for one in report.failures] == ["noise.md"]
    write_notes(vault, {"noise.md": "Words, at last.\n"})
    assert sync().failures == ()


def test_a_file_that_may_not_be_opened_is_named_and_read_once_it_may(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leave to read a file changes neither its size nor its time."""
    write_notes(vault, {"kiln.md": KILN, "private.md": "Words kept from view.\n"})
    with monkeypatch.context() as patched:
        open_file = Path.open

        def refuse(path: Path, *args: Any, **options: Any) -> Any:
            if path.name == "private.md":
                raise PermissionError(13, "Permission denied")
            return open_file(path, *args, **options)

        patched.setattr(Path, "open", refuse)
        for _ in range(2):
            report = sync()
            assert [one.path for one in report.failures] == ["private.md"] and report.passages.total == 3
        assert read_status(catalog).sources[0].pending == 0
    report = sync()
    assert report.failures == () and report.passages.total == 4


def test_newer_readers_read_again_without_embedding_what_stayed_the_same(
    sync: Sync, embedder: StandInEmbedder, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    embedder.embedded.clear()
    monkeypatch.setattr("ingest.version.PARSER_VERSION", 1_000)
    report = sync()
    assert (report.notes.unchanged, report.passages.kept, report.embedded, embedder.embedded) == (1, 3, 0, [])


def test_the_catalog_is_the_same_however_many_runs_it_took(
    tmp_path: Path, vault: Path, embedder: StandInEmbedder
) -> None:
    longer = KILN.replace("near its door.", "near its door, and many that do not.")
    notes = {"kiln.md": KILN, "b/tides.md": TIDES, "copy.md": KILN, "a.md": longer, "z.md": TIDES}
    write_notes(vault, notes)
    with Catalog.open(tmp_path / "at once") as catalog:
        sync_sources(catalog, None, lambda: embedder, [vault])
        at_once = snapshot(catalog)
    shutil.rmtree(vault)
    with Catalog.open(tmp_path / "one by one") as catalog:
        for path in ("z.md", "gone.md", "copy.md", "kiln.md", "a.md", "b/tides.md"):
            write_notes(vault, {path: notes.get(path, KILN)})
            sync_sources(catalog, None, lambda: embedder, [vault])
        (vault / "gone.md").unlink()
        sync_sources(catalog, None, lambda: embedder, [vault])
        assert snapshot(catalog) == at_once


def test_a_dry_run_tells_and_writes_nothing(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    report = sync(dry_run=True)
    assert (report.notes.new, report.passages.added) == (1, 3)
    assert count_rows(catalog, "files") == count_rows(catalog, "sources") == 0


def test_a_stopped_run_is_finished_by_the_next(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {f"{n}.md": f"Thought number {n}.\n" for n in range(5)})
    stop = threading.Event()
    stop.set()
    assert sync(stop=stop).stopped
    report = sync()
    assert not report.stopped and count_rows(catalog, "passages") == 5 and report.to_embed == 0


def test_notes_are_found_by_their_words_where_the_encoder_is_missing(catalog: Catalog, vault: Path) -> None:
    def missing() -> StandInEmbedder:
        raise EmbedderMissing("some-encoder", "not installed")

    write_notes(vault, {"kiln.md": KILN})
    with pytest.raises(EmbedderMissing):
        sync_sources(catalog, None, missing, [vault])
    assert count_rows(catalog, "passages") == count_rows(catalog, "lexical_rows") == 3


def test_the_same_words_in_two_works_are_one_passage_in_two_places(sync: Sync, catalog: Catalog, vault: Path) -> None:
    quote = "The map is not the territory, and the index is not the library."
    write_notes(vault, {"a.md": export("On Maps", "Ana Wolk", quote), "b.md": export("On Shelves", "Rui Tan", quote)})
    assert sync().duplicates.exact == 1
    (passage,) = read_passages(catalog, list(ids(catalog))).values()
    assert {place.title for place in passage.places} == {"On Maps", "On Shelves"}
    assert count_rows(catalog, "works") == 2


def test_a_run_that_failed_half_way_leaves_whole_transactions(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(vault, {"kiln.md": KILN})

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("index.linkage.clusters.write_passages", full)
        with pytest.raises(Exception, match="the disk is full"):
            sync()
    assert count_rows(catalog, "files") == count_rows(catalog, "occurrences") == 0
    assert sync().passages.total == 3


def test_odd_names_and_half_characters_stop_nothing(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(
        vault, {"kiln.md": KILN, "half.md": '---\ntitle: "\\uD83D\\uDE00 and \\uD83D"\n---\n\nWords of a note.\n'}
    )
    try:
        (vault / os.fsdecode(b"caf\xe9.md")).write_text("Words in a file of an old name.\n")
    except OSError:
        pytest.skip("this disk takes UTF-8 names only")
    report = sync()
    assert report.notes.failed == 0 and report.passages.total == 5
    assert count_rows(catalog, "files WHERE path = ?", "caf\ufffd.md") == 1
    assert sync().notes.unchanged == 3


def test_a_reader_that_fails_on_one_file_is_told_and_stops_nothing(
    sync: Sync, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.sync import parsed_file

    def fail(path: Path, relative: str) -> object:
        if relative == "bad.md":
            raise RecursionError("too deep")
        return parse_file(path, relative)

    parse_file = parsed_file.parse_file
    write_notes(vault, {"kiln.md": KILN, "bad.md": "Words.\n"})
    monkeypatch.setattr(parsed_file, "parse_file", fail)
    report = sync()
    assert report.passages.total == 3 and "RecursionError" in report.failures[0].why


def test_a_file_that_cannot_be_read_any_more_keeps_what_was_read_of_it(sync: Sync, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "tide.md": "The tide is late.\n"})
    before = sync().passages.total
    (vault / "kiln.md").write_bytes(bytes(range(256)) * 40)
    report = sync()
    assert [one.path for one in report.failures] == ["kiln.md"] and report.passages.total == before
    assert [one.path for one in sync().failures] == ["kiln.md"]
    write_notes(vault, {"kiln.md": "The kiln is cold.\n"})
    report = sync()
    assert report.failures == () and report.passages.total == 2
    (vault / "kiln.md").unlink()
    assert sync(allow_removals=True).passages.total == 1
