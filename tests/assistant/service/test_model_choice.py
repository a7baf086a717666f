"""Which model writes: the settings' choice, else `NOTES_MODEL`, else the default once it is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelUnavailable, ModelUnknown
from assistant.llm.hardware import Machine
from assistant.model_downloads.catalogue import default_model, find_listed, models_folder
from assistant.service.composition import make_model
from assistant.service.model_choice import awaited_model, check_memory, find_model_file
from assistant.settings import Settings

GB = 10**9


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NOTES_MODEL")


def put(name: str) -> Path:
    """A file of a listed model's name and size."""
    model = find_listed(name)
    path = models_folder() / model.file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(model.size)
    return path


def test_the_default_is_awaited_until_it_is_here() -> None:
    assert awaited_model(Settings()) == default_model() and find_model_file(Settings()) is None
    assert make_model(Settings()) is None
    path = put("default")
    assert awaited_model(Settings()) is None and find_model_file(Settings()) == path


@pytest.mark.parametrize(
    "settings", [Settings(model="none"), Settings(model="~/own.gguf"), Settings(endpoint="http://x")]
)
def test_who_has_chosen_awaits_nothing(settings: Settings) -> None:
    assert awaited_model(settings) is None


def test_the_variable_leaves_the_default_out(monkeypatch: pytest.MonkeyPatch) -> None:
    put("default")
    monkeypatch.setenv("NOTES_MODEL", "none")
    assert awaited_model(Settings()) is None and find_model_file(Settings()) is None
    assert find_model_file(Settings(model="/own.gguf")) == Path("/own.gguf")


def test_the_variable_names_another_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_MODEL", "qwen2.5-coder-0.5b")
    assert awaited_model(Settings()) == find_listed("qwen2.5-coder-0.5b")
    assert find_model_file(Settings()) is None
    assert put("qwen2.5-coder-0.5b") == find_model_file(Settings())
    monkeypatch.setenv("NOTES_MODEL", "/own/some.gguf")
    assert find_model_file(Settings()) == Path("/own/some.gguf") and awaited_model(Settings()) is None
    monkeypatch.setenv("NOTES_MODEL", "no-such-model")
    with pytest.raises(ModelUnknown):
        awaited_model(Settings())


def test_a_machine_with_too_little_memory_is_told_what_it_takes() -> None:
    with pytest.raises(ModelUnavailable, match=r"takes 4\.\d GB of memory .* has 4\.0 GB; choose a smaller one"):
        check_memory(default_model(), Machine(memory=4 * GB, cores=2, gpu=None, offloads=False))
    check_memory(default_model(), Machine(memory=8 * GB, cores=2, gpu=None, offloads=False))
    check_memory(default_model(), Machine(memory=0, cores=2, gpu=None, offloads=False))
