"""One ingest, for tests that kill it or start two: `python tests/ingest_once.py DATA FOLDER [stand-in|real]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    from index.catalog import Catalog
    from index.embed import Embedder, load_embedder
    from index.lock import hold_store
    from index.sync import sync_sources
    from index.vectors import Vectors
    from tests.index.stand_in_embedder import StandInEmbedder

    data, folder = Path(sys.argv[1]), Path(sys.argv[2])

    def load() -> Embedder:
        return load_embedder() if sys.argv[3:] == ["real"] else StandInEmbedder()

    def tell(busy: Exception) -> None:
        print(f"waiting: {busy}", file=sys.stderr, flush=True)

    with hold_store(data, "a test's ingest", on_wait=tell), Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        import chromadb  # noqa: F401

        print("ready", flush=True)
        sync_sources(catalog, vectors, load, [folder], allow_removals=True)
        vectors.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
