from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.vector_rows import UNREACHABLE, count_unreachable, count_vectors
from index.maintenance.check import check_collection, check_store
from index.maintenance.repair import repair_store
from index.maintenance.status import read_status
from index.sync.pipeline import sync_sources
from index.vectors.chroma import ChromaCollection
from index.vectors.exact_search import score_passages
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.stand_in_embedder import StandInEmbedder

Matrix = np.ndarray


def thoughts(chance: random.Random, count: int) -> str:
    words = ("tide", "kiln", "map", "shelf", "grain", "bell", "moss", "ink", "rope", "lamp", "salt", "wing", "clay")
    return "\n\n".join(" ".join(chance.choices(words, k=9)) + f" {chance.getrandbits(40):x}." for _ in range(count))


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def lost(catalog: Catalog, vectors: Vectors) -> list[str]:
    rows = catalog.connection.execute(
        "SELECT id, vectors.vector FROM passages JOIN vectors ON key = passages.vector"
    ).fetchall()
    return [row[0] for row in rows if row[0] not in {id for id, _ in vectors.query(np.frombuffer(row[1], "<f4"), 3)}]


def test_churn_loses_no_vector_and_keeps_the_store_small(tmp_path: Path, catalog: Catalog, vectors: Vectors) -> None:
    """Half removed, a third changed, as many new, three times; the long form is `python -m bench.speed.sync churn`."""
    chance, vault = random.Random(1), tmp_path / "vault"
    embedder = StandInEmbedder()
    notes = {f"{n}.md": thoughts(chance, 5) for n in range(30)}
    for number in range(3):
        shutil.rmtree(vault, ignore_errors=True)
        write_notes(vault, notes)
        sync_sources(catalog, vectors, lambda: embedder, [vault], allow_removals=True)
        assert lost(catalog, vectors) == []
        assert all(finding.healthy for finding in check_store(catalog, vectors))
        kept = chance.sample(sorted(notes), 15)
        notes = {path: notes[path] if n % 3 else thoughts(chance, 5) for n, path in enumerate(kept)}
        notes |= {f"{number}-{n}.md": thoughts(chance, 5) for n in range(15)}
    vectors.close()
    with Catalog.open(tmp_path / "fresh") as fresh:
        again = Vectors(fresh)
        sync_sources(fresh, again, lambda: embedder, [vault])
        again.close()
    assert size_of(tmp_path / "data") < 2 * size_of(tmp_path / "fresh")


@pytest.mark.embedded
def test_at_a_fifth_dead_a_fresh_collection_is_swapped_in_without_embedding(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {f"{n}.md": f"Thought number {n} stands alone.\n" for n in range(10)})
    sync()
    embedder.embedded.clear()
    for n in range(2):
        (vault / f"{n}.md").unlink()
    sync()
    assert [path.name for path in (catalog.data / "vectors").iterdir()] == ["2"]
    assert vectors.count() == 8 and embedder.embedded == [] and count_vectors(catalog) == 8


def test_what_is_removed_is_passed_over_before_the_collection_is_built_anew(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {f"{n}.md": f"Thought number {n} stands alone.\n" for n in range(10)})
    sync()
    (vault / "3.md").unlink()
    sync()
    found = vectors.query(embedder.embed_questions(["Thought number 3 stands alone."])[0], 10)
    assert vectors.count() == 10 and len(found) == 9


@pytest.mark.parametrize("owner", [True, False])
def test_the_holder_of_the_store_and_others_find_the_same(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path, owner: bool
) -> None:
    write_notes(vault, {"kiln.md": KILN, "tides.md": TIDES})
    sync()
    asked = embedder.embed_questions(["the moon pulls water"])[0]
    mine = Vectors(catalog, owner=owner).query(asked, 3)
    exact = score_passages(catalog, embedder.name, [id for id, _ in mine], asked)
    assert [id for id, _ in mine] == sorted(exact, key=lambda id: -exact[id])
    assert [score for _, score in mine] == pytest.approx([exact[id] for id, _ in mine], abs=1e-3)


