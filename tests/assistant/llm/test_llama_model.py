"""What holds for every model, whatever its family and whoever runs it: tiny ones of three families by llama.cpp
here, and one behind llama-cpp-python's own server.
"""

from __future__ import annotations

import math
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.endpoint.model import EndpointModel
from assistant.llm.llama_loading import load_llama
from assistant.llm.llama_model import LlamaModel
from assistant.llm.llama_runtime import Loaded
from assistant.llm.model import Message
from tests.assistant.tiny_gguf import FAMILIES, write_model

CONTEXT = 1024
ASKED = (
    Message(role="system", content="Answer from the notes. Note [1] the tin is in the inn."),
    Message(role="user", content="Where is the tin?"),
)
GRAMMAR = 'root ::= " the " [a-z]{3,20} " [1]."'


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module", params=[*(family.name for family in FAMILIES), "server"])
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LlamaModel | EndpointModel]:
    folder = tmp_path_factory.mktemp("models")
    if request.param == "server":
        with run_server(write_model(folder / "tiny.gguf", FAMILIES[1])) as url:
            yield EndpointModel(url, context=CONTEXT)
        return
    family = next(family for family in FAMILIES if family.name == request.param)
    loaded = LlamaModel(write_model(folder / f"tiny-{family.name}.gguf", family), context=CONTEXT, threads=1)
    yield loaded
    loaded.close()


