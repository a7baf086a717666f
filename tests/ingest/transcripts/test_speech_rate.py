"""A transcript has as many words between its times as are spoken in that time."""

from __future__ import annotations

from ingest.note import Note
from ingest.transcripts.speech_rate import transcript_lines


def page(words: int, *, times: int = 5) -> Note:
    lines = ["- # Talk"]
    for number in range(times):
        lines += [f"\t- {{{{youtube-timestamp {20 * number}}}}}", "\t\t- " + " ".join(["tide"] * words)]
    return Note(path="pages/Talk.md", lines=tuple(lines))


def test_two_words_a_second_are_speech() -> None:
    assert transcript_lines(page(40)) >= {3, 5, 7, 9, 11}


def test_fewer_words_are_notes_on_it() -> None:
    assert not transcript_lines(page(12))


def test_two_spans_are_too_few() -> None:
    assert not transcript_lines(page(40, times=2))
