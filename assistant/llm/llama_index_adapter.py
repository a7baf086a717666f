"""A model as LlamaIndex's LLM.

Answers are written through these, so another LLM of LlamaIndex can take the model's place.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms import CustomLLM
from pydantic import PrivateAttr

from assistant.llm.model import ANSWER_TOKENS, Message, Model


class NotesLLM(CustomLLM):
    """A `Model` as LlamaIndex's LLM. Each call may carry `grammar`, `max_tokens` and `stop_event`."""

    _model: Model = PrivateAttr()

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(
            context_window=self._model.context,
            num_output=ANSWER_TOKENS,
            is_chat_model=True,
            model_name=self._model.name,
        )

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        pieces = self._write([Message(role="user", content=prompt)], **kwargs)
        return CompletionResponse(text="".join(pieces))

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        text = ""
        for piece in self._write([Message(role="user", content=prompt)], **kwargs):
            text += piece
            yield CompletionResponse(text=text, delta=piece)

    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        text = "".join(self._write(_own_messages(messages), **kwargs))
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text))

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        text = ""
        for piece in self._write(_own_messages(messages), **kwargs):
            text += piece
            yield ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=piece)

    def _write(self, messages: Sequence[Message], **kwargs: Any) -> Iterator[str]:
        return self._model.write(
            messages,
            max_tokens=int(kwargs.get("max_tokens", ANSWER_TOKENS)),
            grammar=str(kwargs.get("grammar", "")),
            stop=kwargs.get("stop_event"),
        )


def stream_chat(
    llm: CustomLLM, messages: Sequence[Message], *, max_tokens: int, grammar: str, stop: threading.Event
) -> Iterator[str]:
    """What a LlamaIndex LLM writes in answer to the messages, piece by piece."""
    chat = [ChatMessage(role=MessageRole(message.role), content=message.content) for message in messages]
    for response in llm.stream_chat(chat, max_tokens=max_tokens, grammar=grammar, stop_event=stop):
        if response.delta:
            yield response.delta


def _own_messages(messages: Sequence[ChatMessage]) -> list[Message]:
    return [Message(role=str(m.role.value), content=m.content or "") for m in messages]