@contextmanager
def run_server(path: Path) -> Iterator[str]:
    """llama-cpp-python's own server on loopback, until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "llama_cpp.server", "--model", str(path), "--host", "127.0.0.1", "--port", str(port)]
    words += ["--n_ctx", str(CONTEXT), "--verbose", "False", "--n_threads", "1"]
    url = f"http://127.0.0.1:{port}/v1"
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    EndpointModel(url).load()
                    break
                except ModelUnavailable:
                    assert server.poll() is None, "the server ended"
                    time.sleep(0.1)
            yield url
        finally:
            server.terminate()


def test_it_says_what_it_is(model: LlamaModel | EndpointModel) -> None:
    assert model.facts.name == model.name != ""
    assert model.context == model.facts.context == CONTEXT


def test_it_writes_no_more_than_it_was_allowed(model: LlamaModel | EndpointModel) -> None:
    assert 1 <= len(list(model.write(ASKED, max_tokens=8))) <= 8


def test_it_writes_the_same_to_the_same_question(model: LlamaModel | EndpointModel) -> None:
    first, second = ("".join(model.write(ASKED, max_tokens=12)) for _ in range(2))
    assert first == second


def test_it_keeps_to_a_grammar(model: LlamaModel | EndpointModel) -> None:
    assert re.fullmatch(r" the [a-z]{3,20} \[1\]\.", "".join(model.write(ASKED, max_tokens=60, grammar=GRAMMAR)))


def test_it_stops_within_a_second(model: LlamaModel | EndpointModel) -> None:
    stop, came = threading.Event(), 0
    for _ in model.write(ASKED, max_tokens=900, grammar='root ::= ("on and " | "over ") root', stop=stop):
        if not stop.is_set():
            stop.set()
            began = time.monotonic()
        came += 1
    assert time.monotonic() - began < 1 and came < 20


def test_it_says_nothing_once_stopped_before_its_turn(model: LlamaModel | EndpointModel) -> None:
    stop = threading.Event()
    stop.set()
    assert list(model.write(ASKED, max_tokens=50, stop=stop)) == []


def test_a_reader_who_goes_away_leaves_it_free(model: LlamaModel | EndpointModel) -> None:
    writing = model.write(ASKED, max_tokens=900)
    next(writing)
    writing.close()  # type: ignore[attr-defined]
    began = time.monotonic()
    assert next(model.write(ASKED, max_tokens=4))
    assert time.monotonic() - began < 2


def test_a_prompt_beyond_its_context_is_refused_and_the_next_one_answered(model: LlamaModel | EndpointModel) -> None:
    with pytest.raises(PromptTooLong) as refused:
        list(model.write([Message(role="user", content="the tin " * CONTEXT)], max_tokens=5))
    assert refused.value.tokens > refused.value.room == CONTEXT
    assert list(model.write(ASKED, max_tokens=2))


def test_longer_prompts_count_more_tokens(model: LlamaModel | EndpointModel) -> None:
    longer = (*ASKED, Message(role="assistant", content="In the inn."), Message(role="user", content="Which inn?"))
    assert 20 < model.count_tokens(ASKED) < model.count_tokens(longer) < CONTEXT


def test_five_who_ask_at_once_are_answered_in_turn_and_alike(model: LlamaModel | EndpointModel) -> None:
    expected = "".join(model.write(ASKED, max_tokens=12))
    answers: list[str] = []
    asking = [
        threading.Thread(target=lambda: answers.append("".join(model.write(ASKED, max_tokens=12)))) for _ in range(5)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(20)
    assert answers == [expected] * 5


def test_five_at_once_can_each_stop_without_the_others(model: LlamaModel | EndpointModel) -> None:
    stops = [threading.Event() for _ in range(5)]
    lengths: dict[int, int] = {}

    def ask(number: int) -> None:
        lengths[number] = len(list(model.write(ASKED, max_tokens=30, grammar=GRAMMAR, stop=stops[number])))

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for number in (1, 3):
        stops[number].set()
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(20)
    assert [lengths[number] for number in (1, 3)] == [0, 0]
    assert all(lengths[number] > 3 for number in (0, 2, 4))


def test_its_speed_is_known_after_an_answer(model: LlamaModel | EndpointModel) -> None:
    list(model.write(ASKED, max_tokens=20, grammar=GRAMMAR))
    assert model.speed.writing > 0


BEGINNING = (
    ASKED[0],
    Message(role="user", content="Which inn?"),
    Message(role="assistant", content="The old one [1]."),
)


def test_what_is_written_after_a_kept_beginning_is_what_is_written_without(model: LlamaModel | EndpointModel) -> None:
    prompt = (*BEGINNING, Message(role="user", content="Where is the tin?"))
    expected = "".join(model.write(prompt, max_tokens=12))
    list(model.write(ASKED, max_tokens=3))
    model.keep_prefix(BEGINNING)
    list(model.write(ASKED, max_tokens=3))
    assert "".join(model.write(prompt, max_tokens=12)) == expected


def test_choices_get_logarithms_of_probabilities_and_the_likeliest_is_written(
    model: LlamaModel | EndpointModel,
) -> None:
    written = next(iter(model.write(ASKED, max_tokens=1)))
    scores = model.score_choices(ASKED, [written, " the", "zebra"])
    assert max(scores) == scores[0] <= 0
    assert scores == pytest.approx(model.score_choices(ASKED, [written, " the", "zebra"]), abs=0.01)
    if isinstance(model, LlamaModel):  # a server tells only the likeliest
        assert sum(map(math.exp, scores)) <= 1.0001


def test_no_choice_is_scored_once_stopped(model: LlamaModel | EndpointModel) -> None:
    stop = threading.Event()
    stop.set()
    assert model.score_choices(ASKED, ["a", "b"], stop=stop) == ()


def test_a_layer_tells_prompts_apart_whatever_was_read_before(model: LlamaModel | EndpointModel) -> None:
    other = (*ASKED[:-1], Message(role="user", content="Where is the cask?"))
    before = model.read_layer(ASKED, 1)
    if isinstance(model, EndpointModel):
        assert before == ()
        return
    list(model.write(other, max_tokens=3))
    assert model.read_layer(ASKED, 1) == pytest.approx(before, abs=0.01)
    assert model.read_layer(other, 1) != pytest.approx(before, abs=0.01)
    assert len(before) == model.load().llama.n_embd()
    assert model.read_layer(ASKED, 0) != pytest.approx(before, abs=0.01)
    assert model.read_layer(ASKED, 999) == ()


def test_no_layer_is_read_once_stopped(model: LlamaModel | EndpointModel) -> None:
    stop = threading.Event()
    stop.set()
    assert model.read_layer(ASKED, 1, stop=stop) == ()


def test_a_kept_beginning_is_not_read_again_whatever_was_asked_meanwhile_nor_by_the_next_start(tmp_path: Path) -> None:
    path = write_model(tmp_path / "tiny.gguf", FAMILIES[1])
    for start in range(2):
        model = LlamaModel(path, context=CONTEXT, threads=1)
        read: list[int] = []
        llama, evaluate = model.load().llama, model.load().llama.eval
        llama.eval = lambda tokens, evaluate=evaluate, read=read: (read.append(len(tokens)), evaluate(tokens))
        model.keep_prefix(BEGINNING)
        length = len(model.load().tokenize_beginning(BEGINNING))
        assert sum(read) == (length if start == 0 else 0)
        for question in ("Where is the tin?", "And where is the pump?"):
            list(model.write(ASKED, max_tokens=1))
            read.clear()
            prompt = (*BEGINNING, Message(role="user", content=question))
            list(model.write(prompt, max_tokens=1))
            assert sum(read) == model.count_tokens(prompt) - length
        model.close()


def test_a_stored_state_that_is_damaged_is_read_anew(tmp_path: Path) -> None:
    path = write_model(tmp_path / "tiny.gguf", FAMILIES[1])
    prompt = (*BEGINNING, Message(role="user", content="Where is the tin?"))
    model = LlamaModel(path, context=CONTEXT, threads=1)
    expected = "".join(model.write(prompt, max_tokens=12))
    model.keep_prefix(BEGINNING)
    model.close()
    (stored,) = (tmp_path / "cache").rglob("*.state")
    stored.write_bytes(stored.read_bytes()[:1000])
    again = LlamaModel(path, context=CONTEXT, threads=1)
    again.keep_prefix(BEGINNING)
    assert "".join(again.write(prompt, max_tokens=12)) == expected and not stored.exists()


def test_after_a_failure_midway_it_is_loaded_anew_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = LlamaModel(write_model(tmp_path / "tiny.gguf", FAMILIES[0]), context=CONTEXT, threads=1)
    llama = model.load().llama

    def run_out(*_: object, **__: object) -> Iterator[dict[str, object]]:
        yield {"choices": [{"text": "The "}]}
        raise RuntimeError("llama_decode returned -3")

    monkeypatch.setattr(llama, "create_completion", run_out)
    came = []
    with pytest.raises(ModelStoppedShort, match="ask again"):
        for piece in model.write(ASKED, max_tokens=5):
            came.append(piece)
    assert came == ["The "] and len(list(model.write(ASKED, max_tokens=5))) >= 1
    assert model.load().llama is not llama


def test_a_closed_model_is_loaded_again_when_it_is_asked(tmp_path: Path) -> None:
    model = LlamaModel(write_model(tmp_path / "tiny.gguf", FAMILIES[0]), context=CONTEXT, threads=1)
    assert list(model.write(ASKED, max_tokens=3))
    model.close()
    assert list(model.write(ASKED, max_tokens=3))


def test_a_gpu_that_runs_out_of_memory_midway_has_half_its_layers_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No GPU is needed for it: that 24 layers were there is said of a model on the processor."""
    model = LlamaModel(write_model(tmp_path / "tiny.gguf", FAMILIES[0]), context=CONTEXT, threads=1)
    asked: list[int | None] = []

    def load(*words: Any, gpu_layers: int | None, **more: Any) -> Loaded:
        asked.append(gpu_layers)
        loaded = load_llama(*words, gpu_layers=gpu_layers, **more)
        layers = 24 if gpu_layers is None else gpu_layers
        loaded.facts = replace(loaded.facts, gpu_layers=layers)
        if layers > 6:
            monkeypatch.setattr(loaded.llama, "create_completion", run_out_of_memory)
        return loaded

    def run_out_of_memory(*_: object, **__: object) -> Iterator[dict[str, object]]:
        raise RuntimeError("llama_decode returned -3")
        yield {}

    monkeypatch.setattr("assistant.llm.llama_model.load_llama", load)
    for fewer in (12, 6):
        with pytest.raises(ModelStoppedShort, match=f"{fewer} layers on the GPU.*; ask again, or choose quoted"):
            list(model.write(ASKED, max_tokens=4))
    assert list(model.write(ASKED, max_tokens=4)) and asked == [None, 12, 6] and model.facts.gpu_layers == 6
