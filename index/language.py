"""Which language a text is in, as far as stemming needs it: by script, then by its commonest words."""

from __future__ import annotations

import re
from functools import cache

# Marker words: frequent, and shared by few of the other languages. "" is no language that can be told.
_MARKERS: dict[str, str] = {
    "english": "the of and to is that it for was with as are this be by not from have which you they at or an but",
    "german": "der die das und ist nicht ein eine mit von auf zu den dem sich auch wird für sind im des als wie oder",
    "french": "le la les des et est une dans que qui pour pas sur au du plus ce il avec sont cette ou mais nous",
    "spanish": "el los las una y que en por con para es del se no lo como más pero su al son está también muy",
    "italian": "il di che è non per una con sono del della gli nel alla più ma come anche questo si lo ha dei",
    "portuguese": "o os um uma e que não em por com para do da dos das é se mais como ao mas foi são também",
    "dutch": "de het een en van is niet dat op te zijn met voor die aan er ook maar als bij door wordt naar",
    "swedish": "och att det är som en på för av inte den med till har ett om var jag kan från eller men",
    "danish": "og at det er som en på for af ikke den med til har et om var jeg kan fra eller men der",
    "norwegian": "og at det er som en på for av ikke den med til har et om var jeg kan fra eller men seg",
    "finnish": "ja on ei se että oli hän mutta kun niin myös ovat joka tai sen mitä kuin vain jos",
    "romanian": "și de la în nu că este cu pe un o mai din pentru care sunt a fi ce sau dar",
    "hungarian": "a az és hogy nem is egy ez van meg volt de csak mint ha még vagy már azt",
    "turkish": "ve bir bu da de için ile çok ne var gibi olarak daha ama en kadar değil olan",
}
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("russian", re.compile("[\u0400-\u04ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hindi", re.compile("[\u0900-\u097f]")),
)
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
"""Characters (inside a class) of scripts where words are not told apart by spaces alone: Chinese, Japanese,
Korean, Thai, Lao, Burmese, Khmer."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 200  # words; more change nothing


@cache
def _votes() -> dict[str, tuple[str, ...]]:
    votes: dict[str, list[str]] = {}
    for language, words in _MARKERS.items():
        for word in words.split():
            votes.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in votes.items()}


def guess_language(text: str) -> str:
    """A snowball name ("english", "german", …), "unspaced" for CJK and Thai, or "" where it can't be told."""
    words = _WORD.findall(text[:4000].lower())[:_LOOKED_AT]
    sample = "".join(words)
    if not sample:
        return ""
    if 3 * len(_UNSPACED.findall(sample)) > len(sample):
        return "unspaced"
    for language, script in _SCRIPTS:
        if 2 * len(script.findall(sample)) > len(sample):
            return language
    counts: dict[str, float] = {}
    for word in words:
        languages = _votes().get(word, ())
        for language in languages:
            counts[language] = counts.get(language, 0.0) + 1 / len(languages)
    return max(counts, key=lambda language: counts[language]) if counts else ""


@cache
def marker_words(language: str) -> frozenset[str]:
    """The commonest words of a language; empty for one that is not known."""
    return frozenset(_MARKERS.get(language, "").split())
