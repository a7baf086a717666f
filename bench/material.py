"""What the fits read: questions with their evidence and its sentences, as the assistant itself would see them.

Every set is ingested and searched by the product's own parts, so that a signal means the same in the fit and
in use. Kept as pickles in a work folder; finding them again costs minutes.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evidence.candidates import Rarity, ScoredEvidence, rarity_of, read_evidence
from index.search.evidence import Evidence, Question
from index.search.searcher import Searcher

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question of a set, with what the assistant sees before it decides."""

    row: int
    """In its set, from 0."""
    question: str
    answerable: bool
    gold: tuple[tuple[str, str], ...]
    """Pairs of a note's file and a text in it that answers; () where that is not known."""
    answers: tuple[str, ...]
    """As people wrote them; () where none are."""
    evidence: tuple[Evidence, ...]
    reading: ScoredEvidence


def load_cases(name: str, shared: Path, work: Path) -> list[Case]:
    """The cases of "clapnq", "squad2" or "own", from the work folder where they were made before."""
    kept = work / f"{name}.cases"
    if kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    work.mkdir(parents=True, exist_ok=True)
    cases = list(_make_cases(name, shared, work))
    kept.write_bytes(pickle.dumps(cases))
    return cases


def _make_cases(name: str, shared: Path, work: Path) -> Iterator[Case]:
    from index.catalog.catalog import Catalog
    from index.lexical.full_text import count_passages
    from index.lexical.query import count_term
    from index.sync.pipeline import sync_sources
    from index.vectors.local_embedder import load_embedder
    from index.vectors.store import Vectors

    folder, asked = {"clapnq": _clapnq, "squad2": _squad2, "own": _own}[name](shared, work)
    data = work / f"{name}.data"
    data.mkdir(exist_ok=True)
    embedder = load_embedder()
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder])
        searcher = Searcher(catalog, vectors, embedder)
        connection = catalog.connection
        counted: dict[str, int] = {}

        def count(term: str) -> int:
            if term not in counted:
                counted[term] = count_term(connection, term)
            return counted[term]

        passages = count_passages(connection)
        rarity: Rarity = rarity_of(count, passages)
        for row, (text, answerable, gold, answers) in asked:
            evidence = searcher.search(Question(text=text, spread=True)).evidence
            yield Case(
                row=row, question=text, answerable=answerable, gold=gold, answers=answers, evidence=evidence,
                reading=read_evidence(text, evidence, embedder, rarity, passages),
            )  # fmt: skip


Asked = tuple[int, tuple[str, bool, tuple[tuple[str, str], ...], tuple[str, ...]]]


def _clapnq(shared: Path, work: Path) -> tuple[Path, list[Asked]]:
    notes = _rows(shared / "bench/data/clapnq/corpus.jsonl")
    files = {note["id"]: _write_note(work / "clapnq.notes", note) for note in notes}
    asked = []
    for row, q in enumerate(_rows(shared / "bench/data/clapnq/queries.jsonl")):
        gold = tuple((files[span["note"]], span["text"]) for span in q["gold_spans"])
        asked.append((row, (q["question"], bool(q["answerable"]), gold, tuple(q["answers"]))))
    return work / "clapnq.notes", asked


def _squad2(shared: Path, work: Path) -> tuple[Path, list[Asked]]:
    """Every fifth question: its near misses stand on the same page as the answers, much nearer than in a library."""
    paragraphs = _rows(shared / "bench/tune/squad2_paragraphs.jsonl")
    files = {}
    for one in paragraphs:
        path = one["id"].replace("#", "_").replace("/", "_") + ".md"
        note = {"id": one["id"], "title": one["article"].replace("_", " "), "text": one["text"], "path": path}
        files[one["id"]] = _write_note(work / "squad2.notes", note)
    asked = []
    for row, q in enumerate(_rows(shared / "bench/tune/squad2_questions.jsonl")[::5]):
        gold = tuple((files[q["paragraph"]], answer) for answer in q["answers"]) if q["answerable"] else ()
        asked.append((row, (q["question"], bool(q["answerable"]), gold, ())))
    return work / "squad2.notes", asked


def _own(shared: Path, work: Path) -> tuple[Path, list[Asked]]:
    rows = _rows(ROOT / "bench/own_questions.jsonl")
    return ROOT / "notes", [(n, (q["question"], bool(q["answerable"]), (), ())) for n, q in enumerate(rows)]


def _write_note(folder: Path, note: dict[str, str]) -> str:
    file = folder / note["path"].lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\nid: {json.dumps(note['id'])}\ntitle: {json.dumps(note['title'], ensure_ascii=False)}\n---\n\n"
    file.write_text(f"{head}# {note['title']}\n\n{note['text'].strip()}\n", encoding="utf-8")
    return note["path"]


def _rows(path: Path) -> Sequence[dict[str, object]] | list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
