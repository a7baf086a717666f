"""What moves a passage beside its score: quotations, repeats, works."""

from __future__ import annotations

from index.search.reranking import (
    cap_works,
    demote_later,
    find_quotations,
    lift_highlights,
    quoted_length,
    weigh_unmarked,
    work_keys,
)
from ingest.passage import Passage, Place


def test_a_run_of_words_that_anyone_says_is_no_quotation() -> None:
    anyone = ["what is the difference between the two gates"]
    assert quoted_length(anyone, "Ask what is the difference between the old and the new.") == 0
    someone = ["who said that forgetting is steepest in the first hour"]
    assert quoted_length(someone, "Forgetting is steepest in the first hour, he wrote.") == 7


def test_a_whole_question_that_stands_in_a_passage_is_a_quotation_whatever_its_words() -> None:
    assert quoted_length(["it is what it is"], "Well, it is what it is.") == 5


def test_what_stands_in_quotation_marks_is_what_is_quoted() -> None:
    assert find_quotations('who said "the map is not" and why') == ("the map is not",)
    assert find_quotations("kiln") == ()


def test_the_third_passage_of_a_work_counts_for_less_and_a_cap_leaves_it_out() -> None:
    works = {"a": "w", "b": "w", "c": "w", "d": "v"}
    scores = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.65}
    assert demote_later("abcd", scores, works) == ["a", "b", "d", "c"]
    assert cap_works("abcd", works, 2) == ["a", "b", "d"]


def test_a_full_text_without_an_author_is_of_the_work_with_its_title() -> None:
    def passage(path: str, title: str, author: str) -> Passage:
        place = Place(source="/notes", path=path, line_start=1, line_end=1, title=title, author=author)
        return Passage(text=path, kind="prose", voice="author", places=(place,))

    passages = {
        "kindle": passage("kindle.md", "Ink", "Ida Torv"),
        "pdf": passage("ink.pdf", "INK", ""),
        "other": passage("other.md", "Ink", "Odd Verhane"),
        "untitled": passage("a.md", "", ""),
    }
    keys = work_keys({id: passages[id] for id in ("other", "kindle", "pdf", "untitled")})
    assert keys["pdf"] == keys["kindle"] and len(set(keys.values())) == 3


def test_a_highlight_comes_before_its_paragraph_unless_that_says_far_more() -> None:
    scores = {"h": 0.5, "p": 0.6, "other": 0.55}
    assert sorted(scores, key=lambda id: -lift_highlights(scores, {"h": "p"})[id]) == ["h", "p", "other"]
    assert lift_highlights({"h": 0.3, "p": 0.9}, {"h": "p"}) == {"h": 0.3, "p": 0.9}
    assert lift_highlights({"h": 0.9, "p": 0.3}, {"h": "p", "gone": "p"}) == {"h": 0.9, "p": 0.3}


def test_unmarked_text_counts_less_than_what_is_marked() -> None:
    place = Place(source="/notes", path="a.pdf", line_start=1, line_end=1)
    marked = Passage(text="Ink.", kind="highlight", voice="author", places=(place,))
    around = Passage(text="Ink is old.", kind="prose", voice="author", places=(place,), full_text=True)
    written = Passage(text="My ink.", kind="prose", voice="reader", places=(place,))
    weighed = weigh_unmarked({"m": 0.5, "f": 0.5, "w": 0.5, "x": 1.0}, {"m": marked, "f": around, "w": written})
    assert weighed.keys() == {"m", "f", "w"}
    assert weighed["m"] == weighed["w"] == 0.5 > weighed["f"] > 0.4
