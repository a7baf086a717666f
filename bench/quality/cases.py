"""Questions with their evidence and its scored sentences, as the assistant sees them: what the fits read.

Every set is ingested and searched by the product's own parts, so that a signal means the same in the fit and in use.
The cases are kept as pickles in a work folder, because making them takes minutes.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.evidence.candidates import ScoredEvidence, rarity_of, score_evidence
from index.search.evidence import Evidence, Question

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")
SQUAD2_STEP = 5
"""Every fifth question is taken: its near misses stand on the same page as the answers, nearer than in a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """One question of a set, and what answers it."""

    row: int
    """In its set, from 0."""
    question: str
    answerable: bool
    gold: tuple[tuple[str, str], ...]
    """Pairs of a note's file and a text in it that answers; () where unknown."""
    answers: tuple[str, ...]
    """As people wrote them; () where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(LabelledQuestion):
    """A question with what the assistant sees before it decides."""

    evidence: tuple[Evidence, ...]
    scored: ScoredEvidence


def load_cases(name: str, shared: Path, work: Path) -> list[Case]:
    """The cases of "clapnq", "squad2" or "own", from the work folder if they are there already."""
    kept = work / f"{name}.cases"
    if kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    work.mkdir(parents=True, exist_ok=True)
    cases = list(_make_cases(name, shared, work))
    kept.write_bytes(pickle.dumps(cases))
    return cases


def _make_cases(name: str, shared: Path, work: Path) -> Iterator[Case]:
    from index.catalog.catalog import Catalog
    from index.catalog.full_text import count_indexed
    from index.search.lexical import count_term
    from index.search.searcher import Searcher
    from index.sync.pipeline import sync_sources
    from index.vectors.local_embedder import load_embedder
    from index.vectors.store import Vectors

    folder, questions = {"clapnq": _load_clapnq, "squad2": load_squad2, "own": _load_own}[name](shared, work)
    embedder = load_embedder()
    with Catalog.open(work / f"{name}.data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder])
        searcher = Searcher(catalog, vectors, embedder)
        passages = count_indexed(catalog)
        rarity = rarity_of(cache(lambda term: count_term(catalog, term)), passages)
        for labelled in questions:
            evidence = searcher.search(Question(text=labelled.question, spread=True)).evidence
            yield Case(
                row=labelled.row, question=labelled.question, answerable=labelled.answerable, gold=labelled.gold,
                answers=labelled.answers, evidence=evidence,
                scored=score_evidence(labelled.question, evidence, embedder, rarity, passages),
            )  # fmt: skip
        vectors.close()


def _load_clapnq(shared: Path, work: Path) -> tuple[Path, list[LabelledQuestion]]:
    notes = read_rows(shared / "bench/data/clapnq/corpus.jsonl")
    files = {note["id"]: _write_note(work / "clapnq.notes", note) for note in notes}
    questions = [
        LabelledQuestion(
            row=number,
            question=row["question"],
            answerable=bool(row["answerable"]),
            gold=tuple((files[span["note"]], span["text"]) for span in row["gold_spans"]),
            answers=tuple(row["answers"]),
        )
        for number, row in enumerate(read_rows(shared / "bench/data/clapnq/queries.jsonl"))
    ]
    return work / "clapnq.notes", questions


def load_squad2(shared: Path, work: Path) -> tuple[Path, list[LabelledQuestion]]:
    """A folder with one note for each paragraph, and every fifth question."""
    files = {}
    for paragraph in read_rows(shared / "bench/tune/squad2_paragraphs.jsonl"):
        title = paragraph["article"].replace("_", " ")
        note = {**paragraph, "title": title, "path": squad2_file(paragraph["id"])}
        files[paragraph["id"]] = _write_note(work / "squad2.notes", note)
    rows = read_rows(shared / "bench/tune/squad2_questions.jsonl")[::SQUAD2_STEP]
    questions = [
        LabelledQuestion(
            row=number,
            question=row["question"],
            answerable=bool(row["answerable"]),
            gold=tuple((files[row["paragraph"]], answer) for answer in row["answers"]) if row["answerable"] else (),
            answers=(),
        )
        for number, row in enumerate(rows)
    ]
    return work / "squad2.notes", questions


def squad2_file(paragraph_id: str) -> str:
    return paragraph_id.replace("#", "_").replace("/", "_") + ".md"


def _load_own(shared: Path, work: Path) -> tuple[Path, list[LabelledQuestion]]:
    questions = [
        LabelledQuestion(row=number, question=row["question"], answerable=bool(row["answerable"]), gold=(), answers=())
        for number, row in enumerate(read_rows(SAMPLE_QUESTIONS))
    ]
    return ROOT / "notes", questions


def _write_note(folder: Path, note: dict[str, str]) -> str:
    file = folder / note["path"].lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\nid: {json.dumps(note['id'])}\ntitle: {json.dumps(note['title'], ensure_ascii=False)}\n---\n\n"
    file.write_text(f"{head}# {note['title']}\n\n{note['text'].strip()}\n", encoding="utf-8")
    return note["path"]


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
