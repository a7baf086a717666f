"""Highlights whose place, chapter, link, note and labels stand in any order and language."""

import pytest

from tests.ingest.parse_text import parse_text

FIRST, SECOND, NOTE = (
    "Clocks forgive nobody who is early.",
    "Brass hums when the cold comes in.",
    "ask Vera about brass",
)
WORK = "Slow Clocks\nVera Lind\n\n"
PAGES = {
    "places as headings": f"# Slow Clocks\n##### Vera Lind\n\n## One\n### Page 3 @ 4 March 2024\n{FIRST}\n\n"
    f"### Page 9 @ 5 March 2024\n{SECOND}\n\n---\n{NOTE}\n",
    "chapters in brackets": f"# c.pdf\n\n* Page 3 (One): “{FIRST}”\n* Page 9 (Two): “{SECOND}” -- {NOTE}\n",
    "chapters in brackets, German": f"# c.pdf\n\n- Seite 3 (Eins): „{FIRST}“\n- Seite 9 (Zwei): „{SECOND}“ -- {NOTE}\n",
    "a page's link first": f"# c\n\n## Highlights\n\n- [Page 3](https://r.example/3): {FIRST}\n"
    f"- [Page 9](https://r.example/9): {SECOND}\n    - Note: {NOTE}\n",
    "a place in brackets first": f"# c\nAuthor: Vera Lind\n\n## Highlights\n\n* ([Page 3](kindle://b?l=3)) — {FIRST}\n"
    f"* ([Page 9](kindle://b?l=9)) — {SECOND}\n    * Note: {NOTE}\n",
    "a table": f"# c\n\nby Vera Lind\n\n| Page | Quote | Note |\n"
    f"|---|---|---|\n| 3 | {FIRST} | |\n| 9 | {SECOND} | {NOTE} |\n",
    "a table, Hungarian": f"# c\n\n| Idézet | Oldal | Jegyzet |\n"
    f"|---|---|---|\n| {FIRST} | 3 | |\n| {SECOND} | 9 | {NOTE} |\n",
    "kinds and places": f"* Highlight, page 3\n{FIRST}\n\n"
    f"* Underline, page 9\n{SECOND}\n\n* Text Note, page 9\n{NOTE}\n",
    "rows of asterisks": f"{WORK}{FIRST}\n\n*****\n\n{SECOND}\n--\n{NOTE}\n\n*****\n",
    "properties of bullets": f"- {FIRST}\n  hl-page:: 3\n- {SECOND}\n  hl-page:: 9\n\t- {NOTE}\n",
    "labels, Vietnamese": f"# c\n\nTác giả: Trần Lan\n\nTrích dẫn: {FIRST}\nTrang: 3\n\n"
    f"Trích dẫn: {SECOND}\nTrang: 9\nGhi chú: {NOTE}\n",
    "labels, Czech": f"# c\n\n**Autor:** Vera Lind\n\n**Citát:** {FIRST}\n**Strana:** 3\n\n**Citát:** {SECOND}\n"
    f"**Strana:** 9\n**Poznámka:** {NOTE}\n",
    "labels, Norwegian": f"# c\n\nForfatter: Vera Lind\n\nSitat: {FIRST}\nSide: 3\n\nSitat: {SECOND}\nSide: 9\n"
    f"Notat: {NOTE}\n",
    "labels, Greek": f"# c\n\nΣυγγραφέας: Βέρα\n\nΑπόσπασμα: {FIRST}\nΣελίδα: 3\n\nΑπόσπασμα: {SECOND}\nΣελίδα: 9\n"
    f"Σημείωση: {NOTE}\n",
    "labels, Thai": f"# c\n\nผู้เขียน: วีรา\n\nไฮไลต์: {FIRST}\nหน้า: 3\n\nไฮไลต์: {SECOND}\nหน้า: 9\nบันทึก: {NOTE}\n",
    "labels, Hindi": f"# c\n\nलेखक: वीरा\n\nउद्धरण: {FIRST}\nपृष्ठ: 3\n\nउद्धरण: {SECOND}\nपृष्ठ: 9\nटिप्पणी: {NOTE}\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_text_place_and_note_are_read_in_any_order(name: str) -> None:
    path = "clocks.txt" if PAGES[name].startswith((WORK, "* ")) else "pages/clocks.md"
    (document,) = parse_text(PAGES[name], path)
    assert [highlight.text for highlight in document.highlights] == [FIRST, SECOND]
    assert {highlight.voice for highlight in document.highlights} == {"author"}
    if WORK not in PAGES[name]:
        assert [highlight.location[-1] for highlight in document.highlights] == ["3", "9"]
    notes = [highlight.note for highlight in document.highlights]
    assert notes == ["", NOTE] or [(p.text, p.voice) for p in document.paragraphs] == [(NOTE, "reader")]
    assert not document.unparsed


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("by Vera Lind · clocks.example · saved 4 March 2024 · #time", "clocks.example"),
        ("*Vera Lind • clocks.example • 12 May 2023*", "clocks.example"),
        ("von Vera Lind | clocks.example | gespeichert 14.3.2024", "clocks.example"),
        ("clocks.example · par Vera Lind · 12 May 2023", "clocks.example"),
    ],
)
def test_a_dotted_line_tells_author_and_site(line: str, site: str) -> None:
    text = f"# [Slow Clocks](https://clocks.example/a)\n\n{line}\n\n> {FIRST}\n\n*My note:* {NOTE}\n\n> {SECOND}\n"
    (document,) = parse_text(text, "clocks.md")
    assert (document.title, document.author, document.url) == ("Slow Clocks", "Vera Lind", "https://clocks.example/a")
    assert dict(document.fields)["site"] == site
    assert [(highlight.text, highlight.note) for highlight in document.highlights] == [(FIRST, NOTE), (SECOND, "")]


