"""The model that writes for an open page: told as llama.cpp reports it, and as it is now."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.library.state import ModelState
from assistant.service.model_manager import ModelManager
from assistant.settings import change_settings
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
