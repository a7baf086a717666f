"""What the program asks of llama.cpp, with the model that writes by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.llm.llama_model import LlamaModel
from assistant.llm.model import Message

pytestmark = pytest.mark.writes

BEGINNING = (
    Message(role="system", content="Answer from the note in one sentence. Where it does not say, write: I don't know."),
    Message(role="user", content="Note: The tin is in the inn, behind the third cask.\n\nWhere is the tin?"),
    Message(role="assistant", content="The tin is in the inn, behind the third cask."),
)


def ask(note: str, question: str) -> tuple[Message, ...]:
    return (*BEGINNING, Message(role="user", content=f"Note: {note}\n\n{question}"))


PUMP = "The pump of the lower hall was mended in 1907 by Ottoline Brack, who kept the broken valve on her desk."


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("question", "words"),
    [("When was the pump mended?", "1907"), ("Who mended the pump?", "Brack"), ("What lay on her desk?", "valve")],
)
def test_it_answers_from_the_note(writing_model: LlamaModel, question: str, words: str) -> None:
    assert words in "".join(writing_model.write(ask(PUMP, question), max_tokens=40))


def test_its_yes_and_no_tell_what_the_note_says_from_what_it_does_not(writing_model: LlamaModel) -> None:
    def margin(statement: str) -> float:
        text = f"Note: {PUMP}\nStatement: {statement}\nDoes the note say this? Answer Yes or No."
        yes, no = writing_model.score_choices([Message(role="user", content=text)], ["Yes", "No"])
        return yes - no

    assert margin("The pump was mended in 1907.") > 0 > margin("The mill was sold to a baker from Lisse.")


def test_a_kept_beginning_is_read_once_and_changes_nothing(
    writing_model: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = ask(PUMP, "Who mended the pump?")
    expected = "".join(writing_model.write(prompt, max_tokens=40))
    writing_model.keep_prefix(BEGINNING)
    list(writing_model.write([Message(role="user", content="Count.")], max_tokens=2))
    loaded, read = writing_model.load(), list[int]()
    evaluate = loaded.llama.eval
    monkeypatch.setattr(loaded.llama, "eval", lambda tokens: (read.append(len(tokens)), evaluate(tokens)))
    assert "".join(writing_model.write(prompt, max_tokens=40)) == expected
    rest = writing_model.count_tokens(prompt) - len(loaded.tokenize_beginning(BEGINNING))
    assert read[0] == rest and set(read[1:]) <= {1}


def test_it_keeps_to_a_grammar_while_its_words_arrive_one_by_one(writing_model: LlamaModel) -> None:
    pieces = list(writing_model.write(ask(PUMP, "When?"), max_tokens=40, grammar='root ::= "In " [0-9]{4} ". [1]"'))
    assert "".join(pieces) == "In 1907. [1]" and len(pieces) > 3
