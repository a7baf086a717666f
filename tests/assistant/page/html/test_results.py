"""Search results."""

from __future__ import annotations

import re

from assistant.page.html.results import render_results
from index.search.evidence import Evidence, SearchResult
from tests.assistant.page_stand_in import make_passage

ASIDE = make_passage("(a fair copy is still to be made)", title="Notes on tides")
TOLD = make_passage("Neap tides come when sun and moon pull at right angles.", title="Notes on tides", line=14)
OTHER = make_passage("A table of tides is a promise.", title="Harbours", line=3)
NOTED = make_passage("The near water is pulled harder.", title="Notes on tides", line=20, note="So that is a tide!")


def shown(words: str, *passages: object) -> list[str]:
    """The ids in the order in which a reader sees them."""
    evidence = tuple(
        Evidence(passage=passage, rank=rank, score=1 / rank, cosine=0.0, lexical=1.0)  # type: ignore[arg-type]
        for rank, passage in enumerate(passages, 1)
    )
    return re.findall(
        r'data-passage="(\w+)" data-id',
        render_results(SearchResult(standalone_question="", evidence=evidence), words, False),
    )


def test_passages_found_only_by_their_title_come_after_the_others_of_the_work() -> None:
    """The works keep their order, and the reader's note counts as text of the passage."""
    ids = [passage.id for passage in (NOTED, TOLD, ASIDE, OTHER)]
    assert shown("tides", ASIDE, NOTED, TOLD, OTHER) == ids


def test_a_search_for_an_author_puts_short_passages_last() -> None:
    """Every line of the work is found by its author, and the shortest ranks best."""
    scrap = make_passage("and so on.", title="Notes on tides", line=30)
    assert shown("okafor", scrap, TOLD, NOTED, ASIDE) == [TOLD.id, ASIDE.id, scrap.id, NOTED.id]


def test_passages_stay_in_order_of_rank_if_no_title_matches() -> None:
    """Otherwise a passage near in meaning would come after one that shares a word."""
    ids = [passage.id for passage in (ASIDE, TOLD, OTHER)]
    assert shown("moon and water", ASIDE, TOLD, OTHER) == ids
