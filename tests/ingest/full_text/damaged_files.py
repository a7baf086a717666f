"""Full texts damaged at random, and files made to stop a reader."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Mark, Setting, mark_pdf, write_set_pdf, write_story_pdf
from tests.ingest.full_text.web_pages import KINDS
from tests.ingest.full_text.word_files import Noted, book_notes_page, write_book_notes_docx, write_word_document

TEXTS = paragraphs(8, 5)
ZIPPED = (".epub", ".docx")


def write_whole_files(folder: Path) -> list[Path]:
    """One undamaged file of each kind, small."""
    lines = write_set_pdf(
        folder / "columns.pdf", TEXTS, Setting(columns=2, hyphens=True, head="Marle #"), title="Marle"
    )
    mark_pdf(folder / "columns.pdf", lines, [Mark(TEXTS[1].split(". ")[1], "A note")])
    write_story_pdf(folder / "story.pdf", [("One", TEXTS[:4]), ("Two", TEXTS[4:])])
    write_epub(folder / "two.epub", {"a.xhtml": chapter_page("One", TEXTS[:4])}, version=2, labels={"a.xhtml": "One"})
    write_epub(folder / "three.epub", {"a.xhtml": chapter_page("One", TEXTS[4:], notes=["A note."])})
    for kind, page in KINDS.items():
        (folder / f"{kind}.html").write_text(page("The Salt House Accounts", TEXTS), "utf-8", errors="replace")
    write_word_document(folder / "accounts.docx", TEXTS)
    noted = [Noted("One", text, "October 2, 2024", "4", "A note.") for text in TEXTS[:4]]
    write_book_notes_docx(folder / "notes.docx", "Marle", "Ole Mast", noted, by_color=True)
    (folder / "notes.html").write_text(book_notes_page("Marle", "Ole Mast", noted, by_color=True))
    return sorted(folder.iterdir())


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to five faults: bits, cuts, repeats, zeros, numbers out of bounds, tags out of place."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        chance.choice(FAULTS)(changed, chance)
    return bytes(changed)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 40)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randint(len(data) // 4, len(data)) :]


def _cut_out(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    del data[at : at + chance.randint(1, 400)]


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = data[at : at + chance.randint(1, 2000)] * chance.randint(1, 30)


def _zero(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    end = min(len(data), at + chance.randint(1, 1000))
    data[at:end] = bytes(end - at)


def _number(data: bytearray, chance: random.Random) -> None:
    places = [at for at in range(len(data)) if 48 <= data[at] <= 57]
    if places:
        at = chance.choice(places)
        data[at : at + 1] = chance.choice([b"99999999", b"-1", b"0", b"4294967296", b"1e308"])


def _tags(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice(
        [b"<div>" * 3000, b"</p></body>", b"<!--", b"<table><tr><td>" * 500, b"<<" * 500, b"[" * 5000]
    )


FAULTS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _cut, _cut_out, _repeat, _zero, _number, _tags)


def mutated_files(folder: Path, count: int, seed: int) -> Iterator[Path]:
    """So many damaged files, one after the other, made of one of each kind in turn."""
    whole = folder / "whole"
    whole.mkdir()
    files = write_whole_files(whole)
    chance = random.Random(seed)
    for number in range(count):
        file = files[number % len(files)]
        data = file.read_bytes()
        damaged = (
            _mutate_entry(data, chance) if file.suffix in ZIPPED and chance.random() < 0.5 else mutate(data, chance)
        )
        path = folder / f"{number:04}{file.suffix}"
        path.write_bytes(damaged)
        yield path


def _mutate_entry(data: bytes, chance: random.Random) -> bytes:
    """A book or document that is a whole zip, one file of which is damaged."""
    source = zipfile.ZipFile(io.BytesIO(data))
    damaged = chance.choice(source.namelist())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, mutate(content, chance) if name == damaged else content)
    return made.getvalue()


def write_bombs(folder: Path) -> list[Path]:
    """Files that unpack to far more than they are, nest without end, or promise a million pages."""
    huge = "<p>" + "0" * 400_000_000
    write_epub(folder / "unpacks.epub", {"a.xhtml": huge})
    with zipfile.ZipFile(folder / "unpacks.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", huge)
    write_epub(folder / "many.epub", {f"{n}.xhtml": "<p>" + "1 " * 9_000_000 for n in range(12)})
    write_epub(folder / "deep.epub", {"a.xhtml": "<div>" * 1_000_000 + "words"})
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "ha">{entities}]><html><body><p>&e11;</p></body></html>'
    write_epub(folder / "laughs.epub", {"a.xhtml": laughs}, extra={"META-INF/encryption.xml": laughs})
    (folder / "laughs.xhtml").write_text(laughs)
    (folder / "deep.html").write_text("<div><span>" * 1_000_000 + "words")
    (folder / "wide.html").write_text("<p>" + "<a href=x>w</a>" * 600_000)
    (folder / "stream.pdf").write_bytes(_pdf_of_stream(b"q " * 100_000_000))
    (folder / "text.pdf").write_bytes(_pdf_of_stream(b"BT /F1 9 Tf " + b"(aa bb cc) Tj 1 0 Td " * 3_000_000 + b"ET"))
    (folder / "pages.pdf").write_bytes(_pdf_of_pages(1_000_000))
    (folder / "nested.pdf").write_bytes(b"%PDF-1.4\n1 0 obj " + b"[" * 5_000_000 + b" endobj\ntrailer <</Root 1 0 R>>")
    (folder / "kids.pdf").write_bytes(_pdf_of_nested_pages(200_000))
    return sorted(path for path in folder.iterdir() if path.is_file())


def _pdf(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.5\n")
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % at for at in starts)
    made += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(made)


def _pdf_of_stream(content: bytes) -> bytes:
    """A PDF of one page whose content unpacks to these bytes, packed twice."""
    packed = zlib.compress(zlib.compress(content, 1), 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, font])


def _pdf_of_pages(count: int) -> bytes:
    """A PDF whose tree names the same page a million times."""
    kids = b"3 0 R " * count
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), page])


def _pdf_of_nested_pages(depth: int) -> bytes:
    """A PDF whose tree of pages has one branch in each branch."""
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, b"<</Type/Page/MediaBox[0 0 600 800]>>"])
