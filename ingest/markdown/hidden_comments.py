"""Comments within a text: of HTML, which no reader of a page sees, taken out with their words kept; of Obsidian and
CriticMarkup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markdown.list_lines import is_fence

COMMENT = re.compile(r"<!--(?P<words>.*?)-->", re.S)
REMARK = re.compile(r"(?<![ \t])[ \t]*+(?:%%(?P<hidden>(?:(?!%%).)+)%%|\{>>(?P<critic>(?:(?!<<\}).)+)<<\})[ \t]*", re.S)
"""A remark within a text: Obsidian's comments, CriticMarkup's."""
CRITIC_MARK = re.compile(r"\{(?P<sign>==|\+\+|--)(?P<words>(?:(?!\{==|==\}).)+?)(?P=sign)\}")
"""CriticMarkup's marked, added and deleted words."""
COLON_MARK = re.compile(r"(?:(?<=\s)|^)::(?=[^\s:])(?P<words>[^:\n]*\s[^:\n]*[^\s:])::(?=$|[\s.,;!?)])")
CLOSED_TAG = re.compile(r"(?:(?<=\s)|^)#(?P<tag>[^\W\d_][^#\n]*\s[^#\n]*[^\s#])#(?=$|\s)")
MARKDOWN_OF_SIGN = {"==": "==", "++": "", "--": "~~"}
MAX_LETTERS = 4_000
"""Of a comment; a longer one is a part of a page, or was never closed."""


def critic_to_markdown(lines: Sequence[str]) -> list[str]:
    """The lines with markdown for the words that CriticMarkup marks, adds or deletes, those that Bear marks, `::so::`,
    and its tags of several words, `#salt trade#`."""
    lines = [CRITIC_MARK.sub(_as_markdown, line) if "{" in line else line for line in lines]
    lines = [COLON_MARK.sub(r"==\g<words>==", line) if "::" in line else line for line in lines]
    return [CLOSED_TAG.sub(r"#[[\g<tag>]]", line) if line.rstrip().endswith("#") else line for line in lines]


def _as_markdown(mark: re.Match[str]) -> str:
    return f"{MARKDOWN_OF_SIGN[mark['sign']]}{mark['words']}{MARKDOWN_OF_SIGN[mark['sign']]}"


def take_out_comments(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without comments that stand beside words or go over several lines, and the words of these."""
    text = "\n".join(lines)
    if "<!--" not in text:
        return list(lines), []
    words = list[str]()

    def without(comment: re.Match[str]) -> str:
        row = text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()]
        is_inner = "\n" in comment[0] or bool(row.strip(" \t>-*+"))
        in_code = row.count("`") % 2 or sum(map(is_fence, text[: comment.start()].split("\n"))) % 2
        if not is_inner or len(comment[0]) > MAX_LETTERS or in_code:
            return comment[0]
        words.append(" ".join(comment["words"].split()))
        return "\n" * comment[0].count("\n")

    return [line.rstrip() if words else line for line in COMMENT.sub(without, text).split("\n")], words
