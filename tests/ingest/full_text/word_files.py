"""Word documents written by python-docx, and the notes on books that Google keeps as a document, as .docx and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

BANNER = (
    "This document is overwritten when you make changes in Play Books.",
    "You should make a copy of this document before you edit it.",
)
SYNCED = "Created by Ilse Brandvold – Last synced October 12, 2024"
PAGE_ADDRESS = "http://play.google.com/books/reader?printsec=frontcover&output=reader&id=XyZ12ab&pg=GBS.PA{}"


@dataclass(frozen=True, slots=True)
class Noted:
    """A highlight in a book."""

    chapter: str
    text: str
    date: str
    page: str
    note: str = ""
    color: str = "fde096"


def write_word_document(path: Path, texts: Sequence[str], title: str = "The Salt House Accounts") -> None:
    """A document with title, headings, lists, a table, a deleted sentence and the texts in order."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Ilse Brandvold"
    document.add_heading(title, 0)
    third = len(texts) // 3
    for text in texts[:third]:
        first, _, rest = text.partition(". ")
        paragraph = document.add_paragraph(f"{first}. ")
        paragraph.add_run(rest).bold = True
        _delete(paragraph, "Never read.")
    document.add_heading("Steps", 1)
    for text in texts[third : 2 * third]:
        document.add_paragraph(text, style="List Number")
    document.add_heading("Table", 2)
    table = document.add_table(rows=0, cols=2)
    for at, text in enumerate(texts[2 * third :], 1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(at), text
    document.save(str(path))


def _delete(paragraph: Paragraph, text: str) -> None:
    """Adds text that was deleted with changes kept."""
    deletion, run, deleted = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    deleted.text = text
    run.append(deleted)
    deletion.append(run)
    paragraph._p.append(deletion)


def _parts(noted: Sequence[Noted], *, by_color: bool) -> Iterator[tuple[str, str, Sequence[Noted]]]:
    """Heading of the first level, heading of the second, and the highlights below."""
    if by_color:
        yield "Annotations by color", "Yellow", noted
    for chapter in dict.fromkeys(one.chapter for one in noted):
        yield "All your annotations", chapter, [one for one in noted if one.chapter == chapter]


def write_book_notes_docx(path: Path, title: str, author: str, noted: Sequence[Noted], *, by_color: bool) -> None:
    document = Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells[1]
    head.paragraphs[0].text = title
    head.paragraphs[0].style = document.styles["Heading 1"]
    head.add_paragraph(author)
    banner = document.add_table(rows=1, cols=1).rows[0].cells[0]
    for text in BANNER:
        banner.add_paragraph(text)
    before = ""
    for part, heading, of_part in _parts(noted, by_color=by_color):
        if part != before:
            document.add_heading(part, 1)
            document.add_paragraph(SYNCED)
        before = part
        document.add_heading(heading, 2)
        for one in of_part:
            cells = document.add_table(rows=1, cols=1).rows[0].cells[0].add_table(rows=1, cols=3).rows[0].cells
            _shade(cells[1].paragraphs[0], one.text, one.color)
            if one.note:
                cells[1].add_paragraph(one.note)
            cells[1].add_paragraph(one.date)
            _link(cells[2].paragraphs[0], one.page)
    document.save(str(path))


def _shade(paragraph: Paragraph, text: str, color: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), color)
    paragraph.add_run(text)._r.get_or_add_rPr().append(shade)


def _link(paragraph: Paragraph, page: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(PAGE_ADDRESS.format(page), RELATIONSHIP_TYPE.HYPERLINK, True))
    link.append(paragraph.add_run(page)._r)
    paragraph._p.append(link)


def book_notes_page(title: str, author: str, noted: Sequence[Noted], *, by_color: bool) -> str:
    """The same document saved as a web page."""
    colors = list(dict.fromkeys(one.color for one in noted))
    styles = "".join(f".c{at + 10}{{background-color:#{color}}}" for at, color in enumerate(colors))
    body, before = "", ""
    for part, heading, of_part in _parts(noted, by_color=by_color):
        body += f"<h1><span>{part}</span></h1><p><span>{SYNCED}</span></p>" if part != before else ""
        body += f'<h2 class="c5"><span>{escape(heading)}</span></h2>'
        body += "".join(_noted_table(one, colors.index(one.color) + 10) for one in of_part)
        before = part
    banner = "".join(f'<p><span class="c2">{text}</span></p>' for text in BANNER)
    return f"""<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">
@import url(https://themes.example/fonts/css?kit=x);.c1{{border-spacing:0}}.c2{{color:#424242}}
.c3{{background-color:#ffffff;max-width:468pt}}{styles}</style></head><body class="c3 doc-content">
<table class="c1"><tbody><tr><td><p><span><img alt="Cover Image" src="images/image2.png"></span></p></td>
<td><h1><span>{escape(title)}</span></h1><p><span>{escape(author)}</span></p></td></tr></tbody></table>
<table class="c1"><tbody><tr><td>{banner}</td></tr></tbody></table>{body}</body></html>"""


def _noted_table(noted: Noted, style: int) -> str:
    note = f'<p><span class="c2">{escape(noted.note)}</span></p>' if noted.note else ""
    address = f"https://www.google.com/url?q={escape(PAGE_ADDRESS.format(noted.page))}&amp;sa=D"
    return f"""<p><span></span></p><table class="c1"><tbody><tr><td><table class="c1"><tbody><tr>
<td><p><span><img alt="" src="images/image1.png" title=""></span></p></td>
<td><p><span class="c{style} c2">{escape(noted.text)}</span></p>{note}<p><span class="c2">{noted.date}</span></p></td>
<td><p><span class="c2"><a class="c4" href="{address}">{noted.page}</a></span></p></td>
</tr></tbody></table></td></tr></tbody></table>"""
