"""The Ask tab: the conversation, the field for questions, and the events between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from assistant.library.conversation import Conversation, start_conversation
from assistant.library.conversation_store import ConversationStore
from assistant.library.interfaces import Library
from assistant.page.html import shell
from assistant.page.html.empty_states import example_questions, render_welcome
from assistant.page.html.thread import render_thread
from assistant.page.request import MAX_TEXT_LETTERS, parse_scope
from assistant.page.turn_stream import StopSignals, stream_turns

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""For the page's own events: the page draws its own progress, and they are not part of the API."""
STATIC_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
"""For HTML that page.js and page.css take care of."""
FORWARD_ACTS = """
document.addEventListener('notes:act', (e) => trigger(e.detail.act === 'ask' ? 'submit' : 'select', e.detail))
"""
"""How page.js reaches the handlers below, which need the conversation."""
SCOPE = "JSON.stringify(window.notesScope || {})"
"""The filters and answer options chosen above the question, as page.js keeps them."""
NO_TURN = -1

Updates = tuple[Any, Any, Conversation | None, int]
"""New values for the thread, the question field, the conversation, and the turn that the next question replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTab:
    """The handlers of the tab's events."""

    library: Library
    conversations: ConversationStore
    stops: StopSignals = field(default_factory=StopSignals)

    def welcome(self) -> str:
        """What is shown before the first question."""
        state = self.library.sources.state()
        return render_welcome(state, example_questions(self.library.chat.recent()) if state.store == "ready" else ())

    def ask(
        self,
        text: str,
        conversation: Conversation | None,
        replaced_turn: int,
        scope: str,
        request: gr.Request,
        dropped: tuple[str, ...] = (),
    ) -> Iterator[Updates]:
        """Answer the question in the field, in place of an edited one if there is one.

        dropped: what it is not to be read as.
        """
        text, conversation = text.strip(), conversation or start_conversation()
        if not text:
            yield gr.skip(), gr.skip(), conversation, replaced_turn
            return
        if _has_turn(conversation, replaced_turn):
            conversation = replace(conversation, turns=conversation.turns[:replaced_turn])
        filters, scope_label, options = parse_scope(scope)
        session = request.session_hash or ""
        stop = self.stops.begin(session)
        field_update = gr.update(value="", submit_btn=False, stop_btn="Stop")
        try:
            for step in stream_turns(
                self.library.chat, conversation, text, stop, filters=filters, scope=scope_label, dropped=dropped,
                options=options,
            ):  # fmt: skip
                conversation = step
                yield render_thread(conversation), field_update, conversation, NO_TURN
                field_update = gr.skip()
        finally:
            stop.set()
            self.stops.end(session, stop)
            self.conversations.save(conversation)
        yield render_thread(conversation), gr.update(submit_btn="Ask", stop_btn=False), conversation, NO_TURN

    def ask_from_thread(
        self, conversation: Conversation | None, scope: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[Updates]:
        """Answer an example, a retried question, or a question that another part of the page has composed; `drop`
        names what the question was read as and is not to be read as again."""
        turn, dropped = _turn_of(event), tuple[str, ...]()
        if conversation and _has_turn(conversation, turn):
            text = conversation.turns[turn].question
            drop = str(getattr(event, "drop", ""))[:MAX_TEXT_LETTERS]
            dropped = (*conversation.turns[turn].dropped, *([drop] if drop else []))
        else:
            text = str(getattr(event, "text", ""))
        yield from self.ask(text[:MAX_TEXT_LETTERS], conversation, turn, scope, request, dropped)

    def act(self, conversation: Conversation | None, event: gr.EventData) -> Updates:
        """`new`, `edit` a turn, `open` a past conversation, or `refresh` the welcome before the first question."""
        act, turn = getattr(event, "act", ""), _turn_of(event)
        if act == "new":
            return self.welcome(), gr.update(value=""), None, NO_TURN
        if act == "refresh" and not conversation:
            return self.welcome(), gr.skip(), None, NO_TURN
        if act == "open" and (past := self.conversations.load(str(getattr(event, "id", "")))):
            return render_thread(past), gr.skip(), past, NO_TURN
        if act == "edit" and conversation and _has_turn(conversation, turn):
            return gr.skip(), gr.update(value=conversation.turns[turn].question), conversation, turn
        return gr.skip(), gr.skip(), conversation, NO_TURN

    def stop(self, request: gr.Request) -> None:
        """Stop the answer that this browser session waits for."""
        self.stops.stop(request.session_hash or "")

    def lay_out(self) -> gr.HTML:
        """Build the tab inside the open Gradio block and connect its events; the thread."""
        conversation = gr.State(None)  # a callable here would appear in the API
        replaced_turn = gr.State(NO_TURN)
        gr.HTML(shell.ASK_BAR, elem_id="askbar", **STATIC_HTML)
        thread = gr.HTML("", elem_id="thread", apply_default_css=False, js_on_load=FORWARD_ACTS)
        with gr.Column(elem_id="composer"):
            gr.HTML(shell.QUESTION_OPTIONS, elem_id="scope", **STATIC_HTML)
            scope = gr.Textbox(visible=False)
            question = _question_field()
        updated = [thread, question, conversation, replaced_turn]
        question.submit(
            self.ask,
            [question, conversation, replaced_turn, scope],
            updated,
            js=f"(text, conversation, turn) => [text, conversation, turn, {SCOPE}]",
            trigger_mode="always_last",  # a question sent during an answer is asked after it
            concurrency_limit=None,
            **QUIET,
        )
        question.stop(self.stop, queue=False, **QUIET)
        thread.submit(
            self.ask_from_thread,
            [conversation, scope],
            updated,
            js=f"(conversation) => [conversation, {SCOPE}]",
            concurrency_limit=None,
            **QUIET,
        )
        thread.select(self.act, [conversation], updated, queue=False, **QUIET)
        return thread


def _question_field() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask your notes…",
        max_lines=8,
        max_length=MAX_TEXT_LETTERS,
        submit_btn="Ask",
    )


def _has_turn(conversation: Conversation, turn: int) -> bool:
    return 0 <= turn < len(conversation.turns)


def _turn_of(event: gr.EventData) -> int:
    turn = getattr(event, "turn", NO_TURN)
    return turn if isinstance(turn, int) else NO_TURN
