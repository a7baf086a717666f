"""A note's lines as markdown, whatever markup they are written in, and what that leaves to say of the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Document
from ingest.markdown.containers import containers_to_markdown
from ingest.markdown.fenced_data import rows_to_tables
from ingest.markdown.hidden_comments import critic_to_markdown, take_out_comments
from ingest.markdown.org_syntax import is_org, org_to_markdown
from ingest.markdown.quotes import mark_lazy_lines
from ingest.markdown.wiki_syntax import wiki_to_markdown
from ingest.metadata.front_matter import read_back_matter, read_file_properties
from ingest.text.words import plain_words
from ingest.word_accounting import is_label, line_words

DATA_SUFFIXES = (".csv", ".tsv", ".srt", ".vtt", ".jsonl")
"""Of files that hold no markup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNote:
    """The lines as markdown, each in its place and blank where it only marked something."""

    lines: tuple[str, ...]
    properties: dict[str, str] = field(default_factory=dict)
    """Of Org's keywords and of the properties below the text."""
    hidden: tuple[str, ...] = ()
    """Texts that a page does not show: comments, and what the opening line of a block says beside its kind."""


def write_as_markdown(lines: tuple[str, ...], path: str) -> WrittenNote:
    """The lines with Org's, a wiki's and HTML's syntax written as markdown, and properties below the text taken out."""
    if path.lower().endswith(DATA_SUFFIXES):
        return WrittenNote(lines=lines)
    above = read_file_properties(lines)
    lines = (*[""] * len(above), *rows_to_tables(lines[len(above) :]))
    written, values = org_to_markdown(lines) if is_org(lines) else (wiki_to_markdown(lines), {})
    shown, comments = take_out_comments(critic_to_markdown(written))
    written = containers_to_markdown(mark_lazy_lines(shown))
    properties, first = read_back_matter(written)
    if first:
        written = ["" if number >= first else line for number, line in enumerate(written, 1)]
    return WrittenNote(
        lines=tuple(written),
        properties={**above, **properties, **values},
        hidden=(*comments, *_lines_without_trace(shown, written[: first - 1] if first else written)),
    )


def _lines_without_trace(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The lines that were written anew and of which words are gone that are no labels."""
    changed = [line for line, rest in zip(before, after, strict=False) if line != rest]
    known = set(plain_words("\n".join(after))) if changed else set[str]()
    return [line.strip() for line in changed if any(w not in known and not is_label(w) for w in line_words(line))]


def account_for(documents: tuple[Document, ...], lines: tuple[str, ...], note: WrittenNote) -> tuple[Document, ...]:
    """The documents of a written note, the first with its lines of syntax counted and its hidden texts as a field."""
    first, *others = documents
    pairs = [(bool(line.strip()), bool(rest.strip())) for line, rest in zip(lines, note.lines, strict=True)]
    blanked, filled = pairs.count((True, False)), pairs.count((False, True))
    fields = (*first.fields, ("hidden", "; ".join(note.hidden))) if note.hidden else first.fields
    counted = replace(first, lines=first.lines + blanked - filled, meta=first.meta + blanked, fields=fields)
    return (counted, *others)
