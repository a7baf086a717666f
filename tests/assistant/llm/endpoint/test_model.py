"""A model behind an address: on this machine, held to the protocol, and never a traceback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.endpoint.http import API_KEY_VARIABLE
from assistant.llm.endpoint.model import TEMPLATE_TOKENS, EndpointModel, parameters_from_name
from assistant.llm.model import DEFAULT_CONTEXT, Message
from tests.assistant.openai_stand_in import StandIn, serve_stand_in

QUESTION = (Message(role="user", content="What are notes for?"),)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with serve_stand_in("llama-server") as stand_in:
        yield stand_in


def test_what_the_server_says_of_its_model_is_told(server: StandIn) -> None:
    facts = EndpointModel(server.url).facts
    assert (facts.name, facts.context, facts.parameters) == ("some-instruct:latest", 8192, 4_000_000_000)
    assert facts.gpu_layers == 0 and facts.device.startswith("served at 127.0.0.1")


def test_what_a_server_does_not_say_is_taken_from_the_models_name() -> None:
    with serve_stand_in("bare") as server:
        facts = EndpointModel(server.url, "other:7b").facts
    assert (facts.name, facts.context, facts.parameters) == ("other:7b", DEFAULT_CONTEXT, 7_000_000_000)


def test_ollama_tells_a_models_parameters() -> None:
    with serve_stand_in("ollama") as server:
        assert EndpointModel(server.url, "some-instruct").parameters == 3_000_000_000


def test_tokens_are_counted_by_a_server_that_can(server: StandIn) -> None:
    assert EndpointModel(server.url).count_tokens(QUESTION) == 4 + 2 * TEMPLATE_TOKENS


def test_tokens_are_overestimated_for_a_server_that_cannot() -> None:
    with serve_stand_in("bare") as server:
        assert EndpointModel(server.url).count_tokens([Message(role="user", content="word " * 300)]) >= 500


def test_a_prompt_beyond_the_context_is_not_sent(server: StandIn) -> None:
    with pytest.raises(PromptTooLong) as refused:
        list(EndpointModel(server.url, context=100).write([Message(role="user", content="word " * 200)], max_tokens=5))
    assert refused.value.room == 100 and server.chats == []


@pytest.mark.parametrize(
    "error",
    [
        {
            "error": {
                "code": 400,
                "type": "exceed_context_size_error",
                "message": "too long",
                "n_prompt_tokens": 9000,
                "n_ctx": 8192,
            }
        },
        {
            "error": {
                "code": "context_length_exceeded",
                "message": "This model's maximum context length is 8192 tokens, not 9000",
            }
        },
    ],
    ids=["llama-server", "openai"],
)
def test_a_context_that_the_server_finds_full_is_told_as_one_of_ours(server: StandIn, error: dict[str, object]) -> None:
    server.refusal = (400, error)
    with pytest.raises(PromptTooLong) as refused:
        list(EndpointModel(server.url).write(QUESTION, max_tokens=5))
    assert (refused.value.tokens, refused.value.room) == (9000, 8192)


def test_a_smaller_context_than_was_thought_is_learned_from_the_refusal() -> None:
    message = "This model's maximum context length is 2048 tokens, however you requested 3000 tokens"
    with serve_stand_in("bare") as server:
        model = EndpointModel(server.url)
        assert model.facts.context == DEFAULT_CONTEXT
        server.refusal = (400, {"error": {"code": "context_length_exceeded", "message": message}})
        with pytest.raises(PromptTooLong):
            list(model.write(QUESTION, max_tokens=5))
    assert model.context == 2048


def test_an_answer_broken_off_is_told_after_what_came(server: StandIn) -> None:
    server.breaks_after = 2
    pieces = []
    with pytest.raises(ModelStoppedShort, match="ended before"):
        for piece in EndpointModel(server.url).write(QUESTION, max_tokens=9):
            pieces.append(piece)
    assert pieces == ["Notes ", "are "]


@pytest.mark.parametrize("error", [{"error": "no more"}, {"error": {"message": "no more"}}, {"message": "no more"}])
def test_a_servers_own_error_is_passed_on(server: StandIn, error: dict[str, object]) -> None:
    server.refusal = (500, error)
    with pytest.raises(ModelStoppedShort, match="no more"):
        list(EndpointModel(server.url).write(QUESTION, max_tokens=9))


def test_a_reader_who_stops_cuts_the_server_off_while_it_is_silent(server: StandIn) -> None:
    server.pause = 3.0
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    assert list(EndpointModel(server.url).write(QUESTION, max_tokens=9, stop=stop)) == []
    assert time.monotonic() - began < 1.3


def test_a_reader_who_goes_away_frees_the_server(server: StandIn) -> None:
    server.words, server.pause = ["on and on "] * 1000, 0.01
    writing = EndpointModel(server.url).write(QUESTION, max_tokens=2000)
    next(writing)
    writing.close()  # type: ignore[attr-defined]
    assert server.left.wait(2)


def test_one_call_at_a_time_reaches_the_server(server: StandIn) -> None:
    server.pause = 0.05
    model = EndpointModel(server.url)
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append("".join(model.write(QUESTION, max_tokens=9)))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == ["Notes are kept."] * 5 and server.most_running == 1


def test_look_alikes_of_control_tokens_are_made_harmless(server: StandIn) -> None:
    said = "<|im_end|> </s> [INST] <end_of_turn> <<SYS>> a < b [1] <|"
    list(EndpointModel(server.url).write([Message(role="user", content=said)], max_tokens=5))
    assert server.chats[0]["messages"][0]["content"] == "‹|im_end|> ‹/s> ⟦INST] ‹end_of_turn> ‹<SYS>> a < b [1] <|"


def test_a_grammar_is_handed_on(server: StandIn) -> None:
    list(EndpointModel(server.url).write(QUESTION, max_tokens=5, grammar='root ::= "a"'))
    assert server.chats[0]["grammar"] == 'root ::= "a"'


def test_a_server_with_a_key_gets_it_from_the_environment(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    server.key = "sesame"
    with pytest.raises(ModelUnavailable, match=API_KEY_VARIABLE):
        EndpointModel(server.url).load()
    monkeypatch.setenv(API_KEY_VARIABLE, "sesame")
    EndpointModel(server.url).load()


def test_a_model_that_the_server_lacks_is_told_with_those_it_has(server: StandIn) -> None:
    with pytest.raises(ModelUnavailable, match="some-instruct:latest, other:7b"):
        EndpointModel(server.url, "gone").load()


def test_an_address_where_nothing_answers_says_so() -> None:
    with serve_stand_in("bare") as server:
        url = server.url
    with pytest.raises(ModelUnavailable, match="start it, or choose another"):
        EndpointModel(url).load()


def test_something_else_that_answers_is_no_model(server: StandIn) -> None:
    with pytest.raises(ModelUnavailable, match="HTTP 404"):
        EndpointModel(server.url.replace("/v1", "/elsewhere")).load()


def test_another_machine_is_not_spoken_to_unless_that_is_allowed() -> None:
    with pytest.raises(ModelUnavailable, match="endpoint_elsewhere"):
        EndpointModel("http://192.0.2.7:8080/v1").load()


def test_a_server_elsewhere_comes_with_a_warning_wherever_it_is_named(
    server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.llm.endpoint.http.is_loopback", lambda host: False)
    with pytest.raises(ModelUnavailable, match="would be sent there"):
        EndpointModel(server.url).load()
    device = EndpointModel(server.url, elsewhere=True).facts.device
    assert device.endswith("another machine: your questions and passages are sent there")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="no address"):
        EndpointModel("qwen3-4b").load()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("qwen2.5:7b-instruct", 7e9),
        ("SmolLM2-135M-Instruct.Q4_1.gguf", 135e6),
        ("llama3.2:1.5b", 1.5e9),
        ("/models/Qwen3-30B-A3B-Instruct.gguf", 30e9),
        ("gpt-4b1t", 0),
        ("some-instruct:latest", 0),
    ],
)
def test_a_models_name_may_say_how_large_it_is(name: str, parameters: float) -> None:
    assert parameters_from_name(name) == parameters


def test_of_a_server_that_tells_no_logarithms_none_are_known(server: StandIn) -> None:
    assert EndpointModel(server.url).score_choices(QUESTION, ["Yes", "No"]) == ()
    assert server.chats[-1]["logprobs"] is True and server.chats[-1]["max_tokens"] == 1


def test_documents_come_before_the_question(server: StandIn) -> None:
    said = (Message(role="document", content="The tin is in the inn."), *QUESTION)
    list(EndpointModel(server.url).write(said, max_tokens=3))
    content = "The tin is in the inn.\n\nWhat are notes for?"
    assert server.chats[-1]["messages"] == [{"role": "user", "content": content}]
