"""Podcast clips are split by whose words they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Highlight
from ingest.extraction.podcast_clip import is_placeholder, parse_speaker_label, split_clip

SNIP = "https://share.snipd.com/snip/1"


def parts(text: str, url: str = SNIP) -> list[tuple[str, str]]:
    highlight = Highlight(text=text, line_start=1, line_end=text.count("\n") + 1, url=url, note="Mine.")
    return [(part.voice, part.text) for part in split_clip(highlight, list(enumerate(text.split("\n"), 1)))]


def test_what_follows_a_takeaway_label_is_the_machines_and_a_transcript_the_speakers() -> None:
    text = "The clock\nKey takeaways:\n(* a., * b.)\nTranscript:\nSpeaker 1\nIt runs late."
    assert parts(text) == [("machine", "(* a., * b.)"), ("author", "Speaker 1\nIt runs late.")]


def test_a_list_below_a_snips_title_is_the_machines() -> None:
    assert parts("The clock\n- runs late\n- is old") == [("machine", "- runs late\n- is old")]


def test_an_article_with_a_summary_line_stays_whole() -> None:
    text = "The clock\nSummary:\nIt runs late."
    assert parts(text, url="https://read.readwise.io/read/01") == [("author", text)]


def test_a_title_whose_takeaways_were_cut_off_is_the_machines() -> None:
    assert parts("Clocks are magic\n\nKey takeaways:", url="") == [("machine", "Clocks are magic")]


def test_takeaways_in_brackets_show_a_clip_without_its_link() -> None:
    assert parts("The clock\nKey takeaways:\n(* a., * b.)", url="") == [("machine", "(* a., * b.)")]


def test_the_note_goes_with_the_speakers_words() -> None:
    text = "The [[clock]]\nSummary:\nLate.\nTranscript:\nIt runs late."
    highlight = Highlight(text=text, line_start=1, line_end=5, url=SNIP, note="Mine.")
    clip_parts = split_clip(highlight, list(enumerate(text.split("\n"), 1)))
    assert [part.note for part in clip_parts] == ["", "Mine."]
    assert [part.section for part in clip_parts] == [("The clock",), ("The clock",)]


def test_of_two_parts_of_one_voice_only_the_longer_keeps_the_link() -> None:
    text = "The clock\nQuote:\nIt runs.\nTranscript:\nIt runs late, and the town goes by it."
    highlight = Highlight(text=text, line_start=1, line_end=5, url=SNIP)
    clip_parts = split_clip(highlight, list(enumerate(text.split("\n"), 1)))
    assert [(part.voice, part.url) for part in clip_parts] == [("author", ""), ("author", SNIP)]


def test_labels_in_headings_and_bold_are_labels_and_sentences_are_not() -> None:
    assert parse_speaker_label("#### 📚 Transcript") == ("author", "")
    assert parse_speaker_label("**Key takeaways:**") == ("machine", "")
    assert parse_speaker_label("Summary of the flood") is None
    assert parse_speaker_label("Transcript: it runs late") == ("author", "it runs late")


def test_an_airr_quote_without_words_is_a_placeholder() -> None:
    assert is_placeholder("AirrQuote")
    assert not is_placeholder("AirrQuote is a tool")


@given(st.lists(st.sampled_from(["", "words", "Summary:", "Transcript:", "- a", "Speaker 1", "Quote"]), max_size=9))
def test_each_part_is_inside_the_clip_and_has_text(lines: list[str]) -> None:
    text = "\n".join(["Title", *lines])
    highlight = Highlight(text=text, line_start=1, line_end=len(lines) + 1, url=SNIP)
    clip_parts = split_clip(highlight, list(enumerate(text.split("\n"), 1)))
    assert all(1 <= part.line_start <= part.line_end <= len(lines) + 1 for part in clip_parts)
    assert clip_parts == (highlight,) or all(part.text for part in clip_parts)
