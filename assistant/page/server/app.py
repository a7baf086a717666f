"""The page mounted in a web application, with everything of Gradio's that talks to others switched off."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Gradio sums up the timings of its last 10,000 events with pandas after each event; nobody reads them here.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "10")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.library.protocol import Library
from assistant.page.layout import build_page
from assistant.page.server.head import STYLE
from assistant.page.theme import STATIC, make_theme, serif_folder

REST_S = 0.05
"""Seconds between two looks for a question: what one may wait before it is looked at. Gradio's own loop looks a
thousand times a second, which takes 6 % of a core of a page that nobody uses; this takes half a percent."""
PROGRESS_S = 1.0
"""Seconds between two looks for progress that is told Gradio's way, which this page does not."""


def _offer_mcp(library: Library) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Puts the MCP server's route before the page's and keeps its sessions while the application runs."""
    from assistant.page.server.mcp import make_http_app, make_server

    server = make_server(library)
    tools = make_http_app(server)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        app.router.routes[:0] = tools.routes
        async with server.session_manager.run():
            yield

    return running


def mount_page(library: Library, *, port: int, conversations: Path | None = None, mcp: bool = False) -> FastAPI:
    """A FastAPI application that serves the page at `/` and its API at `/gradio_api`."""
    page = build_page(library, conversations).queue(api_open=False)
    page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free = REST_S, PROGRESS_S
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_offer_mcp(library) if mcp else None)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    if fonts := serif_folder():
        app.mount("/fonts", StaticFiles(directory=fonts), name="fonts")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name="127.0.0.1",
        server_port=port,
        footer_links=[],
        run_history=False,
        show_error=False,
        allowed_paths=[],
        max_file_size=0,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        theme=make_theme(),
        head=STYLE,  # as `css` Gradio would prefix each rule, wrongly
    )
    return mounted
