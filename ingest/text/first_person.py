"""The words by which somebody speaks of themselves, in the languages that people read in."""

from __future__ import annotations

import re

PRONOUNS = frozenset(
    "i me myself ich mich mir je moi yo eu io ik mij я мне меня jag mig ben bana 我 私 僕 나 moi-même ja mnie".split()
)
"""By which a label names the reader: `Me: true of our lane`."""
SPOKEN = re.compile(
    r"(?<![\w'’.-])(?:I(?=['’]|\s+[a-z])|[Mm](?:y|yself|e|ine)|[Ii]ch|[Mm](?:ich|ir|ein|eine|einen|einer|eins|eines)|[Jj]e|"
    r"[Mm]oi|[Mm]on(?=\s+[a-zà-ÿ])|[Yy]o|[Mm](?:ío|ía|i|is)|[Ee]u(?=\s+[a-zà-ÿ])|[Mm]eus?|[Mm]inhas?|"
    r"m(?:io|ia|iei)|[Ii]k|[Mm]ij|[Mm]ijn|[Mm](?:oja|oje|ój|nie)|[Яя]|[Мм](?:не|еня|ой|оя|ои|оё|ое)|[Jj]ag|[Mm]ig|"
    r"[Mm]itt|[Mm]ina|[Bb]enim|[Bb]ana)(?![\w-])|(?<![\w'’.-])[Jj]['’](?=\w)|私|僕|俺|(?<!自)我(?![们們国國])|(?<![가-힣])(?:나는|내가|제가|저는|나의)"
)


def speaks_of_oneself(words: str) -> bool:
    """Whether a text is in the first person singular: `What I will do`, `Meine Fragen`, `J'ai lu`."""
    return SPOKEN.search(words) is not None
