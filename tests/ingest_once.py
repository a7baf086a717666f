"""One ingest, for tests that kill it or start two: `python tests/ingest_once.py DATA FOLDER [stand-in|real]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def ingest_once(data: Path, folder: Path, embedder: str, ready: Callable[[], object]) -> None:
    """Read a folder into a store as its only writer; calls `ready` when everything is imported and loaded."""
    import chromadb  # noqa: F401

    from index.catalog.catalog import Catalog
    from index.catalog.lock import hold_store
    from index.sync.pipeline import sync_sources
    from index.vectors.embedder import Embedder
    from index.vectors.local_embedder import load_embedder
    from index.vectors.store import Vectors
    from tests.index.stand_in_embedder import StandInEmbedder

    def report_wait(busy: Exception) -> None:
        print(f"waiting: {busy}", file=sys.stderr, flush=True)

    encoder: Embedder = StandInEmbedder()
    if embedder == "real":
        encoder = load_embedder()
        encoder.embed_passages(["loads the weights"])
    with hold_store(data, "a test's ingest", on_wait=report_wait), Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        ready()
        sync_sources(catalog, vectors, lambda: encoder, [folder], allow_removals=True)
        vectors.close()


if __name__ == "__main__":
    ingest_once(Path(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3:] or ["stand-in"])[0], lambda: print(end=""))
