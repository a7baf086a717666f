"""Every listed model's kind of chat template: loaded by llama.cpp from a file, with and without thinking."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.llm.chat_template import PromptPart, render_beginning, render_prompt
from assistant.llm.llama_loading import load_llama, make_renderer
from assistant.llm.model import Message
from assistant.llm.prefix_states import PrefixStates
from assistant.model_downloads.catalogue import listed_models
from tests.assistant.tiny_gguf import FAMILIES, write_model

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = {
    "smollm2-360m": "smollm2",
    "qwen2.5-coder-0.5b": "qwen2.5",
    "qwen2.5-coder-1.5b": "qwen2.5",
    "qwen3.5-2b": "qwen3.5",
    "granite-4.1-3b": "granite-4.1",
    "ministral-3-3b": "ministral-3",
    "qwen3-4b": "qwen3-instruct",
    "qwen3.5-4b": "qwen3.5",
    "gemma-4-e2b": "gemma-4",
    "qwen3.5-9b": "qwen3.5",
    "qwen3-30b-a3b": "qwen3-instruct",
}
"""The template of each listed model."""
THINKING = ("gemma-4", "qwen3.5")
"""Templates whose models can think aloud."""
CONVERSATION = (
    Message(role="system", content="Answer from the passages."),
    Message(role="user", content="Who tended the light?"),
    Message(role="assistant", content="Nobody says."),
    Message(role="document", content='The lamp was "fed" twice a night.'),
    Message(role="document", content="The keeper slept\nby day."),
    Message(role="user", content="When did the keeper sleep?"),
)


def render(template: str, *, thinks: bool = False, said: tuple[Message, ...] = CONVERSATION) -> tuple[PromptPart, ...]:
    formatter = Jinja2ChatFormatter(
        template=(FOLDER / f"{template}.jinja").read_text("utf-8"), bos_token="<s>", eos_token="</s>"
    )
    return render_prompt(
        make_renderer(formatter, {"enable_thinking": True}) if thinks else make_renderer(formatter), said
    )


def text_of(parts: tuple[PromptPart, ...]) -> str:
    return "".join(part.text for part in parts)


def thinks_aloud(prompt: str) -> bool:
    """Whether the model is told to think, or the prompt ends where it thinks."""
    return "<|think|>" in prompt or prompt.count("<think>") > prompt.count("</think>")


def test_every_listed_model_has_a_template_here_and_every_template_a_model() -> None:
    assert set(TEMPLATES) == {model.name for model in listed_models()}
    assert set(TEMPLATES.values()) == {path.stem for path in FOLDER.glob("*.jinja")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_llama_cpp_loads_it_and_writes_under_it(name: str, tmp_path: Path) -> None:
    template = (FOLDER / f"{TEMPLATES[name]}.jinja").read_text("utf-8")
    path = write_model(tmp_path / f"{name}.gguf", FAMILIES[1], template=template)
    loaded = load_llama(path, name, context=1024, gpu_layers=0, threads=1)
    try:
        prompt = loaded.tokenize(CONVERSATION)
        assert len(prompt) > 50
        list(loaded.complete(prompt, 2, "", threading.Event(), PrefixStates(tmp_path, "tiny")))
    finally:
        loaded.close()


@pytest.mark.parametrize("template", sorted(set(TEMPLATES.values())))
def test_no_model_thinks_aloud_unless_told_to(template: str) -> None:
    quiet, thinking = render(template), render(template, thinks=True)
    for parts in (quiet, thinking):
        assert {part.text for part in parts if part.is_message} == {message.content for message in CONVERSATION}
    assert not thinks_aloud(text_of(quiet))
    assert thinks_aloud(text_of(thinking)) == (template in THINKING)


@pytest.mark.parametrize("template", sorted(set(TEMPLATES.values())))
def test_documents_stand_where_the_template_has_its_place_for_them(template: str) -> None:
    texts = [part.text for part in render(template)]
    document, question = texts.index(CONVERSATION[3].content), texts.index(CONVERSATION[-1].content)
    first_question = texts.index(CONVERSATION[1].content)
    assert (document < first_question) == (template == "granite-4.1") and document < question
    if template == "granite-4.1":
        assert '"text": "' in texts[document - 1] and "</documents>" in "".join(texts[document:first_question])


@pytest.mark.parametrize("template", sorted(set(TEMPLATES.values())))
def test_the_beginning_that_prompts_share_does_not_depend_on_the_question(template: str) -> None:
    formatter = Jinja2ChatFormatter(
        template=(FOLDER / f"{template}.jinja").read_text("utf-8"), bos_token="<s>", eos_token="</s>"
    )
    beginning = text_of(render_beginning(make_renderer(formatter), CONVERSATION[:1]))
    said = (CONVERSATION[0], Message(role="user", content="Another question?"))
    assert CONVERSATION[0].content in beginning
    assert text_of(render(template, said=said)).startswith(beginning)
