"""The page serves the PDF that a passage stands in, and no other file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.page.server.pdf_files import pdf_route
from index.browse.works import Neighbours
from ingest.passage import Passage, Place


def serve(place: Place) -> TestClient:
    passage = Passage(text="Ink.", kind="prose", voice="author", places=(place,), full_text=True)
    opened = {passage.id: Neighbours(passage=passage, before=(), after=(), work="")}
    library = SimpleNamespace(search=SimpleNamespace(open_passage=opened.get))
    client = TestClient(Starlette(routes=[pdf_route(library)]))  # type: ignore[arg-type]
    client.base_url = client.base_url.join(f"/pdf/{passage.id}")
    return client


def place_in(folder: Path, path: str, page: int = 3) -> Place:
    return Place(source=str(folder), path=path, line_start=1, line_end=1, page=page)


def test_the_pdf_of_a_passage_is_served(tmp_path: Path) -> None:
    (tmp_path / "pens.pdf").write_bytes(b"%PDF-1.7 pens")
    answer = serve(place_in(tmp_path, "pens.pdf")).get("")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 pens")
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(("path", "page"), [("../outside.pdf", 3), ("note.md", 3), ("gone.pdf", 3), ("pens.pdf", 0)])
def test_no_other_file_is_served(tmp_path: Path, path: str, page: int) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("outside.pdf", "notes/note.md", "notes/pens.pdf"):
        (tmp_path / name).write_text("secret")
    assert serve(place_in(folder, path, page)).get("").status_code == 404
