"""Speakers before what they said."""

from ingest.document import Paragraph
from ingest.voices.speakers import find_speakers, speaker_of, split_turns

CHAT = "Vera Lind: is it late?\nTomas Berg: not yet\nme: I am leaving"


def test_full_names_and_names_that_take_turns_are_speakers() -> None:
    assert find_speakers([CHAT]) == {"Vera Lind", "Tomas Berg"}
    assert find_speakers(["With Vera and Tomas.", "Vera: yes", "Tomas: no", "Vera: well"]) == {"Vera", "Tomas"}
    assert find_speakers(["Cost: low", "Weight: high", "Cost: high"]) == frozenset()
    assert find_speakers(["- **Brass Wheel**: hums", "- **Iron Wheel**: rings"]) == frozenset()
    assert find_speakers(["Vera Lind: yes"]) == frozenset()
    assert find_speakers(["Author: Vera Lind", "Title: Slow Clocks", "Note: read again"]) == frozenset()


def test_a_line_tells_its_speaker() -> None:
    assert speaker_of("**Vera Lind:** is it late?", {"Vera Lind"}) == "Vera Lind"
    assert speaker_of("It is late: go", {"Vera Lind"}) == ""


def test_a_paragraph_is_cut_where_another_speaks() -> None:
    paragraph = Paragraph(text=CHAT, line_start=4, line_end=6)
    pieces = list(split_turns(paragraph, {"Vera Lind", "Tomas Berg"}))
    assert [(piece.text, piece.line_start, piece.line_end) for piece in pieces] == [
        ("Vera Lind: is it late?", 4, 4),
        ("Tomas Berg: not yet", 5, 5),
        ("me: I am leaving", 6, 6),
    ]
