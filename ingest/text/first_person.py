"""The words by which somebody speaks of themselves, in the languages that people read in."""

from __future__ import annotations

import re

PRONOUNS = frozenset("i me myself ich mich mir je moi yo eu io ik mij я мне меня jag mig ben bana 我 私 僕 나".split())
POSSESSIVES = frozenset(
    "my mine mein meine meinen meiner mon ma mes mi mis mío meu minha meus minhas mio mia miei mie mijn moja moje mój "
    "мой моя мои мое min mina mitt benim".split()
)
AMBIGUOUS = frozenset("ben io ma mes mie mine mina".split())
"""Words that are names or mean something else in another language."""


def speaks_of_oneself(words: str) -> bool:
    """Whether a heading is in the first person: `What I will do`, `Meine Fragen`."""
    tokens = re.findall(r"[^\W\d_]+", words.casefold())
    return not (PRONOUNS | POSSESSIVES).difference(AMBIGUOUS).isdisjoint(tokens)
