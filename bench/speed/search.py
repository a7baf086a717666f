"""The time and memory of a search, next to its bare parts and to a plain LlamaIndex starter.

    python -m bench.speed.search [--passages 1000 10000 100000] [--notes FOLDER] [--work DIR] [--starter]
    python -m bench.speed.search --ingest [--notes FOLDER]

The collection is synthetic, in the words of FOLDER (`synthetic_collection`). Its passages get random vectors, which are
as slow to search as real ones; questions are encoded by the packaged encoder. The bare parts are that encoder alone,
Chroma's own query and FTS5's own query, for as many candidates as a search takes. Bars at 100,000 passages: 95 of 100
searches within 1.3 times the sum of the bare parts and under 60 ms, filtered by an author under 80 ms; under 1.5 GB;
cold under 2.5 s. `--ingest` compares the rate of embedding within an ingest with the bare encoder's on the same texts
(bar .9), and that with plain SentenceTransformer.encode (bar 1.5).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.speed.measurement import (
    ROOT,
    SAMPLES,
    folder_bytes,
    peak_memory_mb,
    percentile,
    read_clocks,
    time_call,
    time_since,
)
from bench.speed.synthetic_collection import draw_questions, write_collection

QUESTION_COUNT = 200
WARM_UP_QUESTIONS = 20
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
"""Figures and their heads in the table."""


class FastPassageEmbedder:
    """The packaged encoder for questions; for passages, random vectors seeded by their words."""

    def __init__(self) -> None:
        from index.vectors.local_embedder import load_embedder
        from tests.index.stand_in_embedder import StandInEmbedder

        encoder = load_embedder()
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.embed_passages = StandInEmbedder(self.name, self.dimensions).embed_questions
        self.embed_questions = encoder.embed_questions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--notes", type=Path, default=SAMPLES, help="the notes whose words are used")
    parser.add_argument("--work", type=Path, help="keep the stores here")
    parser.add_argument("--starter", action="store_true", help="measure a LlamaIndex starter too")
    parser.add_argument("--only", choices=("ours", "starter"), help="measure one, and print its figures as JSON")
    parser.add_argument("--ingest", action="store_true", help="measure embedding instead")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or Path(temporary)
        if args.ingest:
            measure_ingest(args.notes, Path(temporary))
        elif args.only:
            measure = measure_ours if args.only == "ours" else measure_starter
            print(json.dumps(measure(work / f"{args.passages[0]}", args.notes)))
        else:
            return compare(args.passages, args.notes, work, ("ours", "starter") if args.starter else ("ours",))
    return 0


def compare(sizes: Sequence[int], notes: Path, work: Path, systems: Sequence[str]) -> int:
    """Print the table; each figure comes from a process of its own, because memory is among them."""
    print(f"{cpu_name()}, {os.cpu_count()} cores, {memory_gb():.0f} GB; load {os.getloadavg()[0]:.1f}\n")
    print("| passages | | " + " | ".join(COLUMNS.values()) + " |\n|---" + "|---" * (len(COLUMNS) + 1) + "|")
    for passages in sizes:
        write_collection(work / f"{passages}" / "notes", notes, passages)
        for system in systems:
            command = [sys.executable, "-m", "bench.speed.search", "--notes", str(notes.resolve()), "--only", system]
            arguments = ["--work", str(work.resolve()), "--passages", str(passages)]
            process = subprocess.run([*command, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT)
            if process.returncode:
                return 1
            print_row(passages, system, json.loads(process.stdout.splitlines()[-1]))
    return 0


def measure_ours(folder: Path, notes: Path) -> dict[str, float]:
    from index.catalog.catalog import Catalog
    from index.catalog.full_text import count_languages
    from index.lexical.query import query_languages, query_terms
    from index.search.evidence import Question
    from index.search.filters import Filters
    from index.search.searcher import CANDIDATES, Searcher
    from index.sync.pipeline import sync_sources
    from index.vectors.store import Vectors

    embedder = FastPassageEmbedder()
    data = folder / "data"
    data.mkdir(exist_ok=True)
    questions = draw_questions(notes, QUESTION_COUNT)
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        ingest = time_call(lambda: sync_sources(catalog, vectors, lambda: embedder, [folder / "notes"])).wall
        searcher = Searcher(catalog, vectors, embedder)
        author = catalog.connection.execute("SELECT author FROM documents LIMIT 1 OFFSET 3").fetchone()[0]
        connection = catalog.connection
        collection = vectors._collection().chroma  # bare Chroma, without what ours adds
        rows = {question: embedder.embed_questions([question])[0] for question in questions}
        languages = query_languages(count_languages(catalog))
        terms = {question: query_terms(question, languages) for question in questions}
        expressions = {question: " OR ".join(f'"{word}"' for word in words) for question, words in terms.items()}
        bare = "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY bm25(lexical) LIMIT ?"
        for question in questions[:WARM_UP_QUESTIONS]:
            searcher.search(Question(text=question))
        parts: dict[str, Callable[[str], object]] = {
            "encode": lambda text: embedder.embed_questions([text]),
            "chroma": lambda text: collection.query(query_embeddings=[rows[text]], n_results=CANDIDATES),
            "lexical": lambda text: connection.execute(bare, (expressions[text], CANDIDATES)).fetchall(),
            "search": lambda text: searcher.search(Question(text=text)),
            "filtered": lambda text: searcher.search(Question(text=text, filters=Filters(author=author))),
        }
        seconds = time_in_turns(parts, questions)
        figures = {"ingest_s": ingest}
        for name, values in seconds.items():
            figures |= {
                f"{name}_p50_ms": 1000 * percentile(values, 0.5),
                f"{name}_p95_ms": 1000 * percentile(values, 0.95),
            }
        sums = [sum(row) for row in zip(seconds["encode"], seconds["chroma"], seconds["lexical"], strict=True)]
        figures["p95_over_parts"] = percentile(seconds["search"], 0.95) / percentile(sums, 0.95)
        vectors.close()
    sizes = {"memory_mb": peak_memory_mb(), "disk_mb": folder_bytes(data) / 1e6}
    return figures | sizes | {"cold_s": time_cold(data, questions)}


def time_cold(data: Path, questions: Sequence[str]) -> float:
    """Median seconds of five runs of the whole command."""
    seconds = []
    for question in questions[:5]:
        command = [sys.executable, "-m", "assistant", "search", question, "--data", str(data), "--json"]
        run = partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        seconds.append(time_call(run).wall)
    return percentile(seconds, 0.5)


def measure_starter(folder: Path, notes: Path) -> dict[str, float]:
    """SimpleDirectoryReader, the default splitter, Chroma; with the same encoder for the questions."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.search.llama_index_adapter import NotesEmbedding

    embedder = FastPassageEmbedder()
    encoder = NotesEmbedding(embedder)
    data = folder / "starter"
    client = chromadb.PersistentClient(str(data), settings=Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_or_create_collection("starter"))
    start = time.perf_counter()
    documents = SimpleDirectoryReader(str(folder / "notes")).load_data()
    index = VectorStoreIndex.from_documents(
        documents, storage_context=StorageContext.from_defaults(vector_store=store), embed_model=encoder
    )
    figures = {"ingest_s": time.perf_counter() - start}
    retriever = index.as_retriever(similarity_top_k=10)
    questions = draw_questions(notes, QUESTION_COUNT)
    seconds = time_in_turns({"search": retriever.retrieve}, questions)["search"]
    figures |= {"search_p50_ms": 1000 * percentile(seconds, 0.5), "search_p95_ms": 1000 * percentile(seconds, 0.95)}
    return figures | {
        "memory_mb": peak_memory_mb(),
        "disk_mb": folder_bytes(data) / 1e6,
        "nodes": float(store._collection.count()),
    }


