"""Questions about the program: answered from its manual (`docs/`), and from what is known of this store; small talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.routes.selection import Selection, cited_by, read_units, show_units
from assistant.answering.routes.statement import CatalogStatement, count_noun, join_names, say
from assistant.questions.plan import Plan
from assistant.text.content_words import content_terms
from assistant.text.sentences import plain_text, split_sentences
from index.catalog.files import list_troubles
from index.catalog.passages import count_passages
from index.catalog.queries.works import list_works
from index.catalog.works import count_works
from index.maintenance.status import read_sources

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder

MANUAL = Path(__file__).resolve().parents[3] / "docs"
MAX_SENTENCES = 3
"""Of the manual, in one answer."""
MAX_LARGEST = 6
"""Works named as those with most passages."""
MAX_FILES = 8
"""Named that could not be read."""
WORDS_WEIGHT = 0.4
"""Of shared words next to the cosine, in how near a section comes to a question."""

TALK = {
    "greeting": "Hello. Ask me something about your notes.",
    "thanks": "You are welcome.",
    "mood": "All is well here, thank you. What would you like to know from your notes?",
    "farewell": "Goodbye.",
    "praise": "Thank you, that is kind.",
    "refused": "I answer from your reading notes alone, so I can't help with that.",
}
"""Answers to small talk, by what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the manual."""

    title: str
    """In `questions.md`, the question that it answers."""
    sentences: tuple[str, ...]


def talk(plan: Plan, catalog: Catalog) -> tuple[CatalogStatement, ...]:
    """A short answer to small talk."""
    return (say(TALK.get(plan.matter) or introduce(catalog)),)


def introduce(catalog: Catalog) -> str:
    """What the program does, in a few sentences."""
    works, passages = count_works(catalog), count_passages(catalog)
    held = f"They hold {count_noun(passages, 'passage')} of {count_noun(works, 'work')}. " if passages else ""
    return (
        "I answer from your reading notes alone, and show for each sentence the line that it comes from. "
        f"{held}Ask what they say on something, what you thought of it or which works mention it; for lists and "
        "counts, for a summary of one work, or for what you marked last month."
    )


def describe_collection(catalog: Catalog) -> CatalogStatement:
    """What the collection holds, in two or three sentences, with a passage of each work that is named."""
    works = list_works(catalog)
    if not works:
        return say("No notes have been read yet.")
    categories = Counter(work.category for work in works if work.category)
    parts = ", ".join(count_noun(count, name.removesuffix("s")) for name, count in categories.most_common())
    other = len(works) - sum(categories.values())
    parts += f" and {other:,} of no known kind" if other and parts else ""
    size = f"{count_noun(count_passages(catalog), 'passage')} of {count_noun(len(works), 'work')}"
    selection = Selection(unit="works", noun="work", conditions=(), scope="")
    units = sorted(read_units(catalog, selection), key=lambda each: -each.passages)[:MAX_LARGEST]
    shown = show_units(catalog, selection, units)
    named = [f"{each.with_author} ({each.unit.passages:,})" for each in shown]
    years = sorted(work.last_highlighted[:4] for work in works if work.last_highlighted)
    newest = f" The newest highlight is of {years[-1]}." if years else ""
    text = f"Your notes hold {size}{f': {parts}' if parts else ''}. Most passages are from {join_names(named)}.{newest}"
    return say(text, cited_by(shown))


def tell_program(plan: Plan, catalog: Catalog, embedder: Embedder | None, model: str) -> tuple[CatalogStatement, ...]:
    """The nearest section of the manual, after what is known of this store on its matter."""
    question = plan.question or plan.matter
    sections = read_manual()
    if not sections:
        return (say(introduce(catalog)),)
    keys = [(part, section) for section in sections for part in re.findall(r"[^?]+\??", section.title)]
    scores = _nearness(question, [key for key, _ in keys], embedder)
    section = keys[max(range(len(keys)), key=scores.__getitem__)][1]
    fact = next((tell(catalog, model) for words, tell in FACTS.items() if words in section.title), "")
    shared = {each: len(set(content_terms(question)) & set(content_terms(each))) for each in section.sentences}
    nearest = sorted(section.sentences, key=lambda each: -shared[each])[:MAX_SENTENCES]
    chosen = [each for each in section.sentences if each in nearest]
    return tuple(say(text) for text in (fact, *chosen) if text)


def _tell_failures(catalog: Catalog) -> str:
    failures, skipped = list_troubles(catalog)
    left = f" {count_noun(len(skipped), 'file').capitalize()} held nothing to read." if skipped else ""
    if not failures:
        return f"Every file could be read.{left}"
    named = [f"{each.path} ({each.why})" for each in failures[:MAX_FILES]]
    more = [f"{len(failures) - MAX_FILES:,} more"] if len(failures) > MAX_FILES else []
    return f"{count_noun(len(failures), 'file').capitalize()} could not be read: {join_names([*named, *more])}.{left}"


def _tell_model(model: str) -> str:
    if not model:
        return "No language model is in use: answers quote your notes."
    return f"{model} is chosen to write; where it is too small, or nothing it writes passes the check, answers quote."


def _tell_sources(catalog: Catalog) -> str:
    sources = read_sources(catalog, walk=False)
    if not sources:
        return "No folder has been added yet: add one under Sources on the page, or run `notes ingest FOLDER`."
    named = [
        f"{each.path} ({count_noun(each.notes, 'file')}, last read {each.last_ingest[:10] or 'never'})"
        for each in sources
    ]
    return f"I read {join_names(named)}."


FACTS: dict[str, Callable[[Catalog, str], str]] = {
    "files could not be read": lambda catalog, model: _tell_failures(catalog),
    "When was the last time": lambda catalog, model: _tell_sources(catalog),
    "data stored": lambda catalog, model: f"The index lies in {catalog.data}.",
    "Which language model": lambda catalog, model: _tell_model(model),
}
"""What is known of this store, by words of the section's title that it belongs to."""


