"""How long a search takes and what it needs, beside its bare parts and beside a plain LlamaIndex starter.

    .venv/bin/python bench/search.py [--passages 1000 10000 100000] [--notes FOLDER] [--work DIR] [--starter]
    .venv/bin/python bench/search.py --ingest [--notes FOLDER]

The collection is made up of the words of FOLDER (`bench/collection.py`). Its passages get quick made-up vectors,
as what they are does not change how long they take to search; questions are encoded by the packaged encoder. The
bare parts are that encoder alone, Chroma's own query and FTS5's own query for as many candidates as a search takes.
The bars at 100,000 passages: 95 of 100 searches within 1.3 times the sum of the bare parts and under 60 ms, with an
author under 80 ms; under 1.5 GB; cold under 2.5 s. `--ingest` compares the rate of embedding within an ingest with
the bare encoder's on the same texts (bar .9), and that with plain SentenceTransformer.encode (bar 1.5).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from collection import draw_questions, write_collection

NOTES = Path(__file__).parent.parent / "notes"
QUESTIONS = 200
COLUMNS = {
    "encode_p95_ms": "encode p95",
    "chroma_p95_ms": "Chroma p95",
    "lexical_p95_ms": "FTS5 p95",
    "search_p50_ms": "search p50",
    "search_p95_ms": "p95",
    "p95_over_parts": "over parts",
    "filtered_p95_ms": "by an author p95, ms",
    "cold_s": "cold, s",
    "memory_mb": "memory, MB",
    "disk_mb": "disk, MB",
    "ingest_s": "built in, s",
}
"""What is measured, as the table's head says it."""


class QuickEmbedder:
    """The packaged encoder for questions; for passages, numbers drawn by their words."""

    def __init__(self) -> None:
        from index.vectors.local_embedder import load_embedder
        from tests.index.stand_in_embedder import StandInEmbedder

        self._real = load_embedder()
        self.name, self.dimensions = self._real.name, self._real.dimensions
        self._quick = StandInEmbedder(self.name, self.dimensions)
        self.embed_passages = self._quick.embed_questions
        self.embed_questions = self._real.embed_questions


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--passages", type=int, nargs="+", default=[1000, 10_000, 100_000])
    words.add_argument("--notes", type=Path, default=NOTES, help="the notes whose words are used")
    words.add_argument("--work", type=Path, help="keep the stores here")
    words.add_argument("--starter", action="store_true", help="measure a LlamaIndex starter too")
    words.add_argument("--only", choices=("ours", "starter"), help="measure one, and print its figures as JSON")
    words.add_argument("--ingest", action="store_true", help="measure embedding instead")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        if given.ingest:
            return measure_ingest(given.notes, Path(temporary))
        if given.only:
            measure = measure_ours if given.only == "ours" else measure_starter
            print(json.dumps(measure(work / f"{given.passages[0]}", given.notes)))
            return 0
        print(f"{cpu_name()}, {os.cpu_count()} cores, {memory_gb():.0f} GB; load {os.getloadavg()[0]:.1f}\n")
        print("| passages | | " + " | ".join(COLUMNS.values()) + " |\n|---" + "|---" * (len(COLUMNS) + 1) + "|")
        for passages in given.passages:
            write_collection(work / f"{passages}" / "notes", given.notes, passages)
            for who in ("ours", "starter") if given.starter else ("ours",):  # each in a process of its own: its memory
                child = [sys.executable, __file__, "--notes", str(given.notes), "--work", str(work), "--only", who]
                done = subprocess.run([*child, "--passages", str(passages)], stdout=subprocess.PIPE, text=True)
                if done.returncode:
                    return 1
                report(passages, who, json.loads(done.stdout.splitlines()[-1]))
    return 0


def measure_ours(folder: Path, notes: Path) -> dict[str, float]:
    from index.catalog.catalog import Catalog
    from index.lexical import query
    from index.search.evidence import Question
    from index.search.filters import Filters
    from index.search.searcher import CANDIDATES, Searcher
    from index.sync.pipeline import sync_sources
    from index.vectors.store import Vectors

    embedder = QuickEmbedder()
    data = folder / "data"
    data.mkdir(exist_ok=True)
    questions = draw_questions(notes, QUESTIONS)
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        began = time.perf_counter()
        sync_sources(catalog, vectors, lambda: embedder, [folder / "notes"])
        ingest = time.perf_counter() - began
        searcher = Searcher(catalog, vectors, embedder)
        author = catalog.connection.execute("SELECT author FROM documents LIMIT 1 OFFSET 3").fetchone()[0]
        connection = catalog.connection
        collection = vectors._collection()  # Chroma bare, beside what we put around it
        rows = {one: embedder.embed_questions([one])[0] for one in questions}
        terms = {one: query.query_terms(one, query.languages(connection)) for one in questions}
        expressions = {one: " OR ".join(f'"{term}"' for term in found) for one, found in terms.items()}
        bare = "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY bm25(lexical) LIMIT ?"
        for one in questions[:20]:
            searcher.search(Question(text=one))
        parts: dict[str, Callable[[str], object]] = {
            "encode": lambda one: embedder.embed_questions([one]),
            "chroma": lambda one: collection.query(query_embeddings=[rows[one]], n_results=CANDIDATES),
            "lexical": lambda one: connection.execute(bare, (expressions[one], CANDIDATES)).fetchall(),
            "search": lambda one: searcher.search(Question(text=one)),
            "filtered": lambda one: searcher.search(Question(text=one, filters=Filters(author=author))),
        }
        took = in_turn(parts, questions)
        figures = {"ingest_s": ingest}
        for name, seconds in took.items():
            figures |= {f"{name}_p50_ms": 1000 * share(seconds, 0.5), f"{name}_p95_ms": 1000 * share(seconds, 0.95)}
        sums = [sum(each) for each in zip(took["encode"], took["chroma"], took["lexical"], strict=True)]
        figures["p95_over_parts"] = share(took["search"], 0.95) / share(sums, 0.95)
        vectors.close()
    figures |= {"memory_mb": peak_mb(), "disk_mb": disk_mb(data), "cold_s": cold(data, questions)}
    return figures


