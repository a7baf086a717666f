"""What came last is told without going through all."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.browse import facets
from index.browse.facets import Recent, read_recent
from index.catalog.catalog import Catalog
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
    monkeypatch.setattr(facets, "LATELY", 2)
    write_notes(vault, {"kiln.md": KILN})
    sync()
    write_notes(vault, {"a.md": CLAY})
    sync()
    assert read_recent(catalog).titles == ("Clay",)
