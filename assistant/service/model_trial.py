"""Ten fixed questions over the sample notes, asked of one model, so that a reader can judge it in two minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ModelUnavailable
from assistant.library.command_context import CommandContext
from assistant.model_downloads.catalogue import models_folder
from assistant.service.composition import join_assistant, open_index
from assistant.service.ingest import IngestRequest, ingest_notes
from assistant.settings import Settings
from index.search.evidence import Question

if TYPE_CHECKING:
    from assistant.answering.answer import Answer
    from assistant.llm.llama_model import LlamaModel

SAMPLES = Path(__file__).resolve().parents[2] / "notes"
"""The notes that come with the program."""
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("Who had both hippocampi removed?", "Molaison"),
    ("How many subjects does MMLU cover?", "57"),
    ("At what size does the GPT-3 family learn three-digit addition?", "13"),
    ("How long should a nap be for word pairs?", "90"),
    ("What constant does reciprocal rank fusion use?", "60"),
    ("How often can training data be repeated?", "four"),
    ("Is highlighting a good way to study?", "lowest"),
    ("How does MinHash estimate Jaccard similarity?", "smallest"),
    ("Who won the football world cup in 1990?", ""),
    ("Who invented the transistor?", ""),
)
"""Each with a word of the right answer; "" where the notes do not hold one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAnswer:
    """A model's answer to one of the questions."""

    question: str
    answer: Answer
    answerable: bool
    right: bool
    """It holds the expected word, or rightly says that the notes don't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSummary:
    """What the answers amount to."""

    right: int
    """Answerable questions with the expected word in the answer."""
    answerable: int
    refused: int
    """Unanswerable questions that were rightly not answered."""
    unanswerable: int
    written: int
    """Answers in the model's words; the others are quoted."""
    dropped: int
    """Sentences of the model that the check rejected."""
    seconds: float
    """The mean of an answer."""


def try_model(model: LlamaModel, context: CommandContext, *, data: Path | None = None) -> Iterator[TrialAnswer]:
    """The model's answers to the questions, each as soon as it is there; it writes whatever its size.

    data: where the sample notes are read to, once; None for the user's cache. Raises ModelUnavailable.
    """
    if not SAMPLES.is_dir():
        why = "the sample notes that the questions are about are not here"
        raise ModelUnavailable("", why, "run it from the program's own folder")
    data = data or models_folder().with_name("trial")
    ingest_notes(data, IngestRequest(paths=(SAMPLES,)), context)
    model.facts  # noqa: B018 (raises if it cannot be used)
    with open_index(data) as index:
        assistant = join_assistant(index, model, Settings(way="write"))
        assistant.prepare()
        for question, expected in QUESTIONS:
            answer = assistant.ask(Question(text=question), stop=context.stop)
            right = expected in answer.text if expected and answer.answered else not (expected or answer.answered)
            yield TrialAnswer(question=question, answer=answer, answerable=bool(expected), right=right)


def summarise_trial(answers: list[TrialAnswer]) -> TrialSummary:
    answerable = [trial for trial in answers if trial.answerable]
    others = [trial for trial in answers if not trial.answerable]
    return TrialSummary(
        right=sum(trial.right for trial in answerable),
        answerable=len(answerable),
        refused=sum(trial.right for trial in others),
        unanswerable=len(others),
        written=sum(trial.answer.mode == "written" for trial in answers),
        dropped=sum(trial.answer.dropped for trial in answers),
        seconds=sum(trial.answer.seconds.total for trial in answers) / max(1, len(answers)),
    )
