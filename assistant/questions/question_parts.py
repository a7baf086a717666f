"""A question in the parts that a plan is made of: what it names, its matter, and the number beside its unit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.questions.examples import KINDS, Label, request_words, with_kinds
from assistant.questions.matter import Run, read_runs, split_matter
from assistant.questions.mentions import Mention
from assistant.questions.plan import Order
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import phrases, words

OF_COLLECTION = ("list", "count", "latest", "oldest", "most")
LISTED = (*OF_COLLECTION, "summarise", "compare")
"""Wants for which a year or a month is a condition; elsewhere it is of the matter."""
ORDERS: dict[str, Order] = {"latest": "newest", "oldest": "oldest", "most": "most"}
MAX_LIMIT_PLACE = 3
"""Words before the unit among which its number is."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A question in the parts that a plan is made of."""

    text: str
    mentions: Sequence[Mention]
    form: Sequence[str]
    """Folded words, a mention as its kind."""
    spans: Sequence[tuple[int, int]]
    """Where each stands."""
    runs: Sequence[Run]
    """Of the matter."""
    limit: int
    """The number beside the unit: "the last 3 notes", "five highlights"; 0 without one."""

    @property
    def asked(self) -> frozenset[str]:
        """Its folded words."""
        return folded_words_of(self.text)

    @property
    def units(self) -> list[str]:
        return [mention.value for mention in self.mentions if mention.kind == "UNIT" and mention.value]


def kept_kinds(label: Label) -> frozenset[str]:
    """The kinds of mentions that are conditions for a label; words of other kinds are of the matter."""
    if label.want in ("talk", "program"):
        return frozenset(("UNIT",))
    if label.want == "meaning" or (label.want == "answer" and not label.traits):
        return frozenset(("QUOTE", "UNIT"))
    kinds = {"QUOTE", "WORK", "AUTHOR", "TAG", "PLACE", "UNIT"}
    if label.want in LISTED or label.trait("own") or label.trait("date") or label.trait("carry"):
        kinds.add("DATE")
    if label.want in OF_COLLECTION:
        kinds |= {"LANGUAGE", "PROPERTY", "VALUE", "FOLDER"}
    if label.trait("carry") == "position":
        kinds.add("NUMBER")
    return frozenset(kinds)


def split_question(text: str, mentions: Sequence[Mention], label: Label) -> Parts:
    """The parts of a question. mentions: those that count for the label."""
    form, spans = with_kinds(text, mentions)
    in_matter = split_matter(form, label.want)
    if label.want not in OF_COLLECTION:
        for at in range(2, len(form)):  # "the keeping of notes"
            if form[at] == "UNIT" and form[at - 1] in words("of") and in_matter[at - 2]:
                in_matter[at - 1] = in_matter[at] = True
    if label.want not in ("answer", "talk", "program") and not any(in_matter):
        in_matter = [word not in KINDS and word not in request_words() for word in form]
    at, limit = _read_limit(form) if label.want in (*ORDERS, "list") else (-1, 0)
    in_matter = [inside and at != place for place, inside in enumerate(in_matter)]
    runs = [run for run in read_runs(text, form, spans, in_matter) if not _folder_of(run, mentions)]
    folders = [run for run in read_runs(text, form, spans, in_matter) if run not in runs]
    kept = [each for each in mentions if each.kind != "FOLDER" or any(_folder_of(run, [each]) for run in folders)]
    return Parts(text, kept, form, spans, tuple(runs), limit)


def _folder_of(run: Run, mentions: Sequence[Mention]) -> Mention | None:
    """The folder that the words name: "which project is the oldest" is of all in "Projects"."""
    named = (each for each in mentions if each.kind == "FOLDER")
    return next((each for each in named if (each.start, each.end) == (run.start, run.start + len(run.text))), None)


def _read_limit(form: Sequence[str]) -> tuple[int, int]:
    """The place and the value of the number beside the first unit; -1 and 0 without one."""
    unit = form.index("UNIT") if "UNIT" in form else 0
    for at in range(max(0, unit - MAX_LIMIT_PLACE), unit):
        value = form[at] if form[at].isdigit() else phrases("numbers").get((form[at],), "")
        if value and (form[at].isdigit() or value != "1") and len(value) <= 3:
            return at, int(value)
    return -1, 0


def folded_words_of(text: str) -> frozenset[str]:
    """The folded words, without what stands behind a hyphen: "Mark-I" has no word for the reader."""
    return frozenset(token.text for token in read_tokens(text) if text[token.start - 1 : token.start] != "-")