@pytest.mark.parametrize(
    "lead",
    [
        "Cuaderno exportado para",
        "Poznámky ke knize",
        "Notizen zum Buch",
        "Notes sur le livre",
        "Highlights of the book",
    ],
)
def test_the_work_stands_below_a_line_that_says_only_what_follows(lead: str) -> None:
    page = f"{lead}\nSlow Clocks\nAuthor: Vera Lind\n\nPage 3\n{FIRST}\n\nPage 9\n{SECOND}\nNote: {NOTE}\n"
    (document,) = parse_text(page, "export.txt")
    assert (document.title, document.author) == ("Slow Clocks", "Vera Lind")
    assert [(highlight.text, highlight.note) for highlight in document.highlights] == [(FIRST, ""), (SECOND, NOTE)]


@pytest.mark.parametrize("count", ["Цитаты (2)", "Quotes (2)", "Zitate (2)"])
def test_a_heading_with_a_count_is_no_highlight(count: str) -> None:
    page = f"Slow Clocks\nVera Lind\n\n{count}\n\n{FIRST}\n*****\n{SECOND}\n✎ {NOTE}\n*****\n"
    (document,) = parse_text(page, "export.txt")
    assert [(highlight.text, highlight.note) for highlight in document.highlights] == [(FIRST, ""), (SECOND, NOTE)]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("(", ")"), ("", " –")])
def test_a_quotation_behind_a_time_is_a_highlight(opening: str, closing: str) -> None:
    first, second = (f"{opening}{time}{closing} „{text}“" for time, text in (("17:12", FIRST), ("1:02:05", SECOND)))
    page = f"# Slow Clocks\n\nPodcast: Brass\n\n## Bookmarks\n\n{first}\n\n{second}\nMeine Notiz: {NOTE}\n"
    (document,) = parse_text(page, "clocks.md")
    found = [(highlight.text, highlight.location, highlight.note) for highlight in document.highlights]
    assert found == [(FIRST, "17:12", ""), (SECOND, "1:02:05", NOTE)]


def test_bullets_below_single_fields_are_highlights_where_a_tool_names_itself() -> None:
    fields = "**URL:** https://clocks.example/a\n\n**Author:** Vera Lind\n\n**Date Highlighted:** Mar 4th, 2024"
    bullets = f"- {FIRST}\n- {SECOND}\n    - **my comment:** {NOTE}"
    (document,) = parse_text(f"### Slow Clocks\n\n{fields}\n\n{bullets}\n\nHighlighted with Liner\n", "a.md")
    assert (document.title, document.author, document.url) == ("Slow Clocks", "Vera Lind", "https://clocks.example/a")
    assert [(highlight.text, highlight.note) for highlight in document.highlights] == [(FIRST, ""), (SECOND, NOTE)]


def test_a_title_behind_from_above_an_address_is_the_quotations_work() -> None:
    trailer = "From Slow Hours: Brass, 4 March 2024\nhttps://podcasts.example/a\n"
    (document,) = parse_text(f"“{FIRST}”\n\n{trailer}\n“{SECOND}”\n\n{trailer}", "brass.txt")
    assert document.title == "Slow Hours: Brass"
    assert [highlight.text for highlight in document.highlights] == [FIRST, SECOND]
