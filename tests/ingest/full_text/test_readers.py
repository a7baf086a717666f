"""Full texts written by real writers: the words, their order and the reader's marks come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.errors import UnreadableText
from ingest.full_text.content import FullText
from ingest.full_text.epub import read_epub
from ingest.full_text.read_pdf import read_pdf
from ingest.full_text.web_page import read_web_page
from ingest.full_text.word_document import read_word_document
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import (
    Mark,
    Setting,
    mark_pdf,
    write_bookmarked_pdf,
    write_list_pdf,
    write_locked_pdf,
    write_scan_pdf,
    write_set_pdf,
    write_story_pdf,
    write_turned_pdf,
    write_wide_pdf,
)
from tests.ingest.full_text.web_pages import KINDS
from tests.ingest.full_text.word_files import write_word_document

TEXTS = paragraphs(18, 7)
MIN_RECALL = 0.99
SETTINGS = {
    "plain": Setting(),
    "hyphens": Setting(hyphens=True),
    "justified": Setting(hyphens=True, justified=True),
    "gaps between paragraphs": Setting(indent=0, gap=8),
    "neither gaps nor indents": Setting(indent=0),
    "two columns": Setting(columns=2, hyphens=True),
    "two justified columns": Setting(columns=2, hyphens=True, justified=True),
    "two columns written row by row": Setting(columns=2, hyphens=True, row_by_row=True),
    "three columns": Setting(columns=3, size=8, hyphens=True, lines=30),
    "running heads": Setting(head="The Salt House   #", foot="#", lines=12),
    "title over columns": Setting(
        columns=2, hyphens=True, head="J. Marle Hist. 12 (2020) #", title="Slow Reading", lines=12
    ),
    "notes at the foot": Setting(notes=["1 See the ledger, vol. 2.", "2 Marle, oral account."], lines=30),
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text)


def recall(source: Sequence[str], content: FullText) -> float:
    """Share of the words of the source that are in the text, each as often as it is in the source."""
    needed = Counter(words(" ".join(source)))
    found = Counter(words("\n".join(block.text for block in content.blocks)))
    return sum((needed & found).values()) / sum(needed.values())


def excess(source: Sequence[str], content: FullText) -> int:
    """How many words are in the text that the source does not have."""
    found = Counter(words("\n".join(block.text for block in content.blocks)))
    return sum((found - Counter(words(" ".join(source)))).values())


def keeps_order(source: Sequence[str], content: FullText) -> bool:
    """Whether the sentences of the source stand in the text in their order."""
    text = " ".join(word for block in content.blocks for word in words(block.text))
    at = 0
    for sentence in (sentence for paragraph in source for sentence in paragraph.split(". ")):
        at = text.find(" ".join(words(sentence)), at)
        if at < 0:
            return False
    return True


def whole_paragraphs(source: Sequence[str], content: FullText) -> float:
    """Share of the source's paragraphs that come out as one block, to the letter."""
    texts = {block.text for block in content.blocks}
    return sum(paragraph in texts for paragraph in source) / len(source)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_pdf_gives_its_words_in_reading_order(tmp_path: Path, name: str) -> None:
    setting = SETTINGS[name]
    write_set_pdf(tmp_path / "a.pdf", TEXTS, setting, title="A Year in Marle", author="Ilse Brandvold")
    content = read_pdf(tmp_path / "a.pdf")
    assert recall(TEXTS, content) >= MIN_RECALL
    assert keeps_order(TEXTS, content)
    assert whole_paragraphs(TEXTS, content) >= 0.9
    assert excess([*TEXTS, setting.title, *setting.notes], content) == 0
    assert (content.title, content.author) == ("A Year in Marle", "Ilse Brandvold")


def test_paragraphs_know_their_page(tmp_path: Path) -> None:
    lines = write_set_pdf(tmp_path / "a.pdf", TEXTS, Setting(lines=20))
    pages = {text: next(line.page for line in lines if text.startswith(line.text)) for text in TEXTS}
    content = read_pdf(tmp_path / "a.pdf")
    assert content.pages == max(pages.values()) > 2
    assert {block.text: block.page for block in content.blocks} == pages


