"""Speakers beside or behind the times at which they begin."""

from __future__ import annotations

from tests.ingest.parse_text import parse_text

MEETING = """Mill wheel - May 02

0:00 - Tove Halling (Mill Trust)
  The wheel turns again.

0:31 - Jens Adler (Adler Joinery)
  Only the paddles are new.

1:04 - Tove Halling (Mill Trust)
  Then we open the sluice.
"""


def test_names_behind_times_speak_below() -> None:
    (document,) = parse_text(MEETING, "Mill wheel.txt")
    assert [(each.location, each.voice) for each in document.paragraphs] == [
        ("0:00", "author"),
        ("0:31", "author"),
        ("1:04", "author"),
    ]
    assert document.paragraphs[1].text == "Jens Adler (Adler Joinery): Only the paddles are new."


def test_chapter_marks_are_no_speakers() -> None:
    marks = "Talk on mills\n\n0:00 - Wheels\n4:10 - Paddles\n9:30 - Sluices\n"
    (document,) = parse_text(marks, "Mills.txt")
    assert document.format != "transcript"
