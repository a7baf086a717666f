from __future__ import annotations

from typing import Any

from ingest.document import Document
from ingest.readwise_api.book import merge_update, update_from_api
from ingest.readwise_api.book_file import write_book
from tests.ingest.parse_text import parse_text


def read_account(*highlights: dict[str, Any], **book: Any) -> Document:
    data = {"user_book_id": 41, "title": "Walls", "author": "Oda Brandt", "category": "books", **book}
    listed = [{"id": number, **item} for number, item in enumerate(highlights, 1)]
    (document,) = parse_text(write_book(update_from_api({**data, "highlights": listed}).book), "books/Walls 41.md")
    return document


def test_a_book_carries_the_metadata_of_the_account() -> None:
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
    assert [(item.text, item.voice) for item in document.paragraphs] == [
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
    (item,) = document.highlights
    assert (item.text, item.note) == ("Dry stone & rain,\n\nand a hedge.", "Why dry?\nAsk Ines.")
    assert (item.tags, item.color, item.location) == (("pink", "wall"), "pink", "Location 122")
    assert (item.readwise_id, item.url) == ("1", "https://readwise.io/open/1")
    assert (item.highlighted_at, item.favorite, item.voice) == ("2024-03-01T10:00:00+00:00", True, "author")


def test_a_time_offset_becomes_a_clock_time() -> None:
    (item,) = read_account({"text": "Said in passing.", "location": 778, "location_type": "time_offset"}).highlights
    assert item.location == "0:12:58"


def test_chapters_head_the_highlights_after_them_in_the_book_in_any_order_of_the_answer() -> None:
    document = read_account(
        {"text": "Second wall.", "location": 30, "location_type": "location"},
        {"text": "First wall.", "location": 12, "location_type": "location"},
        {"text": "Part One", "note": ".h1", "location": 12, "location_type": "location"},
        {"text": "Hedges", "note": ".h2 My favourite", "location": 20, "location_type": "location"},
    )
    assert [(item.text, item.section) for item in document.highlights] == [
        ("First wall.", ("Part One",)),
        ("Second wall.", ("Part One", "Hedges")),
    ]
    assert [(item.text, item.voice) for item in document.paragraphs] == [("My favourite", "reader")]


def test_highlights_joined_by_action_tags_are_one() -> None:
    document = read_account(
        {"text": "a lintel carries.", "note": ".c2", "location": 9, "location_type": "page"},
        {"text": "A wall stands,", "note": ".c1", "location": 9, "location_type": "page"},
    )
    (item,) = document.highlights
    assert (item.text, item.parts, item.location) == ("A wall stands, … a lintel carries.", 2, "Page 9")


def test_a_discarded_or_deleted_highlight_is_left_out() -> None:
    document = read_account(
        {"text": "Kept."}, {"text": "Discarded.", "is_discard": True}, {"text": "Deleted.", "is_deleted": True}
    )
    assert [item.text for item in document.highlights] == ["Kept."]


def test_an_update_changes_only_the_highlights_that_it_names() -> None:
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


def test_an_older_state_of_a_highlight_does_not_replace_a_later_one() -> None:
    def state(text: str, at: str) -> Any:
        return update_from_api({"user_book_id": 4, "highlights": [{"id": 1, "text": text, "updated_at": at}]})

    book = merge_update(state("Later", "2024-05-02T00:00:00Z").book, state("Earlier", "2024-05-01T00:00:00Z"))
    assert book and book.highlights[0].text == "Later"


def test_a_deleted_book_and_a_book_without_highlights_are_removed() -> None:
    before = update_from_api({"user_book_id": 4, "highlights": [{"id": 1, "text": "Stone"}]}).book
    assert merge_update(before, update_from_api({"user_book_id": 4, "is_deleted": True, "highlights": []})) is None
    gone = {"user_book_id": 4, "highlights": [{"id": 1, "text": "Stone", "is_deleted": True}]}
    assert merge_update(before, update_from_api(gone)) is None


def test_a_podcast_clip_is_split_into_the_machines_words_and_the_speakers() -> None:
    clip = "Why gates\nKey takeaways:\n(* Gates tell., * Walls do not.)\nTranscript:\nSpeaker 1\nA gate is honest."
    document = read_account(
        {"text": clip, "note": "True.", "url": "https://share.snipd.com/snip/0f1e2d3c-1111-2222-3333-444455556666"},
        category="podcasts",
    )
    data = [(item.voice, item.text, item.note, item.section) for item in document.highlights]
    assert data == [
        ("machine", "(* Gates tell., * Walls do not.)", "", ("Why gates",)),
        ("author", "Speaker 1\nA gate is honest.", "True.", ("Why gates",)),
    ]


def test_a_placeholder_is_not_a_highlight() -> None:
    document = read_account(
        {"text": "AirrQuote"}, {"text": "AirrQuote", "note": "On gates."}, {"text": "A", "note": "Thread"}
    )
    assert [(item.text, item.voice, item.note) for item in document.highlights] == [
        ("On gates.", "reader", ""),
        ("A", "author", ""),
    ]