def test_a_paragraph_that_a_note_at_the_foot_interrupts_stays_whole(tmp_path: Path) -> None:
    write_set_pdf(tmp_path / "a.pdf", TEXTS, Setting(lines=12, notes=["1 See the ledger."]))
    blocks = [block.text for block in read_pdf(tmp_path / "a.pdf").blocks]
    assert set(TEXTS) < set(blocks) and "1 See the ledger." in blocks


def test_headings_of_a_story_are_levels(tmp_path: Path) -> None:
    chapters = [("The Salt House", TEXTS[:5]), ("The Flood", TEXTS[5:9]), ("Epilogue", TEXTS[9:12])]
    write_story_pdf(tmp_path / "a.pdf", chapters)
    content = read_pdf(tmp_path / "a.pdf")
    assert [block.text for block in content.blocks if block.level] == [heading for heading, _ in chapters]
    assert [block.text for block in content.blocks if not block.level] == TEXTS[:12]
    assert content.title == "A Short Book"


def test_lists_and_tables_are_read_row_by_row(tmp_path: Path) -> None:
    cells = [["Lock", "Keeper"], ["First", "Ansa Torv"], ["Second", "Odd Verhane"]]
    write_list_pdf(tmp_path / "a.pdf", TEXTS[:6], cells)
    content = read_pdf(tmp_path / "a.pdf")
    assert recall(TEXTS[:6], content) == 1 and keeps_order(TEXTS[:6], content)
    assert (
        "\n".join(block.text for block in content.blocks)
        .replace("\n", " ")
        .endswith("Lock Keeper First Ansa Torv Second Odd Verhane")
    )


def test_bookmarks_are_headings(tmp_path: Path) -> None:
    write_bookmarked_pdf(tmp_path / "a.pdf", [("Tides", TEXTS[0]), ("Ropes", TEXTS[1])])
    blocks = read_pdf(tmp_path / "a.pdf").blocks
    assert [(block.level, block.text, block.page) for block in blocks] == [
        (1, "Tides", 1),
        (0, TEXTS[0], 1),
        (1, "Ropes", 2),
        (0, TEXTS[1], 2),
    ]


def test_a_script_without_spaces_stays_without(tmp_path: Path) -> None:
    texts = [
        "港の時計は町よりも古く、誰もその音を止めようとしなかった。灯台守は毎晩ノートに風の向きを書いた。",
        "二つ目の段落は短い。",
    ]
    write_wide_pdf(tmp_path / "a.pdf", texts)
    assert [block.text for block in read_pdf(tmp_path / "a.pdf").blocks] == texts


def test_text_that_runs_up_the_page_is_read(tmp_path: Path) -> None:
    texts = [" ".join(text.split()[:12]) for text in TEXTS[:6]]
    write_turned_pdf(tmp_path / "a.pdf", texts)
    content = read_pdf(tmp_path / "a.pdf")
    assert recall(texts, content) >= MIN_RECALL and keeps_order(texts, content)


@pytest.mark.parametrize("setting", [Setting(), SETTINGS["two justified columns"], SETTINGS["hyphens"]])
def test_marks_of_a_pdf_come_whole(tmp_path: Path, setting: Setting) -> None:
    lines = write_set_pdf(tmp_path / "a.pdf", TEXTS, setting)
    sentences = [text.split(". ")[1] + "." for text in TEXTS[:6]]
    marks = [
        Mark(sentences[0], "True in Marle too?", "ffd400"),
        Mark(sentences[1], color="ff6666", kind="underline"),
        Mark(sentences[2], "Zwei Zeilen\nmit Umlauten: äöü", "2ea8e5"),
        Mark(sentences[3], color="5fb236", kind="squiggly"),
        Mark(sentences[4], "Wrong.", "a28ae5", kind="strikeout", reply="Or is it?"),
        Mark(sentences[5], "Pinned to the page", kind="text"),
    ]
    mark_pdf(tmp_path / "a.pdf", lines, marks)
    content = read_pdf(tmp_path / "a.pdf")
    assert [(one.text, one.note, one.color) for one in content.annotations] == [
        (sentences[0], "True in Marle too?", "yellow"),
        (sentences[1], "", "red"),
        (sentences[2], "Zwei Zeilen\nmit Umlauten: äöü", "blue"),
        (sentences[3], "", "green"),
        (sentences[4], "Wrong.\n\nOr is it?", "purple"),
        ("", "Pinned to the page", ""),
    ]
    assert {one.date for one in content.annotations} == {"2024-02-29T18:30:00"}
    assert [one.page for one in content.annotations] == [
        next(line.page for line in lines if line.text.split()[0] in text) for text in sentences
    ]
    assert [content.blocks[one.block].text for one in content.annotations] == TEXTS[:6]


