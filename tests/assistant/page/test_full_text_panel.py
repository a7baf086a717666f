"""A highlight of a PDF in the browser: its paragraph shows its words, and its link opens the file at the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from tests.assistant.visit import SOON, serve_aside, visit_page
from tests.index.conftest import export, write_notes
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Setting, write_set_pdf

TEXTS = paragraphs(24, 5)
MARKED = [TEXTS[at].split(". ")[1] + "." for at in (2, 9, 20)]
VIEWER = "chrome-extension://"


@pytest.fixture(scope="module")
def pages() -> dict[str, int]:
    """The page on which each paragraph begins."""
    return {}


@pytest.fixture(scope="module")
def address(pages: dict[str, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page over a PDF and a file of highlights from another tool."""
    notes, data = tmp_path_factory.mktemp("notes"), tmp_path_factory.mktemp("data")
    lines = write_set_pdf(notes / "ledger.pdf", TEXTS, Setting(lines=20), title="The Ferry Ledger")
    pages.update({text: next(line.page for line in lines if text.startswith(line.text)) for text in TEXTS})
    write_notes(notes, {"kindle.md": export("The Ferry Ledger", "Ilse Brandvold", *MARKED)})
    with Catalog.open(data) as catalog:
        vectors, embedder = Vectors(catalog), load_embedder()
        sync_sources(catalog, vectors, lambda: embedder, [notes])
        vectors.close()
    runtime = Runtime(data)
    yield serve_aside(join_library(runtime), data / "conversations")
    runtime.close()


def open_highlight(page: Page, text: str) -> None:
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill(text)
    page.locator("#search-results [data-passage]").filter(has_text=text[:30]).first.click()


def test_a_highlight_is_marked_in_its_paragraph_and_opens_the_pdf_at_its_page(
    browser: Browser, address: str, pages: dict[str, int]
) -> None:
    with visit_page(browser, address) as visit:
        open_highlight(visit, MARKED[2])
        panel = visit.locator("#panel")
        around = panel.locator(".around", has_text="In the full text")
        expect(around.locator("mark")).to_have_text(MARKED[2].rstrip("."))
        expect(around).to_contain_text(TEXTS[20][:40])
        number = pages[TEXTS[20]]
        assert number > 2
        with visit.context.expect_page() as opened:
            panel.get_by_role("link", name=f"Page {number}").click()
        pdf = opened.value
        assert pdf.url.endswith(f"#page={number}")
        pdf.wait_for_timeout(SOON / 20)
        viewer = next((frame for frame in pdf.frames if frame.url.startswith(VIEWER)), None)
        if viewer is not None:  # a browser without a viewer of PDFs downloads it
            expect(viewer.locator("viewer-page-selector input")).to_have_value(str(number))
