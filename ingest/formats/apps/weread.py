"""WeRead's highlights and reviews, as its Obsidian plugin writes them.

    # 高亮划线
    ## 第一章
    > 📌 The harbour keeps its own clock.
    > ⏱ 2023-02-03 10:11:12 ^123-7-100-200

    # 读书笔记
    > 📌 Nobody sets it. ^987-654
        - 💭 The reader's words.

Known by its `doc_type`, or by quotations with a `📌` below a heading of highlights; read as a page of highlights.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Document
from ingest.formats.general import highlights_page
from ingest.note import Note

NAME = "weread"

PINNED_QUOTE = re.compile(r"^\s*>\s*📌")


def recognises(note: Note) -> bool:
    is_weread = str(note.front.get("doc_type", "")).startswith("weread")
    return (is_weread or any(map(PINNED_QUOTE.match, note.lines))) and highlights_page.has_sections(note)


def read(note: Note) -> tuple[Document, ...]:
    return tuple(
        replace(document, format=NAME, category=document.category or "books") for document in highlights_page.read(note)
    )
