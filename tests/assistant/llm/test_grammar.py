"""A grammar over the vocabulary of a real llama.cpp model."""

from __future__ import annotations

import re

import pytest

from assistant.llm.llama_model import LlamaModel
from assistant.llm.model import Message
from tests.assistant.tiny_gguf import FAMILIES, write_model

ASKED = [Message(role="user", content="Say something.")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LlamaModel:
    return LlamaModel(write_model(tmp_path_factory.mktemp("model") / "tiny.gguf", FAMILIES[0]), context=512)


@pytest.mark.parametrize(
    ("grammar", "form"),
    [
        ('root ::= "Yes. " [a-z]+ " [" [12] "]"', r"Yes\. [a-z]+( \[[12]\])?"),
        ('root ::= "No."', r"No\."),
        ('root ::= [0-9] [0-9] "-" [0-9]', r"\d\d-\d"),
    ],
)
def test_what_is_written_has_the_form_of_the_grammar(model: LlamaModel, grammar: str, form: str) -> None:
    """Random weights hardly ever choose an allowed token first, so each one is looked for."""
    written = "".join(model.write(ASKED, max_tokens=24, grammar=grammar))
    assert re.fullmatch(form, written)


def test_a_grammar_that_cannot_be_read_is_no_crash(model: LlamaModel) -> None:
    """It is the program's fault, and is said so."""
    with pytest.raises(Exception, match="GBNF"):
        list(model.write(ASKED, max_tokens=4, grammar="root ::= ("))
