"""Headings and texts of XHTML and HTML, in the order of the file. lxml's home."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest.decode import decode_bytes
from ingest.errors import UnreadableFile, UnreadableText
from ingest.full_text.colors import name_color
from ingest.full_text.content import TextBlock

LEFT_OUT = frozenset(
    "script style template noscript head iframe object svg button select textarea title"
    " deltext movefrom instrtext fallback".split()
)
"""The last four are of Word documents: text that was deleted or moved, commands of fields, a box drawn twice."""
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
    " list item quote row head code".split()
)
"""With the names that the extractor of main texts gives to lists, quotations, rows, headings and code."""
CELLS = frozenset(("td", "th", "cell"))
HEADING = re.compile(r"h([1-6])$")
NOTE_MARK = re.compile(r"^\W{0,2}(\d{1,4}|[a-z]|[*†‡§])\W{0,2}$", re.I)
CLASS_LEVELS = (
    (re.compile(r"(?:^|\s)(?:book|work|document)-?_?title(?:\s|$)", re.I), 1),
    (re.compile(r"(?:^|\s)(?:section|chapter|part)-?_?heading(?:\s|$)", re.I), 2),
    (re.compile(r"(?:^|\s)(?:note|highlight|annotation)-?_?heading(?:\s|$)", re.I), 3),
)
"""Headings of a page whose elements are all `div`, by the names of their classes, as reading apps write them.
Behind such a title stands the author."""
TITLE_CLASS = re.compile(r"(?:^|\s)title(?:\s|$)")
"""Of a paragraph that is a document's title, as Google's editor writes it."""
AUTHOR_CLASS = re.compile(r"(?:^|\s)authors?(?:\s|$)", re.I)
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
BREAK = "\x00"
"""A line break, while white space is collapsed."""
PARAGRAPH_BREAK = re.compile(rf"{BREAK}\s*{BREAK}[\s{BREAK}]*")
"""Two `br`, the paragraphs of old pages."""
HEADING_LINK = re.compile(r"\s*[¶#§]$")
"""Behind a heading: its own address."""
COLORED_CLASS = re.compile(r"\.([\w-]+)\s*\{[^{}]*?background-color:\s*(#[0-9a-f]{6})", re.I)
COLORED_STYLE = re.compile(r"background-color:(#[0-9a-f]{6})", re.I)
BOOK_PAGE_LINK = re.compile(r"play\.google\.com/books/reader")
"""To a page of a book, which the link's text is the number of."""
PAGE_NUMBER = re.compile(r"^(?:\d{1,5}|[ivxlcdm]{1,8})$", re.I)


def decode_page(data: bytes, path: str = "") -> str:
    """The text of a page in the encoding that it names, else in the likeliest."""
    named = CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = named[1].decode("ascii", "replace").lower()
        try:
            name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
            return data.decode(name).replace("\0", "")
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode_bytes(data, path).text
    except UnreadableFile as failure:
        raise UnreadableText(failure.why) from failure


def parse_page(text: str) -> Any:
    """The root element of HTML or XHTML. Raises UnreadableText where there is none."""
    from lxml import etree, html

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as failure:
        raise UnreadableText("no page: there is nothing in it") from failure


def parse_xml(data: bytes) -> Any:
    """The root element of a small XML file, mended where it is broken; no entity is expanded, nothing fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as failure:
        raise UnreadableText("broken XML") from failure
    if root is None:
        raise UnreadableText("broken XML")
    return root


def local_name(element: Any) -> str:
    """The tag without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def read_blocks(root: Any) -> Iterator[TextBlock]:
    """The blocks below an element in order: each word of it once. Iterative: nesting may be deep."""
    from lxml import etree

    reader = _BlockReader(_colors_of_classes(root))
    hidden: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if hidden is None:
                reader.add(element.tail)
            continue
        if event == "start":
            if hidden is None and _is_hidden(element):
                hidden = element
            if hidden is None:
                yield from reader.open(element)
            continue
        if hidden is None:
            yield from reader.close(element)
        elif hidden is element:
            hidden = None
        if hidden is None and element is not root:
            reader.add(element.tail)
    yield from reader.flush()


def number_paragraphs(blocks: Iterable[TextBlock], part: str = "") -> Iterator[TextBlock]:
    """The blocks, each paragraph located by its number behind the name of its part."""
    paragraph = 0
    for block in blocks:
        paragraph += not block.level
        yield replace(block, locator="" if block.level else f"{part}paragraph {paragraph}")


def _colors_of_classes(root: Any) -> dict[str, str]:
    """The colours on which the page's own styles put the text of a class, by name."""
    styles = " ".join(style.text or "" for style in root.iter("style"))
    return {name: color for name, written in COLORED_CLASS.findall(styles) if (color := _name_mark(written))}


def _name_mark(written: str) -> str:
    """The name of a marking colour; "" for a grey, on which pages set code and buttons."""
    return name_color(written).replace("gray", "")


def _is_hidden(element: Any) -> bool:
    if local_name(element) in LEFT_OUT and not (local_name(element) == "head" and element.get("rend")):
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


