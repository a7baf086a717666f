"""Answers are grounded or honest refusals with any model: even one that writes nonsense in the notes' name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answer import QUOTED_LABEL
from assistant.answering.assistant import Assistant
from assistant.llm.endpoint.model import EndpointModel
from assistant.llm.llama_model import LlamaModel
from assistant.llm.model import Model
from assistant.service.composition import Index, open_index
from index.search.evidence import Question
from index.search.query_rewriting import Turn
from tests.assistant.openai_stand_in import serve_stand_in
from tests.assistant.tiny_gguf import FAMILIES, write_model

ASKED = Question(text="What is double descent?")
NOT_IN_THE_NOTES = Question(text="Who won the 2022 World Cup?")


@pytest.fixture(scope="module")
def index(sample_data: Path) -> Iterator[Index]:
    with open_index(sample_data) as opened:
        yield opened


@pytest.fixture(scope="module", params=[*(family.name for family in FAMILIES), "an endpoint that makes things up"])
def assistant(
    request: pytest.FixtureRequest, index: Index, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    def join(model: Model) -> Assistant:
        return Assistant(index.searcher, model, catalog=index.catalog, embedder=index.embedder, mode="write")

    family = next((family for family in FAMILIES if family.name == request.param), None)
    if family is None:
        with serve_stand_in("ollama") as server:
            server.words = ["It was ", "described by ", "a British ", "mathematician in 1742 [1].", " It cites [7]."]
            yield join(EndpointModel(server.url))
        return
    model = LlamaModel(
        write_model(tmp_path_factory.mktemp("tiny") / f"{family.name}.gguf", family), context=2048, threads=1
    )
    yield join(model)
    model.close()


def test_of_nonsense_nothing_stands_and_the_answer_is_the_quoted_one(assistant: Assistant) -> None:
    written, quoted = assistant.ask(ASKED), assistant.ask(ASKED, mode="quote")
    assert replace(written, seconds=quoted.seconds, dropped=0) == replace(quoted, dropped=0)
    assert written.answered and written.model == QUOTED_LABEL
    assert {n for sentence in written.sentences for n in sentence.citations} == {c.n for c in written.citations}
    assert all(sentence.support != "none" and sentence.citations for sentence in written.sentences)


def test_what_the_notes_do_not_hold_is_refused_without_asking_the_model(assistant: Assistant) -> None:
    answer = assistant.ask(NOT_IN_THE_NOTES)
    assert not answer.answered and answer.citations == ()


def test_however_long_a_conversation_is_its_prompt_fits_the_context(assistant: Assistant) -> None:
    said = [Turn(role=role, content="Of tides and tables. " * 30) for _ in range(30) for role in ("user", "assistant")]
    answer = assistant.ask(replace(ASKED, history=tuple(said)))
    assert answer.answered and answer.trouble == ""


def test_an_answer_stopped_before_it_began_comes_back_at_once(assistant: Assistant) -> None:
    stop = threading.Event()
    stop.set()
    answer = assistant.ask(ASKED, stop=stop)
    assert answer.stopped and answer.sentences == ()


def failing_models(folder: Path) -> dict[str, Model]:
    """Models that cannot write, each in its own way."""
    (folder / "broken.gguf").write_bytes(b"GGUF" + bytes(200))
    tiny = write_model(folder / "tiny.gguf", FAMILIES[0])
    return {
        "a broken file": LlamaModel(folder / "broken.gguf"),
        "no file": LlamaModel(folder / "gone.gguf"),
        "no chat model": LlamaModel(write_model(folder / "base.gguf", FAMILIES[0], template="")),
        "a context too small": LlamaModel(tiny, context=256),
        "nobody at the address": EndpointModel("http://127.0.0.1:9/v1"),
    }


@pytest.mark.parametrize("mode", ["write", "auto"])
@pytest.mark.parametrize(
    "kind", ["a broken file", "no file", "no chat model", "a context too small", "nobody at the address"]
)
def test_where_a_model_cannot_write_the_notes_answer_and_it_is_said_why(
    index: Index, tmp_path: Path, kind: str, mode: str
) -> None:
    model = failing_models(tmp_path)[kind]
    assistant = Assistant(index.searcher, model, catalog=index.catalog, embedder=index.embedder, mode=mode)
    answer = assistant.ask(ASKED)
    assert answer.answered and answer.model == QUOTED_LABEL and answer.mode == "quoted"
    if not (kind == "a context too small" and mode == "auto"):  # so small a model is not asked to write
        assert "; " in answer.trouble and "\n" not in answer.trouble and "Traceback" not in answer.trouble


def test_an_endpoint_that_breaks_off_before_a_sentence_stands_gives_way_to_the_notes(index: Index) -> None:
    with serve_stand_in("bare") as server:
        server.breaks_after = 2
        assistant = Assistant(index.searcher, EndpointModel(server.url), embedder=index.embedder, mode="write")
        answer = assistant.ask(ASKED)
    assert answer.mode == "quoted" and "ask again, or choose quoted answers" in answer.trouble


def test_what_stood_before_an_endpoint_broke_off_stands(index: Index) -> None:
    quoted = Assistant(index.searcher, None, embedder=index.embedder).ask(ASKED).sentences[0].text
    with serve_stand_in("bare") as server:
        server.words = [f"{quoted} [1] ", "And then ", "more"]
        server.breaks_after = 2
        assistant = Assistant(index.searcher, EndpointModel(server.url), embedder=index.embedder, mode="write")
        answer = assistant.ask(ASKED)
    assert answer.mode == "written" and answer.sentences and answer.trouble
