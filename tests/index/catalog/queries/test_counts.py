"""Passages are counted by facet; recent titles and tags are read from the newest passages alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.queries import counts
from index.catalog.queries.counts import Recent, count_facets, count_months, read_recent
from tests.index.conftest import KILN, Sync, export, write_notes

CLAY = (
    export("Clay", "Oda Brandt", "Clay forgets nothing.", "Wedge it until it sighs.")
    .replace("location=1))", "location=1))\n    - Tags: [[earth]] [[hands]]")
    .replace("location=2))", "location=2))\n    - Tags: [[hands]]")
)


def test_the_most_marked_works_and_the_most_used_tags_come_first(catalog: Catalog, vault: Path, sync: Sync) -> None:
    assert read_recent(catalog) == Recent()
    write_notes(vault, {"a.md": CLAY, "kiln.md": KILN})
    sync()
    assert read_recent(catalog) == Recent(titles=("The Patient Kiln", "Clay"), tags=("hands", "earth"))


def test_no_more_is_looked_at_than_the_last_that_came(
    catalog: Catalog, vault: Path, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a page over a hundred thousand passages opens as soon as one over a few."""
    monkeypatch.setattr(counts, "MAX_RECENT", 2)
    write_notes(vault, {"kiln.md": KILN})
    sync()
    write_notes(vault, {"a.md": CLAY})
    sync()
    assert read_recent(catalog).titles == ("Clay",)


def test_facets_count_passages_by_the_place_they_are_shown_at(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN, "again/kiln.md": KILN})
    sync()
    assert count_facets(catalog)["author"] == {"Oda Brandt": 3}
    assert count_months(catalog) == {}
