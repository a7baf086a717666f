"""The page in a real browser, used as a reader would."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.library.interfaces import AnswerOptions
from index.vectors.encoder_list import FIRST_MULTILINGUAL
from index.vectors.language_support import LanguageGap
from tests.assistant.axe import serious
from tests.assistant.page_stand_in import PASSAGES, StandIn, make_passage
from tests.assistant.visit import serve_aside, visit_page

HOSTILE = make_passage(
    'The moon <img src="https://evil.example/x.png" onerror="document.title=1"> ${document.title=2} {{x}} '
    "![tide](https://evil.example/y.png) [tide](javascript:document.title=3)",
    title='"><script>document.title=4</script>',
    line=1,
    note="<b onclick=alert(1)>tide</b>",
)


STILL = 0.05
"""Layout shift of a whole answer; 0.1 is what web.dev calls good for a page's life."""


class Served:
    """A page on a free port over a stand-in library."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.address = serve_aside(stand_in.library)


@pytest.fixture(scope="module")
def served() -> Served:
    return Served(StandIn([*PASSAGES, HOSTILE], pace=0.25, repeat=2))


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A fresh visit; whatever leaves this machine, or fails in the console, fails the test."""
    with visit_page(browser, served.address, permissions=["clipboard-read", "clipboard-write"]) as visit:
        yield visit


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def finished(page: Page) -> None:
    expect(page.locator(".turn").last).to_have_class(re.compile("is-(done|stopped)"), timeout=20_000)


def test_an_answer_streams_and_its_citation_opens_passage_file_and_line(page: Page, served: Served) -> None:
    served.stand_in.pace = 1.0
    ask(page, "What does the harbour make of a tide table?")
    expect(page.locator(".turn.is-looking, .turn.is-writing")).to_be_visible()
    expect(page.locator(".turn.is-writing .sentence").first).to_be_visible()
    served.stand_in.pace = 0.25
    finished(page)
    assert page.locator(".sentence").count() > 2
    page.locator(".cite").first.click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("A tide table is a promise made by arithmetic")
    expect(panel).to_contain_text("Tide Tables")
    expect(panel).to_contain_text("Ines Okafor")
    expect(panel.locator(".file")).to_have_text("Readwise/Tide Tables.md:15")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_panel_shows_voice_note_tags_date_place_and_links(page: Page) -> None:
    ask(page, "How does the moon pull near water harder?")
    finished(page)
    page.locator(".cite").first.click()
    panel = page.locator("#panel")
    for words in ("The author’s words", "I always had this wrong", "physics", "2 March 2024", "Page 31", "Two bulges"):
        expect(panel).to_contain_text(words)
    assert panel.get_by_role("link", name="Original").get_attribute("href") == "https://example.org/tides"
    assert "noopener" in str(panel.get_by_role("link", name="Readwise").get_attribute("rel"))


def test_a_stopped_answer_stays_and_the_next_question_is_answered(page: Page, served: Served) -> None:
    served.stand_in.repeat, served.stand_in.stopped = 40, threading.Event()
    ask(page, "moon tide harbour")
    expect(page.locator(".sentence").nth(1)).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn.is-stopped")).to_contain_text("You stopped the answer here")
    assert served.stand_in.stopped.wait(1)
    served.stand_in.repeat = 2
    ask(page, "What of neap tides?")
    expect(page.locator(".turn")).to_have_count(2)
    finished(page)
    expect(page.locator(".turn").last).to_contain_text("Neap tides come")


def test_escape_stops_the_answer(page: Page, served: Served) -> None:
    served.stand_in.repeat, served.stand_in.stopped = 40, threading.Event()
    ask(page, "moon tide harbour")
    expect(page.locator(".sentence").nth(1)).to_be_visible(timeout=10_000)
    page.keyboard.press("Escape")
    expect(page.locator(".turn.is-stopped")).to_be_visible()
    assert served.stand_in.stopped.wait(1)
    served.stand_in.repeat = 2


