"""What a collection holds as a whole."""

from __future__ import annotations

from pathlib import Path

from assistant.answering.routes.overview import describe_collection, describe_last, describe_most
from index.catalog.catalog import Catalog
from index.catalog.queries.works import list_works
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from tests.assistant.conftest import Ask


def test_what_this_is_about_is_answered_from_the_catalog(ask: Ask) -> None:
    """How much of what, and the works with most, each with a passage of it."""
    answer = ask("What is this about?")
    assert answer.mode == "catalog" and answer.text.startswith("Your notes hold 192 passages of ")
    titles = [citation.evidence.passage.places[0].title for citation in answer.citations]
    assert len(titles) > 2 and all(title.split(":")[0] in answer.text for title in titles)


def test_what_is_read_most_comes_first(ask: Ask) -> None:
    """Authors by the passages of all their works."""
    counts = [int(part.split(" passage")[0]) for part in ask("Which authors do I read most?").text.split("(")[1:]]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1


HIGHLIGHTS = """# {title}

## Metadata
- Author: [[Ana Reis]]
- Full Title: {title}
- Category: #books

## Highlights
- Salt keeps a pump from freezing. ([Location 12](https://readwise.io/to_kindle?action=open&asin=B0&location=12))
"""


def test_what_was_marked_last_is_known_by_dates_alone(tmp_path: Path) -> None:
    """Where no highlight has a date that is said, and nothing is claimed."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "salt.md").write_text(HIGHLIGHTS.format(title="Salt Roads"), "utf-8")
    with Catalog.open(tmp_path / "data") as catalog:
        assert describe_collection(catalog) == ("No notes have been read yet.", [])
        sync_sources(catalog, Vectors(catalog), load_embedder, [tmp_path / "notes"])
        works = list_works(catalog)
        assert describe_last("books", works, catalog) == (
            "It is not known when you read them: no highlight of your books has a date.", []
        )  # fmt: skip
        assert describe_last("podcasts", works, catalog)[0] == "You have no podcasts."
        catalog.connection.execute("UPDATE occurrences SET highlighted_at = '2023-05-03T10:00:00'")
        text, shown = describe_last("books", list_works(catalog), catalog)
        assert text == "You last marked something in Salt Roads by Ana Reis, on 3 May 2023."
        assert [passage.places[0].title for passage in shown] == ["Salt Roads"]
        assert describe_most("authors", works, catalog)[0] == "Most are from Ana Reis (1 passage)."
