"""The page, laid out: what stands where, and which of a reader's acts calls what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.library.conversation import Conversation, start_conversation
from assistant.library.conversation_store import ConversationFolder
from assistant.library.protocol import Library
from assistant.library.state import State
from assistant.page.actions import LONGEST, Calls, read_scope
from assistant.page.html import shell
from assistant.page.html.empty_states import example_questions, render_welcome
from assistant.page.html.thread import render_thread
from assistant.page.theme import SCRIPT
from assistant.page.tools import make_tools
from assistant.page.turn_stream import Answering, stream_turns

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""For the page's own events: the page draws its own progress, and they are no part of the API."""
PLAIN: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
"""For HTML that page.js and page.css look after."""
PASS_ON = """
document.addEventListener('notes:act', (e) => trigger(e.detail.act === 'ask' ? 'submit' : 'select', e.detail))
"""
"""How page.js reaches the program with what needs the conversation."""
SCOPE = "JSON.stringify(window.notesScope || {})"
"""The filters chosen above the question, as page.js keeps them."""


def build_page(library: Library, conversations: Path | None = None) -> gr.Blocks:
    """The whole page over a library. conversations: the folder that keeps past ones; None keeps them in memory."""
    kept = ConversationFolder(conversations)
    answering = Answering()
    page: gr.Blocks = gr.Blocks(title=shell.NAME, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(
            shell.render_masthead(),
            elem_id="masthead",
            apply_default_css=False,
            js_on_load=SCRIPT.read_text(encoding="utf-8"),
            server_functions=Calls(library, kept).functions(),
        )
        gr.HTML(shell.render_status_frame(), elem_id="status", **PLAIN)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                thread = _lay_ask(library, kept, answering)
            with gr.Tab("Search", id="search", elem_id="tab-search"):
                gr.HTML(shell.render_search_form(), elem_id="search", **PLAIN)
            with gr.Tab("Library", id="library", elem_id="tab-library"):
                gr.HTML(shell.render_shelf_frame(), elem_id="library", **PLAIN)
            with gr.Tab("Sources", id="sources", elem_id="tab-sources"):
                gr.HTML(shell.render_sources_frame(), elem_id="sources-tab", **PLAIN)
        gr.HTML(shell.render_panel_frame(), elem_id="panel-host", **PLAIN)

        def arrive() -> str:
            return _welcome_now(library, library.state())

        def leave(request: gr.Request) -> None:
            answering.stop(request.session_hash or "")

        for tool in make_tools(library):
            gr.events.api(tool, api_name=tool.__name__, concurrency_limit=None)
        page.load(arrive, outputs=[thread], queue=False, **QUIET)
        page.unload(leave)
    return page


def _lay_ask(library: Library, kept: ConversationFolder, answering: Answering) -> gr.HTML:
    conversation = gr.State(None)  # begun with the first question; a callable here would show up in the API
    replacing = gr.State(-1)  # the turn whose place the next question takes; -1 for none
    gr.HTML(shell.render_ask_bar(), elem_id="askbar", **PLAIN)
    thread = gr.HTML("", elem_id="thread", apply_default_css=False, js_on_load=PASS_ON)
    with gr.Column(elem_id="composer"):
        gr.HTML(shell.render_question_options(), elem_id="scope", **PLAIN)
        scope = gr.Textbox(visible=False)
        question = gr.Textbox(
            elem_id="question",
            label="Your question",
            show_label=False,
            container=False,
            placeholder="Ask your notes…",
            max_lines=8,
            max_length=LONGEST,
            submit_btn="Ask",
        )

    def ask(
        text: str, begun: Conversation | None, turn: int, chosen: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        text, said = text.strip(), begun or start_conversation()
        filters, within, manner = read_scope(chosen)
        if not text:
            yield gr.skip(), gr.skip(), said, turn
            return
        if 0 <= turn < len(said.turns):
            said = replace(said, turns=said.turns[:turn])
        session = request.session_hash or ""
        stop = answering.begin(session)
        empty: Any = gr.update(value="", submit_btn=False, stop_btn="Stop")
        try:
            for now in stream_turns(library, said, text, stop, filters=filters, scope=within, manner=manner):
                said = now
                yield _wrap(said), empty, said, -1
                empty = gr.skip()
        finally:
            stop.set()
            answering.end(session, stop)
            kept.keep(said)
        yield _wrap(said), gr.update(submit_btn="Ask", stop_btn=False), said, -1

    def ask_from_thread(
        said: Conversation | None, chosen: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """An example, a retry, or a question that another part of the page put together."""
        turn = _number(event, "turn")
        text = said.turns[turn].question if said and 0 <= turn < len(said.turns) else str(getattr(event, "text", ""))
        yield from ask(text[:LONGEST], said, turn, chosen, request)

    def act(said: Conversation | None, event: gr.EventData) -> tuple[Any, ...]:
        """`new`, `edit` a turn, `open` a past conversation, or `refresh` what stands before the first question."""
        what, turn = getattr(event, "act", ""), _number(event, "turn")
        if what == "new":
            return _welcome_now(library, library.state()), gr.update(value=""), None, -1
        if what == "refresh" and not said:
            return _welcome_now(library, library.state()), gr.skip(), None, -1
        if what == "open" and (found := kept.load(str(getattr(event, "id", "")))):
            return _wrap(found), gr.skip(), found, -1
        if what == "edit" and said and 0 <= turn < len(said.turns):
            return gr.skip(), gr.update(value=said.turns[turn].question), said, turn
        return gr.skip(), gr.skip(), said, -1

    def stop_answer(request: gr.Request) -> None:
        answering.stop(request.session_hash or "")

    shown = [thread, question, conversation, replacing]
    question.submit(
        ask,
        [question, conversation, replacing, scope],
        shown,
        js=f"(text, said, turn) => [text, said, turn, {SCOPE}]",
        trigger_mode="always_last",  # a question sent while an answer is written is asked after it
        concurrency_limit=None,
        **QUIET,
    )
    question.stop(stop_answer, queue=False, **QUIET)
    thread.submit(
        ask_from_thread,
        [conversation, scope],
        shown,
        js=f"(said) => [said, {SCOPE}]",
        concurrency_limit=None,
        **QUIET,
    )
    thread.select(act, [conversation], shown, queue=False, **QUIET)
    return thread


def _welcome_now(library: Library, state: State) -> str:
    ready = state.store == "ready"
    return render_welcome(state, example_questions(library.recent()) if ready else ())


def _wrap(said: Conversation) -> str:
    return (
        f'<div class="thread" role="log" aria-live="polite" data-conversation="{said.id}">{render_thread(said)}</div>'
    )


def _number(event: gr.EventData, name: str) -> int:
    value = getattr(event, name, -1)
    return value if isinstance(value, int) else -1
