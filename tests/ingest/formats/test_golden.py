"""Golden cases: the documents that a note-taker would expect of a file, in `golden/*.md`.

A case is a `## title`, the file's path in backticks on a line of its own, the file's text between `~~~~`
lines, and the expected documents, as YAML, between `~~~~` lines again:

- `title`, `author`, `format`, … of the document, each exactly;
- `highlights` and `paragraphs`: all of them in order, of each the fields that matter (a bare string is its text);
- `unparsed`: the numbers of the lines not understood (none, unless given);
- `documents`: a list of all this, for a file that holds several; a mapping alone is the only document.

In inputs `⍽` stands for a no-break space, `⇥` for a tab, `⊘` for a byte-order mark, `␍` for a carriage return.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.cli.terminal.parse_report import document_json
from ingest.document import Document
from ingest.formats import FORMATS
from tests.ingest.parse_text import parse_text

GOLDEN = Path(__file__).parent / "golden"
SIGNS = {"⍽": "\u00a0", "⇥": "\t", "⊘": "\ufeff", "␍": "\r"}
CASE = re.compile(r"^## (?P<title>.+)\n+(?P<body>(?:(?!^## ).*\n?)*)", re.M)
FENCED = re.compile(r"^~~~~ *\n(.*?)^~~~~ *$", re.M | re.S)


@dataclass(frozen=True)
class Case:
    title: str
    path: str
    text: str
    expected: list[dict[str, Any]]


def read_cases(file: Path) -> list[Case]:
    """The cases of one golden file. A `##` line inside a fence is the case's own, so fences are hidden first."""
    text = file.read_text("utf-8")
    fences: list[str] = []

    def hide(match: re.Match[str]) -> str:
        fences.append(match[1])
        return f"\0{len(fences) - 1}\0"

    cases = []
    for match in CASE.finditer(FENCED.sub(hide, text)):
        numbers = [int(number) for number in re.findall(r"\0(\d+)\0", match["body"])]
        path = re.search(r"^`(.+)`$", match["body"], re.M)
        assert len(numbers) == 2 and path, f"{file.name}: {match['title']}: wants a path and two fences"
        source, wanted = (fences[number] for number in numbers)
        for sign, letter in SIGNS.items():
            source = source.replace(sign, letter)
        expected = yaml.load(wanted, Loader=yaml.BaseLoader) or {}
        documents = expected.get("documents", [expected])
        cases.append(Case(title=match["title"].strip(), path=path[1], text=source, expected=documents))
    return cases


CASES = [
    pytest.param(case, id=f"{file.stem}: {case.title}")
    for file in sorted(GOLDEN.glob("*.md"))
    for case in read_cases(file)
]


@pytest.mark.parametrize("case", CASES)
def test_a_golden_case_reads_as_expected(case: Case) -> None:
    documents = parse_text(case.text, case.path)
    assert len(documents) == len(case.expected), [document.title for document in documents]
    for document, expected in zip(documents, case.expected, strict=True):
        actual = document_json(document)
        unparsed = [str(line["line"]) for line in actual["unparsed"]]
        assert unparsed == expected.get("unparsed", []), actual["unparsed"]
        for key, value in expected.items():
            if key in ("highlights", "paragraphs"):
                assert_entries(actual[key], value)
            elif key != "unparsed":
                assert plain(actual[key]) == value, key


def assert_entries(actual: list[dict[str, Any]], expected: list[Any]) -> None:
    wanted = [{"text": entry} if isinstance(entry, str) else entry for entry in expected or []]
    assert [entry["text"] for entry in actual] == [entry["text"] for entry in wanted]
    for entry, want in zip(actual, wanted, strict=True):
        assert {key: plain(entry[key]) for key in want} == want


def plain(value: Any) -> Any:
    """A value as the golden file's YAML gives it: everything a string, null and "" alike."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return "" if value is None else str(value)


@pytest.mark.parametrize("case", CASES)
def test_every_line_of_a_golden_case_is_accounted_for(case: Case) -> None:
    filled = sum(bool(line.replace("\ufeff", "").strip()) for line in re.split("\r\n|\r|\n", case.text))
    documents = parse_text(case.text, case.path)
    assert sum(document.lines for document in documents) == filled
    for document in documents:
        assert_lines_add_up(document)


def assert_lines_add_up(document: Document) -> None:
    spans = [(item.line_start, item.line_end) for item in (*document.highlights, *document.paragraphs)]
    assert document.meta + len(document.unparsed) <= document.lines
    assert all(1 <= start <= end for start, end in spans)


@pytest.mark.parametrize("case", CASES)
def test_the_words_of_a_highlight_stand_at_its_lines(case: Case) -> None:
    lines = re.split("\r\n|\r|\n", case.text.replace("\ufeff", ""))
    for document in parse_text(case.text, case.path):
        for highlight in document.highlights:
            written = words("\n".join(lines[highlight.line_start - 1 : highlight.line_end]))
            for piece in re.split(r"\[image\]|\n| … " if highlight.parts > 1 else r"\[image\]|\n", highlight.text):
                assert words(piece) in written


def words(text: str) -> str:
    """Letters and digits only, so that quoting marks and indentation do not count."""
    return " ".join(re.findall(r"\w+", html.unescape(html.unescape(text))))


def test_each_reader_has_a_golden_case() -> None:
    read_by = {case.values[0].expected[0].get("format") for case in CASES}  # type: ignore[union-attr]
    missing = {reader.NAME for reader in FORMATS} - read_by
    assert not missing
