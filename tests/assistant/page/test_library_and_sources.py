"""The page over a large real collection, walked as its owner would: some 9,000 highlights of 84 works.

Words to ask and search for are taken from the collection itself. Its passages are embedded by the tests' small
encoder, as the packaged one takes minutes for so many; all else is as `notes serve` joins it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.library.interfaces import Library
from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from index.catalog.queries.works import WorkSummary
from tests.assistant.axe import serious
from tests.assistant.visit import SOON, serve_aside, visit_page
from tests.index.stand_in_embedder import StandInEmbedder

VAULT = Path(__file__).resolve().parents[4] / "shared" / "vaults" / "readwise-obsidian-2"
pytestmark = pytest.mark.skipif(not VAULT.is_dir(), reason=f"{VAULT.name} does not lie in ../shared/vaults")

LONG = 180_000
"""Milliseconds for a reading of the whole collection on a machine that does other things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A page with the collection read into it."""

    address: str
    library: Library
    folder: Path
    """The reader's own copy of the notes."""

    def pick(self) -> tuple[WorkSummary, str]:
        """The most marked work by somebody that links to its highlights, and one of them: a plain sentence."""
        for work in sorted(self.library.search.works(), key=lambda work: -work.passages):
            page = self.library.search.open_work(work.id)
            for passage in page.passages if page and work.author else ():
                text = " ".join(passage.text.split())
                if passage.places[0].url and re.fullmatch(r"[A-Z][A-Za-z' ]{60,150}\.", text):
                    return work, text
        raise LookupError("no such highlight")


