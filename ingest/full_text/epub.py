"""Reads an EPUB 2 or 3: the chapters of its spine in order, and what it says of the book.

A plain reader of the zip: the libraries for it are under the AGPL.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ingest.errors import UnreadableText
from ingest.full_text.archive import Archive
from ingest.full_text.content import MAX_CHARACTERS, FullText, TextBlock
from ingest.full_text.identifiers import find_doi, find_isbn, normalise_isbn
from ingest.full_text.markup import decode_page, local_name, number_paragraphs, parse_page, parse_xml, read_blocks

PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Of fonts that are only made harder to copy; the text is open."""
PICTURE = re.compile(rb"<(?:img|image)\b", re.I)
MAX_PICTURE_CHAPTERS = 20
"""In which pictures are looked for where there is no text."""
METADATA = ("title", "creator", "identifier", "date", "source")


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book as its manifest names it."""

    path: str
    type: str
    properties: str

    @property
    def is_contents(self) -> bool:
        """Whether it is the table of contents."""
        return "nav" in self.properties.split()

    @property
    def is_chapter(self) -> bool:
        is_page = self.type in PAGES or self.path.lower().endswith(("html", "htm"))
        return is_page and not self.is_contents


def read_epub(path: Path) -> FullText:
    """The content of an EPUB. Raises UnreadableText where it has none, and says why."""
    archive = Archive(path, "EPUB")
    package_path = _find_package(archive)
    data = archive.read(package_path)
    if not data:
        raise UnreadableText("a broken EPUB: it names no package of chapters")
    package = parse_xml(data)
    items = dict(_manifest(package, posixpath.dirname(package_path)))
    spine = list(_spine(package, items))
    if _is_encrypted(archive, {item.path for item in spine}):
        raise UnreadableText("encrypted: its chapters are locked for one reading app (DRM)")
    labels = _chapter_labels(archive, package, items)
    blocks: list[TextBlock] = []
    unread = letters = 0
    for ordinal, item in enumerate(spine, 1):
        chapter = list(_read_chapter(archive, item, ordinal, labels))
        unread += not chapter and not archive.read(item.path)
        letters += sum(len(block.text) for block in chapter)
        if letters > MAX_CHARACTERS:
            raise UnreadableText(f"more than {MAX_CHARACTERS:,} letters of text")
        blocks += chapter
    if not any(not block.level for block in blocks):
        pictures = any(PICTURE.search(archive.read(item.path)) for item in spine[:MAX_PICTURE_CHAPTERS])
        raise UnreadableText("no text; needs OCR" if pictures else "no text in its chapters")
    warning = f"{unread} of {len(spine)} chapters are missing or broken"
    return replace(_read_metadata(package), blocks=tuple(blocks), warnings=(warning,) if unread else ())


def _find_package(archive: Archive) -> str:
    container = archive.read("META-INF/container.xml")
    if container:
        for element in parse_xml(container).iter():
            if local_name(element) == "rootfile" and element.get("full-path"):
                return unquote(element.get("full-path")).lstrip("/")
    return next((name for name in archive.names.values() if name.lower().endswith(".opf")), "")


def _manifest(package: Any, folder: str) -> Iterator[tuple[str, _Item]]:
    for element in package.iter():
        if local_name(element) == "item" and element.get("id") and element.get("href"):
            path = posixpath.normpath(posixpath.join(folder, unquote(element.get("href"))))
            yield element.get("id"), _Item(path, element.get("media-type") or "", element.get("properties") or "")


def _spine(package: Any, items: Mapping[str, _Item]) -> Iterator[_Item]:
    """The chapters in reading order, those outside of it (notes, often) last, each once."""
    references = [element for element in package.iter() if local_name(element) == "itemref"]
    references.sort(key=lambda element: element.get("linear") == "no")
    seen = set()
    for element in references:
        item = items.get(element.get("idref") or "")
        if item and item.path not in seen and item.is_chapter:
            seen.add(item.path)
            yield item


def _is_encrypted(archive: Archive, chapters: set[str]) -> bool:
    data = archive.read("META-INF/encryption.xml")
    if not data:
        return False
    for entry in parse_xml(data).iter():
        if local_name(entry) != "encrypteddata":
            continue
        algorithms = {child.get("Algorithm") for child in entry.iter() if local_name(child) == "encryptionmethod"}
        paths = {unquote(child.get("URI") or "") for child in entry.iter() if local_name(child) == "cipherreference"}
        if paths & chapters and not algorithms & set(FONT_ALGORITHMS):
            return True
    return False


def _chapter_labels(archive: Archive, package: Any, items: Mapping[str, _Item]) -> dict[str, str]:
    """The first entry of the table of contents for each file."""
    labels: dict[str, str] = {}
    for item in items.values():
        if item.is_contents:
            for link in parse_page(decode_page(archive.read(item.path) or b"<p/>")).iter("a"):
                _add_label(labels, item.path, link.get("href"), "".join(link.itertext()))
        elif item.type == "application/x-dtbncx+xml" and (data := archive.read(item.path)):
            for point in parse_xml(data).iter():
                if local_name(point) == "navpoint":
                    text = next((el for el in point.iter() if local_name(el) == "text"), None)
                    content = next((el for el in point.iter() if local_name(el) == "content"), None)
                    if text is not None and content is not None:
                        _add_label(labels, item.path, content.get("src"), text.text or "")
    return labels


def _add_label(labels: dict[str, str], base: str, target: str | None, label: str) -> None:
    path, _, fragment = (target or "").partition("#")
    if path and " ".join(label.split()) and not re.match(r"\w+:", path):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path)))
        if not fragment or path not in labels:
            labels.setdefault(path, " ".join(label.split()))


def _read_chapter(archive: Archive, item: _Item, ordinal: int, labels: Mapping[str, str]) -> Iterator[TextBlock]:
    data = archive.read(item.path)
    if not data.strip():
        return
    blocks = list(read_blocks(parse_page(decode_page(data))))
    if blocks and item.path in labels and not any(block.level for block in blocks[:3]):
        yield TextBlock(text=labels[item.path], level=1)
    yield from number_paragraphs(blocks, f"part {ordinal}, ")


def _read_metadata(package: Any) -> FullText:
    """What the package says of the book, without its text."""
    texts: dict[str, list[str]] = {}
    roles = {
        (element.get("refines") or "").lstrip("#"): (element.text or "").strip()
        for element in package.iter()
        if element.get("property") == "role"
    }
    for element in package.iter():
        value = " ".join("".join(element.itertext()).split()) if local_name(element) else ""
        name = local_name(element)
        role = element.get("{http://www.idpf.org/2007/opf}role") or roles.get(element.get("id") or "", "")
        if value and name in METADATA and (name != "creator" or role in ("", "aut")):
            texts.setdefault(name, []).append(value)
    names = " ".join([*texts.get("identifier", ()), *texts.get("source", ())])
    bare = (normalise_isbn(value) for value in texts.get("identifier", ()) if re.fullmatch(r"[\dXx -]{10,17}", value))
    date = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", next(iter(texts.get("date", ())), ""))
    return FullText(
        title=next(iter(texts.get("title", ())), ""),
        author=", ".join(dict.fromkeys(map(_name_in_order, texts.get("creator", ())))),
        isbn=next(filter(None, bare), "") or find_isbn(names),
        doi=find_doi(names),
        published=date[0] if date and date[0] > "0101" else "",
    )


def _name_in_order(name: str) -> str:
    """`Voss, Maren` as `Maren Voss`."""
    parts = [part.strip() for part in name.split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else name
