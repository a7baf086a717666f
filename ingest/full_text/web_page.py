"""Reads a saved web page: its main text in order, and every line of it for the readers of highlights.

trafilatura's home.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.content import MAX_CHARACTERS, FullText, TextBlock
from ingest.full_text.identifiers import find_doi
from ingest.full_text.markdown_lines import write_lines
from ingest.full_text.markup import decode_page, number_paragraphs, parse_page, read_blocks

MAX_PAGE_BYTES = 60_000_000
"""With the pictures that a page saved into one file holds."""
MAX_TEXT_CHARACTERS = 10_000_000
"""Without them."""
MAX_KICKER_WORDS = 3
"""Above a title: `Notebook Export`."""
SAVED_FROM = re.compile(r"<!--\s*(?:Page saved with SingleFile\s+url:\s*|saved from url=\(\d+\)\s*)(https?://\S+)")
MIN_MAIN_SHARE = 0.2
"""Of a page's words outside links that its main text has; with less the extractor missed it, and all is taken."""
MIN_TITLE_SHARE = 0.3
"""Of a title that a heading repeats."""
DOUBLE_BREAK = re.compile(r"(?:<br\s*/?>\s*){2,}", re.I)
"""The paragraphs of old pages."""
EMBEDDED = re.compile(r"(?:data:[\w.+/-]*(?:;[\w=.-]+)*;base64,)[A-Za-z0-9+/=\s]{200,}")


def read_web_page(path: Path) -> FullText:
    """The content of a page. Raises UnreadableText where it has none, and says why."""
    size = path.stat().st_size
    if size > MAX_PAGE_BYTES:
        raise UnreadableText(f"{size // 1_000_000} MB: more than the {MAX_PAGE_BYTES // 1_000_000} read of one page")
    text = DOUBLE_BREAK.sub("<p>", EMBEDDED.sub("", decode_page(path.read_bytes(), path.name)))
    if len(text) > min(MAX_TEXT_CHARACTERS, MAX_CHARACTERS):
        raise UnreadableText(f"more than {MAX_TEXT_CHARACTERS:,} letters of text")
    page = parse_page(text)
    whole = list(read_blocks(page))
    if all(block.level for block in whole):
        raise UnreadableText("no text in it")
    found = _extract(text)
    links = {" ".join("".join(link.itertext()).split()) for link in page.iter("a")}
    blocks = list(_trim_links(list(read_blocks(found.body)), links)) if found is not None else []
    if not blocks or _count_words(blocks) < MIN_MAIN_SHARE * _count_words(
        block for block in whole if block.text not in links
    ):
        blocks = whole
    title = _title(found, page, whole)
    return FullText(
        blocks=tuple(number_paragraphs(_with_title(blocks, title))),
        lines=tuple(write_lines(_without_kicker(whole))),
        title=title,
        author=re.sub(r"\s*;\s*", ", ", _text_of(found, "author")),
        published=_text_of(found, "date"),
        url=_address(text, found),
        doi=find_doi(_text_of(found, "url")),
    )


def _extract(text: str) -> Any:
    """The main text with the page's metadata; None where the extractor finds none."""
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
        )
    except Exception:  # a page that the extractor fails on is read whole
        return None


def _text_of(found: Any, name: str) -> str:
    return " ".join(str(getattr(found, name, None) or "").split())


def _title(found: Any, page: Any, whole: Sequence[TextBlock]) -> str:
    """The page's title; the heading that it repeats, where it names the site too."""
    written = " ".join((page.findtext(".//title") or "").split())
    named = (written and _text_of(found, "title")) or written or next((b.text for b in whole if b.level == 1), "")
    headings = (block.text for block in whole if block.level and len(block.text) >= MIN_TITLE_SHARE * len(named))
    return next((heading for heading in headings if heading in named), named)


def _address(text: str, found: Any) -> str:
    """Where the page was saved from."""
    saved = SAVED_FROM.search(text[:20_000])
    return saved[1] if saved else _text_of(found, "url")


def _with_title(blocks: Iterable[TextBlock], title: str) -> Iterator[TextBlock]:
    """The blocks, with the title as a heading where it comes first."""
    for at, block in enumerate(blocks):
        yield replace(block, level=1) if not at and block.text == title else block


def _trim_links(blocks: Sequence[TextBlock], links: Container[str]) -> Sequence[TextBlock]:
    """The blocks without those at both ends that are nothing but a link: what is left of menus."""
    texts = [at for at, block in enumerate(blocks) if block.text.removeprefix("• ") not in links]
    return blocks[texts[0] : texts[-1] + 1] if texts else ()


def _count_words(blocks: Iterable[TextBlock]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _without_kicker(blocks: Sequence[TextBlock]) -> Sequence[TextBlock]:
    """The blocks without a word or two above the title."""
    title = next((at for at, block in enumerate(blocks) if block.level == 1), 0)
    return blocks[title:] if _count_words(blocks[:title]) <= MAX_KICKER_WORDS else blocks
