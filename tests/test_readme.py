"""What the README says is so: its commands exist, and its example is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from assistant.cli.main import build_parser
from tests.conftest import ROOT, run_notes

README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SECONDS = re.compile(r"\d+\.\d s$", re.M)


def commands() -> list[list[str]]:
    lines = [line for kind, text in BLOCK.findall(README) if kind == "sh" for line in text.splitlines()]
    inline = re.findall(r"`(notes [a-z][^`]*)`", README)
    return [shlex.split(line) for line in [*lines, *inline]]


def test_each_make_target_of_the_readme_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    asked = [words[1] for words in commands() if words[0] == "make"]
    assert {"chat", "test"} <= set(asked)
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in asked)


def test_each_notes_command_of_the_readme_is_understood() -> None:
    parser = build_parser()
    for words in commands():
        if words[0].rsplit("/", 1)[-1] == "notes" and "VERB" not in words:
            parser.parse_args(words[1:])


def test_the_example_is_what_the_program_prints(sample_data: Path) -> None:
    [example] = [text for kind, text in BLOCK.findall(README) if kind == "text"]
    question = next(words[2] for words in commands() if words[:2] == ["notes", "ask"])
    done = run_notes("ask", question, "--data", sample_data)
    assert SECONDS.sub("", done.stdout).strip() == SECONDS.sub("", example).strip()


def test_the_picture_of_the_readme_is_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).stat().st_size > 10_000
