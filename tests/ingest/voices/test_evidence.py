"""The pieces of evidence that a note gives."""

import pytest

from ingest.metadata.fields import MetadataFields
from ingest.parse import make_note
from ingest.voices.evidence import gather_evidence, is_button, without_quotations


def kinds(text: str, path: str = "a.md") -> set[str]:
    note = make_note(tuple(text.split("\n")), path)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    evidence = gather_evidence(note, fields)
    return {*evidence.page, *evidence.work, *evidence.own}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("---\nurl: https://clocks.example/a\n---\nBrass hums.", "address"),
        ("Slow clocks\nTemps de lecture : 4 min\nBrass hums.", "reading time"),
        ("Brass hums.\n\nPartager | 12 Commentaires", "buttons"),
        ("Brass hums.\n\n© 2018 Vera Lind", "copyright"),
        ("Slow clocks\nBy Vera Lind\nMarch 4, 2018\nBrass hums.", "dated byline"),
        ("---\nauthor: Vera Lind\n---\nBrass hums.\n\n— Vera Lind, 1931", "signature"),
        ("Slow clocks\nby Vera Lind\nBrass hums.", "author"),
        ("Clock song\nMusik und Text: Vera Lind\nBrass hums.", "credit"),
        ("Soup\nfrom Vera, soups.example\nBoil it.", "site"),
        ("---\ndoi: 10.1000/1\n---\nBrass hums.", "source"),
        ("# Slow Clocks by Vera Lind\nBrass hums.", "title"),
        ("- [ ] wind the clock", "tasks"),
        ("Ich habe sie aufgezogen.", "first person"),
        ("See [[Clocks]].", "links"),
        ("- Brass hums.\n- Iron rings.", "outline"),
        ("Guest: Vera Lind\nBrass hums.", "talk"),
        ("---\nrating: 4\n---\nBrass hums.", "reading record"),
        ("---\nstatus: draft\n---\nBrass hums.", "draft"),
        ("---\ndraft: true\n---\nBrass hums.", "draft"),
    ],
)
def test_a_kind_of_evidence_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_a_note_without_signs_gives_no_evidence() -> None:
    assert kinds("# Shed\n\nThe door sticks, 10 min of planing. Vera said “I never did”.\n\n> I quote.") == set()
    assert kinds("A day.", "diary/2024-03-04.md") == {"day", "folder"}


def test_a_button_is_a_whole_line() -> None:
    assert is_button("Share") and is_button("Teilen | 3 Kommentare") and is_button("Sign up for our weekly letter")
    assert not is_button("Share the ladder with Vera") and not is_button("Home is where the clock is")


def test_quotations_are_left_out() -> None:
    assert without_quotations("Vera said “I never did” twice.") == "Vera said   twice."
    assert without_quotations("> I quote.") == ""
