"""Highlights in the wording of other tools find their paragraph in a full text: cut short, with the hyphens of lines,
other quotation marks, a typo, the mark of a note; one from elsewhere finds none."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.dedup.locate_highlight import locate_highlights
from ingest.parse import parse_file
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Setting, write_set_pdf
from tests.ingest.full_text.web_pages import article_page

COUNT = 40
TEXTS = {
    kind: [text.replace("a map without rivers", "a “map without rivers”") for text in paragraphs(60, seed, size=4)]
    for kind, seed in (("pdf", 101), ("epub", 102), ("html", 103))
}


def sentence_of(text: str, chance: random.Random) -> str:
    return chance.choice(text.split(". ")).rstrip(".")


def cut_short(text: str, chance: random.Random) -> str:
    """The first letters of a long highlight, as a store's limit for exports leaves them."""
    return text[: chance.randint(60, 110)].rstrip() + "…"


def begun_late(text: str, chance: random.Random) -> str:
    return "…" + text[chance.randint(20, 60) :][:140]


def with_hyphen(text: str, chance: random.Random) -> str:
    """A sentence with a word still parted as at the end of a line."""
    words = sentence_of(text, chance).split()
    at = chance.choice([at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()] or [0])
    words[at] = f"{words[at][:4]}- {words[at][4:]}"
    return " ".join(words)


def without_hyphen(text: str, chance: random.Random) -> str:
    return sentence_of(text, chance).replace("long-distance", "longdistance").replace("self-taught", "selftaught")


def with_other_quotes(text: str, chance: random.Random) -> str:
    return sentence_of(text, chance).replace("“", '"').replace("”", '"').replace("'", "’").upper()


def with_typo(text: str, chance: random.Random) -> str:
    words = sentence_of(text, chance).split()
    at = chance.randrange(len(words) // 2, len(words))
    words[at] = words[at][:1] + words[at][2:] + "e"
    return " ".join(words)


def with_note_mark(text: str, chance: random.Random) -> str:
    return sentence_of(text, chance) + "12 *and* [13]"


def of_two_sentences(text: str, chance: random.Random) -> str:
    sentences = text.split(". ")
    at = chance.randrange(len(sentences) - 1)
    return "> **" + "**\n> **".join(sentences[at : at + 2]) + "**"


WORDINGS: tuple[Callable[[str, random.Random], str], ...] = (
    cut_short,
    begun_late,
    with_hyphen,
    without_hyphen,
    with_other_quotes,
    with_typo,
    with_note_mark,
    of_two_sentences,
)


@pytest.fixture(scope="module")
def full_texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The paragraphs of three full texts as they are read."""
    folder: Path = tmp_path_factory.mktemp("full_texts")
    write_set_pdf(folder / "a.pdf", TEXTS["pdf"], Setting(columns=2, hyphens=True, justified=True, head="Marle #"))
    write_epub(
        folder / "a.epub",
        {"a.xhtml": chapter_page("A", TEXTS["epub"][:30]), "b.xhtml": chapter_page("B", TEXTS["epub"][30:])},
    )
    (folder / "a.html").write_text(article_page("The Salt House Accounts", TEXTS["html"]))
    return {kind: [one.text for one in parse_file(folder / f"a.{kind}", f"a.{kind}")[0].paragraphs] for kind in TEXTS}


def test_highlights_in_the_wording_of_other_tools_find_their_paragraph(full_texts: dict[str, list[str]]) -> None:
    chance = random.Random(5)
    found = wrong = 0
    for number in range(COUNT):
        kind = chance.choice(sorted(TEXTS))
        source = chance.randrange(len(TEXTS[kind]))
        highlight = WORDINGS[number % len(WORDINGS)](TEXTS[kind][source], chance)
        prose = full_texts[kind]
        (at,) = locate_highlights([highlight], prose)
        if at is not None:
            is_right = prose[at] in TEXTS[kind][source] or TEXTS[kind][source] in prose[at]
            found, wrong = found + is_right, wrong + (not is_right)
    assert found >= 38 and wrong == 0, (found, wrong)


def test_highlights_of_another_work_find_no_paragraph(full_texts: dict[str, list[str]]) -> None:
    others = [
        "Every statistics course has the same drawing, and every student copies it without asking why.",
        "The kettle had been on since six; nobody who came in could say who had filled it.",
        "To remember a face is to have forgotten a great many that were like it.",
        "In the end the railway reached the sea, and the sea was found to be closed.",
    ]
    for prose in full_texts.values():
        assert locate_highlights(others, prose) == [None] * len(others)
