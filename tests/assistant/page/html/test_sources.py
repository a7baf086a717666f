"""What the page says of the sources."""

from __future__ import annotations

from pathlib import Path

from assistant.library.state import ModelState, State
from assistant.page.html.empty_states import render_welcome
from assistant.page.html.sources import render_sources
from index.maintenance.status import SourceStatus, Status
from index.vectors.encoder_list import FIRST_MULTILINGUAL
from index.vectors.language_support import LanguageGap


def folder(**values: object) -> str:
    """The sources of a reader with one folder."""
    known = {"path": "/vault", "last_ingest": "2024-05-06T07:08:09+00:00", "pending": 0, "missing": False, "notes": 3}
    source = SourceStatus(**(known | values))  # type: ignore[arg-type]
    status, model = Status(data=Path(), sources=(source,)), ModelState(name="")
    return render_sources(State(store="ready", status=status, model=model))


def test_a_folder_whose_files_are_all_read_lists_none_that_is_not() -> None:
    assert "Not read" not in folder() and "up to date" in folder()


def test_files_that_a_cloud_drive_keeps_are_counted_and_named_with_the_repair() -> None:
    html = folder(not_downloaded=5, not_downloaded_files=("Peat.md", "<b>.md"))
    assert "5 not downloaded</span>" in html and "<summary>Not read: 5 not downloaded</summary>" in html
    assert "<code>Peat.md</code>, <code>&lt;b&gt;.md</code> and 3 more" in html
    assert "have the drive download them" in html


def test_files_of_other_kinds_are_counted_by_kind_with_the_kinds_that_are_read() -> None:
    html = folder(unread={"pdf": 4, "png": 1}, unread_files={"pdf": ("a.pdf",), "png": ("b.png",)})
    assert "<summary>Not read: 5 of other kinds</summary>" in html and "4 pdf: <code>a.pdf</code> and 3 more" in html
    assert ".markdown, .md" in html and "up to date" in html


def test_an_encoder_that_does_not_read_the_notes_is_told_with_the_click_that_mends_it() -> None:
    gap = LanguageGap(foreign=1_200, total=1_500, embedder="all-MiniLM-L6-v2", proposed=FIRST_MULTILINGUAL)
    state = State(store="ready", status=Status(data=Path(), language_gap=gap), model=ModelState(name=""))
    for html in (render_sources(state), render_welcome(state)):
        assert "1,200 of 1,500 passages are not in English" in html
        assert f'data-act="use-encoder" data-name="{FIRST_MULTILINGUAL}"' in html and "a download of 91 MB" in html
    assert "use-encoder" not in render_sources(State(store="ready", status=Status(data=Path()), model=state.model))
