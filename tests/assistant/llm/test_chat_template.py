"""A conversation in any model's template: nothing left out, and what a message says is never a control token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.llm.chat_template import Render, TemplateRefused, check_template, merge_consecutive_roles, render_prompt
from assistant.llm.model import Message
from tests.assistant.tiny_gguf import FAMILIES

LEAVES_SYSTEM_OUT = (
    "{% for m in messages %}{% if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endif %}{% endfor %}"
)


def renderer(template: str) -> Render:
    laid = Jinja2ChatFormatter(template=template, bos_token="<s>", eos_token="</s>")
    return lambda turns: str(laid(messages=turns).prompt)  # type: ignore[arg-type]


TEMPLATES = {family.name: renderer(family.template) for family in FAMILIES} | {"deaf": renderer(LEAVES_SYSTEM_OUT)}
messages = st.lists(
    st.builds(Message, role=st.sampled_from(["system", "user", "assistant"]), content=st.text(min_size=1)),
    min_size=1,
)


@pytest.mark.parametrize("name", TEMPLATES)
@given(said=messages)
def test_every_message_comes_out_whole_in_order_and_marked_as_ours(name: str, said: list[Message]) -> None:
    parts = render_prompt(TEMPLATES[name], said)
    assert [part.text for part in parts if part.is_message] == [m.content.strip() for m in said if m.content.strip()]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_conversation_of_the_usual_shape_can_be_laid_out(name: str) -> None:
    check_template(TEMPLATES[name])


def test_a_template_without_a_systems_turn_gets_its_words_with_the_first_question() -> None:
    said = (Message(role="system", content="Be short."), Message(role="user", content="Why?"))
    text = "".join(part.text for part in render_prompt(TEMPLATES["gemma"], said))
    assert text == "<s><start_of_turn>user\nBe short.\n\nWhy?<end_of_turn>\n<start_of_turn>model\n"


def test_a_template_with_a_systems_turn_keeps_it() -> None:
    said = (Message(role="system", content="Be short."), Message(role="user", content="Why?"))
    text = "".join(part.text for part in render_prompt(TEMPLATES["qwen2"], said))
    assert text.startswith("<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nWhy?")


@given(turns=st.lists(st.tuples(st.sampled_from(["system", "user", "assistant"]), st.text()), min_size=1))
def test_folded_turns_begin_with_the_reader_and_change_with_each(turns: list[tuple[str, str]]) -> None:
    roles = [role for role, _ in merge_consecutive_roles(turns)]
    assert roles == ["user" if number % 2 == 0 else "assistant" for number in range(len(roles))]


def test_a_template_that_will_not_is_refused_with_its_own_reason() -> None:
    with pytest.raises(TemplateRefused, match="Not today"):
        check_template(renderer("{{ raise_exception('Not today') }}"))
