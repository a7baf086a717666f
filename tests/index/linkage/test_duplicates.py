from __future__ import annotations

from pathlib import Path

import pytest

from index.browse.works import list_passages
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.works import list_works
from index.linkage.duplicates import NoSuchDuplicate, keep_apart, list_duplicates
from index.sync.pipeline import sync_sources
from ingest.parse import parse_file
from ingest.walk import NoteFile, walk_notes
from tests.index.conftest import KILN, TIDES, Sync, export, write_notes
from tests.index.rows import count_rows
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

SAMPLES = Path(__file__).parents[3] / "notes"
SHORT = "A kiln that is opened too early cracks every pot"
LONG = "A kiln that is opened too early cracks every pot that stands near its door, and the neighbours hear it."


def test_each_fold_says_of_whom_how_alike_and_by_which_rule(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"a.md": KILN, "b.md": KILN})
    assert sync().duplicates.exact == 3
    for found in list_duplicates(catalog):
        assert (found.kind, found.similarity) == ("exact", 1.0) and found.why
        assert {found.kept.path, found.duplicate.path} == {"a.md", "b.md"}
        assert found.kept.text == found.duplicate.text
        assert set(found.to_json()) == {"id", "kind", "why", "similarity", "kept", "duplicate"}


def test_a_work_narrows_the_list(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"a.md": KILN, "b.md": KILN, "c.md": TIDES, "d.md": TIDES})
    sync()
    assert len(list_duplicates(catalog, work="patient")) == 3
    assert len(list_duplicates(catalog)) == 5


@pytest.mark.parametrize("second", [LONG, SHORT], ids=["the same words", "a shorter copy"])
def test_a_pair_kept_apart_stays_so_through_reingest_and_rename(
    sync: Sync, catalog: Catalog, vault: Path, second: str
) -> None:
    write_notes(
        vault, {"a.md": export("The Kiln", "Oda Brandt", LONG), "b.md": export("The Kiln", "Oda Brandt", second)}
    )
    assert sync().passages.total == 1
    (found,) = list_duplicates(catalog)
    keep_apart(catalog, found.id)
    assert count_rows(catalog, "passages") == 2 and list_duplicates(catalog) == []
    assert sync().to_embed == 0
    (vault / "b.md").rename(vault / "c.md")
    sync()
    assert count_rows(catalog, "passages") == 2 and list_duplicates(catalog) == []
    for one, passage in read_passages(
        catalog, [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
    ).items():
        assert passage.id == one and len(passage.places) == 1


def test_an_id_that_no_pair_has_is_refused(catalog: Catalog) -> None:
    with pytest.raises(NoSuchDuplicate, match="notes duplicates"):
        keep_apart(catalog, "0" * 16)


def test_folding_does_not_depend_on_which_copy_was_removed_and_came_back(
    sync: Sync, catalog: Catalog, vault: Path
) -> None:
    notes = {"a.md": export("The Kiln", "Oda Brandt", LONG), "b.md": export("The Kiln", "Oda Brandt", SHORT)}
    write_notes(vault, notes)
    sync()
    whole = snapshot(catalog)
    for path in notes:
        (vault / path).unlink()
        sync(allow_removals=True)
        assert count_rows(catalog, "passages") == 1 and list_duplicates(catalog) == []
        write_notes(vault, notes)
        sync()
        assert snapshot(catalog) == whole


def test_two_alike_passages_are_listed_once_however_many_copies_each_has(
    sync: Sync, catalog: Catalog, vault: Path
) -> None:
    one = "The ferry leaves at dusk when the tide has turned, and the old pilot counts the lamps along the quay."
    two = "The ferry leaves at dusk when the tide has turned, but nobody aboard remembers who first hung those lamps."
    for number, text in enumerate((one, two, one, two, one)):
        write_notes(vault, {f"{number}.md": export("Ferries", "Oda Brandt", text)})
        sync()
    assert [found.kind for found in list_duplicates(catalog)].count("similar") == 1


def test_every_highlight_of_the_notes_is_a_passage_or_a_place_of_one_and_no_note_on_it_is_lost(
    catalog: Catalog,
) -> None:
    sync_sources(catalog, None, StandInEmbedder, [SAMPLES])
    rows = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
    notes = {
        (place.path, place.line_start): passage.note
        for passage in read_passages(catalog, rows).values()
        for place in passage.places
    }
    seen = 0
    for file in walk_notes(SAMPLES):
        if isinstance(file, NoteFile):
            for document in parse_file(file.path, file.relative):
                for highlight in document.highlights:
                    seen += 1
                    kept = notes[file.relative, highlight.line_start]
                    assert " ".join(highlight.note.split()) in " ".join(kept.split())
    assert seen > 100


def test_the_same_words_in_two_works_stand_on_the_shelf_in_both(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"a.md": export("The Kiln", "Oda Brandt", LONG), "b.md": export("Potters", "Ivo Keller", LONG)})
    assert sync().passages.total == 1
    works = list_works(catalog)
    assert {work.title for work in works} == {"The Kiln", "Potters"}
    assert [[passage.text for passage in list_passages(catalog, work.id)] for work in works] == [[LONG], [LONG]]
