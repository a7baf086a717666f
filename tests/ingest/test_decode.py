"""Bytes become text in whatever encoding they were written, or fail by name."""

from __future__ import annotations

import random

import pytest

from ingest.decode import decode_bytes
from ingest.errors import UnreadableFile

SENTENCE = "Été à Köln: «naïveté» coûte 5 £, señor — voilà.\nZweite Zeile über Füße."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_each_unicode_encoding_is_read_whole(encoding: str) -> None:
    assert decode_bytes(SENTENCE.encode(encoding)).text == SENTENCE


def test_latin_1_is_detected_with_a_warning() -> None:
    text = "Le café est fermé à midi, répète la voisine, très fâchée de l'été.\n" * 5
    decoded = decode_bytes(text.encode("latin-1"))
    assert decoded.text == text
    assert any("encoding guessed" in warning.why for warning in decoded.warnings)


def test_byte_order_marks_are_removed_anywhere() -> None:
    assert decode_bytes("\ufeff\ufeffone\n\ufefftwo".encode()).lines == ("one", "two")


def test_nul_is_removed_with_a_warning() -> None:
    decoded = decode_bytes(b"one\0 two\0")
    assert decoded.text == "one two"
    assert any("NUL" in warning.why for warning in decoded.warnings)


def test_one_broken_character_does_not_change_the_encoding() -> None:
    decoded = decode_bytes("äöü ".encode() * 50 + b"\xe4")
    assert decoded.encoding == "utf-8" and decoded.text.startswith("äöü")
    assert any("could not be decoded" in warning.why for warning in decoded.warnings)


def test_each_line_end_separates_lines() -> None:
    assert decode_bytes(b"a\r\nb\nc\rd\n").lines == ("a", "b", "c", "d")


def test_other_separators_end_no_line() -> None:
    assert decode_bytes("a\u2028b\x0bc\n".encode()).lines == ("a\u2028b\x0bc",)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_a_failure_that_names_the_file(seed: int) -> None:
    data = random.Random(seed).randbytes(20_000)
    with pytest.raises(UnreadableFile, match=r"noise\.md: not text"):
        decode_bytes(data, "noise.md")


def test_a_picture_renamed_to_markdown_is_a_failure() -> None:
    with pytest.raises(UnreadableFile):
        decode_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "x.md")


def test_a_line_in_another_encoding_spoils_no_other_line() -> None:
    decoded = decode_bytes("Cafe\u0301 caf\u00e9\n".encode() + "cr\u00e8me\n".encode("latin-1"))
    assert decoded.lines == ("Cafe\u0301 caf\u00e9", "cr\u00e8me")
    assert "two encodings" in decoded.warnings[0].why