def test_a_scan_needs_ocr(tmp_path: Path) -> None:
    write_scan_pdf(tmp_path / "a.pdf")
    with pytest.raises(UnreadableText, match=r"^no text; needs OCR$"):
        read_pdf(tmp_path / "a.pdf")


def test_a_locked_pdf_is_named(tmp_path: Path) -> None:
    write_locked_pdf(tmp_path / "a.pdf", "Never read.")
    with pytest.raises(UnreadableText, match=r"^encrypted"):
        read_pdf(tmp_path / "a.pdf")


def write_book(path: Path, *, version: int, heading_tag: str = "h1", heading: bool = True) -> None:
    pages = {
        f"c{at}.xhtml": chapter_page(
            f"Chapter {at}" if heading else "", TEXTS[at * 4 : at * 4 + 4], heading_tag=heading_tag
        )
        for at in range(4)
    }
    write_epub(path, pages, version=version, labels={name: f"Label of {name[:2]}" for name in pages})


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("heading", [True, False])
def test_an_epub_gives_its_chapters(tmp_path: Path, version: int, heading: bool) -> None:
    write_book(tmp_path / "a.epub", version=version, heading=heading)
    content = read_epub(tmp_path / "a.epub")
    assert [block.text for block in content.blocks if not block.level] == TEXTS[:16]
    headings = [block.text for block in content.blocks if block.level]
    assert headings == [f"Chapter {at}" if heading else f"Label of c{at}" for at in range(4)]
    assert (content.title, content.author) == ("The Ferry Ledger", "Ilse Brandvold")
    assert (content.isbn, content.published) == ("9783161484100", "2019-05-06")
    assert content.blocks[-1].locator == "part 4, paragraph 4"


def test_notes_of_an_epub_follow_their_chapter(tmp_path: Path) -> None:
    pages = {"a.xhtml": chapter_page("One", TEXTS[:3], notes=["See the ledger.", "Told by Ansa."])}
    write_epub(tmp_path / "a.epub", pages, creators=["Torv, Ansa", "Odd Verhane"])
    content = read_epub(tmp_path / "a.epub")
    assert [block.text for block in content.blocks[1:]] == [
        f"{TEXTS[0]}[1]",
        f"{TEXTS[1]}[2]",
        TEXTS[2],
        "See the ledger.",
        "Told by Ansa.",
    ]
    assert content.author == "Ansa Torv, Odd Verhane"


def test_what_is_outside_the_reading_order_comes_last(tmp_path: Path) -> None:
    pages = {"notes.xhtml": chapter_page("Notes", TEXTS[2:4]), "one.xhtml": chapter_page("One", TEXTS[:2])}
    write_epub(tmp_path / "a.epub", pages, aside=["notes.xhtml"])
    assert [block.text for block in read_epub(tmp_path / "a.epub").blocks if not block.level] == TEXTS[:4]


def test_a_chapter_with_lists_verse_and_pictures_is_read_in_order(tmp_path: Path) -> None:
    page = (
        "<html><body><h2>Odds</h2><div>Loose <b>words</b> first.<p>Then a<br/>verse.</p></div><ul><li>One</li>"
        "<li><p>Two</p></li></ul><img src='x.png' alt='A picture'/><table><tr><td>a</td><td>b</td></tr></table>"
        "<script>never()</script><blockquote><p>A quotation.</p></blockquote>The end.</body></html>"
    )
    write_epub(tmp_path / "a.epub", {"a.xhtml": page})
    assert [block.text for block in read_epub(tmp_path / "a.epub").blocks] == [
        "Odds",
        "Loose words first.",
        "Then a\nverse.",
        "• One",
        "• Two",
        "a | b",
        "A quotation.",
        "The end.",
    ]


