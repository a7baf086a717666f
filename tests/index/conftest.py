from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from index.sync.report import IngestReport
from index.vectors.store import Vectors
from tests.index.stand_in_embedder import StandInEmbedder

Sync = Callable[..., IngestReport]


@pytest.fixture
def embedder() -> StandInEmbedder:
    return StandInEmbedder()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "data") as catalog:
        yield catalog


@pytest.fixture
def vectors(catalog: Catalog) -> Iterator[Vectors]:
    vectors = Vectors(catalog)
    yield vectors
    vectors.close()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def sync(catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder, vault: Path) -> Sync:
    """Read the vault, and say what that did."""

    def run(**options: object) -> IngestReport:
        return sync_sources(catalog, vectors, lambda: embedder, [vault], **options)  # type: ignore[arg-type]

    return run


def write_notes(folder: Path, notes: Mapping[str, str]) -> None:
    """Files by their path in the folder."""
    for path, text in notes.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def export(title: str, author: str, *highlights: str) -> str:
    """A note as Readwise's default template writes it."""
    lines = [f"# {title}", "", "## Metadata", f"- Author: [[{author}]]", f"- Full Title: {title}", "- Category: #books"]
    lines += ["", "## Highlights"]
    for number, text in enumerate(highlights, 1):
        lines.append(
            f"- {text} ([Location {number}](https://readwise.io/to_kindle?action=open&asin=B0TEST&location={number}))"
        )
    return "\n".join(lines) + "\n"


KILN = export(
    "The Patient Kiln",
    "Oda Brandt",
    "A kiln that is opened too early cracks every pot that stands near its door.",
    "Glaze is chemistry that a potter remembers with the hands rather than with the head.",
    "Nobody fires alone: the village brings the wood and takes the first cups.",
)
TIDES = export(
    "Reading the Tides",
    "Ines Quist",
    "The moon pulls the near water more than the earth, and the earth more than the far water.",
    "An estuary can hold back its high tide for hours behind a narrow mouth.",
)
