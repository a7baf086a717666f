"""Evidence and answers for people who read them in a terminal."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answering.answer import Answer, Sentence
    from index.errors import StoreBusy
    from index.search.evidence import Evidence, SearchResult
    from ingest.passage import Passage

WIDTH = 100
MARKS = {"verbatim": "", "supported": "", "weak": " (weakly supported)", "none": " (not in your notes)"}
WHOSE = {"author": "", "reader": "your words", "machine": "a machine's words"}


def clean_line(text: str) -> str:
    """One line without control characters: a note must not drive the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def show_where(passage: Passage) -> str:
    """`Title, Author · path:line` of the first place, and how many others there are."""
    place = passage.places[0]
    work = ", ".join(part for part in (place.title, place.author) if part)
    more = f" · and {len(passage.places) - 1} more" if len(passage.places) > 1 else ""
    facts = [work, f"{place.path}:{place.line_start}{more}", passage.highlighted_at[:10], WHOSE[passage.voice]]
    return clean_line(" · ".join(fact for fact in facts if fact))


def show_evidence(evidence: Evidence, number: int) -> str:
    passage = evidence.passage
    text = textwrap.fill(clean_line(passage.text), WIDTH, initial_indent="    ", subsequent_indent="    ")
    note = textwrap.fill(
        f"you noted: {clean_line(passage.note)}", WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    return f"{number:2}. {show_where(passage)}\n{text}" + (f"\n{note}" if passage.note else "")


def show_finding(finding: SearchResult, nothing: str = "Nothing found.") -> str:
    """Passages, numbered; `nothing` where there is none."""
    if not finding.evidence:
        return nothing
    return "\n\n".join(show_evidence(evidence, number) for number, evidence in enumerate(finding.evidence, 1))


def show_sentence(sentence: Sentence) -> str:
    """A sentence with its citation numbers and, where it is not well supported, a word on that."""
    lead = f"{clean_line(sentence.lead)}: " if sentence.lead else ""
    numbers = "".join(f"[{n}]" for n in sentence.citations)
    cited = f" {numbers}{MARKS[sentence.support]}" if numbers else ""
    return textwrap.fill(f"{lead}{clean_line(sentence.text)}{cited}", WIDTH)


def show_footnotes(answer: Answer) -> str:
    """What follows the sentences: where they come from and who wrote them, or what came nearest."""
    if not answer.answered:
        near = "\n".join(f"  - {show_where(evidence.passage)}" for evidence in answer.nearest[:3])
        said = "" if answer.sentences else f"{answer.text}\n"
        return f"{said}\nNearest passages:\n{near}" if near else said.rstrip()
    notes = [f"[{citation.n}] {show_where(citation.evidence.passage)}" for citation in answer.citations]
    made = [f"{answer.model} · {answer.seconds.total:.1f} s"]
    if answer.trouble:
        made.append(
            f"The model could not {'go on' if answer.way == 'written' else 'write'}: {clean_line(answer.trouble)}"
        )
    return "\n".join(["", *notes, *([""] if notes else []), *made])


def announce_wait(busy: StoreBusy) -> None:
    """Say on standard error who holds the store."""
    print(f"notes: waiting for {busy.what} (process {busy.pid}) to end", file=sys.stderr)
