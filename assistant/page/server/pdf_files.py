"""Serves the PDF that a passage stands in, so that a link can open it at the page."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.library.interfaces import Library
from assistant.page.html.passage_panel import PDF_ROUTE
from ingest.passage import Place


def pdf_route(library: Library) -> Route:
    """`/pdf/ID`: the PDF of the passage with this id. Only files that were read as notes are served."""

    async def serve(request: Request) -> Response:
        opened = await run_in_threadpool(library.search.open_passage, request.path_params["id"])
        places = opened.passage.places if opened else ()
        path = next((found for place in places if (found := _find_pdf(place))), None)
        if path is None:
            return PlainTextResponse("This file is gone.", 404)
        headers = {"content-disposition": "inline", "cache-control": "no-store"}
        return FileResponse(path, media_type="application/pdf", headers=headers)

    return Route(f"{PDF_ROUTE}/{{id}}", serve, methods=["GET"])


def _find_pdf(place: Place) -> Path | None:
    """The PDF of a place, if it lies in its source folder; None elsewhere."""
    source = Path(place.source)
    path = source / place.path
    is_inside = source.is_absolute() and path.resolve().is_relative_to(source.resolve())
    return path if place.page and is_inside and path.suffix.lower() == ".pdf" and path.is_file() else None