@pytest.fixture(scope="module")
def collection(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Read by its owner on a first visit, by the path of its folder."""
    folder, data = tmp_path_factory.mktemp("collection") / "vault", tmp_path_factory.mktemp("data")
    shutil.copytree(VAULT, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.vectors.local_embedder.load_embedder", lambda *args, **kwargs: StandInEmbedder())
        runtime = Runtime(data)
        library = join_library(runtime)
        address = serve_aside(library, data / "conversations")
        add_folder(browser, address, folder)
        yield Collection(address=address, library=library, folder=folder)
        runtime.close()


def add_folder(browser: Browser, address: str, folder: Path) -> None:
    """The first run: no notes yet, a folder is named, its reading shows how far it is, and its end what it brought."""
    visit = browser.new_page()
    visit.goto(address)
    expect(visit.locator("#thread")).to_contain_text("No notes yet", timeout=SOON)
    visit.get_by_role("button", name="Choose a folder").click()
    visit.locator("#folder").fill(str(folder))
    visit.get_by_role("button", name="Add", exact=True).click()
    expect(visit.locator("#reading .count")).to_contain_text(re.compile(r"\d of [\d,]+ (files|passages)"), timeout=SOON)
    expect(visit.locator("#reading .notice")).to_contain_text("Done. 84 files checked: 84 new", timeout=LONG)
    expect(visit.locator("#status")).to_contain_text(re.compile(r"9,\d{3} passages"))
    expect(visit.locator("#sources .folder")).to_contain_text("up to date")
    visit.close()


@pytest.fixture
def page(browser: Browser, collection: Collection) -> Iterator[Page]:
    """A fresh visit; whatever leaves this machine, or fails in the console, fails the test."""
    with visit_page(browser, collection.address) as visit:
        yield visit


def go(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.is-done")).to_have_count(before + 1, timeout=SOON)


def search(page: Page, words: str) -> None:
    go(page, "Search")
    page.locator("#search-words").fill("")
    page.locator("#search-words").press_sequentially(words, delay=15)
    expect(page.locator("#search-results .group").first).to_be_visible(timeout=SOON)
    expect(page.locator("#search-results")).to_have_attribute("aria-busy", "false")


def test_an_example_question_names_an_existing_work_and_is_answered(page: Page, collection: Collection) -> None:
    expect(page.locator(".welcome")).to_contain_text("from 84 works")
    example = page.locator(".example").first
    question = example.inner_text()
    assert any(f"“{work.title}”" in question for work in collection.library.search.works())
    example.click()
    expect(page.locator(".turn.is-done .asked")).to_have_text(question, timeout=SOON)
    assert page.locator(".cite").count() > 4


def test_a_citation_opens_its_passage_with_marks_neighbours_links_and_line(page: Page, collection: Collection) -> None:
    _, text = collection.pick()
    ask(page, f"Where did I read “{text}”")
    page.locator(".cite").first.hover()
    expect(page.locator("#tip q")).to_be_visible()
    page.locator(".cite").first.click()
    panel = page.locator("#panel")
    expect(panel.locator(".quote")).to_contain_text(text)
    assert panel.locator(".quote mark").count() > 2
    expect(panel.locator(".voice")).to_have_text("The author’s words")
    path, _, line = panel.locator(".file").inner_text().rpartition(":")
    assert text in (collection.folder / path).read_text("utf-8").splitlines()[int(line.split("–")[0]) - 1]
    assert str(panel.get_by_role("link", name="Obsidian").get_attribute("href")).startswith("obsidian://open?path=")
    expect(panel.get_by_role("link", name="Readwise")).to_have_attribute(
        "href", re.compile(r"^https://(read\.)?readwise\.io/")
    )
    panel.locator(".neighbour").first.click()
    expect(panel.locator(".quote")).not_to_contain_text(text)
    panel.get_by_role("button", name="Back").click()
    expect(panel.locator(".quote")).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".cite").first).to_be_focused()


def test_a_question_outside_the_collection_is_refused_with_the_nearest(page: Page) -> None:
    ask(page, "Who won the 2022 World Cup?")
    expect(page.locator(".refusal")).to_contain_text("Your notes don't say")
    page.locator(".near").first.click()
    expect(page.locator("#panel .file")).to_be_visible()


def test_results_appear_while_typing_and_are_filtered_by_author(page: Page, collection: Collection) -> None:
    work, text = collection.pick()
    words = " ".join(sorted(text.rstrip(".").split(), key=len)[-3:])
    search(page, words)
    first = page.locator("#search-results .group").first
    expect(first.locator("h3")).to_have_text(work.title)
    assert first.locator("mark").count() > 0
    authors = page.locator("#facets [data-filter=author] option").all_inner_texts()[1:]
    counts = [int(author.rpartition("(")[2].rstrip(")").replace(",", "")) for author in authors]
    assert counts == sorted(counts, reverse=True) and sum(counts) > 8000
    other = next(author.rpartition(" (")[0] for author in authors if not author.startswith(work.author))
    page.locator("#facets [data-filter=author]").select_option(other)
    expect(first.locator(".byline")).to_contain_text(other)
    for byline in page.locator("#search-results .group .byline").all_inner_texts():
        assert other in byline


def test_a_result_leads_to_similar_ones_and_to_a_question(page: Page, collection: Collection) -> None:
    _, text = collection.pick()
    search(page, text)
    page.locator(".result").first.get_by_role("button", name="More like this").click()
    expect(page.locator(".likehead")).to_contain_text(f"Passages like “{text[:40]}")
    expect(page.locator(".result").first).not_to_contain_text(text)
    assert page.locator("#search-results .group").count() > 1
    page.get_by_role("button", name="Ask about these").click()
    expect(page.locator("#question textarea")).to_have_value(re.compile(re.escape(text[:40])))


def test_the_library_is_sorted_filtered_and_scrolled_to_its_end(page: Page, collection: Collection) -> None:
    go(page, "Library")
    cards = page.locator(".card")
    expect(cards).to_have_count(84, timeout=SOON)
    page.locator("[data-shelf=sort]").select_option("most")
    counts = [
        int(card) for card in page.evaluate("Array.from(document.querySelectorAll('.card'), c => c.dataset.count)")
    ]
    assert counts == sorted(counts, reverse=True)
    work = max(collection.library.search.works(), key=lambda work: work.passages)
    expect(cards.first).to_contain_text(work.title[:40])
    cards.last.scroll_into_view_if_needed()
    expect(cards.last.locator(".cover")).to_be_in_viewport()
    page.locator("[data-input=shelf]").fill(work.author.upper())
    expect(page.locator(".card:visible").first).to_contain_text(work.author)
    assert 0 < page.locator(".card:visible").count() < 84
    page.locator("[data-input=shelf]").fill("")
    page.locator("[data-shelf=kind]").select_option("articles")
    kinds = page.evaluate("Array.from(document.querySelectorAll('.card:not([hidden])'), c => c.dataset.kind)")
    assert set(kinds) == {"articles"} and len(kinds) < 84


def test_a_work_lists_all_its_passages_in_order_with_other_places(page: Page, collection: Collection) -> None:
    pages = [collection.library.search.open_work(work.id) for work in collection.library.search.works()]
    merged = next(page for page in pages if page and any(len(passage.places) > 1 for passage in page.passages))
    go(page, "Library")
    page.locator(f'.card [data-id="{merged.work.id}"]').click()
    expect(page.locator(".work .result")).to_have_count(len(merged.passages), timeout=SOON)
    lines = [re.findall(r"\d+", line)[0] for line in page.locator(".work .opens").all_inner_texts() if "line" in line]
    assert [int(line) for line in lines] == sorted(int(line) for line in lines)
    page.locator(".work .also summary").first.click()
    expect(page.locator(".work .also code").first).to_contain_text(re.compile(r"\.md:\d+"))
    page.locator(".work .opens").first.click()
    expect(page.locator("#panel .quote")).to_be_visible()
    page.get_by_role("button", name="All works").click()
    expect(page.locator(".card")).to_have_count(84)


def test_past_conversations_are_searched_opened_and_deleted(page: Page, collection: Collection) -> None:
    question = f"What did I mark in “{min(collection.library.search.works(), key=lambda work: work.passages).title}”?"
    ask(page, question)
    page.get_by_role("button", name="New").click()
    expect(page.locator("#thread .welcome")).to_be_visible()
    page.get_by_role("button", name="Past conversations").click()
    page.locator("[data-input=past]").fill(question.split("“")[1].rstrip("”?"))
    expect(page.locator(".pastone")).to_have_count(1)
    page.locator(".pastone").click()
    expect(page.locator(".asked")).to_have_text(question)
    page.get_by_role("button", name="Past conversations").click()
    page.get_by_role("button", name=f"Delete: {question[:20]}").first.click()
    expect(page.locator(".pastone", has_text=question)).to_have_count(0)


def test_sources_list_failures_with_reasons_and_duplicates(page: Page, collection: Collection) -> None:
    broken = collection.folder / "Broken.md"
    broken.write_bytes(bytes(range(128, 256)) * 40 + bytes(range(32)) * 40)
    go(page, "Sources")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("#reading .notice")).to_contain_text("could not be read", timeout=LONG)
    failed = page.locator("#sources .troubles", has_text="Could not be read")
    expect(failed.locator("code")).to_have_text("Broken.md")
    assert failed.locator(".lines").inner_text().strip()
    broken.unlink()
    page.locator("summary", has_text="Duplicates").click()
    expect(page.locator(".repeat .why").first).to_contain_text("Merged: ")
    page.get_by_text(re.compile(r"\d+ more$")).click()
    rows = page.locator(".repeat").count()
    page.get_by_role("button", name="Keep apart").first.click()
    expect(page.locator(".repeat")).to_have_count(rows - 1)


def test_a_stopped_reading_is_completed_by_the_next(page: Page, collection: Collection) -> None:
    before = collection.library.sources.state().status.passages
    for number, note in enumerate(sorted(collection.folder.rglob("*.md"))):
        with note.open("a", encoding="utf-8") as file:
            file.write(f"- A closing thought of the reader, number {number}, on tides and clocks.\n")
    go(page, "Sources")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("#reading .count")).to_contain_text(re.compile(r"\d of \d+"), timeout=SOON)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#reading .notice")).to_contain_text("Stopped; everything read so far is kept", timeout=LONG)
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("#reading .notice")).to_contain_text("Done. 84 files checked", timeout=LONG)
    assert collection.library.sources.state().status.passages > before


def test_the_page_works_with_the_keyboard_alone(page: Page, collection: Collection) -> None:
    page.locator("body").press("/")
    expect(page.locator("#question textarea")).to_be_focused()
    page.get_by_role("tab", name="Ask").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#search-words")).to_be_focused()
    page.keyboard.type(collection.pick()[1])
    opens = page.locator(".result").first.get_by_role("button", name="Open")
    expect(opens).to_be_visible(timeout=SOON)
    opens.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opens).to_be_focused()
    page.locator("body").press("/")
    expect(page.locator("#search-words")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_serious_fault_with_the_collection(
    browser: Browser, collection: Collection, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    visit = context.new_page()
    visit.goto(collection.address)
    expect(visit.locator("#today .seen").first).to_be_visible(timeout=SOON)
    faults = [serious(visit, "welcome")]
    ask(visit, f"Where did I read “{collection.pick()[1]}”")
    visit.locator(".cite").first.click()
    expect(visit.locator("#panel .quote")).to_be_visible()
    visit.wait_for_timeout(500)
    faults.append(serious(visit, "answer"))
    visit.keyboard.press("Escape")
    search(visit, "what to do when nothing works")
    faults.append(serious(visit, "search"))
    go(visit, "Library")
    expect(visit.locator(".card")).to_have_count(84, timeout=SOON)
    faults.append(serious(visit, "library"))
    fewest = min(collection.library.search.works(), key=lambda work: work.passages)
    visit.locator(f'.card [data-id="{fewest.id}"]').click()
    expect(visit.locator(".work .result").first).to_be_visible()
    faults.append(serious(visit, "work"))
    go(visit, "Sources")
    visit.locator("summary", has_text="Duplicates").click()
    expect(visit.locator(".repeat").first).to_be_visible()
    faults.append(serious(visit, "sources"))
    wide = visit.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert [fault for page_faults in faults for fault in page_faults] == []
    assert wide <= 0
