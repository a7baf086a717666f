"""Damaged files and bombs end in a document or a reason, within bounds, and the next file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import UnreadableText
from ingest.full_text import reading_process
from ingest.full_text.reading_process import read_apart
from ingest.parse import parse_file
from tests.ingest.full_text.damaged_files import mutated_files
from tests.ingest.full_text.epub_files import write_epub
from tests.ingest.full_text.web_pages import article_page

PAGE = article_page("The Salt House Accounts", ["A paragraph of some words, long enough to be one of the main text."])


def test_damaged_files_give_a_document_or_a_reason(tmp_path: Path) -> None:
    for path in mutated_files(tmp_path, 30, seed=11):
        (*documents,) = parse_file(path, path.name)
        assert documents
        assert all(one.error or one.skipped or one.paragraphs or one.highlights or one.unparsed for one in documents)


def test_a_book_that_unpacks_without_end_is_named(tmp_path: Path) -> None:
    write_epub(tmp_path / "a.epub", {"a.xhtml": "<p>" + "0" * 21_000_000})
    with pytest.raises(UnreadableText, match="unpacks to more than 20 MB"):
        read_apart(tmp_path / "a.epub", "epub")


def test_deep_nesting_is_read_or_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<div>" * 200_000 + "words")
    assert parse_file(tmp_path / "a.html", "a.html")


def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow.html").write_text("<p>" + "<a href=x>w</a>" * 60_000)
    (tmp_path / "next.html").write_text(PAGE)
    monkeypatch.setattr(reading_process, "MAX_SECONDS", 0.01)
    with pytest.raises(UnreadableText, match="the next ingest tries it again"):
        read_apart(tmp_path / "slow.html", "html")
    monkeypatch.undo()
    assert read_apart(tmp_path / "next.html", "html").title == "The Salt House Accounts"


def test_a_process_that_breaks_down_is_named_and_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    assert read_apart(tmp_path / "a.html", "html")
    process = reading_process._reader._process
    assert process
    process.kill()
    process.wait()
    assert read_apart(tmp_path / "a.html", "html").title == "The Salt House Accounts"
