from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.search.evidence import Question
from index.search.filters import Filters
from index.search.query_rewriting import Turn
from index.search.searcher import Searcher
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


@pytest.fixture
def searcher(catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path, sync: Sync) -> Searcher:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    return Searcher(catalog, vectors, embedder)


def texts(searcher: Searcher, question: Question) -> list[str]:
    return [one.passage.text for one in searcher.search(question).evidence]


def test_a_passage_is_found_by_its_words(searcher: Searcher) -> None:
    assert "estuary" in texts(searcher, Question(text="how can an estuary hold back the tide?"))[0]


def test_ranks_count_from_one_and_scores_fall(searcher: Searcher) -> None:
    evidence = searcher.search(Question(text="the moon and the water")).evidence
    assert [one.rank for one in evidence] == list(range(1, len(evidence) + 1))
    assert all(0.0 <= one.lexical <= 1.0 and -1.0 <= one.cosine <= 1.001 for one in evidence)


def test_every_run_of_eight_words_finds_its_passage_first(searcher: Searcher, catalog: Catalog) -> None:
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
    for passage in read_passages(catalog, ids).values():
        words = passage.text.split()
        for start in range(len(words) - 7):
            quotation = " ".join(words[start : start + 8])
            assert texts(searcher, Question(text=quotation, top=3))[0] == passage.text
            assert texts(searcher, Question(text=f'who said "{quotation}"?', top=3))[0] == passage.text


@pytest.mark.parametrize("retriever", ["both", "dense", "lexical"])
def test_each_retriever_finds_alone(searcher: Searcher, retriever: str) -> None:
    question = Question(text="the village brings the wood and takes the first cups", retriever=retriever)  # type: ignore[arg-type]
    assert "village" in texts(searcher, question)[0]


def test_no_more_than_top_come_back(searcher: Searcher) -> None:
    assert len(texts(searcher, Question(text="the water and the kiln", top=2))) == 2


def test_a_filter_lets_only_its_own_through(searcher: Searcher) -> None:
    evidence = searcher.search(Question(text="water", filters=Filters(author="brandt"))).evidence
    assert {one.passage.places[0].author for one in evidence} == {"Oda Brandt"}


def test_a_filter_that_nothing_passes_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search(Question(text="water", filters=Filters(author="nobody"))).evidence == ()


def test_a_work_gives_no_more_than_its_cap(searcher: Searcher) -> None:
    evidence = searcher.search(Question(text="kiln pots glaze wood water moon", per_work=1)).evidence
    works = [one.passage.places[0].title for one in evidence]
    assert sorted(works) == sorted(set(works))


def test_a_follow_up_is_searched_with_what_was_asked_before(searcher: Searcher) -> None:
    history = (Turn(role="user", content="What does the estuary do to the tide?"),)
    finding = searcher.search(Question(text="How long does it take?", history=history))
    assert "estuary" in finding.evidence[0].passage.text
    assert "estuary" in finding.standalone_question


def test_an_empty_index_answers_with_nothing(catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder) -> None:
    assert Searcher(catalog, vectors, embedder).search(Question(text="anything")).evidence == ()


def test_an_empty_question_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search(Question(text="  ")).evidence == ()
