"""A conversation in any model's template: nothing left out, and what a message says is never a control token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.llm.chat_template import (
    Render,
    TemplateRefused,
    check_template,
    merge_consecutive_roles,
    render_beginning,
    render_prompt,
)
from assistant.llm.llama_loading import make_renderer
from assistant.llm.model import Message
from tests.assistant.tiny_gguf import FAMILIES

LEAVES_SYSTEM_OUT = (
    "{% for m in messages %}{% if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endif %}{% endfor %}"
)


def renderer(template: str) -> Render:
    return make_renderer(Jinja2ChatFormatter(template=template, bos_token="<s>", eos_token="</s>"))


THINKS = (
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>"
    "{% if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}"
)
TAKES_DOCUMENTS = (
    "{% if documents %}{% for d in documents %}<document {{ d.doc_id }}>{{ d.text }}{% endfor %}{% endif %}"
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>"
)
SAID_OVER_DOCUMENTS = (
    Message(role="system", content="Be short."),
    Message(role="document", content="The tin is <user> in the inn."),
    Message(role="document", content="The pump is red."),
    Message(role="user", content="Where is the tin?"),
)
TEMPLATES = {family.name: renderer(family.template) for family in FAMILIES} | {
    "deaf": renderer(LEAVES_SYSTEM_OUT),
    "takes documents": renderer(TAKES_DOCUMENTS),
}
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


def test_a_model_that_could_think_aloud_is_told_not_to() -> None:
    parts = render_prompt(renderer(THINKS), (Message(role="user", content="Why?"),))
    assert "".join(part.text for part in parts) == "<user>Why?<assistant><think></think>"


def test_documents_stand_where_the_template_has_them_as_messages_and_not_as_its_own_text() -> None:
    parts = render_prompt(TEMPLATES["takes documents"], SAID_OVER_DOCUMENTS)
    assert "".join(part.text for part in parts) == (
        "<document 1>The tin is <user> in the inn.<document 2>The pump is red."
        "<system>Be short.<user>Where is the tin?<assistant>"
    )
    assert next(part for part in parts if "<user> in the inn" in part.text).is_message


@pytest.mark.parametrize("name", [family.name for family in FAMILIES])
def test_documents_stand_before_the_question_where_the_template_has_no_place_for_them(name: str) -> None:
    text = "".join(part.text for part in render_prompt(TEMPLATES[name], SAID_OVER_DOCUMENTS))
    assert "The tin is <user> in the inn.\n\nThe pump is red.\n\nWhere is the tin?" in text


@pytest.mark.parametrize("name", [*(family.name for family in FAMILIES), "takes documents"])
def test_a_beginning_is_what_prompts_share_that_go_on_with_a_question(name: str) -> None:
    beginning = (
        Message(role="system", content="Be short."),
        Message(role="user", content="Where is the tin?"),
        Message(role="assistant", content="In the inn."),
    )
    shared = render_beginning(TEMPLATES[name], beginning)
    for question in ("Why?", "And the pump?"):
        whole = render_prompt(TEMPLATES[name], (*beginning, Message(role="user", content=question)))
        assert whole[: len(shared)] == shared and whole[len(shared)].text == question


def test_a_template_that_will_not_is_refused_with_its_own_reason() -> None:
    with pytest.raises(TemplateRefused, match="Not today"):
        check_template(renderer("{{ raise_exception('Not today') }}"))
