"""The whole page: its tabs and its API."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from assistant.library.conversation_store import ConversationStore
from assistant.library.interfaces import Library
from assistant.page.actions import make_actions
from assistant.page.api_tools import make_tools
from assistant.page.ask_tab import QUIET, STATIC_HTML, AskTab
from assistant.page.html import shell
from assistant.page.theme import SCRIPT


def build_page(library: Library, conversations: Path | None = None) -> gr.Blocks:
    """The page over a library. conversations: the folder of past conversations; None keeps them in memory."""
    store = ConversationStore(conversations)
    ask_tab = AskTab(library=library, conversations=store)
    page: gr.Blocks = gr.Blocks(title=shell.NAME, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(
            shell.MASTHEAD,
            elem_id="masthead",
            apply_default_css=False,
            js_on_load=SCRIPT.read_text(encoding="utf-8"),
            server_functions=make_actions(library, store),
        )
        gr.HTML(shell.STATUS_FRAME, elem_id="status", **STATIC_HTML)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask", elem_id="tab-ask"):
                thread = ask_tab.lay_out()
            with gr.Tab("Search", id="search", elem_id="tab-search"):
                gr.HTML(shell.SEARCH_FORM, elem_id="search", **STATIC_HTML)
            with gr.Tab("Library", id="library", elem_id="tab-library"):
                gr.HTML(shell.SHELF_FRAME, elem_id="library", **STATIC_HTML)
            with gr.Tab("Sources", id="sources", elem_id="tab-sources"):
                gr.HTML(shell.SOURCES_FRAME, elem_id="sources-tab", **STATIC_HTML)
        gr.HTML(shell.PANEL_FRAME, elem_id="panel-host", **STATIC_HTML)
        for tool in make_tools(library):
            gr.events.api(tool, api_name=tool.__name__, concurrency_limit=None)
        page.load(ask_tab.welcome, outputs=[thread], queue=False, **QUIET)
        page.unload(ask_tab.stop)
    return page
