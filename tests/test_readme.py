"""The README is true: its commands exist, and its example is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from assistant.cli.main import build_parser
from tests.conftest import ROOT, run_notes

README = (ROOT / "README.md").read_text("utf-8")
DOCS = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "bench/results").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SECONDS = re.compile(r"\d+\.\d s$", re.M)


def commands() -> list[list[str]]:
    """Every command of the README, split into words."""
    lines = [line for kind, text in BLOCK.findall(README) if kind == "sh" for line in text.splitlines()]
    inline = re.findall(r"`(notes [a-z][^`]*)`", README)
    return [shlex.split(line) for line in [*lines, *inline]]


def test_each_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = [words[1] for words in commands() if words[0] == "make"]
    assert {"chat", "test"} <= set(targets)
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)


def test_each_notes_command_of_the_readme_is_understood() -> None:
    for words in commands():
        if words[0].rsplit("/", 1)[-1] == "notes" and "COMMAND" not in words:
            build_parser(words[1]).parse_args(words[1:])


def test_the_example_is_what_the_program_prints(sample_data: Path) -> None:
    [example] = [text for kind, text in BLOCK.findall(README) if kind == "text"]
    question = next(words[2] for words in commands() if words[:2] == ["notes", "ask"])
    process = run_notes("ask", question, "--data", sample_data)
    assert SECONDS.sub("", process.stdout).strip() == SECONDS.sub("", example).strip()


def test_the_picture_of_the_readme_exists() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).stat().st_size > 10_000


def test_each_folder_of_the_readme_and_its_parts_exist() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|$", README, re.M)
    assert {"notes", "ingest", "index", "assistant"} <= {folder for folder, _ in rows}
    for folder, parts in rows:
        paths = [ROOT / folder, *(ROOT / folder / part for part in re.findall(r"`(\w+)/`", parts))]
        paths += [ROOT / folder / f"{module}.py" for module in re.findall(r"`(\w+)`", parts)]
        assert not [path for path in paths if not path.exists()]


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda page: page.name)
def test_each_link_and_path_of_the_docs_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:ingest|index|assistant|bench|tests)/[\w./]+)`", text)
    assert not [link for link in links if link and not (page.parent / link).exists()]
    assert not [path for path in paths if not (ROOT / path).exists()]