def measure_ingest(notes: Path, work: Path) -> None:
    """The rate of embedding within an ingest, by our encoder alone, and by the model itself."""
    from index.catalog.catalog import Catalog
    from index.catalog.passages import embedding_text, read_passages
    from index.sync.pipeline import sync_sources
    from index.vectors.local_embedder import load_embedder, packaged_folder
    from index.vectors.sentence_transformer import TorchEmbedder
    from index.vectors.store import Vectors

    embedder = load_embedder()
    embedder.embed_questions(["loads the model"])
    starts = {"ingest": read_clocks()}

    def note_start(stage: str, done: int, total: int) -> None:
        starts.setdefault(stage, read_clocks())

    with Catalog.open(work) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [notes], progress=note_start)
        times = {"whole ingest": time_since(starts["ingest"]), "embedding and storing": time_since(starts["embedding"])}
        ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
        texts = [embedding_text(passage) for passage in read_passages(catalog, ids).values()]
        vectors.close()
    alone = times["encoder alone"] = time_call(lambda: embedder.embed_passages(texts))
    plain = TorchEmbedder("plain", str(packaged_folder()))
    plain.model.encode(texts[:2])
    times["plain encode"] = time_call(lambda: plain.model.encode(texts))
    print(f"{len(texts)} passages")
    for name, (wall, cpu) in times.items():
        print(
            f"{name:22} {wall:6.1f} s, {cpu:6.1f} s of the processor:"
            f" {alone.wall / wall:.2f} of the encoder's rate, {alone.cpu / cpu:.2f} by processor time"
        )


def time_in_turns(parts: dict[str, Callable[[str], object]], questions: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of each part for each question, one part after the other, so that all see the same machine."""
    seconds: dict[str, list[float]] = {name: [] for name in parts}
    for question in questions:
        for name, part in parts.items():
            seconds[name].append(time_call(partial(part, question)).wall)
    return seconds


def print_row(passages: int, system: str, figures: dict[str, float]) -> None:
    cells = [format_figure(figures[name]) if name in figures else "" for name in COLUMNS]
    print(f"| {passages:,} | {system} | " + " | ".join(cells) + " |", flush=True)


def format_figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def cpu_name() -> str:
    """As Linux names the processor; elsewhere as Python does."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


if __name__ == "__main__":
    sys.exit(main())
