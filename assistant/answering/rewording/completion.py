"""Completes a question that leans on the conversation before it, by the model that writes."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from threading import Event
from typing import TYPE_CHECKING

from assistant.answering.rewording.line_writing import few_shot, write_line
from assistant.text.content_words import content_terms
from index.search.query_rewriting import Turn

if TYPE_CHECKING:
    from assistant.llm.model import Model
    from index.search.evidence import Question

_TURNS = 2
"""That the model reads; with four the 1.5B mixes them."""
_TURN_CHARACTERS = 160
_TOKENS = 60
_MAX_NEW_WORDS = 1 / 5
"""Share of a completed question's content words that may be new; more are of an answer that the model makes up."""


def _request(history: Sequence[Turn], question: str) -> str:
    lines = [
        f"{'Asked' if turn.role == 'user' else 'Told'}: {shorten(turn.content, _TURN_CHARACTERS, placeholder=' …')}"
        for turn in history[-_TURNS:]
    ]
    return "\n".join((*lines, f"Last: {question}"))


def _example(asked: str, told: str, last: str, completed: str) -> tuple[str, str]:
    return _request((Turn(role="user", content=asked), Turn(role="assistant", content=told)), last), completed


COMPLETION_PREFIX = few_shot(
    "You repeat the last question of a conversation as a whole question that can be understood alone. What it leaves"
    " out is taken from the question before, he, she, it and there from the answer. Keep its language, take all words"
    " from the conversation, add nothing. A last question on another subject is repeated as it is.",
    (
        _example("When does Ida Voss prune the vines?", "In late January, before the sap rises.", "and Brandt?",
                 "When does Brandt prune the vines?"),
        _example("Which hall did we book for the fair?", "The Corn Hall, because it has a ramp.",
                 "how much is it a day", "How much is the Corn Hall a day?"),
        _example("Was sagt Brandt über Glasur?", "Dass sie in kalter Luft reißt.", "und Rime?",
                 "Was sagt Rime über Glasur?"),
        _example("How long does the ferry to Orlo take?", "About forty minutes.", "the one to Sund then",
                 "How long does the ferry to Sund take?"),
        _example("Who painted the harbour?", "Nell Orde did, in 1931.", "and how long does bread keep?",
                 "How long does bread keep?"),
        _example("Which books do I have on bees?", "You have 2 books: The Quiet Hive, Wax and Weather.",
                 "tell me about the second", "What is Wax and Weather about?"),
        _example("¿Qué dice Rime de la cerámica?", "Que el horno se abre al tercer día.", "¿por qué?",
                 "¿Por qué dice Rime que el horno se abre al tercer día?"),
        _example("What does Tove Lind say about naps?", "Naps after three spoil the night.", "does anyone disagree",
                 "Does anyone disagree with Tove Lind that naps after three spoil the night?"),
        _example("Combien coûte la salle d'Orval ?", "Quarante euros par soir.", "et celle de Mirne ?",
                 "Combien coûte la salle de Mirne ?"),
        _example("What did I note about rice?", "Rinse it three times.", "no, I meant rye",
                 "What did I note about rye?"),
        _example("Who lent me the tent?", "Jon Arvik did, in May.",
                 "Lovely, thank you so much. And would you by any chance know where he lives now?",
                 "Where does Jon Arvik live now?"),
        _example("How many visitors came in 1998?", "Some 1,200.", "same for 2004", "How many visitors came in 2004?"),
    ),
)  # fmt: skip
"""What every prompt for a completed question begins with.

Of 40 follow-ups in six languages by somebody who saw no code, none looked at while writing this, the content words
agree with a whole question's by .644 (F1); by the rules of `index/search/query_rewriting.py` by .551.
"""


def complete_question(model: Model, question: Question, stop: Event) -> str:
    """The question in words that need no conversation; "" where nothing else came of it.

    Raises ModelUnavailable, ModelStoppedShort, PromptTooLong.
    """
    text = write_line(
        model, COMPLETION_PREFIX, _request(question.history, question.text), max_tokens=_TOKENS, stop=stop
    )
    written, own = set(content_terms(text)), set(content_terms(question.text))
    said = own.union(*(content_terms(turn.content) for turn in question.history))
    is_of_conversation = len(written - said) <= len(written) * _MAX_NEW_WORDS
    return text if is_of_conversation and not written <= own else ""
