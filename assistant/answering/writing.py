"""A model's answer from excerpts of the evidence: the prompt, the model's reading of them, its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.answer_stream import AnswerStream
from assistant.answering.antecedents import Antecedent
from assistant.answering.find_evidence import Found
from assistant.answering.prompt import (
    ANSWER_GRAMMAR,
    MAX_SENTENCES,
    NO,
    PREFIX_ID,
    PROMPT_PREFIX,
    YES,
    build_messages,
    describe_source,
    parse_sentences,
)
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.evidence.certainty import Certainty, ModelReading, reading_certainty
from assistant.evidence.excerpts import cut_excerpts
from assistant.evidence.reading import find_probe
from assistant.llm.model import Message
from assistant.questions.question_type import starts_with_pronoun
from assistant.text.content_words import folded_words
from assistant.text.relative_dates import resolve_dates
from index.search.evidence import Evidence

if TYPE_CHECKING:
    from threading import Event

    from assistant.llm.model import Model

WRITTEN_TOKENS = 40 * MAX_SENTENCES
"""Room for the answer; the 1.5B model's longest of 90 had 84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadExcerpt:
    """An excerpt with the evidence that it is of."""

    evidence: Evidence
    text: str
    antecedent: Evidence | None = None
    """The passage before it in its document, whose last sentence the text begins with; None for none."""

    @property
    def passages(self) -> tuple[Evidence, ...]:
        """In the order of the text."""
        return (self.antecedent, self.evidence) if self.antecedent else (self.evidence,)


def select_excerpts(
    found: Found, antecedents: Mapping[str, Antecedent], previous: Sequence[ReadExcerpt] = ()
) -> tuple[ReadExcerpt, ...]:
    """What the model reads, best passage first; what an excerpt leans on stands before it.

    antecedents: by passage id.
    previous: what it read before. Where that holds every quote and only passages that were found again, it is read
    again, as a model reads the same words twice for nothing. A passage that was not found may be outside the filters,
    of another conversation, or erased.
    """
    held = f" {' '.join(word for excerpt in previous for word in folded_words(excerpt.text))} "
    evidence, quotes = found.result.evidence, found.quotes
    known = {item.passage.id for item in (*evidence, *(before.evidence for before in antecedents.values()))}
    if (
        quotes
        and all(item.passage.id in known for excerpt in previous for item in excerpt.passages)
        and all(f" {' '.join(folded_words(quote.candidate.text))} " in held for quote in quotes)
    ):
        return tuple(previous)
    excerpts = cut_excerpts(found.ranked)
    return tuple(_read(evidence[excerpt.evidence], excerpt.text, antecedents) for excerpt in excerpts)


def _read(item: Evidence, text: str, antecedents: Mapping[str, Antecedent]) -> ReadExcerpt:
    """Begins with the sentence that it leans on; relative dates of a note that has a day are resolved.

    A highlight's day is not that of its text.
    """
    before = antecedents.get(item.passage.id) if starts_with_pronoun(text) else None
    day = item.passage.places[0].date if item.passage.kind == "prose" else ""
    text = resolve_dates(f"{before.sentence} {text}" if before else text, day)
    return ReadExcerpt(evidence=item, text=text, antecedent=before.evidence if before else None)


def write_answer(
    model: Model,
    found: Found,
    excerpts: Sequence[ReadExcerpt],
    threshold: float,
    stream: AnswerStream,
) -> Certainty | None:
    """Have the model read the excerpts, and hand out what it writes where they say what is asked.

    threshold: the gate's. None where the model cannot; the trouble is noted.
    """
    question, confidence = found.result.standalone_question, found.assessment.confidence
    try:
        messages, count = _prompt_that_fits(model, question, excerpts)
        if _has_whole_prefix(messages):
            model.keep_prefix(PROMPT_PREFIX, stop=stream.stop)
        reading = _judge_excerpts(model, messages, stream.stop)
        if reading is None or reading_certainty(confidence, reading, threshold) == "stated":
            _write_sentences(model, question, messages, excerpts[:count], stream)
    except (ModelUnavailable, ModelStoppedShort, PromptTooLong) as error:
        stream.trouble = str(error)
        return "stated" if stream.sentences else None
    if stream.sentences:
        return "stated"
    if not _is_of_named(found, question, stream):
        return "near"
    if reading is None:
        return "stated" if found.assessment.passes else "near"
    return reading_certainty(confidence, reading, threshold, quoted=True)


def _is_of_named(found: Found, question: str, stream: AnswerStream) -> bool:
    """Whether a quote tells of what the question names."""
    evidence = found.result.evidence
    quoted = [evidence[quote.candidate.evidence] for quote in found.quotes]
    return any(stream.tells_of_named(question, [item], evidence) for item in quoted)


def _prompt_that_fits(model: Model, question: str, excerpts: Sequence[ReadExcerpt]) -> tuple[list[Message], int]:
    """The prompt with as many excerpts, best first, as fit the model's context, and how many.

    Raises PromptTooLong where not even the first does.
    """
    room = model.context - WRITTEN_TOKENS
    tokens = 0
    for prefix in (PROMPT_PREFIX, PROMPT_PREFIX[:1]):  # a small context has no room for the examples
        for count in range(len(excerpts), 0, -1):
            sources = [(describe_source(excerpt.evidence), excerpt.text) for excerpt in excerpts[:count]]
            messages = build_messages(question, sources, prefix)
            tokens = model.count_tokens(messages)
            if tokens <= room:
                return messages, count
    raise PromptTooLong(tokens + WRITTEN_TOKENS, model.context)


def _has_whole_prefix(messages: Sequence[Message]) -> bool:
    return tuple(messages[: len(PROMPT_PREFIX)]) == PROMPT_PREFIX


def _judge_excerpts(model: Model, messages: Sequence[Message], stop: Event) -> ModelReading | None:
    """What the model makes of the excerpts; None where a server does not tell.

    By the probe fitted for the model and the whole prefix, else by its Yes and No.
    """
    probe = find_probe(model.name, PREFIX_ID) if _has_whole_prefix(messages) else None
    if probe is not None and (output := model.read_layer(messages, probe.layer, stop=stop)):
        return ModelReading(log_odds=probe.log_odds(output), told_by="probe")
    yes, no = model.score_choices(messages, [YES, NO], stop=stop) or (None, None)
    return None if yes is None or no is None else ModelReading(log_odds=yes - no, told_by="verdict")


def _write_sentences(
    model: Model, question: str, messages: Sequence[Message], excerpts: Sequence[ReadExcerpt], stream: AnswerStream
) -> None:
    """Hand out the model's sentences that pass the support check.

    excerpts: those of the prompt. Raises ModelUnavailable, ModelStoppedShort.
    """
    # LlamaIndex takes a second to import, and a quoted answer needs none of it.
    from assistant.llm.llama_index_adapter import NotesLLM, stream_chat

    stream.model = model.name
    pieces = stream_chat(
        NotesLLM(model),
        messages,
        max_tokens=WRITTEN_TOKENS,
        grammar=ANSWER_GRAMMAR,
        stop=stream.stop,
    )
    for text in parse_sentences(stream.mark_first_token(pieces)):
        stream.add_generated(text, [excerpt.passages for excerpt in excerpts], question)
