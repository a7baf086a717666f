"""Highlights stay whole; prose is split by sentences within the budget."""

from __future__ import annotations

import pytest

from ingest.chunk import MAX_PASSAGE_WIDE, MAX_PASSAGE_WORDS, split_document, split_prose
from ingest.document import Document, Highlight, Paragraph


def test_a_long_highlight_stays_whole() -> None:
    text = "word " * 500
    document = Document(
        path="a.md",
        format="x",
        highlights=(Highlight(text=text, line_start=3, line_end=4, url="u", location="Page 5", note="n"),),
    )
    (passage,) = split_document(document, "/notes")
    assert passage.text == text and passage.note == "n" and passage.kind == "highlight"
    place = passage.places[0]
    assert (place.source, place.path, place.line_start, place.line_end) == ("/notes", "a.md", 3, 4)
    assert (place.url, place.location) == ("u", "Page 5")


def test_prose_is_cut_between_sentences() -> None:
    sentence = "This one has exactly nine words in it, certainly. "
    pieces = list(split_prose(sentence * 40))
    assert all(piece.endswith("certainly.") for piece in pieces)
    assert all(len(piece.split()) <= MAX_PASSAGE_WORDS for piece in pieces)


def test_a_sentence_over_the_budget_is_cut_between_words() -> None:
    pieces = list(split_prose("word " * 1000))
    assert [len(piece.split()) for piece in pieces[:-1]] == [MAX_PASSAGE_WORDS] * (len(pieces) - 1)


def test_no_two_words_are_joined_where_a_long_sentence_was_cut() -> None:
    text = f"{'word ' * 200}ends here. Then another begins.\nAnd {'more ' * 170}of it. The last is short."
    assert " ".join(split_prose(text)).split() == text.split()


def test_chinese_is_cut_at_its_full_stops() -> None:
    pieces = list(split_prose("这是一个很短的句子。" * 60))
    assert all(piece.endswith("。") and len(piece) <= MAX_PASSAGE_WIDE for piece in pieces)


def test_a_piece_of_a_paragraph_of_lines_knows_its_own_lines() -> None:
    lines = [f"Line {number} goes on for ten words or so, I think." for number in range(40)]
    paragraph = Paragraph(text="\n".join(lines), line_start=11, line_end=50, section=("A",), voice="reader")
    passages = split_document(Document(path="a.md", format="x", paragraphs=(paragraph,)), "/notes")
    assert len(passages) > 1
    for passage in passages:
        place = passage.places[0]
        assert passage.text == "\n".join(lines[place.line_start - 11 : place.line_end - 10])
        assert place.section == ("A",) and passage.voice == "reader" and passage.kind == "prose"


def test_abbreviations_inside_a_short_text_change_nothing() -> None:
    assert list(split_prose("Dr. No met Mr. Yes. They spoke.")) == ["Dr. No met Mr. Yes. They spoke."]


def test_a_picture_alone_is_no_passage_unless_the_reader_wrote_on_it() -> None:
    pictures = (
        Highlight(text="[image]", line_start=1, line_end=1),
        Highlight(text="[image]", line_start=2, line_end=2, note="the bridge"),
    )
    document = Document(path="a.md", format="x", highlights=pictures)
    assert [passage.note for passage in split_document(document, "/notes")] == ["the bridge"]


def test_a_passage_of_a_transcript_keeps_the_time_and_the_link_of_its_paragraph() -> None:
    paragraph = Paragraph(
        text="The tide is late.", line_start=1, line_end=2, location="1:03", url="https://youtu.be/t?t=63s"
    )
    (passage,) = split_document(Document(path="Talk.srt", format="subtitles", paragraphs=(paragraph,)), "notes")
    assert (passage.places[0].location, passage.places[0].url) == ("1:03", "https://youtu.be/t?t=63s")


