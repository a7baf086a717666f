"""The command line as other programs read it, run as a process over the sample notes with the real parts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SAMPLES, run_notes


def read(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_parse_writes_one_object_for_each_document_and_nothing_else(tmp_path: Path) -> None:
    done = run_notes("parse", SAMPLES, "--json")
    documents = read(done.stdout)
    assert done.returncode == 0
    assert {"path", "format", "title", "lines", "highlights", "paragraphs", "meta", "unparsed"} <= documents[0].keys()
    assert all(document["skipped"] is None or document["skipped"] for document in documents)


def test_parse_accounts_for_every_line_of_a_file() -> None:
    path = SAMPLES / "Readwise" / "Books" / "The Leaky Bucket.md"
    documents = read(run_notes("parse", path, "--json").stdout)
    filled = sum(bool(line.strip()) for line in path.read_text("utf-8").splitlines())
    assert sum(document["lines"] for document in documents) == filled


def test_parse_tells_people_what_was_not_understood(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Title\n\nA paragraph.\n", encoding="utf-8")
    done = run_notes("parse", tmp_path)
    assert done.returncode == 0 and "note.md" in done.stdout


def test_search_finds_a_passage_by_its_meaning_and_gives_its_place(sample_data: Path) -> None:
    done = run_notes("search", "how forgetting slows down over time", "--json", "--top", "5", "--data", sample_data)
    [found] = read(done.stdout)
    first = found["results"][0]
    lines = (Path(first["source"]) / first["path"]).read_text("utf-8").splitlines()
    span = " ".join(lines[first["line_start"] - 1 : first["line_end"]])
    assert first["text"].split()[0] in span
    assert first["places"][0]["path"] == first["path"]
    assert len(found["results"]) == 5


def test_a_filter_leaves_only_what_it_names(sample_data: Path) -> None:
    done = run_notes("search", "memory", "--voice", "machine", "--json", "--data", sample_data)
    assert {result["voice"] for result in read(done.stdout)[0]["results"]} == {"machine"}


def test_a_batch_is_answered_line_by_line_in_its_order(sample_data: Path) -> None:
    asked = [{"id": str(n), "question": question} for n, question in enumerate(("BM25", "spacing", "BM25"))]
    given = "".join(json.dumps(row) + "\n" for row in asked)
    rows = read(run_notes("search", "--batch", "-", "--json", "--data", sample_data, stdin=given).stdout)
    assert [row["id"] for row in rows] == ["0", "1", "2"]
    assert rows[0]["results"] == rows[2]["results"]


def test_a_broken_line_of_a_batch_is_wrong_use_and_named(sample_data: Path) -> None:
    done = run_notes("search", "--batch", "-", "--json", "--data", sample_data, stdin='{"id": "1"}\n')
    assert done.returncode == 2 and "-:1" in done.stderr


def test_ask_cites_exactly_what_its_sentences_cite(sample_data: Path) -> None:
    [answer] = read(run_notes("ask", "What is double descent?", "--json", "--data", sample_data).stdout)
    assert answer["answered"] is True
    cited = {n for sentence in answer["sentences"] for n in sentence["citations"]}
    assert cited == {citation["n"] for citation in answer["citations"]} and cited
    assert not {sentence["support"] for sentence in answer["sentences"]} & {"none"}


def test_ask_says_so_where_the_notes_do_not(sample_data: Path) -> None:
    [answer] = read(run_notes("ask", "Who won the 2022 World Cup?", "--json", "--data", sample_data).stdout)
    assert answer["answered"] is False
    assert answer["citations"] == [] and answer["answer"] and answer["nearest"]


def test_strictness_on_the_command_line_moves_what_is_answered(sample_data: Path) -> None:
    """What is refused as calibrated is answered at 0; a share beyond 1 is wrong use."""
    question = "What did Niklas Luhmann say about large language models?"
    ask = ("ask", question, "--json", "--data", sample_data)
    [calibrated] = read(run_notes(*ask).stdout)
    [loose] = read(run_notes(*ask, "--strictness", "0").stdout)
    assert (calibrated["answered"], loose["answered"]) == (False, True)
    wrong = run_notes(*ask, "--strictness", "1.5")
    assert wrong.returncode == 2 and "between 0 and 1" in wrong.stderr


def test_an_empty_index_answers_with_no_results(tmp_path: Path) -> None:
    done = run_notes("search", "anything", "--json", "--data", tmp_path / "none")
    assert done.returncode == 0
    assert read(done.stdout)[0]["results"] == []


def test_asking_an_empty_index_is_no_answer(tmp_path: Path) -> None:
    done = run_notes("ask", "What is double descent?", "--json", "--data", tmp_path / "none")
    assert done.returncode == 0
    assert read(done.stdout)[0]["answered"] is False


def test_status_tells_what_was_read_and_which_models_are_in_use(sample_data: Path) -> None:
    status = json.loads(run_notes("status", "--json", "--data", sample_data).stdout)
    assert status["notes"] > 20 and status["vectors"]["healthy"] is True
    assert status["vectors"]["count"] == status["passages"]
    assert status["sources"][0]["pending"] == 0
    assert (status["model"]["name"], status["model"]["path"]) == ("", "")  # the tests leave the default model out
    assert {"context", "gpu_layers", "gpu_offload_supported", "device"} <= status["model"].keys()


def test_duplicates_say_what_was_kept_of_what_and_why(sample_data: Path) -> None:
    pairs = json.loads(run_notes("duplicates", "--json", "--data", sample_data).stdout)
    assert {"exact", "near"} <= {pair["kind"] for pair in pairs}
    assert all(pair["why"] and pair["kept"]["text"] and pair["duplicate"]["line_start"] >= 1 for pair in pairs)


def test_a_second_ingest_changes_nothing(sample_data: Path) -> None:
    report = json.loads(run_notes("ingest", "--json", "--data", sample_data).stdout)
    assert report["notes"]["unchanged"] == report["notes"]["seen"]
    assert (report["passages"]["added"], report["passages"]["removed"]) == (0, 0)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    done = run_notes("ingest", tmp_path / "nowhere", "--data", tmp_path / "data")
    assert done.returncode == 3
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


def test_wrong_use_ends_with_two(tmp_path: Path) -> None:
    assert run_notes("search", "--data", tmp_path).returncode == 2
    assert run_notes("frobnicate").returncode == 2
    wrong = run_notes("search", "x", "--since", "yesterday", "--data", tmp_path)
    assert wrong.returncode == 2 and "--since yesterday" in wrong.stderr


def test_bad_files_are_each_named_and_stop_nothing(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    good = SAMPLES / "Readwise" / "Books" / "The Leaky Bucket.md"
    (vault / "good.md").write_bytes(good.read_bytes())
    (vault / "random.md").write_bytes(bytes(range(256)) * 16 + os.urandom(4096))
    (vault / "empty.md").write_bytes(b"")
    (vault / "endless.md").write_text("word " * 1_000_000, encoding="utf-8")
    (vault / "latin.md").write_bytes("# Café\n\nUne idée reçue sur la mémoire.\n".encode("latin-1") * 3)
    (vault / "front.md").write_text("---\ntitle: a: b: [\n---\n\nA paragraph under broken front matter.\n", "utf-8")
    (vault / "loop").symlink_to(vault, target_is_directory=True)
    done = run_notes("ingest", vault, "--json", "--data", tmp_path / "data")
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [failure["path"] for failure in report["failures"]] == ["random.md"]
    named = {row["path"] for name in ("failures", "skipped", "warnings") for row in report[name]}
    assert {"random.md", "empty.md", "endless.md", "latin.md", "front.md", "loop"} <= named
    found = read(run_notes("search", "broken front matter", "--json", "--data", tmp_path / "data").stdout)
    assert any(result["path"] == "front.md" for result in found[0]["results"])


@pytest.mark.parametrize("command", ["ingest", "ask", "search", "serve", "status", "duplicates", "parse"])
def test_every_command_explains_itself(command: str) -> None:
    done = run_notes(command, "--help")
    assert done.returncode == 0 and "usage: notes" in done.stdout
