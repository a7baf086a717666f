"""The model that writes for an open page: told as llama.cpp reports it, and as it is now."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import DownloadFailed, DownloadInterrupted, ModelUnavailable
from assistant.library.command_context import CommandContext
from assistant.library.state import ModelState
from assistant.llm import hardware
from assistant.model_downloads import catalogue
from assistant.model_downloads.catalogue import default_model
from assistant.service.model_manager import ModelManager
from assistant.settings import change_settings
from tests.assistant.local_hub import LocalHub, serve_hub
from tests.assistant.openai_stand_in import serve_stand_in
from tests.assistant.tiny_gguf import FAMILIES, write_model


def settle(writer: ModelManager) -> ModelState:
    """The state once the model was looked at; that is begun by asking for it."""
    for _ in range(600):
        state = writer.state()
        if state.ready:
            return state
        time.sleep(0.05)
    raise AssertionError("it never was")


def test_a_model_is_told_with_size_context_device_and_speed(tmp_path: Path) -> None:
    change_settings(tmp_path, model=str(write_model(tmp_path / "tiny.gguf", FAMILIES[0])), context=2048)
    writer = ModelManager(tmp_path)
    assert not writer.state().ready
    state = settle(writer)
    assert state.name == "tiny" and state.trouble == ""
    for words in ("MB", "2,048 tokens of context", "CPU", "tokens/s"):
        assert words in state.detail


def test_layers_that_left_the_gpu_and_the_last_speed_are_told_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(tmp_path, model=str(write_model(tmp_path / "tiny.gguf", FAMILIES[0])))
    writer = ModelManager(tmp_path)
    settle(writer)
    model = writer.model
    assert model is not None
    monkeypatch.setattr(type(model), "facts", replace(model.facts, gpu_layers=12, layers=25, device="Some GPU"))
    assert "12 of 25 layers on " in writer.state().detail


def test_a_server_that_was_away_is_found_once_it_is_back(tmp_path: Path) -> None:
    with serve_stand_in("llama-server") as server:
        server.key = "sesame"  # it refuses whoever has none
        change_settings(tmp_path, endpoint=server.url)
        writer = ModelManager(tmp_path)
        assert "it wants a key" in settle(writer).trouble
        server.key = ""
        for _ in range(100):
            if not writer.state().trouble:
                break
            time.sleep(0.05)
        assert writer.state().name == "some-instruct:latest" and writer.state().trouble == ""


def test_no_model_is_no_trouble(tmp_path: Path) -> None:
    change_settings(tmp_path, model="none")
    assert settle(ModelManager(tmp_path)) == ModelState(name="")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A hub with a tiny model in the default's place."""
    content = write_model(tmp_path / "tiny.gguf", FAMILIES[1]).read_bytes()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NOTES_MODEL")
    with serve_hub(content) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        stands_in = replace(default_model(), size=len(content), sha256=server.sha256)
        stands_in = replace(stands_in, origins=stands_in.origins[:1])
        monkeypatch.setattr(catalogue, "listed_models", lambda: (stands_in,))
        yield server


def test_the_default_takes_over_once_it_is_downloaded(hub: LocalHub, tmp_path: Path) -> None:
    writer = ModelManager(tmp_path, fetch=True)
    assert writer.model is None and settle(writer).name == "" and writer.wants_default()
    seen: list[ModelState] = []
    writer.use("", CommandContext(progress=lambda stage, done, total: seen.append(writer.state())))
    assert all(state.download is not None and state.name == "" for state in seen)
    assert max(state.download.done for state in seen if state.download) == len(hub.content)
    state = writer.state()
    assert state.download is None and state.name == Path(default_model().file).stem and state.ready
    assert writer.model is not None and not writer.wants_default()
    assert not (tmp_path / "settings.toml").exists()


def test_without_the_wish_nothing_is_downloaded(hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ModelManager(tmp_path).wants_default()
    monkeypatch.setenv("NOTES_MODEL", "none")
    assert not ModelManager(tmp_path, fetch=True).wants_default()
    assert hub.asked == []


def test_a_failed_download_is_told_and_the_notes_are_quoted(hub: LocalHub, tmp_path: Path) -> None:
    hub.refusals = [404]
    writer = ModelManager(tmp_path, fetch=True)
    with pytest.raises(DownloadFailed):
        writer.use("", CommandContext())
    state = settle(writer)
    assert "the hub has no" in state.trouble and "; choose another" in state.trouble and state.name == ""
    writer.use("", CommandContext())
    assert writer.state().trouble == "" and writer.state().name


def test_a_page_that_closes_stops_its_download(hub: LocalHub, tmp_path: Path) -> None:
    writer, began = ModelManager(tmp_path, fetch=True), threading.Event()
    hub.pause.clear()
    failures: list[Exception] = []

    def fetch() -> None:
        try:
            writer.use("", CommandContext(progress=lambda *_: began.set()))
        except DownloadInterrupted as failure:
            failures.append(failure)

    thread = threading.Thread(target=fetch)
    thread.start()
    assert began.wait(10)
    writer.close()
    hub.pause.set()
    thread.join(10)
    assert failures and "stopped" in str(failures[0]) and writer.state().trouble == ""


def test_a_machine_with_too_little_memory_downloads_nothing(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(str(2 << 30))
    monkeypatch.setattr(hardware, "_CGROUP_LIMITS", (limit,))
    writer = ModelManager(tmp_path, fetch=True)
    with pytest.raises(ModelUnavailable, match="GB of memory"):
        writer.use("", CommandContext())
    assert hub.asked == [] and "choose a smaller one" in writer.state().trouble
