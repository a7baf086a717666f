"""Which documents are one work."""

from __future__ import annotations

import itertools

import pytest

from ingest.dedup.work_names import authors_alike, canonical_url, titles_alike
from ingest.dedup.work_resolution import WorkRecord, resolve_works


def works_of(*records: WorkRecord) -> set[frozenset[str]]:
    """The works as sets of record ids, the same for every order of the records."""
    found = {
        frozenset(frozenset(work.documents) for work in resolve_works(order))
        for order in itertools.permutations(records)
    }
    assert len(found) == 1
    return set(next(iter(found)))


def together(*records: WorkRecord) -> bool:
    return len(works_of(*records)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example/on-pens?utm_source=mail&utm_medium=feed",
        "http://www.paper.example/on-pens/",
        "https://m.paper.example/on-pens#middle",
        "https://paper.example/on-pens/amp",
        "https://www.google.com/amp/s/paper.example/on-pens",
        "https://PAPER.example/on-pens?fbclid=123",
    ],
)
def test_an_address_is_the_same_whatever_a_tool_adds_to_it(address: str) -> None:
    assert canonical_url(address) == canonical_url("https://paper.example/on-pens")


@pytest.mark.parametrize("address", ["", "https://paper.example/404", "https://paper.example/", "kindle://x"])
def test_a_page_that_was_not_found_names_no_work(address: str) -> None:
    assert canonical_url(address) == ""


def test_the_exporter_s_own_pages_name_no_work_but_what_was_uploaded_there() -> None:
    assert canonical_url("https://readwise.io/open/12") == canonical_url("https://read.readwise.io/read/01h") == ""
    assert canonical_url("https://share.snipd.com/episode/1") == ""
    assert canonical_url("https://readwise.io/reader/document_raw_content/7") != ""


def test_a_query_that_chooses_the_page_stays() -> None:
    assert canonical_url("https://tube.example/watch?v=a") != canonical_url("https://tube.example/watch?v=b")


def test_a_title_goes_with_its_copy_and_with_its_subtitle() -> None:
    assert titles_alike("On Pens (467)", "on pens")
    assert titles_alike("On Pens", "On Pens: A Short History")
    assert not titles_alike("On Pens", "On Paper")
    assert not titles_alike("", "")


def test_authors_are_alike_by_a_name_in_common() -> None:
    assert authors_alike("Ada Wren", "Wren, Ada and Bo Lark")
    assert authors_alike("Ada Wren", "")
    assert authors_alike("Ada-Wren", "Ada Wren")
    assert not authors_alike("Ada Wren", "Bo Lark")


def test_documents_of_one_readwise_id_or_asin_are_one_work() -> None:
    assert together(WorkRecord(id="a", path="a.md", readwise_id="7"), WorkRecord(id="b", path="b.md", readwise_id="7"))
    assert together(WorkRecord(id="a", path="a.md", asin="B0X"), WorkRecord(id="b", path="b.md", asin="B0X"))


def test_one_address_and_like_titles_are_one_work() -> None:
    assert together(
        WorkRecord(id="a", path="a.md", title="On pens", url="https://p.example/pens?utm_source=x"),
        WorkRecord(id="b", path="b.md", title="On Pens: a history", url="http://p.example/pens/"),
    )


def test_steps_of_a_course_at_one_address_are_works_of_their_own() -> None:
    assert not together(
        WorkRecord(id="a", path="a.md", title="Lists", url="https://course.example/step/1"),
        WorkRecord(id="b", path="b.md", title="Loops and breaks", url="https://course.example/step/1"),
    )


def test_chapters_of_one_page_are_works_of_their_own_unless_their_titles_say_otherwise() -> None:
    assert not together(
        WorkRecord(id="a", path="a.md", title="Of quills", author="Ada Wren", url="https://book.example/read#1"),
        WorkRecord(id="b", path="b.md", title="Of steel nibs", author="Ada Wren", url="https://book.example/read#2"),
    )


def test_pages_that_were_not_found_are_works_of_their_own() -> None:
    lost = "https://paper.example/404"
    assert not together(
        WorkRecord(id="a", path="a.md", title="Of quills", url=lost),
        WorkRecord(id="b", path="b.md", title="Of ink", url=lost),
    )


def test_one_article_saved_under_two_titles_is_one_work_where_texts_overlap() -> None:
    assert together(
        WorkRecord(id="a", path="a.md", title="Pens", url="https://p.example/x", passages=frozenset("12")),
        WorkRecord(id="b", path="b.md", title="Why we write", url="https://p.example/x", passages=frozenset("23")),
    )


def test_a_weekly_letter_with_one_title_is_a_work_each_week() -> None:
    week = {"title": "Friday Letter", "author": "Ada Wren"}
    assert not together(
        WorkRecord(id="a", path="a.md", url="https://l.example/1", passages=frozenset("abcdefg"), **week),
        WorkRecord(id="b", path="b.md", url="https://l.example/2", passages=frozenset("ahijklm"), **week),
    )


def test_like_titles_and_authors_with_overlapping_text_are_one_work() -> None:
    assert together(
        WorkRecord(id="a", path="a.md", title="Pens", author="Ada Wren", passages=frozenset("abc")),
        WorkRecord(id="b", path="b.md", title="Pens: A History", author="Wren", passages=frozenset("bcd")),
    )


def test_two_works_with_one_title_stay_two() -> None:
    assert not together(
        WorkRecord(id="a", path="a.md", title="Pens", author="Ada Wren", passages=frozenset("abc")),
        WorkRecord(id="b", path="b.md", title="Pens", author="Bo Lark", passages=frozenset("def")),
    )


def test_an_article_and_its_full_text_are_one_work() -> None:
    assert together(
        WorkRecord(id="a", path="a.md", title="Pens", author="Ada Wren"),
        WorkRecord(id="b", path="full/a.md", title="Pens", author="Ada Wren", full_text=True),
    )


def test_a_long_title_without_an_author_is_probably_one_work() -> None:
    title = "Why the pens of our fathers leaked"
    (work,) = resolve_works(
        [WorkRecord(id="a", path="a.md", title=title, author="Ada Wren"), WorkRecord(id="b", path="b.md", title=title)]
    )
    assert work.probable and work.author == "Ada Wren"