def cold(data: Path, questions: Sequence[str]) -> float:
    """Median seconds of the whole command, of five."""
    took = []
    for question in questions[:5]:
        began = time.perf_counter()
        command = [sys.executable, "-m", "assistant", "search", question, "--data", str(data), "--json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=NOTES.parent)
        took.append(time.perf_counter() - began)
    return share(took, 0.5)


def measure_starter(folder: Path, notes: Path) -> dict[str, float]:
    """SimpleDirectoryReader, the default splitter, Chroma; with the same encoder for the questions."""
    import chromadb
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.search.llama_index_adapter import NotesEmbedding

    embedder = QuickEmbedder()
    encoder = NotesEmbedding(embedder)
    data = folder / "starter"
    client = chromadb.PersistentClient(str(data), settings=chromadb.Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_or_create_collection("starter"))
    began = time.perf_counter()
    documents = SimpleDirectoryReader(str(folder / "notes")).load_data()
    index = VectorStoreIndex.from_documents(
        documents, storage_context=StorageContext.from_defaults(vector_store=store), embed_model=encoder
    )
    figures = {"ingest_s": time.perf_counter() - began}
    retriever = index.as_retriever(similarity_top_k=10)
    questions = draw_questions(notes, QUESTIONS)
    took = in_turn({"search": retriever.retrieve}, questions)["search"]
    figures |= {"search_p50_ms": 1000 * share(took, 0.5), "search_p95_ms": 1000 * share(took, 0.95)}
    return figures | {"memory_mb": peak_mb(), "disk_mb": disk_mb(data), "nodes": float(store._collection.count())}


def measure_ingest(notes: Path, work: Path) -> int:
    """Texts a second and a processor's second: embedded within an ingest, by our encoder alone, by the model itself."""
    from index.catalog.catalog import Catalog
    from index.catalog.passages import embedding_text
    from index.sync.pipeline import sync_sources
    from index.vectors.local_embedder import load_embedder, packaged_folder
    from index.vectors.sentence_transformer import TorchEmbedder
    from index.vectors.store import Vectors

    embedder = load_embedder()
    embedder.embed_questions(["loads it"])
    began: dict[str, tuple[float, float]] = {"ingest": clocks()}

    def note(stage: str, _done: int, _total: int) -> None:
        began.setdefault(stage, clocks())

    with Catalog.open(work) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [notes], progress=note)
        took = {"whole ingest": since(began["ingest"]), "embedding and storing": since(began["embedding"])}
        ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
        texts = [embedding_text(passage) for passage in catalog.passages(ids).values()]
        vectors.close()
    start = clocks()
    embedder.embed_passages(texts)
    took["encoder alone"] = since(start)
    plain = TorchEmbedder("plain", str(packaged_folder()))
    plain.model.encode(texts[:2])
    start = clocks()
    plain.model.encode(texts)
    took["plain encode"] = since(start)
    alone = took["encoder alone"]
    print(f"{len(texts)} passages")
    for name, (seconds, cpu) in took.items():
        print(
            f"{name:22} {seconds:6.1f} s, {cpu:6.1f} s of the processor:"
            f" {alone[0] / seconds:.2f} of the encoder's rate, {alone[1] / cpu:.2f} by processor time"
        )
    return 0


def clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> tuple[float, float]:
    now = clocks()
    return now[0] - began[0], now[1] - began[1]


def in_turn(parts: dict[str, Callable[[str], object]], questions: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of each part for each question, one part after the other, so that all see the same machine."""
    took: dict[str, list[float]] = {name: [] for name in parts}
    for question in questions:
        for name, part in parts.items():
            began = time.perf_counter()
            part(question)
            took[name].append(time.perf_counter() - began)
    return took


def share(values: Sequence[float], wanted: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(wanted * len(ordered)))]


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def disk_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def report(passages: int, who: str, figures: dict[str, float]) -> None:
    told = [show(figures[name]) if name in figures else "" for name in COLUMNS]
    print(f"| {passages:,} | {who} | " + " | ".join(told) + " |", flush=True)


def show(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def cpu_name() -> str:
    """What Linux calls the processor; elsewhere what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


if __name__ == "__main__":
    sys.exit(main())
