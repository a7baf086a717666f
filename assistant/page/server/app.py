"""Mounts the page in a web application, with everything turned off by which Gradio talks to other machines."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# After each event Gradio summarises the timings of its last 10,000 events with pandas; the page does not use them.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "10")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.library.interfaces import Library
from assistant.page.layout import build_page
from assistant.page.server.html_head import STYLE
from assistant.page.server.mcp import make_http_app, make_server
from assistant.page.server.pdf_files import pdf_route
from assistant.page.theme import STATIC, make_theme, serif_folder

QUEUE_POLL_S = 0.05
"""Seconds between two checks of Gradio's event queue: how long an event may wait. Gradio's own loop checks a thousand
times a second, which takes 6 % of a core while the page is idle; this takes 0.5 %."""
PROGRESS_POLL_S = 1.0
"""Seconds between two checks for progress reported through Gradio, which this page does not use."""


def mount_page(library: Library, *, port: int, conversations: Path | None = None, mcp: bool = False) -> FastAPI:
    """A FastAPI application that serves the page at `/` and its API at `/gradio_api`."""
    page = build_page(library, conversations).queue(api_open=False)
    page._queue.sleep_when_free = QUEUE_POLL_S
    page._queue.progress_update_sleep_when_free = PROGRESS_POLL_S
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_mcp_lifespan(library) if mcp else None)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    if fonts := serif_folder():
        app.mount("/fonts", StaticFiles(directory=fonts), name="fonts")
    app.router.routes.append(pdf_route(library))
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
        head=STYLE,  # not as `css`: Gradio would prefix each rule, and does it wrongly
    )
    return mounted


def _mcp_lifespan(library: Library) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Puts the MCP server's route before the page's, and keeps its sessions while the application runs."""
    server = make_server(library)
    mcp_app = make_http_app(server)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.router.routes[:0] = mcp_app.routes
        async with server.session_manager.run():
            yield

    return lifespan
