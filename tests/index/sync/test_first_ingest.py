"""What is in so far answers while a first ingest runs: in the process that reads, and in any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.maintenance.status import read_status
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import write_notes
from tests.index.stand_in_embedder import StandInEmbedder

FIRST = "The ferryman counts his oars before the fog comes in."


@pytest.mark.parametrize("owner", [True, False])
def test_a_question_is_answered_from_what_is_in_so_far(
    tmp_path: Path, vault: Path, monkeypatch: pytest.MonkeyPatch, owner: bool
) -> None:
    """By its words once it is read, by its meaning once it is embedded; owner: the very process that reads."""
    monkeypatch.setattr("index.vectors.embed_pending.EMBED_BATCH", 4)
    monkeypatch.setattr("index.sync.apply.FILES_PER_TRANSACTION", 2)
    write_notes(vault, {"0.md": f"{FIRST}\n"} | {f"{n}.md": f"Thought number {n} on rope.\n" for n in range(1, 13)})
    found: dict[str, list[bool]] = {}
    embedder = StandInEmbedder()

    def ask(stage: str, done: int, total: int) -> None:
        if not 4 < done < total:
            return
        with Catalog.open(tmp_path / "data", readonly=True) as other:
            mine = catalog if owner else other
            near = vectors if owner else Vectors(other, owner=False)
            searcher = Searcher(mine, near, embedder)
            for retriever in ("lexical", "dense"):
                question = Question(text="the ferryman and the fog", retriever=retriever, top=1)
                evidence = searcher.search(question).evidence
                held = bool(evidence) and evidence[0].passage.text == FIRST
                found.setdefault(f"{retriever} while {stage}", []).append(held)

    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [vault], progress=ask)
        vectors.close()
    assert all(found["lexical while reading"]) and found["lexical while reading"]
    assert all(found["lexical while embedding"]) and all(found["dense while embedding"])
    assert not any(found["dense while reading"]) and found["dense while embedding"]


def test_the_status_does_not_ask_for_an_ingest_while_one_runs(tmp_path: Path, vault: Path) -> None:
    write_notes(vault, {"0.md": f"{FIRST}\n"})
    with Catalog.open(tmp_path / "data") as catalog:
        vectors = Vectors(catalog)
        told: list[str] = []

        def look(stage: str, _done: int, _total: int) -> None:
            if stage == "embedding":
                told.append(read_status(catalog).why)

        with hold_store(catalog.data, "notes ingest"):
            sync_sources(catalog, vectors, StandInEmbedder, [vault], progress=look)
        catalog.connection.execute("UPDATE passages SET embedded = 0")
        told.append(read_status(catalog).why)
        vectors.close()
    waiting = "1 passages have no vector yet"
    assert told[0] == f"{waiting}; notes ingest is at work on it" and told[-1] == f"{waiting}; run `notes ingest`"
