"""Which notes and works a plan's conditions choose."""

from __future__ import annotations

from pathlib import Path

from assistant.answering.routes.selection import read_units, select
from assistant.questions.plan import Plan, Unit
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.search.filters import NO_FILTERS
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.stand_in_embedder import StandInEmbedder

CLIPPING = """---
title: Ferns
source: https://example.org/ferns
published: 2019-04-02
created: 2026-01-20
---
A fern unrolls like a question.
"""


def test_a_note_is_of_the_day_it_was_kept_and_a_work_of_the_day_it_came_out(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Ferns.md").write_text(CLIPPING, "utf-8")
    embedder = StandInEmbedder()
    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [tmp_path / "notes"])

        def titles(unit: Unit, year: str) -> list[str]:
            conditions = (Condition(field="since", value=year), Condition(field="until", value=year))
            plan = Plan(want="list", unit=unit, conditions=conditions)
            return [each.name for each in read_units(catalog, select(plan, NO_FILTERS))]

        assert titles("notes", "2026") == titles("works", "2019") == ["Ferns"]
        assert titles("notes", "2019") == titles("works", "2026") == []
        vectors.close()
