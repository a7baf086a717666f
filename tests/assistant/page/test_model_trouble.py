"""Whatever is amiss with a model, the page says it in a line with a next step, answers from the notes, and stays."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.library.conversation import Conversation, start_conversation
from assistant.library.interfaces import AnswerOptions, Library
from assistant.library.state import ModelState
from assistant.llm import hardware
from assistant.llm.llama_loading import load_llama
from assistant.llm.llama_runtime import Loaded
from assistant.page.html.thread import render_thread
from assistant.page.turn_stream import stream_turns
from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from assistant.settings import change_settings
from tests.assistant.openai_stand_in import serve_stand_in
from tests.assistant.tiny_gguf import FAMILIES, write_model

LLAMA, QWEN, GEMMA = FAMILIES
WRITE = AnswerOptions(mode="write")


@pytest.fixture
def open_library(sample_data: Path, tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Opens the sample notes' index, copied, with these settings."""
    opened: list[Runtime] = []

    def make(**settings: str | int) -> Library:
        data = shutil.copytree(sample_data, tmp_path / "data")
        change_settings(data, **settings)
        opened.append(Runtime(data))
        return join_library(opened[-1])

    yield make
    for runtime in opened:
        runtime.close()


def ask(library: Library, conversation: Conversation | None = None) -> Conversation:
    conversation = conversation or start_conversation()
    steps = stream_turns(library.chat, conversation, "What is double descent?", threading.Event(), options=WRITE)
    return list(steps)[-1]


def settle(library: Library) -> ModelState:
    """The model's state once it was looked at; that is begun by asking for it."""
    for _ in range(600):
        if (state := library.sources.state().model).ready:
            return state
        time.sleep(0.05)
    raise AssertionError("it never was")


def assert_answered_all_the_same(conversation: Conversation, why: str, repair: str) -> None:
    turn = conversation.turns[-1]
    assert (turn.state, turn.way, turn.answered) == ("done", "quoted", True) and turn.sources
    assert why in turn.trouble and turn.trouble.endswith(repair) and "\n" not in turn.trouble
    shown = render_thread(conversation)
    assert "Quoted, because the model could not write" in shown and 'role="status"' in shown


BROKEN: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "broken": (lambda path: path.write_bytes(b"GGUF" + bytes(99)), "damaged or cut short", "notes models"),
    "of an unknown architecture": (
        lambda path: write_model(path, LLAMA, architecture="tomorrow"), "architecture, tomorrow", "notes models"
    ),
    "not made for chat": (lambda path: write_model(path, GEMMA, template=""), "not a chat model", "Instruct or Chat"),
    "for embedding": (lambda path: write_model(path, QWEN, pools=True), "an embedding model", "notes models"),
    "gone": (lambda path: None, "no such file", "notes models"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is(open_library: Callable[..., Library], tmp_path: Path, kind: str) -> None:
    make, why, repair = BROKEN[kind]
    make(tmp_path / "model.gguf")
    library = open_library(model=str(tmp_path / "model.gguf"))
    assert_answered_all_the_same(ask(library), why, repair)
    trouble = settle(library).trouble
    assert why in trouble and trouble.endswith(repair)


def test_a_context_that_does_not_fit(
    open_library: Callable[..., Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine seems to have 450 MB."""
    (tmp_path / "memory.max").write_text(str(450 << 20))
    monkeypatch.setattr(hardware, "_CGROUP_LIMITS", (tmp_path / "memory.max",))
    model = write_model(tmp_path / "long.gguf", LLAMA, context=10_000_000)
    library = open_library(model=str(model), context=1_000_000)
    assert_answered_all_the_same(ask(library), "a context of 1,000,000 tokens takes 0.5 GB", "notes models")


def test_a_gpu_that_runs_out_of_memory_midway(
    open_library: Callable[..., Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, loads = open_library(model=str(write_model(tmp_path / "tiny.gguf", LLAMA))), []

    def load(*words: Any, **more: Any) -> Loaded:
        loads.append(load_llama(*words, **more))
        if len(loads) == 1:
            monkeypatch.setattr(loads[0].llama, "create_completion", run_out)
        return loads[-1]

    def run_out(*_: object, **__: object) -> Iterator[dict[str, object]]:
        yield {"choices": [{"text": "The "}]}
        raise RuntimeError("llama_decode returned -3")

    monkeypatch.setattr("assistant.llm.llama_model.load_llama", load)
    conversation = ask(library)
    assert_answered_all_the_same(conversation, "llama_decode returned -3", "choose quoted answers")
    conversation = ask(library, conversation)  # reloaded; nothing of its nonsense is supported
    assert conversation.turns[-1].trouble == "" and conversation.turns[-1].way == "quoted" and len(loads) == 2


def test_a_server_that_ends_while_it_writes(open_library: Callable[..., Library]) -> None:
    with serve_stand_in("llama-server") as server:
        server.breaks_after = 1
        library = open_library(endpoint=server.url)
        conversation = ask(library)
        assert_answered_all_the_same(conversation, "the connection ended", "choose quoted answers")
    conversation = ask(library, conversation)
    assert_answered_all_the_same(conversation, "nothing that speaks OpenAI's protocol answers", "notes models")