def test_locked_chapters_are_named_and_locked_fonts_are_not(tmp_path: Path) -> None:
    def encryption(algorithm: str, path: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
            ' xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm='
            f'"{algorithm}"/><enc:CipherData><enc:CipherReference URI="{path}"/></enc:CipherData></enc:EncryptedData>'
            "</encryption>"
        )

    pages = {"a.xhtml": chapter_page("One", TEXTS[:2])}
    name = "META-INF/encryption.xml"
    font = encryption("http://www.idpf.org/2008/embedding", "OEBPS/font.otf")
    write_epub(tmp_path / "a.epub", pages, extra={name: font})
    assert len(read_epub(tmp_path / "a.epub").blocks) == 3
    chapter = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/text/a.xhtml")
    write_epub(tmp_path / "b.epub", pages, extra={name: chapter})
    with pytest.raises(UnreadableText, match=r"^encrypted"):
        read_epub(tmp_path / "b.epub")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [3, 18])
def test_a_saved_page_gives_its_main_text(tmp_path: Path, kind: str, count: int) -> None:
    page: Callable[[str, Sequence[str]], str] = KINDS[kind]
    encoding = "cp1252" if kind == "layout_table" else "utf-8"
    texts = TEXTS[:count]
    (tmp_path / "a.html").write_bytes(page("The Salt House Accounts", texts).encode(encoding))
    content = read_web_page(tmp_path / "a.html")
    text = "\n".join(block.text for block in content.blocks)
    assert recall(texts, content) >= MIN_RECALL and keeps_order(texts, content)
    assert content.title == "The Salt House Accounts"
    furniture = ("Menu entry", "Readers also", "scripted", "Subscribe", "Webmaster", "Guestbook", "last edited by")
    assert not [words for words in furniture if words in text]


def test_a_page_tells_author_date_and_address(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(KINDS["article"]("The Salt House Accounts", TEXTS))
    content = read_web_page(tmp_path / "a.html")
    assert (content.author, content.published) == ("Ilse Brandvold", "2023-04-05")
    assert content.url == "https://letter.example.org/23"
    (tmp_path / "b.html").write_text(KINDS["single_file"]("The Salt House Accounts", TEXTS))
    assert read_web_page(tmp_path / "b.html").url == "https://magazine.example.net/stories/23"


@pytest.mark.parametrize(
    ("page", "why"),
    [("<p><img src='1.png'/></p>", "no text; needs OCR"), ("<p> </p>", "no text in its chapters")],
)
def test_a_book_without_text_says_whether_it_is_one_of_pictures(tmp_path: Path, page: str, why: str) -> None:
    write_epub(tmp_path / "a.epub", {"a.xhtml": f"<html><body>{page}</body></html>"})
    with pytest.raises(UnreadableText, match=f"^{why}$"):
        read_epub(tmp_path / "a.epub")


def test_a_word_document_gives_its_words_in_order(tmp_path: Path) -> None:
    write_word_document(tmp_path / "a.docx", TEXTS)
    content = read_word_document(tmp_path / "a.docx")
    assert recall(TEXTS, content) >= MIN_RECALL and keeps_order(TEXTS, content)
    headings = [(block.level, block.text) for block in content.blocks if block.level]
    assert headings == [(1, "The Salt House Accounts"), (1, "Steps"), (2, "Table")]
    assert (content.title, content.author) == ("The Salt House Accounts", "Ilse Brandvold")
    assert "Never read." not in "".join(block.text for block in content.blocks)
    numbers_of_rows = len(TEXTS) // 3
    assert content.blocks[-1].locator == f"paragraph {len(TEXTS) + numbers_of_rows}"


def test_a_broken_word_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK no zip")
    with pytest.raises(UnreadableText, match=r"^a broken Word document"):
        read_word_document(tmp_path / "a.docx")
