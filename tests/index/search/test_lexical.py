"""Passages are found by their words, whatever the form, language or script."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.full_text import index_passages, unindex_passages
from index.catalog.passages import read_passages
from index.search import lexical
from index.search.lexical import search_phrase, search_words
from ingest.passage import Passage, Place
from tests.index.conftest import Sync, write_notes


def passage(text: str, title: str = "", note: str = "") -> Passage:
    place = Place(source="/s", path="a.md", line_start=1, line_end=1, title=title)
    return Passage(text=text, kind="highlight", voice="author", note=note, places=(place,))


def search(catalog: Catalog, text: str) -> list[str]:
    return [id for id, _ in search_words(catalog, text, 10)]


def test_a_word_is_found_in_another_form_of_it(catalog: Catalog) -> None:
    heron = passage("The heron is patient while the river is rising over its banks.")
    index_passages(catalog, [heron, passage("A loaf is better on the second day.")])
    assert search(catalog, "rivers rise") == [heron.id]


def test_german_words_are_stemmed_as_german(catalog: Catalog) -> None:
    german = passage("Die Häuser an der Straße sind nicht alt, und das ist auch gut für die Stadt.")
    index_passages(catalog, [german])
    assert search(catalog, "Haus") == search(catalog, "Hauses")
    assert search(catalog, "strassen") == [german.id]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("今天的雨下得很大,河水漫过了旧桥。", "河水"),
        ("昨日は雨がひどく、川の水が古い橋を越えた。", "古い橋"),
        ("어제는 비가 많이 와서 강물이 다리를 넘었다.", "강물"),
    ],
)
def test_a_word_inside_a_sentence_without_spaces_is_search(catalog: Catalog, text: str, word: str) -> None:
    wide = passage(text)
    index_passages(catalog, [wide, passage("Nothing of the kind stands here.")])
    assert search(catalog, word) == [wide.id]


def test_the_title_and_the_readers_note_are_searched_too(catalog: Catalog) -> None:
    titled = passage("A quiet line.", title="Kiln Diaries")
    noted = passage("Another quiet line.", note="compare with the potter's guild")
    index_passages(catalog, [titled, noted])
    assert search(catalog, "kiln") == [titled.id]
    assert search(catalog, "guilds") == [noted.id]


def test_a_phrase_matches_words_in_a_row_only(catalog: Catalog) -> None:
    in_row = passage("Slow water carves the deepest valley in the end.")
    mixed = passage("The deepest valley is carved in the end by slow water.")
    index_passages(catalog, [in_row, mixed])
    assert [id for id, _ in search_phrase(catalog, "carves the deepest valley", 10)] == [in_row.id]


def test_what_was_removed_is_not_search(catalog: Catalog) -> None:
    gone = passage("Slow water carves the deepest valley.")
    index_passages(catalog, [gone])
    unindex_passages(catalog, [gone.id])
    assert search(catalog, "valley") == []


def test_adding_twice_finds_once(catalog: Catalog) -> None:
    twice = passage("Slow water carves the deepest valley.")
    index_passages(catalog, [twice])
    index_passages(catalog, [twice])
    assert search(catalog, "valley") == [twice.id]


def test_only_the_passages_asked_among_are_search(catalog: Catalog) -> None:
    one, other = passage("A valley in May."), passage("A valley in June.")
    index_passages(catalog, [one, other])
    assert search_words(catalog, "valley", 10, among=[other.id])[0][0] == other.id
    assert len(search_words(catalog, "valley", 10, among=[other.id])) == 1


@pytest.mark.parametrize("text", ["", "???", '"', "AND OR NOT", "NEAR(a b)", "body:*", "a-b (c", "\0", "'"])
def test_no_question_is_taken_for_query_syntax(catalog: Catalog, text: str) -> None:
    index_passages(catalog, [passage("Slow water carves.")])
    assert search(catalog, text) == []


def test_an_empty_catalog_answers_with_nothing(catalog: Catalog) -> None:
    assert search(catalog, "anything") == []


def fill(catalog: Catalog) -> dict[str, str]:
    """Twelve passages with a common word, of which three have a rare one too; ids by text."""
    texts = [f"The harbour at evening, seen for the {number} time." for number in "abcdefghi"]
    texts += [f"A {bird} over the harbour." for bird in ("curlew", "curlew and a gull", "gull")]
    passages = [passage(text) for text in texts]
    index_passages(catalog, passages)
    return {each.text: each.id for each in passages}


def test_of_a_word_that_is_nearly_everywhere_only_what_has_a_rarer_one_too_is_scored(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(catalog)
    whole = search_words(catalog, "curlew harbour", 20)
    monkeypatch.setattr(lexical, "MAX_SCORED", 4)
    monkeypatch.setattr(lexical, "COMMON_TERM_SHARE", 1.0)
    scored = search_words(catalog, "curlew harbour", 20)
    assert len(whole) == 12
    assert scored == whole[:2]
    assert {id for id, _ in scored} == {
        ids["A curlew over the harbour."],
        ids["A curlew and a gull over the harbour."],
    }


def test_of_a_single_word_in_too_many_passages_the_newest_are_scored(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(catalog)
    monkeypatch.setattr(lexical, "COMMON_TERM_SHARE", 0.0)  # counting to it alone would take the word for a rare one
    monkeypatch.setattr(lexical, "MAX_SCORED", 2)
    newest = {ids["A gull over the harbour."], ids["A curlew and a gull over the harbour."]}
    assert set(search(catalog, "harbours")) == newest
    assert set(search(catalog, "harbours by the zeppelin")) == newest
    assert search(catalog, "zeppelin") == []


def test_within_a_filter_scores_are_those_of_the_whole_collection(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(catalog)
    among = [ids["A gull over the harbour."], ids["The harbour at evening, seen for the c time."]]
    whole = dict(search_words(catalog, "gull harbour", 20))
    for limit in (6_000, 1):
        monkeypatch.setattr(lexical, "MAX_SCORED", limit)
        kept = dict(search_words(catalog, "gull harbour", 20, among=among))
        assert next(iter(kept)) == among[0] and set(kept) <= set(among)
        assert kept == pytest.approx({id: whole[id] for id in kept}, rel=1e-4)


def test_what_is_to_do_finds_open_tasks_before_words_of_the_question(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(
        vault,
        {
            "shed.md": "# Shed\n\n- [ ] Tar the roof\n",
            "boat.md": "# Boat\n\n- [x] Scrape the hull\n",
            "walk.md": "# Walk\n\nIt is still raining over the reeds, and the reeds are still.\n",
        },
    )
    sync()
    assert found_files(catalog, "What is still to do?") == ["shed.md", "walk.md"]
    assert found_files(catalog, "What is still to do on the hull?")[:2] == ["shed.md", "boat.md"]
    assert "shed.md" not in found_files(catalog, "What has rain to do with reeds?")


def found_files(catalog: Catalog, text: str) -> list[str]:
    passages = read_passages(catalog, search(catalog, text))
    return [passage.places[0].path for passage in passages.values()]
