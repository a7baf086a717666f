"""The README is true: its commands exist, and its example says what the sample notes say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from assistant.cli.main import build_parser
from assistant.evidence.support import find_support
from assistant.model_downloads.catalogue import default_model
from index.vectors.local_embedder import load_embedder
from ingest.passage import Passage, Place
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
DOCS = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "bench/results").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


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


def test_the_example_is_written_by_the_default_model_and_true_of_what_it_cites() -> None:
    """A model's words differ a little from machine to machine; that the cited lines support them does not."""
    [example] = [text for kind, text in BLOCK.findall(README) if kind == "text"]
    answer, footnotes, label = example.strip().split("\n\n")
    lines = [
        (ROOT / "notes" / path).read_text("utf-8").splitlines()[int(line) - 1]
        for path, line in re.findall(r"· (.+):(\d+)$", footnotes, re.M)
    ]
    lines = [line.partition(" ([View")[0].removeprefix("- ") for line in lines]
    place = Place(source="/notes", path="a.md", line_start=1, line_end=1)
    cited = [Passage(text=line, kind="highlight", voice="author", places=(place,)) for line in lines]
    embedder = load_embedder()

    def similarity(left: str, right: str) -> float:
        rows = embedder.embed_passages([left, right])
        return float(rows[0] @ rows[1])

    sentence = " ".join(re.sub(r"\[\d+\]", "", answer).split())
    assert len(cited) == 4 and find_support(sentence, [cited[:2], cited[3:]], similarity)
    assert label.startswith(Path(default_model().file).stem)


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
