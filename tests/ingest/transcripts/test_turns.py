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


INTERVIEW = """Interview 3
Datum: 02.05.2024
Ort: Mühle

I: Dreht sich das Rad wieder? #00:00:12-4#

M: Nur die Schaufeln sind neu. #00:00:31-0#

I: Und das Wehr? #00:00:35-2#
"""


def test_letters_are_speakers_and_the_interviewer_is_not_the_reader() -> None:
    (document,) = parse_text(INTERVIEW, "Interview 3.txt")
    assert [(each.text[0], each.voice, each.location) for each in document.paragraphs] == [
        ("I", "author", "0:12"),
        ("M", "author", "0:31"),
        ("I", "author", "0:35"),
    ]


def test_notes_between_a_speakers_quotations_are_no_transcript() -> None:
    lines = (
        "# Wheels\n\nGuest: Tove Halling\n\n"
        '- 3:10 Tove: "A wheel that turns is a wheel that wears."\n'
        "- 9:45 the miller keeps the old paddles as shelves\n"
        "- 12:02 ME: are there any left in our valley?\n"
        '- 20:30 Tove: "Water is the only wage it takes."\n'
    )
    (document,) = parse_text(lines, "Wheels.md")
    assert [each.voice for each in document.paragraphs][-4:] == ["author", "reader", "reader", "author"]


def test_one_persons_messages_are_their_own_but_for_quotations() -> None:
    lines = (
        "02/05/2024 21:12 - Messages are encrypted.\n"
        "02/05/2024 21:12 - Runa: oil the sluice\n"
        '02/05/2024 21:15 - Runa: "Water is the only wage it takes." (Tove Halling, Wheels, p. 14)\n'
        "03/05/2024 07:40 - Runa: ask Jens\nabout the paddles\n"
    )
    (document,) = parse_text(lines, "Chat with Runa (you).txt")
    assert [(each.text.split()[0], each.voice) for each in document.paragraphs] == [
        ("oil", "reader"),
        ('"Water', "author"),
        ("ask", "reader"),
    ]


def test_a_form_above_an_interview_is_no_turn() -> None:
    lines = (
        "ARCHIVO\nEntrevistada: Jacinta Olmo\nLugar: Peñalosa\nFecha: 4 de mayo de 2011\n\n"
        "ELLA: ¿Cómo llegaba la sal?\n\nJACINTA: A lomos de un burro.\n\nELLA: ¿Y la nieve?\n\nJACINTA: Soso.\n"
    )
    (document,) = parse_text(lines, "Entrevista.txt")
    assert [each.text.partition(":")[0] for each in document.paragraphs] == ["ELLA", "JACINTA", "ELLA", "JACINTA"]


def test_a_table_of_turns_is_a_transcript() -> None:
    rows = "".join(
        f"| 00:00:{at:02} | {name} | Words {at}. |\n" for at, name in ((8, "Per"), (15, "Salma"), (31, "Per"))
    )
    (document,) = parse_text(f"# Wells\n\n| Time | Speaker | Text |\n|---|---|---|\n{rows}", "Wells.md")
    assert [each.text for each in document.paragraphs] == ["Per: Words 8.", "Salma: Words 15.", "Per: Words 31."]
