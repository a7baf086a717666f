from __future__ import annotations

from typing import Any

from ingest.document import Document
from ingest.parse import parse_text
from ingest.readwise_api.book import merge_update, update_from_api
from ingest.readwise_api.book_file import write_book


def read_account(*highlights: dict[str, Any], **book: Any) -> Document:
    data = {"user_book_id": 41, "title": "Walls", "author": "Oda Brandt", "category": "books", **book}
    listed = [{"id": number, **one} for number, one in enumerate(highlights, 1)]
    (document,) = parse_text(write_book(update_from_api({**data, "highlights": listed}).book), "books/Walls 41.md")
    return document


def test_a_book_carries_what_the_account_says_of_it() -> None:
    document = read_account(
        {"text": "Dry stone drinks."},
        asin="B0TEST",
        source_url="https://example.org/walls",
        book_tags=[{"id": 1, "name": "craft"}],
        document_note="Lent to Ines.",
        summary="A book on walls.",
    )
    assert (document.title, document.author, document.category, document.asin) == (
        "Walls",
        "Oda Brandt",
        "books",
        "B0TEST",
    )
    assert (document.url, document.tags, document.readwise_id) == ("https://example.org/walls", ("craft",), "41")
    assert [(one.text, one.voice) for one in document.paragraphs] == [
        ("A book on walls.", "machine"),
        ("Lent to Ines.", "reader"),
    ]


def test_a_highlight_carries_its_note_tags_place_and_links() -> None:
    document = read_account(
        {
            "text": "Dry stone &amp; rain,\n\nand a hedge.",
            "note": ".wall Why dry?\nAsk Ines.",
            "tags": [{"id": 2, "name": "pink"}],
            "location": 122,
            "location_type": "location",
            "highlighted_at": "2024-03-01T10:00:00Z",
            "url": None,
            "readwise_url": "https://readwise.io/open/1",
            "is_favorite": True,
        }
    )
    (one,) = document.highlights
    assert (one.text, one.note) == ("Dry stone & rain,\n\nand a hedge.", "Why dry?\nAsk Ines.")
    assert (one.tags, one.color, one.location) == (("pink", "wall"), "pink", "Location 122")
    assert (one.readwise_id, one.url) == ("1", "https://readwise.io/open/1")
    assert (one.highlighted_at, one.favorite, one.voice) == ("2024-03-01T10:00:00+00:00", True, "author")


def test_a_time_is_told_as_a_clock_does() -> None:
    (one,) = read_account({"text": "Said in passing.", "location": 778, "location_type": "time_offset"}).highlights
    assert one.location == "0:12:58"


def test_chapters_head_what_follows_them_in_the_book_wherever_they_came_in_the_answer() -> None:
    document = read_account(
        {"text": "Second wall.", "location": 30, "location_type": "location"},
        {"text": "First wall.", "location": 12, "location_type": "location"},
        {"text": "Part One", "note": ".h1", "location": 12, "location_type": "location"},
        {"text": "Hedges", "note": ".h2 My favourite", "location": 20, "location_type": "location"},
    )
    assert [(one.text, one.section) for one in document.highlights] == [
        ("First wall.", ("Part One",)),
        ("Second wall.", ("Part One", "Hedges")),
    ]
    assert [(one.text, one.voice) for one in document.paragraphs] == [("My favourite", "reader")]


def test_highlights_that_the_reader_joined_are_one() -> None:
    document = read_account(
        {"text": "a lintel carries.", "note": ".c2", "location": 9, "location_type": "page"},
        {"text": "A wall stands,", "note": ".c1", "location": 9, "location_type": "page"},
    )
    (one,) = document.highlights
    assert (one.text, one.parts, one.location) == ("A wall stands, … a lintel carries.", 2, "Page 9")


def test_a_discarded_or_deleted_highlight_is_not_there() -> None:
    document = read_account(
        {"text": "Kept."}, {"text": "Discarded.", "is_discard": True}, {"text": "Deleted.", "is_deleted": True}
    )
    assert [one.text for one in document.highlights] == ["Kept."]


def test_an_update_puts_in_what_it_names_and_leaves_the_rest() -> None:
    before = update_from_api(
        {"user_book_id": 4, "highlights": [{"id": n, "text": f"Stone {n}"} for n in (1, 2, 3)]}
    ).book
    update = update_from_api(
        {
            "user_book_id": 4,
            "title": "Walls",
            "highlights": [
                {"id": 2, "text": "Stone two"},
                {"id": 3, "text": "", "is_deleted": True},
                {"id": 5, "text": "New"},
            ],
        }
    )
    after = merge_update(before, update)
    assert after and [(highlight.id, highlight.text) for highlight in after.highlights] == [
        (1, "Stone 1"),
        (2, "Stone two"),
        (5, "New"),
    ]
    assert after.title == "Walls" and merge_update(after, update) == after


def test_an_older_state_of_a_highlight_does_not_undo_a_later_one() -> None:
    def state(text: str, at: str) -> Any:
        return update_from_api({"user_book_id": 4, "highlights": [{"id": 1, "text": text, "updated_at": at}]})

    book = merge_update(state("Later", "2024-05-02T00:00:00Z").book, state("Earlier", "2024-05-01T00:00:00Z"))
    assert book and book.highlights[0].text == "Later"


def test_a_deleted_book_and_one_that_lost_all_its_highlights_are_gone() -> None:
    before = update_from_api({"user_book_id": 4, "highlights": [{"id": 1, "text": "Stone"}]}).book
    assert merge_update(before, update_from_api({"user_book_id": 4, "is_deleted": True, "highlights": []})) is None
    gone = {"user_book_id": 4, "highlights": [{"id": 1, "text": "Stone", "is_deleted": True}]}
    assert merge_update(before, update_from_api(gone)) is None


def test_a_podcast_clip_is_taken_apart_into_the_machines_words_and_the_speakers() -> None:
    clip = "Why gates\nKey takeaways:\n(* Gates tell., * Walls do not.)\nTranscript:\nSpeaker 1\nA gate is honest."
    document = read_account(
        {"text": clip, "note": "True.", "url": "https://share.snipd.com/snip/0f1e2d3c-1111-2222-3333-444455556666"},
        category="podcasts",
    )
    data = [(one.voice, one.text, one.note, one.section) for one in document.highlights]
    assert data == [
        ("machine", "(* Gates tell., * Walls do not.)", "", ("Why gates",)),
        ("author", "Speaker 1\nA gate is honest.", "True.", ("Why gates",)),
    ]


def test_what_stands_for_words_that_are_not_there_is_no_highlight() -> None:
    document = read_account(
        {"text": "AirrQuote"}, {"text": "AirrQuote", "note": "On gates."}, {"text": "A", "note": "Thread"}
    )
    assert [(one.text, one.voice, one.note) for one in document.highlights] == [
        ("On gates.", "reader", ""),
        ("A", "author", ""),
    ]
