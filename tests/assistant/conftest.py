from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from assistant.answering.answer import Answer
from assistant.answering.assistant import Assistant
from assistant.llm.llama_model import LlamaModel
from assistant.model_downloads.catalogue import default_model, models_folder
from assistant.model_downloads.download import downloaded_file
from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from tests.assistant.chromium import launch_browser

DEMAND_VARIABLE = "NOTES_TEST_MODEL"
"""Environment variable: set to make a missing writing model a failure."""
ROOT = Path(__file__).resolve().parent.parent.parent
Ask = Callable[..., Answer]

# Five seconds are the default: enough alone, not on a machine whose cores are taken. What never comes still fails.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch_browser(playwright)
        yield found
        found.close()


@pytest.fixture(scope="session")
def join(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Assistant]]:
    """Makes an assistant without a model over a folder of notes, with the packaged encoder."""
    embedder = load_embedder()
    opened: list[tuple[Vectors, Catalog]] = []

    def make(folder: Path) -> Assistant:
        catalog = Catalog.open(tmp_path_factory.mktemp("data"))
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, lambda: embedder, [folder])
        opened.append((vectors, catalog))
        return Assistant(Searcher(catalog, vectors, embedder), None, catalog=catalog, embedder=embedder)

    yield make
    for vectors, catalog in opened:
        vectors.close()
        catalog.close()


@pytest.fixture(scope="session")
def writing_model() -> Iterator[LlamaModel]:
    """The default model, from the user's cache."""
    path = downloaded_file(default_model(), models_folder())
    if path is None:
        why = f"{default_model().title} is not downloaded; run: notes models fetch default"
        pytest.fail(why) if os.environ.get(DEMAND_VARIABLE) else pytest.skip(why)
    model = LlamaModel(path)
    yield model
    model.close()


@pytest.fixture(scope="session")
def samples(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over a copy of the sample notes."""
    folder = tmp_path_factory.mktemp("samples") / "notes"
    shutil.copytree(ROOT / "notes", folder)
    return join(folder)


@pytest.fixture(scope="session")
def ask(samples: Assistant) -> Ask:
    """Asks the sample notes."""
    return lambda text, **given: samples.ask(Question(text=text), **given)
