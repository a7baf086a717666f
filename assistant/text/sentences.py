"""A passage's sentences as plain text, to be quoted, scored and checked one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.text.sentences import cut_sentences

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|!\[\[[^\]]*\]\]|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
_MARKS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_|==|~~|`{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_LINE_MARK = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|(?P<item>[-*+•]|\d{1,3}[.)])[ \t]+(?:\[(?P<state>[ xX])\][ \t]+)?)", re.M
)
_STATES = {" ": "to do: ", "x": "done: "}
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_FOOT_MARK = re.compile(r"\[\^[^\]]+\]")
_SINGLE_MARK = re.compile(r"(?<![^\W_])'|'(?![^\W_])|`")
_OPENING_MARK = re.compile(r"(?<=\s)(?:`+\s*|['‘“]+)$")
_CLOSED = re.compile(r"[.!?…]\s*(?:['’”\"]|'')\s*$")
_TURN = re.compile(r"(?:[\[(]?\d[\d:.]*[\])]?\s*)?(?P<who>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2}):\s+\S")
"""A speaker's turn in a transcript: "[00:03:15] Ana Reis: ..."."""
_ASSISTANTS = r"(?:(?:AI|KI|IA|LLM|GPT|chat)[ -]?)?(?:assistants?|assistent(?:en|es)?|asistentes?|bots?)|ChatGPT"
_TO_PROGRAM = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,20}\b(?:previous|prior|above|earlier)\b.{0,20}"
    r"\b(?:instructions?|prompts?|rules)\b|\b(?:ignore|disregard|override)\b (?:its|your|the) (?:user|instructions?)\b"
    r"|^\W*(?:(?:\w+\W+){0,4}?(?:notes?|notices?|messages?|memo|instructions?|hinweis|nachricht|anweisung(?:en)?|avisos?"
    r"|mensajes?|mensagem|instrucciones|instruções|avis|consignes?)\b.{0,15})?"
    rf"\b(?:to|for|an|für|para|pour|aux?|al?|aos?)\b.{{0,15}}\b(?:{_ASSISTANTS}|AIs?|KIs?|IAs?|LLMs?|language models?"
    r"|chatbots?)(?=\W*[:.!\])>–—]|\W*$|\s+(?:reading|processing|that|which|die|das|que|qui)\b)"
    rf"|\bsystem (?:message|prompt)\s*:|^\W*(?:(?:{_ASSISTANTS})\s*[:,]|(?:AI|KI|IA|LLMs?|(?-i:SYSTEM))\s*:)",
    re.IGNORECASE,
)
"""Words to a program that reads the text, not to the reader."""


def plain_text(markup: str) -> str:
    """The words of a passage without markdown and HTML marks; links keep their words, images go.

    An item of a list is a paragraph of its own, and a task begins with "to do" or "done".
    """
    text = _IMAGE.sub("", markup)
    text = _FOOT_MARK.sub("", _WIKI.sub(r"\1", _LINK.sub(r"\1", text)))
    text = _LINE_MARK.sub(_line_opening, _TAG.sub("", text))
    for _ in range(2):
        text = _MARKS.sub(r"\2", text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def _line_opening(mark: re.Match[str]) -> str:
    """What stands for a line's mark: a task's state; a blank line above an item, which is a sentence of its own."""
    state = _STATES[mark["state"].lower()] if mark["state"] else ""
    return f"\n{state}" if mark["item"] and mark.start() else state


def split_sentences(text: str) -> list[str]:
    """The sentences of plain text in order, each word in exactly one.

    A line break ends a sentence only after a stop, at a blank line or before a list.
    """
    return [sentence for block in _blocks(text) for sentence in _cut_sentences(block)]


def quotable_sentences(text: str) -> Iterator[str]:
    """The sentences that can be quoted alone: each of a transcript with its speaker, and none of a block from where
    that speaks to a program."""
    blocks = [(block, _TURN.match(block)) for block in _blocks(text)]
    is_transcript = len({turn["who"] for _, turn in blocks if turn}) > 1
    for block, turn in blocks:
        for place, sentence in enumerate(_cut_sentences(block)):
            if _TO_PROGRAM.search(sentence):
                break
            yield f"{turn['who']}: … {sentence}" if turn and place and is_transcript else sentence


def speaker_names(sentence: str) -> set[str]:
    """The folded words of the speaker's name before a sentence of a transcript; none elsewhere."""
    turn = _TURN.match(sentence)
    return {word.casefold() for word in turn["who"].split()} if turn else set()


def _blocks(text: str) -> list[str]:
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n|\n(?=[^a-z\s])", text)]


def _cut_sentences(block: str) -> Iterator[str]:
    return filter(None, (sentence.strip() for sentence in _cut_block(block)))


def _cut_block(block: str) -> Iterator[str]:
    """The sentences of one line.

    Single quotes and backticks are hidden from the splitter: it ends no sentence between two of them, so an apostrophe
    or an unclosed mark joined five sentences.
    """
    start, end = 0, 0
    for piece in cut_sentences(_SINGLE_MARK.sub(" ", block)):
        end += len(piece)
        opening = _OPENING_MARK.search(block, start, end)
        cut = opening.start() if opening else end
        is_quotation = _CLOSED.search(block, start, cut) and block[cut : cut + 1].islower()
        if not is_quotation and any(c.isalnum() for c in block[start:cut]) and any(c.isalnum() for c in block[cut:]):
            yield block[start:cut]
            start = cut
    if start < len(block):
        yield block[start:]
