"""LlamaIndex's seams: our model as its LLM, its memory for the conversation."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from llama_index.core.base.llms.types import ChatMessage, MessageRole

from assistant.llm.llama_index_adapter import NotesLLM, stream_chat
from assistant.llm.model import Message


class Echo:
    """A model that says its last message again, word by word."""

    name, context, parameters = "echo", 64, 1

    def __init__(self) -> None:
        self.given: dict[str, object] = {}

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def write(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str = "",
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        self.given = {"max_tokens": max_tokens, "grammar": grammar, "stop": stop}
        yield from (f"{word} " for word in messages[-1].content.split())


def test_a_call_hands_grammar_length_and_stop_to_the_model() -> None:
    """What is given with a call arrives; LlamaIndex's own class for llama.cpp drops it."""
    model, stop = Echo(), threading.Event()
    messages = [Message(role="system", content="s"), Message(role="user", content="one two")]
    pieces = list(stream_chat(NotesLLM(model), messages, max_tokens=7, grammar="g", stop=stop))
    assert pieces == ["one ", "two "] and model.given == {"max_tokens": 7, "grammar": "g", "stop": stop}


def test_any_user_of_llama_index_can_chat_with_it() -> None:
    """Plain, streamed, and as a completion."""
    llm = NotesLLM(Echo())
    assert llm.chat([ChatMessage(role=MessageRole.USER, content="a b")]).message.content == "a b "
    assert llm.complete("a b").text == "a b "
    assert [part.delta for part in llm.stream_complete("a b")] == ["a ", "b "]
    assert llm.metadata.context_window == 64
