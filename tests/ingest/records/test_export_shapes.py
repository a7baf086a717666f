"""Records in any combination of what parts them, where their place stands and whose labels they have come out whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from tests.ingest.parse_text import parse_text

TEXTS = ("Ropes remember every knot.", "The harbour keeps its own clock.", "Gulls count the boats.")
NOTE = "ask the mole"
LANGUAGES = {
    "en": ("Author", "Highlights", "Quote", "Page", "Note", "Added on"),
    "de": ("Autorin", "Markierungen", "Zitat", "Seite", "Notiz", "Hinzugefügt am"),
    "uk": ("Автор", "Цитати", "Цитата", "Сторінка", "Нотатка", "Додано"),
    "ja": ("著者", "ハイライト", "引用", "ページ", "メモ", "追加日"),
}
HEADS = {
    "heading and bold field": "# Salt and Tide\n\n**{author}:** Maren Voss\n\n## {highlights}\n\n",
    "sign before the heading": "# 📖 Salt and Tide\n\n*Maren Voss*\n\n## {highlights} (3)\n\n",
    "table": "# Salt and Tide\n\n| {author} | {date} |\n|---|---|\n| Maren Voss | 2024 |\n\n## {highlights}\n\n",
    "callout": "# Salt and Tide\n\n> [!info]\n> **{author}**: Maren Voss\n> **ISBN**: 978-3\n\n## {highlights}\n\n",
    "two lines": "Salt and Tide\nMaren Voss\n\n## {highlights}\n\n",
}
RECORDS = {
    "quotation": "> {text}\n> {place} · {day}\n\n{note}: {remark}\n\n",
    "separator": "{text}\n{page}: {number}\n{date}: {day}\n{note}: {remark}\n\n* * *\n\n",
    "ornament": "{text}\n{place} · {day}\n{note}: {remark}\n\n⸻\n\n",
    "numbered heading": "### {quote} {n}\n\n{text}\n\n{place} · {day}\n\n{note}: {remark}\n\n",
    "label": "**{quote}:** {text}\n{place} · {day}\n**{note}:** {remark}\n\n",
    "bullet": "- {text} ({place}, {day}) #sea\n    - {note}: {remark}\n\n",
    "dash": "- {text} — {place}, {day} #sea\n    - {note}: {remark}\n\n",
}


@dataclass(frozen=True)
class Words:
    """The labels of a language."""

    author: str
    highlights: str
    quote: str
    page: str
    note: str
    date: str


@pytest.mark.parametrize(("language", "head", "record"), list(product(LANGUAGES, HEADS, RECORDS)))
def test_each_record_comes_out_whole(language: str, head: str, record: str) -> None:
    words = Words(*LANGUAGES[language])
    labels = {name: getattr(words, name) for name in words.__dataclass_fields__}
    place = "{number}ページ" if language == "ja" else "{page} {number}"
    lines = HEADS[head].format(**labels)
    for n, text in enumerate(TEXTS, 1):
        values = {"text": text, "number": 10 + n, "day": f"2024-03-0{n}T21:14:05Z", "remark": NOTE, "n": n}
        lines += RECORDS[record].replace("{place}", place).format(**labels, **values)
    (document,) = parse_text(lines, "export.md")
    assert (document.title, document.author) == ("Salt and Tide", "Maren Voss")
    assert [(item.text, item.note, item.location) for item in document.highlights] == [
        (text, NOTE, f"Page {10 + n}") for n, text in enumerate(TEXTS, 1)
    ]
    assert [item.highlighted_at[:10] for item in document.highlights] == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert not document.paragraphs


MIXED = {
    "underlined headings": (
        "Walk.md",
        "The Rope Walk\n=============\n\nAuthor: Maren Voss\n\n"
        "Quotes\n------\n* “{}” (13)\n* “Gulls count boats.” (20)\n",
    ),
    "who said it behind a hyphen": (
        "Walk.txt",
        "Clippings from The Rope Walk\n\n“{}”\n- Maren Voss, The Rope Walk, page 13\n\n"
        "“Gulls count boats.”\n- Maren Voss, The Rope Walk, page 20\n",
    ),
    "day and place above in a mail": (
        "mail.txt",
        "Runa’s Notes From\n\nThe Rope Walk\nMaren Voss\n\nFebruary 3, 2024\nChapter 2: Salt, p. 13\n{}\n\n"
        "February 5, 2024\nChapter 3: Tar, p. 20\nGulls count boats.\n",
    ),
    "a work within JSON": (
        "walk.json",
        '{{"book": {{"title": "The Rope Walk", "author": "Maren Voss"}}, "annotations": ['
        '{{"highlighted_text": "{}", "page": 13}}, {{"highlighted_text": "Gulls count boats.", "page": 20}}]}}',
    ),
}


@pytest.mark.parametrize("shape", MIXED)
def test_records_of_mixed_shapes_name_work_author_and_place(shape: str) -> None:
    path, text = MIXED[shape]
    (document,) = parse_text(text.format(TEXTS[0]), path)
    assert (document.title, document.author) == ("The Rope Walk", "Maren Voss")
    assert [(item.text, item.location) for item in document.highlights] == [
        (TEXTS[0], "Page 13"),
        ("Gulls count boats.", "Page 20"),
    ]