@pytest.mark.embedded
def test_a_collection_that_is_gone_or_broken_is_built_anew_from_the_catalog(
    sync: Sync, catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    embedder.embedded.clear()
    vectors.close()
    shutil.rmtree(catalog.data / "vectors")
    asked = embedder.embed_questions(["glaze"])[0]
    assert len(vectors.query(asked, 3)) == 3, "answered from the catalog meanwhile"
    sync()
    assert vectors.why == "" and vectors.count() == 3 and embedder.embedded == []


def test_another_encoder_is_filled_beside_the_old_one_which_answers_meanwhile(
    catalog: Catalog, vectors: Vectors, vault: Path
) -> None:
    def failing() -> StandInEmbedder:
        class Failing(StandInEmbedder):
            def embed_passages(self, texts: object) -> Matrix:
                raise RuntimeError("the power went")

        return Failing("second", 32)

    def run(load: Callable[[], StandInEmbedder], name: str) -> None:
        sync_sources(catalog, vectors, load, [vault], embedder=name)

    write_notes(vault, {"kiln.md": KILN})
    run(lambda: StandInEmbedder("first"), "first")
    with pytest.raises(RuntimeError):
        run(failing, "second")
    assert catalog.state.embedder == "first"
    assert len(vectors.query(StandInEmbedder("first").embed_questions(["glaze"])[0], 3)) == 3
    run(lambda: StandInEmbedder("second", 32), "second")
    assert catalog.state.embedder == "second" and count_vectors(catalog) == 3
    assert len(vectors.query(StandInEmbedder("second", 32).embed_questions(["glaze"])[0], 3)) == 3


def test_vectors_that_do_not_find_themselves_are_told(sync: Sync, vectors: Vectors, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    stray = StandInEmbedder().embed_questions(["never stored"])
    assert vectors.missing(["f" * 16], stray) == ["f" * 16]


def write_thoughts(vault: Path, count: int) -> None:
    write_notes(vault, {f"{n}.md": f"Thought number {n} stands alone.\n" for n in range(count)})


@pytest.mark.embedded
def test_a_vector_that_the_graph_misses_is_scored_exactly_and_nothing_is_built_anew(
    catalog: Catalog,
    vectors: Vectors,
    embedder: StandInEmbedder,
    vault: Path,
    sync: Sync,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_thoughts(vault, 120)
    key = "never"

    def miss_first(_self: object, keys: list[str], _matrix: Matrix) -> list[str]:
        nonlocal key
        key = keys[0] if key == "never" else key
        return [each for each in keys if each == key]

    monkeypatch.setattr(ChromaCollection, "find_unreachable", miss_first)
    sync()
    lost = catalog.connection.execute("SELECT key FROM vectors WHERE stored = ?", (UNREACHABLE,)).fetchall()
    monkeypatch.undo()
    assert len(lost) == 1 and catalog.state.generation == 1 and not vectors.is_stale("stand-in")
    assert lost[0]["key"] == key
    text = catalog.connection.execute("SELECT text FROM passages WHERE vector = ?", (key,)).fetchone()[0]
    vectors._collection().chroma.delete(ids=[key])  # as if the graph missed it
    asked = embedder.embed_questions([text])[0]
    best = vectors.query(asked, 5)
    assert read_passages(catalog, [best[0][0]])[best[0][0]].text == text
    assert len(best) == len(dict(best)) == 5 and vectors.why == ""


@pytest.mark.embedded
def test_a_vector_that_later_ones_cut_off_is_noticed_once_a_fourth_has_come(
    catalog: Catalog, vectors: Vectors, vault: Path, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_thoughts(vault, 120)
    sync()
    key = catalog.connection.execute("SELECT key FROM vectors ORDER BY n").fetchone()[0]
    monkeypatch.setattr(
        ChromaCollection, "find_unreachable", lambda _self, keys, _matrix: [each for each in keys if each == key]
    )
    write_notes(vault, {f"later {n}.md": f"A later thought, the {n}th.\n" for n in range(10)})
    sync()
    assert count_unreachable(catalog, "stand-in") == 0
    write_notes(vault, {f"last {n}.md": f"A last thought, the {n}th.\n" for n in range(25)})
    sync()
    unreachable = catalog.connection.execute("SELECT key FROM vectors WHERE stored = ?", (UNREACHABLE,)).fetchall()
    assert [row[0] for row in unreachable] == [key] and catalog.state.generation == 1


@pytest.mark.embedded
def test_a_graph_that_misses_too_many_is_built_anew_once_and_then_not_asked(
    catalog: Catalog, vectors: Vectors, vault: Path, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_thoughts(vault, 30)
    monkeypatch.setattr(ChromaCollection, "find_unreachable", lambda _self, keys, _matrix: list(keys)[:2])
    sync()
    assert catalog.state.generation == 2 and "2 of 30 vectors" in catalog.state.vectors_why
    write_notes(vault, {"more.md": "One more thought.\n"})
    sync()
    assert catalog.state.generation == 2, "another would miss as many"
    assert not check_collection(catalog, vectors).healthy
    assert read_status(catalog).why.startswith("2 of 30 vectors do not find themselves")
    monkeypatch.undo()
    assert lost(catalog, vectors) == [], "search is exact meanwhile"
    assert all(finding.healthy for finding in repair_store(catalog, vectors))
    assert catalog.state.generation == 3 and catalog.state.vectors_why == ""


def test_threads_that_search_while_a_collection_is_swapped_are_answered(
    sync: Sync, vectors: Vectors, embedder: StandInEmbedder, vault: Path
) -> None:
    write_notes(vault, {f"{n}.md": f"Thought number {n} stands alone.\n" for n in range(40)})
    sync()
    asked = embedder.embed_questions(["thought number 39"])[0]
    answers: list[int] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            answers.append(len(vectors.query(asked, 5)))

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(3):
        for file in range(10 * n, 10 * n + 10):
            (vault / f"{file}.md").unlink()
        sync(allow_removals=True)
    done.set()
    for thread in threads:
        thread.join()
    assert set(answers) == {5} and vectors.why == ""
