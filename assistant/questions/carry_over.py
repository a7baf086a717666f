"""What a question takes from the conversation before it: matter, conditions, request or answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.questions.mentions import Mention
from assistant.questions.plan import Plan, question_about
from assistant.text.content_words import folded_words
from assistant.text.sentences import split_sentences
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import words
from index.lexical.stop_words import content_stop_words, topicless_words

if TYPE_CHECKING:
    from index.search.evidence import Question
    from index.search.query_rewriting import Turn

SAME_MATTER = {"author": ("author", "work"), "work": ("work", "author"), "since": ("since", "until"),
               "until": ("since", "until")}  # fmt: skip
"""The conditions of the question before that a new one takes the place of, beside those of its own field."""
_BESIDE = frozenset("the one of these those them der das die el la o os as le un uno 个 book note article".split())


def carry_over(
    carry: str, plan: Plan, question: Question, mentions: Sequence[Mention], read: Callable[[Question], Plan]
) -> Plan:
    """The plan of a question that depends on the one before, as far as the carry says.

    carry: `answer`, `question`, `more`, `frame` or `matter`. plan: of the question's own words. mentions: in it. read:
    the plan of an earlier question with its own history.
    """
    last = next((turn.content for turn in reversed(question.history) if turn.role == "assistant"), "")
    if carry == "answer":
        return replace(plan, quoted=next(iter(split_sentences(last)), last), matter="", question=question.text)
    at = next((at for at in range(len(question.history) - 1, -1, -1) if question.history[at].role == "user"), -1)
    if at < 0:
        return plan
    before = replace(question, text=question.history[at].content, history=question.history[:at], standalone="")
    earlier = read(before)
    if carry == "more":
        answers = " ".join(turn.content for turn in question.history[at + 1 :] if turn.role == "assistant")
        return replace(earlier, seen=f" {' '.join((earlier.seen, *folded_words(answers)))} ".replace("  ", " "))
    if carry == "question":
        return earlier
    if carry == "frame":
        named = plan.matter or next((question.text[each.start : each.end] for each in mentions), "")
        if named and earlier.want == "answer" and (not earlier.conditions or named[:1].isupper()):
            return read(replace(before, text=_replace_last(before.text, re.sub("['’]s$", "", named))))
        return _with_changes(earlier, plan)
    matter = plan.matter or earlier.matter or (earlier.question if earlier.want == "answer" else "")
    if plan.want == "compare":
        barred = tuple(replace(each, negated=True) for each in earlier.conditions if each.field == "author")
        return replace(plan, want="answer", matter=matter, question=question_about(matter), conditions=barred)
    unit = plan.unit or (earlier.unit if earlier.want != "answer" else "notes")
    conditions = tuple(dict.fromkeys((*earlier.conditions, *plan.conditions)))
    asked = question_about(matter) if matter else question.text
    return replace(plan, unit=unit, matter=matter, question=asked, conditions=conditions)


def _with_changes(earlier: Plan, plan: Plan) -> Plan:
    """The earlier plan with the conditions and the matter that the question names instead: "And Ana Reis?"."""
    replaced = {field for each in plan.conditions for field in SAME_MATTER.get(each.field, (each.field,))}
    conditions = (*(each for each in earlier.conditions if each.field not in replaced), *plan.conditions)
    if not plan.matter:
        unit = plan.unit if earlier.unit and not plan.conditions else ""  # "And articles?"
        return replace(earlier, unit=unit or earlier.unit, conditions=conditions, corrections=plan.corrections)
    sides = tuple(replace(side, matter=plan.matter) for side in earlier.sides)
    quoted = plan.matter if earlier.quoted else ""
    barred = tuple(replace(each, value=plan.matter) if each.field == "matter" else each for each in conditions)
    return replace(
        earlier,
        matter="" if not earlier.matter and earlier.want != "answer" else plan.matter,
        question=question_about(plan.matter),
        conditions=barred,
        sides=sides,
        quoted=quoted,
        corrections=plan.corrections,
    )


def _replace_last(question: str, matter: str) -> str:
    """The question with another matter in place of its last telling words: "How long is the life of tin?"; a name in
    place of a name."""
    tokens = read_tokens(question)
    telling = [at for at, token in enumerate(tokens) if token.text not in topicless_words() | content_stop_words()]
    if not telling:
        return question_about(matter)
    is_name = [question[token.start].isupper() for token in tokens]
    first = last = next((at for at in reversed(telling) if is_name[at] == matter[:1].isupper()), telling[-1])
    while first - 1 in telling and is_name[first - 1] == is_name[last]:  # "maintains Orla" is a verb and a name
        first -= 1
    own = read_tokens(matter)
    has_article = first > 0 and tokens[first - 1].text in words("articles")
    while len(own) > 1 and own[0].text in topicless_words() | content_stop_words():
        if own[0].text in words("articles") and not has_article:
            break
        own = own[1:]
    return f"{question[: tokens[first].start]}{matter[own[0].start :]}{question[tokens[last].end :]}"


def point_out(
    text: str, mentions: Sequence[Mention], history: Sequence[Turn], titles_in: Callable[[str], list[str]]
) -> str:
    """The question with "the second one" as what the last answer has there: a title, else a sentence; "" without it."""
    number = next((mention for mention in mentions if mention.kind == "NUMBER"), None)
    last = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if number is None or not last:
        return ""
    items = titles_in(last)
    if len(items) < 2:
        items = split_sentences(last)
    place = int(number.value)
    if not items or place > len(items):
        return ""
    start, end = number.start, number.end
    for token in reversed(read_tokens(text[:start])):
        if token.text not in _BESIDE:
            break
        start = token.start
    for token in read_tokens(text[end:]):
        if token.text not in _BESIDE:
            break
        end = number.end + token.end
    item = items[place - 1 if place > 0 else place]
    return f"{text[:start]}“{item}”{text[end:]}" if text[:start].strip() else f"Tell me about “{item}”"
