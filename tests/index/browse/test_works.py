"""Works, their passages and a passage's neighbours."""

from __future__ import annotations

from pathlib import Path

from index.browse.works import find_neighbours, list_passages
from index.catalog.catalog import Catalog
from index.catalog.queries.works import find_work, list_works
from index.maintenance.status import read_status
from tests.index.conftest import KILN, TIDES, Sync, export, write_notes
from tests.index.rows import count_rows


def find_id(catalog: Catalog, word: str) -> str:
    row = catalog.connection.execute("SELECT id FROM passages WHERE text LIKE ?", (f"%{word}%",)).fetchone()
    return str(row[0])


def test_each_work_stands_on_the_shelf_once_with_its_counts(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN, "again/kiln.md": KILN, "tides.md": TIDES})
    sync()
    works = {work.title: work for work in list_works(catalog)}
    assert set(works) == {"The Patient Kiln", "Reading the Tides"}
    kiln = works["The Patient Kiln"]
    assert (kiln.author, kiln.category, kiln.highlights) == ("Oda Brandt", "books", 3)


def test_what_two_exports_hold_together_is_counted_once(catalog: Catalog, vault: Path, sync: Sync) -> None:
    noted = KILN.replace("location=2))", "location=2))\n    - Note: Try it on the porch.")
    longer = KILN + "- A fourth thought, on ash and draught.\n"
    write_notes(vault, {"a/kiln.md": noted, "b/kiln.md": longer, "tides.md": TIDES})
    sync()
    assert count_rows(catalog, "occurrences") > count_rows(catalog, "passages")
    [kiln] = [work for work in list_works(catalog) if work.title == "The Patient Kiln"]
    own = list_passages(catalog, kiln.id)
    assert (kiln.passages, kiln.highlights, kiln.notes) == (len(own), len(own), 1)
    assert any("fourth thought" in passage.text for passage in own)


def test_a_work_is_found_by_its_id_as_it_stands_on_the_shelf(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN, "again/kiln.md": KILN, "tides.md": TIDES})
    sync()
    assert all(find_work(catalog, work.id) == work for work in list_works(catalog))
    assert find_work(catalog, "none") is None


def test_a_work_of_which_nothing_is_marked_is_neither_shelved_nor_counted(
    catalog: Catalog, vault: Path, sync: Sync
) -> None:
    write_notes(vault, {"kiln.md": KILN, "shell.md": export("An Empty Shell", "Nemo Hollis")})
    sync()
    assert count_rows(catalog, "works") == 2
    assert (len(list_works(catalog)), read_status(catalog).works) == (1, 1)


def test_a_work_is_read_in_the_order_of_its_lines(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    [work] = list_works(catalog)
    lines = [passage.places[0].line_start for passage in list_passages(catalog, work.id)]
    assert lines == sorted(lines) and len(lines) == 3


def test_what_a_second_export_lacks_does_not_change_the_order(catalog: Catalog, vault: Path, sync: Sync) -> None:
    """Here the shorter export comes first by its name and holds the first and the last passage alone."""
    shorter = "\n".join(line for line in KILN.splitlines() if "chemistry" not in line)
    write_notes(vault, {"a/kiln.md": shorter, "b/kiln.md": KILN})
    sync()
    [work] = list_works(catalog)
    words = [passage.text for passage in list_passages(catalog, work.id)]
    assert [next(word for word in ("early", "chemistry", "village") if word in text) for text in words] == [
        "early",
        "chemistry",
        "village",
    ]


def test_neighbours_stand_before_and_after_in_their_document(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    found = find_neighbours(catalog, find_id(catalog, "chemistry"))
    assert found is not None
    assert ["early" in passage.text for passage in found.before] == [True]
    assert ["village" in passage.text for passage in found.after] == [True]
    assert found.work in {work.id for work in list_works(catalog)}


def test_a_passage_that_is_not_there_has_no_neighbours(catalog: Catalog) -> None:
    assert find_neighbours(catalog, "none") is None
