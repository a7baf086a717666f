"""A file is read, skipped with a reason, or a failure that stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.formats import FORMATS
from ingest.parse import parse_file
from tests.ingest.parse_text import parse_text


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "x.md"
    path.write_bytes(data)
    return path


def test_random_bytes_are_an_error_without_text(tmp_path: Path) -> None:
    (document,) = parse_file(write(tmp_path, os.urandom(5000)), "x.md")
    assert "not text" in document.error and not document.highlights and not document.lines


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \r\n", b"\0\0"])
def test_an_empty_file_is_skipped(tmp_path: Path, data: bytes) -> None:
    (document,) = parse_file(write(tmp_path, data), "x.md")
    assert document.skipped == "empty file" and not document.error


def test_a_file_with_a_line_of_five_megabytes_is_skipped(tmp_path: Path) -> None:
    (document,) = parse_file(write(tmp_path, b"word " * 1_000_000), "x.md")
    assert "5,000,000 characters" in document.skipped


def test_a_large_embedded_picture_is_no_long_line(tmp_path: Path) -> None:
    picture = b"![p](data:image/png;base64," + b"iVBORw0KGgo" * 200_000 + b")"
    (document,) = parse_file(write(tmp_path, b"Before it.\n\n" + picture + b" beside it\n"), "x.md")
    assert [paragraph.text for paragraph in document.paragraphs] == ["Before it.", "[image] beside it"]


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    (document,) = parse_file(tmp_path / "gone.md", "gone.md")
    assert "cannot be read" in document.error


def test_broken_front_matter_is_a_warning_and_not_an_error() -> None:
    (document,) = parse_text("---\ntitle: a: b\n---\nWords.", "x.md")
    assert document.title == "a: b" and not document.error
    assert [warning.line for warning in document.warnings] == [1]


def test_a_guessed_encoding_is_a_warning(tmp_path: Path) -> None:
    text = "Le café est fermé à midi, répète la voisine, très fâchée de l'été.\n" * 3
    (document,) = parse_file(write(tmp_path, text.encode("cp1252")), "x.md")
    assert document.paragraphs[0].text.startswith("Le café")
    assert any("guessed" in warning.why for warning in document.warnings)


def test_a_reader_that_fails_to_recognise_a_note_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(note: object) -> bool:
        raise ValueError("odd")

    monkeypatch.setattr(FORMATS[0], "recognises", fail)
    assert parse_text("# Ink\n\nIt dries.\n", "ink.md")[0].paragraphs[0].text == "It dries."