class _BlockReader:
    """The text of the block that is open."""

    def __init__(self, class_colors: Mapping[str, str]) -> None:
        self._class_colors = class_colors
        self._parts: list[str] = []
        self._colors: list[str] = []
        """Of the spans that are open; "" for one without a colour of its own."""
        self._letters: Counter[str] = Counter()
        """Of the block, by the colour behind them."""
        self._level = 0
        self._item = ""
        self._pre = 0
        self._is_titled = False
        self._marks: list[tuple[Any, int]] = []
        self._lists: list[tuple[str, int]] = []

    def add(self, text: str | None) -> None:
        if text:
            self._letters[next(filter(None, reversed(self._colors)), "")] += len(text.strip())
            self._parts.append(text.replace("\n", BREAK) if self._pre else text.replace(BREAK, ""))

    def open(self, element: Any) -> Iterator[TextBlock]:
        name = local_name(element)
        if name in BLOCKS and not (name == "code" and not _is_block_code(element)):
            yield from self.flush()
            self._enter(name, element)
        elif name in ("br", "lb"):
            self._parts.append(BREAK)
        elif name in CELLS and "".join(self._parts).strip():
            self._parts.append(" | ")
        elif name in ("sup", "a", "ref") and not self._marks:
            self._marks.append((element, len(self._parts)))
        if name == "pre" or (name == "code" and _is_block_code(element)):
            self._pre += 1
        if name == "span":
            self._colors.append(self._color_of(element))
        self.add(element.text)

    def _color_of(self, span: Any) -> str:
        style = COLORED_STYLE.search((span.get("style") or "").replace(" ", ""))
        classes = (span.get("class") or "").split()
        return _name_mark(style[1]) if style else next(filter(None, map(self._class_colors.get, classes)), "")

    def _enter(self, name: str, element: Any) -> None:
        heading = HEADING.match(name) or HEADING.match(element.get("rend") or "" if name == "head" else "")
        self._level = int(heading[1]) if heading else 0
        if name == "p" and TITLE_CLASS.search(element.get("class") or ""):
            self._level = 1
        if name == "div" and (named := element.get("class")):
            self._level = next((level for pattern, level in CLASS_LEVELS if pattern.search(named)), 0)
            self._is_titled = self._is_titled or self._level == 1
            if self._is_titled and AUTHOR_CLASS.search(named):
                self._item = "Author: "
        if name in ("ul", "ol", "list"):
            ordered = name == "ol" or element.get("rend") == "ol"
            self._lists.append(("ol" if ordered else "ul", 0))
        elif name in ("li", "item") and self._lists:
            kind, number = self._lists.pop()
            self._lists.append((kind, number + 1))
            self._item = f"{number + 1}. " if kind == "ol" else "• "

    def close(self, element: Any) -> Iterator[TextBlock]:
        name = local_name(element)
        if self._marks and self._marks[0][0] is element:
            self._close_mark(element)
        if name == "span":
            self._colors.pop()
        if name in BLOCKS and not (name == "code" and not _is_block_code(element)):
            yield from self.flush()
        if name == "pre" or (name == "code" and _is_block_code(element)):
            self._pre = max(0, self._pre - 1)
        if name in ("ul", "ol", "list") and self._lists:
            self._lists.pop()
        if name in ("li", "item"):
            self._item = ""

    def _close_mark(self, element: Any) -> None:
        """Put the mark of a note into brackets: a raised number that is a link, or is in one."""
        _, start = self._marks.pop()
        text = "".join(self._parts[start:])
        if BOOK_PAGE_LINK.search(element.get("href") or "") and PAGE_NUMBER.match(text.strip()):
            self._parts[start:] = [f"Page {text.strip()}"]
            return
        names = {local_name(child) for child in element.iter()}
        role = f"{element.get('role') or ''} {element.get('{http://www.idpf.org/2007/ops}type') or ''}"
        role += f" {element.get('epub:type') or ''}"
        is_mark = ("sup" in names and names & {"a", "ref"}) or "noteref" in role
        if is_mark and (mark := NOTE_MARK.match(text.strip())):
            self._parts[start:] = [f"[{mark[1]}]"]

    def flush(self) -> Iterator[TextBlock]:
        """The block so far, if it has words."""
        written = "".join(self._parts)
        self._parts = []
        self._marks = []
        color = next(iter(self._letters), "") if len(+self._letters) == 1 else ""
        self._letters = Counter()
        if self._pre:
            texts = ["\n".join(line.rstrip() for line in written.split(BREAK)).strip("\n")]
        else:
            texts = [_collapse(part) for part in PARAGRAPH_BREAK.split(written)]
        for text in filter(str.strip, texts):
            item, self._item = self._item, ""
            yield TextBlock(text=item + text, level=self._level, color=color)
        self._level = 0 if any(map(str.strip, texts)) else self._level


def _collapse(text: str) -> str:
    """The text with single spaces; of line breaks only those of `br`."""
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return HEADING_LINK.sub("", "\n".join(filter(None, lines)).strip(" |\n"))


def _is_block_code(element: Any) -> bool:
    """Whether code of the extractor's output stands alone, on lines of its own."""
    return "\n" in (element.text or "") and local_name(element) == "code"
