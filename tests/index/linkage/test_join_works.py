"""Works joined after a change are those that joining all documents at once would give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.works import mark_all_stale
from index.linkage.join_works import join_works
from ingest.dedup import work_resolution
from tests.index.conftest import Sync, export, write_notes
from tests.index.rows import count_rows

TITLES = ("Salt", "Salt: a history", "The roads that salt once paid for", "Letters", "")
AUTHORS = ("Oda Brandt", "Ivo Keller", "")
ADDRESSES = ("https://pages.example/salt", "http://www.pages.example/salt/?utm_source=x", "https://pages.example/b", "")
LINES = tuple(f"The {number}th mile of the salt road kept its own book of tolls and debts" for number in range(40))


def draw_note(chance: random.Random) -> str:
    lines = chance.sample(LINES, chance.randint(1, 3))
    title, author, url = chance.choice(TITLES), chance.choice(AUTHORS), chance.choice(ADDRESSES)
    told = [f"- Author: [[{author}]]"] * bool(author) + [f"- URL: {url}"] * bool(url)
    told += [f"- Full Title: {title}"] * bool(title)
    body = [f"- {line} ([Location 1](https://read.example/1))" for line in lines]
    return "\n".join([f"# {title}", "", "## Metadata", *told, "- Category: #books", "", "## Highlights", *body, ""])


def read_works(catalog: Catalog) -> list[tuple[object, ...]]:
    rows = catalog.connection.execute(
        "SELECT path, ordinal, works.* FROM documents JOIN files ON files.id = file"
        " LEFT JOIN works ON works.id = documents.work ORDER BY path, ordinal"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("seed", range(4))
def test_works_after_any_change_are_those_of_joining_everything(
    sync: Sync, catalog: Catalog, vault: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_resolution, "MAX_SHARING_DOCUMENTS", 4)  # so that a few notes are many
    chance = random.Random(seed)
    for _ in range(12):
        for name in chance.sample("abcdefghijkl", 3):
            path = vault / f"{name}.md"
            if path.exists() and chance.random() < 0.4:
                path.unlink()
            else:
                write_notes(vault, {path.name: draw_note(chance)})
        sync(allow_removals=True)
        here = read_works(catalog)
        with catalog.transaction():
            mark_all_stale(catalog)
            join_works(catalog)
        assert here == read_works(catalog)
        assert count_rows(catalog, "works") == len({row[2] for row in here})


def test_a_change_joins_only_what_it_could_be_one_work_with(sync: Sync, catalog: Catalog, vault: Path) -> None:
    chance = random.Random(1)
    write_notes(vault, {f"{number}.md": draw_note(chance).replace("salt", f"salt{number}") for number in range(9)})
    sync()
    catalog.connection.execute("UPDATE works SET author = 'untouched'")
    write_notes(vault, {"more.md": "# A new book\n\n## Highlights\n- Nobody had heard of it before\n"})
    sync()
    authors = [row[0] for row in catalog.connection.execute("SELECT author FROM works")]
    assert authors.count("untouched") == len(authors) - 1


def test_a_line_that_comes_to_stand_everywhere_no_longer_joins_what_it_joined(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_resolution, "MAX_SHARING_DOCUMENTS", 3)
    line = "The salt road kept its own book of tolls and debts"
    write_notes(vault, {"a.md": export("Salt", "Oda Brandt", line), "b.md": export("Salt: a history", "Brandt", line)})
    write_notes(vault, {"c.md": export("Tolls", "Ivo Keller", line)})
    sync()
    assert count_rows(catalog, "works") == 2
    write_notes(vault, {"d.md": export("Debts", "Ines Quist", line)})
    sync()
    assert count_rows(catalog, "works") == 4
    (vault / "c.md").unlink()
    sync()
    assert count_rows(catalog, "works") == 2