def test_leaving_the_page_stops_an_answer_without_an_error(page: Page, served: Served) -> None:
    """The fixture holds the console against errors."""
    served.stand_in.repeat, served.stand_in.stopped = 40, threading.Event()
    ask(page, "moon tide harbour")
    expect(page.locator(".sentence").nth(1)).to_be_visible(timeout=10_000)
    page.reload()
    expect(page.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    assert served.stand_in.stopped.wait(10)
    served.stand_in.repeat = 2


def test_nothing_moves_while_an_answer_grows(page: Page) -> None:
    page.evaluate(
        """() => { window.moved = []; new PerformanceObserver((list) => list.getEntries().forEach((shift) => {
        if (!shift.hadRecentInput) window.moved.push(shift.value); })).observe({ type: "layout-shift" }); }"""
    )
    ask(page, "moon tide harbour")
    finished(page)
    page.wait_for_timeout(700)
    assert sum(page.evaluate("window.moved")) < STILL


def test_two_browsers_have_separate_conversations(browser: Browser, page: Page, served: Served) -> None:
    ask(page, "What of neap tides?")
    finished(page)
    other = browser.new_page()
    other.goto(served.address)
    expect(other.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    expect(other.locator(".turn")).to_have_count(0)
    ask(other, "What of the harbour master?")
    finished(other)
    expect(other.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(1)
    other.close()


def test_no_file_can_be_uploaded_or_downloaded(browser: Browser, served: Served) -> None:
    visit = browser.new_page()
    visit.goto(served.address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    paths = {"upload": "POST", "file=/etc/passwd": "GET", "proxy=https://example.org": "GET"}
    sent = "async ([path, method]) => (await fetch(`/gradio_api/${path}`, { method })).status"
    assert visit.locator("input[type=file]").count() == 0
    assert [visit.evaluate(sent, [path, method]) for path, method in paths.items()] == [404, 404, 404]
    visit.close()


def test_nothing_is_animated_with_reduced_motion(browser: Browser, served: Served) -> None:
    context = browser.new_context(reduced_motion="reduce")
    visit = context.new_page()
    visit.goto(served.address)
    ask(visit, "moon tide harbour")
    expect(visit.locator(".turn.is-writing .sentence").first).to_be_visible(timeout=30_000)
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    assert visit.evaluate(moving) == 0
    context.close()


def test_a_question_sent_during_an_answer_is_asked_after_it(page: Page) -> None:
    ask(page, "moon tide harbour")
    expect(page.locator(".turn.is-writing .sentence").first).to_be_visible()
    ask(page, "What of neap tides?")
    expect(page.locator(".asked")).to_have_count(2, timeout=20_000)
    finished(page)
    expect(page.locator(".turn").first).to_have_class(re.compile("is-done"))
    expect(page.locator(".turn").last).to_contain_text("Neap tides come")


def test_closing_the_page_midway_frees_the_model_within_a_second(browser: Browser) -> None:
    library = StandIn(pace=0.1, repeat=200)
    address = Served(library).address
    visit = browser.new_page()
    visit.goto(address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    ask(visit, "moon tide")
    expect(visit.locator(".sentence").first).to_be_visible(timeout=10_000)
    visit.close()
    assert library.stopped.wait(1.5)


def test_a_refusal_shows_the_nearest_passages(page: Page) -> None:
    ask(page, "What is the capital of France?")
    expect(page.locator(".refusal")).to_contain_text("Your notes don’t say")
    expect(page.locator(".cite")).to_have_count(0)
    page.locator(".near").first.click()
    expect(page.locator("#panel .file")).to_be_visible()


def test_nothing_of_a_note_runs_or_loads(page: Page) -> None:
    ask(page, "What is this tide?")
    finished(page)
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill("moon tide")
    expect(page.locator(".result")).not_to_have_count(0)
    page.locator(".result", has_text="evil.example").get_by_role("button", name="Open").click()
    expect(page.locator("#panel .quote")).to_contain_text("onerror")
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".card")).not_to_have_count(0)
    assert page.title() == "Reading notes"
    assert page.locator("#thread img, #panel img, #search img, #shelf img, .gradio-container main script").count() == 0


def test_search_as_you_type_groups_by_work_and_marks_words(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").press_sequentially("neap tides", delay=30)
    expect(page.locator(".group h3").first).to_have_text("The Harbour Hour")
    expect(page.locator(".result mark").first).to_have_text("Neap tides")
    page.locator("[data-filter=voice]").select_option("reader")
    expect(page.locator("#search-results")).to_contain_text("Nothing found")
    page.get_by_role("button", name="Search all notes").click()
    expect(page.locator(".group h3").first).to_have_text("The Harbour Hour")


def test_a_passage_leads_to_similar_ones_and_to_a_question(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill("arithmetic")
    page.get_by_role("button", name="More like this").first.click()
    expect(page.locator("#search-results")).to_contain_text("Passages like “A tide table is a promise made")
    page.get_by_role("button", name="Ask about these").click()
    expect(page.locator("#question textarea")).to_have_value(re.compile("say about this: “A tide table is a promise"))
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill("harbour master")
    page.locator("#facets [data-filter=voice]").select_option("reader")
    expect(page.locator("#search-results .group")).to_have_count(1)
    page.get_by_role("button", name="Ask about these").click()
    expect(page.locator("#question textarea")).to_have_value("What do my notes say about harbour master?")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#scope-facets [data-filter=voice]")).to_have_value("reader")
    page.keyboard.press("Enter")
    finished(page)
    expect(page.locator(".readas")).to_contain_text("Only in my own words")


def test_a_work_of_many_results_leaves_the_next_one_in_sight(browser: Browser) -> None:
    many = [make_passage(f"Tide number {n} of the year.", line=n) for n in range(1, 9)]
    visit = browser.new_page()
    visit.goto(Served(StandIn([*many, PASSAGES[2]])).address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    visit.get_by_role("tab", name="Search").click()
    visit.locator("#search-words").fill("tide tides of the year")
    first = visit.locator(".group").first
    expect(first.locator(".result:visible")).to_have_count(5)
    first.get_by_text("3 more from this work").click()
    expect(first.locator(".result:visible")).to_have_count(8)
    visit.close()


def test_the_library_shows_works_and_a_works_passages_in_order(page: Page) -> None:
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".card")).to_have_count(4)
    expect(page.get_by_role("img", name="3 highlights from Apr 2022 to Mar 2024")).to_be_visible()
    page.locator("[data-input=shelf]").fill("lindqvist")
    expect(page.locator(".card:visible")).to_have_count(1)
    page.locator("[data-input=shelf]").fill("")
    page.get_by_role("button", name="Tide Tables").click()
    expect(page.locator(".work .result")).to_have_count(2)
    page.get_by_role("button", name="All works").click()
    expect(page.locator(".card")).to_have_count(4)


def test_scrolling_shows_more_works_and_filters_apply_to_all(
    browser: Browser,
) -> None:
    many = [make_passage(f"Remark number {n}.", title=f"Logbook {n:03}") for n in range(600)]
    with visit_page(browser, Served(StandIn(many)).address) as page:
        page.get_by_role("tab", name="Library").click()
        cards = page.locator(".card")
        expect(cards).to_have_count(240)
        expect(cards.first).to_contain_text("Logbook 000")
        for shown in (480, 600):
            cards.last.scroll_into_view_if_needed()
            expect(cards).to_have_count(shown)
        expect(cards.last).to_contain_text("Logbook 599")
        page.locator("[data-input=shelf]").fill("logbook 59")
        expect(cards).to_have_count(10)
        page.locator("[data-input=shelf]").fill("no such book")
        expect(page.locator("#shelf .hint")).to_be_visible()
        page.locator("[data-input=shelf]").fill("")
        expect(cards).to_have_count(240)
        expect(page.locator("#shelf .hint")).to_be_hidden()


def test_the_shelf_keeps_filter_order_and_scroll_position(browser: Browser) -> None:
    many = [make_passage(f"Remark number {n}.", title=f"Logbook {n:03}") for n in range(100)]
    with visit_page(browser, Served(StandIn(many)).address) as page:
        page.get_by_role("tab", name="Library").click()
        page.locator("[data-input=shelf]").fill("logbook 0")
        page.locator("[data-shelf=sort]").select_option("title")
        page.get_by_role("button", name="Logbook 099").click()
        expect(page.locator(".work")).to_be_visible()
        page.get_by_role("button", name="All works").click()
        expect(page.locator("[data-input=shelf]")).to_have_value("logbook 0")
        expect(page.get_by_role("button", name="Logbook 099")).to_be_in_viewport()


def test_a_pending_search_does_not_replace_what_was_clicked(page: Page) -> None:
    page.get_by_role("tab", name="Search").click()
    page.locator("#search-words").fill("moon")
    expect(page.locator(".result").first).to_be_visible()
    page.evaluate("""() => {
      document.getElementById("search-words").dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector(".opens[data-act=like]").click();
    }""")
    expect(page.locator(".likehead")).to_be_visible()
    page.wait_for_timeout(600)  # the search for the last key would have come by now
    expect(page.locator(".likehead")).to_be_visible()
    expect(page.locator("#search-results")).to_have_attribute("aria-busy", "false")


def test_sources_list_failures_and_reading_again_reports_changes(page: Page) -> None:
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#sources")).to_contain_text("Readwise/Broken.md")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("[role=progressbar]")).to_be_visible()
    expect(page.locator("#reading")).to_contain_text("1 new", timeout=15_000)
    page.locator("#folder").fill("/nowhere")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("no such folder")


def test_a_folders_path_stays_in_its_field_until_it_is_read(page: Page) -> None:
    """A misspelt path can be corrected, and the end of a reading clears nothing that is being typed."""
    page.get_by_role("tab", name="Sources").click()
    folder = page.locator("#folder")
    page.get_by_role("button", name="Read again").click()
    folder.fill("/nowhere")
    expect(page.locator("#reading")).to_contain_text("1 new", timeout=15_000)
    expect(folder).to_have_value("/nowhere")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("no such folder")
    page.evaluate("document.querySelector('#sources h2').dataset.old = 'yes'")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#sources h2[data-old]")).to_have_count(0)
    expect(folder).to_have_value("/nowhere")
    folder.fill("/home/reader/more")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("1 new", timeout=15_000)
    expect(folder).to_have_value("")


def test_sources_list_unparsed_lines_and_duplicates(page: Page, served: Served) -> None:
    page.get_by_role("tab", name="Sources").click()
    page.locator("summary", has_text="Lines not understood").click()
    expect(page.locator("#sources .lines").last).to_contain_text("%% odd line %%")
    expect(page.locator("#sources .lineno", has_text="40")).to_be_visible()
    page.locator("summary", has_text="Duplicates").click()
    expect(page.locator(".repeat")).to_contain_text("the same words but for two")
    page.get_by_role("button", name="Keep apart").click()
    expect(page.locator(".repeat")).to_have_count(0)
    assert served.stand_in.apart == ["r1"]


def test_the_readwise_account_can_be_fetched_once_it_has_a_token(page: Page, served: Served) -> None:
    page.get_by_role("tab", name="Sources").click()
    expect(page.locator("#account")).to_contain_text("notes sources token")
    expect(page.locator("#account button, #account input")).to_have_count(0)
    served.stand_in.token = "keyring"
    page.reload()
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Fetch now").click()
    expect(page.locator("#account")).to_contain_text("12 new highlights", timeout=15_000)


def test_the_reading_interval_is_set_on_the_page(page: Page, served: Served) -> None:
    page.get_by_role("tab", name="Sources").click()
    page.get_by_label("How often").select_option("every hour")
    expect(page.locator("#tip")).to_have_text("Saved")
    assert served.stand_in.now.interval_minutes == 60


def test_missing_files_are_removed_only_after_consent(page: Page, served: Served) -> None:
    served.stand_in.gone = 12
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Read again").click()
    page.get_by_role("button", name="remove their passages").click(timeout=15_000)
    expect(page.locator("#reading")).to_contain_text("12 removed", timeout=15_000)


def test_an_encoder_that_does_not_read_the_notes_is_changed_with_one_click(browser: Browser) -> None:
    library = StandIn()
    gap = LanguageGap(foreign=3, total=4, embedder="all-MiniLM-L6-v2", proposed=FIRST_MULTILINGUAL)
    library.now = replace(library.now, status=replace(library.now.status, language_gap=gap))
    with visit_page(browser, Served(library).address) as page:
        expect(page.locator("#thread")).to_contain_text("3 of 4 passages are not in English")
        page.locator("#thread").get_by_role("button", name="Use Multilingual E5 small").click()
        expect(page.locator("#reading .notice")).to_be_visible(timeout=15_000)
        assert library.encoders == [FIRST_MULTILINGUAL]
        expect(page.locator("#sources")).to_be_visible()
        expect(page.locator("#sources")).not_to_contain_text("not in English")


def test_a_folder_is_removed_by_a_second_click(browser: Browser) -> None:
    library = StandIn()
    visit = browser.new_page()
    visit.goto(Served(library).address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    visit.get_by_role("tab", name="Sources").click()
    visit.get_by_role("button", name="Remove /home/reader/notes").click()
    expect(visit.locator(".folder")).to_have_count(1)
    visit.get_by_role("button", name="Remove from the index?").click()
    expect(visit.locator("#reading")).to_contain_text("/home/reader/notes is no longer read")
    expect(visit.locator(".folder")).to_have_count(0)
    visit.close()


def test_a_reading_shows_its_progress_after_a_reload_and_can_be_stopped(page: Page, served: Served) -> None:
    served.stand_in.work_pace = 60
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("[role=progressbar]")).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("Stopped", timeout=15_000)
    served.stand_in.work_pace = 0.5


def test_progress_is_shown_for_a_reading_started_right_after_another(page: Page, served: Served) -> None:
    """The keyring is slow here, so that the tab is still being redrawn after the first."""
    served.stand_in.account_pace = 4.0
    page.get_by_role("tab", name="Sources").click()
    for _ in range(2):
        page.get_by_role("button", name="Read again").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.locator("#reading .notice")).to_be_visible(timeout=15_000)
    served.stand_in.account_pace = 0.0


def test_a_model_download_shows_progress_and_can_be_stopped(page: Page, served: Served) -> None:
    served.stand_in.work_pace = 60
    page.get_by_role("button", name="Who writes the answers").click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("SmolLM2 135M")
    expect(panel.get_by_role("button", name="Download 2.5 GB: Huge Model")).to_be_hidden()
    panel.get_by_role("button", name="Download 2.5 GB: Small Model").click()
    expect(panel.get_by_role("progressbar")).to_be_visible()
    expect(panel).to_contain_text("of 2.50 GB")
    panel.get_by_role("button", name="Stop").click()
    expect(panel).to_contain_text("it continues from there")
    served.stand_in.work_pace = 0.5
    panel.get_by_role("button", name="Download 2.5 GB: Small Model").click()
    expect(panel.get_by_role("button", name="In use: Small Model")).to_be_visible(timeout=15_000)
    served.stand_in.downloaded = False


def test_answer_options_are_sent_and_remembered(page: Page, served: Served) -> None:
    page.get_by_role("button", name="Answers: automatic").click()
    page.get_by_label("Who writes", exact=True).select_option("quote")
    page.get_by_label("How strict").select_option("Only when sure")
    ask(page, "What of neap tides?")
    finished(page)
    assert served.stand_in.asked[-1] == AnswerOptions(mode="quote", strictness=0.75)
    page.reload()
    expect(page.get_by_role("button", name="Quote my notes, Only when sure")).to_be_visible()


def test_an_answer_is_copied_saved_edited_and_asked_again(page: Page) -> None:
    ask(page, "What of neap tides?")
    finished(page)
    page.get_by_role("button", name="Copy the answer").click()
    expect(page.locator("#tip")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("AI summary: Neap tides come")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a note").click()
    assert saved.value.suggested_filename == "What of neap tides.md"
    assert "[^1]: “" in Path(saved.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn.is-looking, .turn.is-writing")).to_be_visible()
    finished(page)
    page.get_by_role("button", name="Edit the question").click()
    expect(page.locator("#question textarea")).to_have_value("What of neap tides?")
    ask(page, "What of the harbour master?")
    finished(page)
    assert page.locator(".turn").count() == 1


def test_past_conversations_are_found_opened_and_deleted(page: Page) -> None:
    ask(page, "What of the wind at the harbour?")
    finished(page)
    page.get_by_role("button", name="New").click()
    expect(page.locator("#thread .welcome")).to_be_visible()
    page.get_by_role("button", name="Past conversations").click()
    page.locator("[data-input=past]").fill("volcano")
    expect(page.locator("#panel")).to_contain_text("No conversation contains these words")
    page.locator("[data-input=past]").fill("of the wind")
    page.locator(".pastone", has_text="What of the wind").click()
    expect(page.locator(".asked")).to_have_text("What of the wind at the harbour?")
    page.get_by_role("button", name="Past conversations").click()
    page.get_by_role("button", name="Delete: What of the wind").first.click()
    expect(page.locator(".pastone", has_text="wind")).to_have_count(0)


def test_the_keyboard_reaches_the_question_and_leaves_the_panel(page: Page) -> None:
    page.locator("body").press("/")
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, "What of neap tides?")
    finished(page)
    page.locator(".cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cite").first).to_be_focused()


def test_a_first_run_leads_to_the_first_folder(browser: Browser) -> None:
    address = Served(StandIn([])).address
    visit = browser.new_page()
    visit.goto(address)
    expect(visit.locator("#thread")).to_contain_text("No notes yet", timeout=30_000)
    visit.get_by_role("button", name="Choose a folder").click()
    visit.locator("#folder").fill("/home/reader/notes")
    visit.get_by_role("button", name="Add", exact=True).click()
    expect(visit.locator("#reading")).to_contain_text("1 new", timeout=15_000)
    expect(visit.locator("#status")).to_contain_text("4 passages")
    visit.get_by_role("tab", name="Ask").click()
    expect(visit.locator("#thread")).to_contain_text("Ask your reading notes")
    visit.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser: Browser, served: Served, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    visit = context.new_page()
    visit.goto(served.address)
    expect(visit.locator("#thread .welcome")).to_be_visible(timeout=30_000)
    faults = [serious(visit, "welcome")]
    ask(visit, "moon tide harbour")
    finished(visit)
    visit.locator(".cite").first.click()
    expect(visit.locator("#panel .quote")).to_be_visible()
    visit.wait_for_timeout(500)
    faults.append(serious(visit, "answer"))
    visit.keyboard.press("Escape")
    for tab, there in (("Search", "#facets select"), ("Library", ".card"), ("Sources", "#sources .folder")):
        visit.get_by_role("tab", name=tab).click()
        if tab == "Search":
            visit.locator("#search-words").fill("moon tide")
            expect(visit.locator(".result").first).to_be_visible()
        expect(visit.locator(there).first).to_be_visible()
        faults.append(serious(visit, tab))
    for summary in visit.locator("#sources summary").all():
        summary.click()
    expect(visit.locator(".repeat, .filled .aside").first).to_be_visible()
    faults.append(serious(visit, "lists"))
    visit.get_by_role("button", name="Who writes the answers").click()
    expect(visit.locator(".choice").first).to_be_visible()
    faults.append(serious(visit, "models"))
    wide = visit.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert [fault for page_faults in faults for fault in page_faults] == []
    assert wide <= 0


def test_the_daily_review_is_turned_off_with_one_click(page: Page) -> None:
    today = page.locator("#today")
    expect(today).to_contain_text("New since")
    expect(today).to_contain_text("7 passages from 2 works")
    expect(today.locator(".older")).to_contain_text("Neap tides")
    expect(today).to_contain_text("one of your favourites")
    today.locator(".seen").first.click()
    expect(page.locator("#panel .quote")).to_contain_text("The moon pulls")
    page.keyboard.press("Escape")
    today.get_by_role("button", name="Don’t show this").click()
    expect(today).to_contain_text("Turned off")
    expect(today.locator(".seen")).to_have_count(0)
    page.reload()
    expect(page.locator("#thread .welcome")).to_be_visible()
    expect(page.locator("#today")).to_be_hidden()


def test_the_daily_review_can_be_turned_on_again_at_once(page: Page, served: Served) -> None:
    served.stand_in.shows_today = True
    page.reload()
    today = page.locator("#today")
    today.get_by_role("button", name="Don’t show this").click()
    today.get_by_role("button", name="Show it again").click()
    expect(today).to_contain_text("Worth rereading")