def test_punctuation_alone_is_no_passage_and_an_emoji_is() -> None:
    marked = (Highlight(text="* * *", line_start=1, line_end=1), Highlight(text="🔥", line_start=2, line_end=2))
    rule = Paragraph(text="———", line_start=3, line_end=3)
    document = Document(path="a.md", format="x", highlights=marked, paragraphs=(rule,))
    assert [passage.text for passage in split_document(document, "/notes")] == ["🔥"]


def test_prose_has_no_image_marks() -> None:
    paragraph = Paragraph(text="See [image] the kiln. [image]", line_start=3, line_end=3)
    document = Document(
        path="a.md", format="x", paragraphs=(paragraph, Paragraph(text="[image]", line_start=5, line_end=5))
    )
    assert [passage.text for passage in split_document(document, "/notes")] == ["See the kiln."]


def paragraph(text: str, line: int, **more: str) -> Paragraph:
    return Paragraph(text=text, line_start=line, line_end=line + text.count("\n"), section=("A",), **more)


def test_short_paragraphs_are_joined_to_their_neighbours() -> None:
    speech = (paragraph("We looked at it.", 3), paragraph("It was gone.\nAll of it.", 5), paragraph("We left.", 8))
    document = Document(path="a.md", format="x", paragraphs=speech)
    (passage,) = split_document(document, "/notes")
    assert passage.text == "We looked at it.\n\nIt was gone.\nAll of it.\n\nWe left."
    assert (passage.places[0].line_start, passage.places[0].line_end) == (3, 8)


def test_a_longer_paragraph_stays_alone() -> None:
    long = "Nine words of a sentence that tells a lot. " * 5
    document = Document(path="a.md", format="x", paragraphs=(paragraph(long, 3), paragraph(long, 5)))
    assert len(split_document(document, "/notes")) == 2


def test_nothing_is_joined_across_a_highlight_a_gap_another_voice_or_a_time() -> None:
    first = paragraph("We looked at it.", 3)
    highlight = Highlight(text="Said between.", line_start=4, line_end=4)
    documents = (
        Document(path="a.md", format="x", paragraphs=(first, paragraph("It was gone.", 5)), highlights=(highlight,)),
        Document(path="a.md", format="x", paragraphs=(first, paragraph("It was gone.", 9))),
        Document(path="a.md", format="x", paragraphs=(first, paragraph("It was gone.", 4, voice="reader"))),
        Document(path="a.md", format="x", paragraphs=(first, paragraph("It was gone.", 4, location="0:12"))),
        Document(path="a.md", format="x", paragraphs=(first, Paragraph(text="It was gone.", line_start=4, line_end=4))),
    )
    for document in documents:
        assert "We looked at it." in [passage.text for passage in split_document(document, "/notes")]


@pytest.mark.parametrize("text", ["- 〇〇", "|  |  |\n|  |  |", "```", "[[Ida Pen]]", "- [[Locks]]\n- [[Weirs]]"])
def test_punctuation_or_links_to_other_notes_alone_are_no_passage(text: str) -> None:
    paragraph = Paragraph(text=text, line_start=1, line_end=text.count("\n") + 1)
    assert not split_document(Document(path="a.md", format="x", paragraphs=(paragraph,)), "/notes")


@pytest.mark.parametrize("text", ["👍", "see [[Locks]]", "- [[Locks]] lift ships", "五", "= 2"])
def test_prose_that_says_something_is_a_passage(text: str) -> None:
    paragraph = Paragraph(text=text, line_start=1, line_end=1)
    assert split_document(Document(path="a.md", format="x", paragraphs=(paragraph,)), "/notes")


def test_a_tweet_that_was_only_a_picture_is_no_passage_and_a_marked_address_is_one() -> None:
    texts = ("https://t.co/Ab12", "https://example.org/locks.pdf", "[[Locks]]", "∑ = √")
    marked = tuple(Highlight(text=text, line_start=n, line_end=n) for n, text in enumerate(texts, 1))
    passages = split_document(Document(path="a.md", format="x", highlights=marked), "/notes")
    assert [passage.text for passage in passages] == list(texts[1:])
