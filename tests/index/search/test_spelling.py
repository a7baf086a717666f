"""Words that passages do not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.search.spelling import correct_words
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "a.md").write_text("The ferrymen remember each of the lanterns along the quay.\n", "utf-8")
    opened = Catalog.open(tmp_path_factory.mktemp("data"))
    vectors = Vectors(opened)
    sync_sources(opened, vectors, load_embedder, [folder])
    vectors.close()
    return opened


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("who can remeber the lanterns", [("remeber", "remember")]),
        ("the lantrens", [("lantrens", "lanterns")]),
        ("the ferrymen", []),
        ("who married the farmer", []),
        ("qxyzzy", []),
    ],
)
def test_a_word_with_a_letter_wrong_is_the_nearest_of_the_passages(
    catalog: Catalog, text: str, corrected: list[tuple[str, str]]
) -> None:
    """A word that is English anyway stays, as one that is near none."""
    assert correct_words(catalog, text) == corrected


def test_an_empty_index_corrects_nothing(tmp_path: Path) -> None:
    """It has no words."""
    with Catalog.open(tmp_path) as empty:
        assert correct_words(empty, "lantrens") == []
