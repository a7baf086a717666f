"""Evidence and answers as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.answering.answer import cited_lines

if TYPE_CHECKING:
    from assistant.answering.answer import Answer, Sentence
    from index.search.evidence import Evidence, SearchResult
    from ingest.passage import Passage

LINE_WIDTH = 100
SUPPORT_LABELS = {"verbatim": "", "supported": "", "weak": " (weakly supported)", "none": " (not in your notes)"}
VOICE_LABELS = {
    "author": "",
    "reader": "your words",
    "machine": "a machine's words",
    "unknown": "unattributed",
}


def clean_line(text: str) -> str:
    """One line without control characters: a note must not control the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def format_place(passage: Passage, lines: Sequence[int] = ()) -> str:
    """`Title, Author · path:line` of the first place, and how many others there are.

    lines: those to name instead of the place's first.
    """
    place = passage.places[0]
    work = ", ".join(part for part in (place.title, place.author) if part)
    others = f" · and {len(passage.places) - 1} more" if len(passage.places) > 1 else ""
    spot = f", {place.spot}" if place.spot else f":{', '.join(map(str, lines or (place.line_start,)))}"
    where = f"{place.path}{spot}{others}"
    parts = [work, where, passage.origin, passage.highlighted_at[:10], VOICE_LABELS[passage.voice]]
    return clean_line(" · ".join(part for part in parts if part))


def format_unread(unread: Mapping[str, int], files: Mapping[str, Sequence[str]]) -> str:
    """`2 pdf (a.pdf, b.pdf), 9 html (c.html and 8 more)`: the files of kinds that are not read; "" without any.

    files: the first few of each kind.
    """
    return ", ".join(f"{count:,} {kind} ({name_some(files.get(kind, ()), count)})" for kind, count in unread.items())


def name_some(names: Sequence[str], count: int) -> str:
    """The names, and how many more of the `count` there are."""
    more = count - len(names)
    return clean_line(f"{', '.join(names)}{f' and {more:,} more' if more else ''}")


def format_search_result(result: SearchResult) -> str:
    """The passages, numbered; "" if there is none."""
    return "\n\n".join(_format_evidence(evidence, number) for number, evidence in enumerate(result.evidence, 1))


def _format_evidence(evidence: Evidence, number: int) -> str:
    passage = evidence.passage
    paragraphs = [passage.text, f"you noted: {passage.note}"] if passage.note else [passage.text]
    indent = "    "
    lines = [
        textwrap.fill(clean_line(text), LINE_WIDTH, initial_indent=indent, subsequent_indent=indent)
        for text in paragraphs
    ]
    return "\n".join([f"{number:2}. {format_place(passage)}", *lines])


def format_sentence(sentence: Sentence) -> str:
    """A sentence with its citation numbers and a remark if it is not well supported."""
    lead = f"{clean_line(sentence.lead)}: " if sentence.lead else ""
    numbers = "".join(f"[{n}]" for n in sentence.citations)
    citations = f" {numbers}{SUPPORT_LABELS[sentence.support]}" if numbers else ""
    return textwrap.fill(f"{lead}{clean_line(sentence.text)}{citations}", LINE_WIDTH)


def format_footnotes(answer: Answer) -> str:
    """What follows the sentences: where they come from and who wrote them, or the nearest passages."""
    if not answer.answered:
        nearest = "\n".join(f"  - {format_place(evidence.passage)}" for evidence in answer.nearest[:3])
        refusal = "" if answer.sentences else f"{answer.text}\n"
        return f"{refusal}\nNearest passages:\n{nearest}" if nearest else refusal.rstrip()
    notes = [
        f"[{citation.n}] {format_place(citation.evidence.passage, cited_lines(answer.sentences, citation.n))}"
        for citation in answer.citations
    ]
    origin = [f"{answer.model} · {answer.seconds.total:.1f} s"]
    if answer.trouble:
        verb = "continue" if answer.mode == "written" else "write"
        origin.append(f"The model could not {verb}: {clean_line(answer.trouble)}")
    return "\n".join(["", *notes, *([""] if notes else []), *origin])
