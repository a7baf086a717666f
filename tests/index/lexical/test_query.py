from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from index.lexical import full_text, query
from ingest.passage import Passage, Place


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


def passage(text: str, title: str = "", note: str = "") -> Passage:
    place = Place(source="/s", path="a.md", line_start=1, line_end=1, title=title)
    return Passage(text=text, kind="highlight", voice="author", note=note, places=(place,))


def found(connection: sqlite3.Connection, text: str) -> list[str]:
    return [one for one, _ in query.search_words(connection, text, 10)]


def test_a_word_is_found_in_another_form_of_it(connection: sqlite3.Connection) -> None:
    heron = passage("The heron is patient while the river is rising over its banks.")
    full_text.index_passages(connection, [heron, passage("A loaf is better on the second day.")])
    assert found(connection, "rivers rise") == [heron.id]


def test_german_words_are_stemmed_as_german(connection: sqlite3.Connection) -> None:
    german = passage("Die Häuser an der Straße sind nicht alt, und das ist auch gut für die Stadt.")
    full_text.index_passages(connection, [german])
    assert found(connection, "Haus") == found(connection, "Hauses")
    assert found(connection, "strassen") == [german.id]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("今天的雨下得很大,河水漫过了旧桥。", "河水"),
        ("昨日は雨がひどく、川の水が古い橋を越えた。", "古い橋"),
        ("어제는 비가 많이 와서 강물이 다리를 넘었다.", "강물"),
    ],
)
def test_a_word_inside_a_sentence_without_spaces_is_found(connection: sqlite3.Connection, text: str, word: str) -> None:
    wide = passage(text)
    full_text.index_passages(connection, [wide, passage("Nothing of the kind stands here.")])
    assert found(connection, word) == [wide.id]


def test_the_title_and_the_readers_note_are_searched_too(connection: sqlite3.Connection) -> None:
    titled = passage("A quiet line.", title="Kiln Diaries")
    noted = passage("Another quiet line.", note="compare with the potter's guild")
    full_text.index_passages(connection, [titled, noted])
    assert found(connection, "kiln") == [titled.id]
    assert found(connection, "guilds") == [noted.id]


def test_a_phrase_matches_words_in_a_row_only(connection: sqlite3.Connection) -> None:
    said = passage("Slow water carves the deepest valley in the end.")
    mixed = passage("The deepest valley is carved in the end by slow water.")
    full_text.index_passages(connection, [said, mixed])
    assert [one for one, _ in query.query_phrase(connection, "carves the deepest valley", 10)] == [said.id]


def test_what_was_removed_is_not_found(connection: sqlite3.Connection) -> None:
    gone = passage("Slow water carves the deepest valley.")
    full_text.index_passages(connection, [gone])
    full_text.unindex_passages(connection, [gone.id])
    assert found(connection, "valley") == []


def test_adding_twice_finds_once(connection: sqlite3.Connection) -> None:
    twice = passage("Slow water carves the deepest valley.")
    full_text.index_passages(connection, [twice])
    full_text.index_passages(connection, [twice])
    assert found(connection, "valley") == [twice.id]


def test_only_the_passages_asked_among_are_found(connection: sqlite3.Connection) -> None:
    one, other = passage("A valley in May."), passage("A valley in June.")
    full_text.index_passages(connection, [one, other])
    assert query.search_words(connection, "valley", 10, among=[other.id])[0][0] == other.id
    assert len(query.search_words(connection, "valley", 10, among=[other.id])) == 1


@pytest.mark.parametrize("text", ["", "???", '"', "AND OR NOT", "NEAR(a b)", "body:*", "a-b (c", "\0", "'"])
def test_no_question_is_taken_for_query_syntax(connection: sqlite3.Connection, text: str) -> None:
    full_text.index_passages(connection, [passage("Slow water carves.")])
    assert found(connection, text) == []


def test_an_empty_catalog_answers_with_nothing(connection: sqlite3.Connection) -> None:
    assert found(connection, "anything") == []


def fill(connection: sqlite3.Connection) -> dict[str, str]:
    """Twelve passages with a common word, of which three have a rare one too; ids by text."""
    texts = [f"The harbour at evening, seen for the {number} time." for number in "abcdefghi"]
    texts += [f"A {bird} over the harbour." for bird in ("curlew", "curlew and a gull", "gull")]
    made = [passage(text) for text in texts]
    full_text.index_passages(connection, made)
    return {one.text: one.id for one in made}


def test_of_a_word_that_is_nearly_everywhere_only_what_has_a_rarer_one_too_is_scored(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(connection)
    whole = query.search_words(connection, "curlew harbour", 20)
    monkeypatch.setattr(query, "MOST_SCORED", 4)
    monkeypatch.setattr(query, "COMMON", 1.0)
    scored = query.search_words(connection, "curlew harbour", 20)
    assert len(whole) == 12
    assert scored == whole[:2]
    assert {one for one, _ in scored} == {
        ids["A curlew over the harbour."],
        ids["A curlew and a gull over the harbour."],
    }


def test_of_a_single_word_in_too_many_passages_the_newest_are_scored(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(connection)
    monkeypatch.setattr(query, "COMMON", 0.0)  # counting to it alone would take the word for a rare one
    monkeypatch.setattr(query, "MOST_SCORED", 2)
    newest = {ids["A gull over the harbour."], ids["A curlew and a gull over the harbour."]}
    assert set(found(connection, "harbours")) == newest
    assert set(found(connection, "harbours by the zeppelin")) == newest
    assert found(connection, "zeppelin") == []


def test_within_a_filter_scores_are_those_of_the_whole_collection(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(connection)
    among = [ids["A gull over the harbour."], ids["The harbour at evening, seen for the c time."]]
    whole = dict(query.search_words(connection, "gull harbour", 20))
    for most in (6_000, 1):
        monkeypatch.setattr(query, "MOST_SCORED", most)
        kept = dict(query.search_words(connection, "gull harbour", 20, among=among))
        assert next(iter(kept)) == among[0] and set(kept) <= set(among)
        assert kept == pytest.approx({one: whole[one] for one in kept}, rel=1e-4)


def test_languages_are_counted_as_passages_come_and_go(connection: sqlite3.Connection) -> None:
    english = passage("The heron is patient while the river is rising over its banks.")
    german = passage("Die Häuser an der Straße sind nicht alt, und das ist auch gut für die Stadt.")
    full_text.index_passages(connection, [english, german])
    full_text.index_passages(connection, [german])
    assert full_text.count_languages(connection) == {"english": 1, "german": 1}
    full_text.unindex_passages(connection, [german.id, "gone"])
    assert full_text.count_languages(connection) == {"english": 1} and full_text.count_passages(connection) == 1