def _nearness(question: str, keys: Sequence[str], embedder: Embedder | None) -> list[float]:
    """How near each key comes to a question: by shared words, and by meaning where there is an encoder."""
    terms = set(content_terms(question))
    scores = [WORDS_WEIGHT * len(terms & set(content_terms(key))) / max(1, len(terms)) for key in keys]
    if embedder is None:
        return scores
    vector, *others = embedder.embed_questions([question, *keys])
    return [score + float(vector @ other) for score, other in zip(scores, others, strict=True)]


@cache
def read_manual() -> tuple[Section, ...]:
    """The manual's sections; none where it was not installed."""
    return tuple(section for file in sorted(MANUAL.glob("*.md")) for section in _read_page(file.read_text("utf-8")))


def _read_page(text: str) -> Iterator[Section]:
    page, *parts = re.split(r"^#+ +", text, flags=re.MULTILINE)[1:]
    name = page.partition("\n")[0]
    for part in (page, *parts):
        title, _, body = part.partition("\n")
        if sentences := tuple(_read_sentences(body)):
            of_questions = title.rstrip().endswith("?") or part is page
            yield Section(title=title if of_questions else f"{name}: {title}", sentences=sentences)


def _read_sentences(body: str) -> Iterator[str]:
    """The sentences of a section; a row of a table is one. Blocks of code are left out."""
    for block in re.split(r"\n\s*\n|\n(?=[-|]|\d+\. )", re.sub(r"```.*?```", "", body, flags=re.DOTALL)):
        line = block.strip()
        if line.startswith("|"):
            cells = [plain_text(cell).strip() for cell in line.strip("|").split("|")]
            if len(cells) > 1 and not set(line) <= set("|-: "):
                yield f"{cells[0]}: {'; '.join(cells[1:])}."
        elif not block.strip("\n").startswith("    ") and not line.startswith(("Measurements", "![")):
            plain = plain_text(re.sub(r"^(?:[-*]|\d+\.) +", "", line)).replace("\n", " ")
            yield from (sentence for sentence in split_sentences(plain) if len(sentence.split()) > 1)
