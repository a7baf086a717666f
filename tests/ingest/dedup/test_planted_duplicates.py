"""Planted copies and planted near misses: what folding occurrences, and what it leaves alone.

The originals are the highlights of the sample notes, filled up to 500 with sentences put together of clauses of which
no two share more than one. All are folded in one go, so that every copy also meets every other original.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from ingest.chunk import split_document
from ingest.dedup.deduplicate import cluster_occurrences, link_duplicates
from ingest.dedup.normalise import normalise_text
from ingest.dedup.occurrence import list_occurrences
from ingest.parse import parse_file
from ingest.passage import Passage, Place
from ingest.walk import NoteFile, walk_notes
from tests.ingest.dedup.test_deduplicate import MemoryStore

NOTES = Path(__file__).parents[3] / "notes"
COUNT = 500

OPENINGS = """A gardener who writes down the first frost
The harbour master of a silted port
Anybody who has tuned a piano by ear
Before the railway reached the upper valley, a carrier
Whoever keeps bees beside a busy road
The night clerk of a provincial archive
My grandfather, who repaired clocks for three parishes,
A translator paid by the line
In the second winter of the survey, the cook
The woman who ran the weather station
Half of the apprentices in that glassworks
No surveyor worth his chain""".splitlines()
MIDDLES = """learns within a year to distrust round figures
kept two ledgers and showed the shorter one to visitors
hears the mistake long before it can be named
would rather wait for the tide than argue with it
carries a pencil stub in every coat that still has pockets
knows which door sticks when the wind turns north
asks the same question twice and compares both replies
counted the lamps each evening instead of the ships
used to mark doubtful entries with a thin red cross
measures the slow part first and guesses the rest
left the margins empty for somebody with better eyes
begins with the exceptions and works back to the rule
paid more attention to silence than to complaints
threw out every third draft without rereading it""".splitlines()
ENDINGS = """because habits outlast the reasons for them
and the village took that for wisdom
which is why the records survived the flood
though nobody had asked for such precision
as long as the stove was lit by six
until a younger colleague bought a calculator
and this was called method only afterwards
so the error grew where no one was looking
while the official map showed a straight road
and slept badly for the whole of March
or so the letters to the sister claim
for memory is a poor cupboard with a wide door""".splitlines()


def made_up(count: int, rng: random.Random) -> list[str]:
    """Sentences of three clauses; no two have more than one clause in common."""
    pairs: set[tuple[str, str]] = set()
    sentences = []
    every = list(product(OPENINGS, MIDDLES, ENDINGS))
    rng.shuffle(every)
    for a, b, c in every:
        own = {(a, b), (b, c), (a, c)}
        if not own & pairs and len(sentences) < count:
            pairs |= own
            sentences.append(f"{a} {b}, {c}.")
    return sentences


def sampled() -> list[str]:
    """The highlights of the sample notes, each once, and of those that stand in one another the longest."""
    texts = {
        passage.text
        for file in walk_notes(NOTES)
        if isinstance(file, NoteFile)
        for document in parse_file(file.path, file.relative)
        for passage in split_document(document, "notes")
        if passage.kind == "highlight" and normalise_text(passage.text).size >= 12
    }
    distinct: list[str] = []
    for text in sorted(texts, key=lambda text: (-len(normalise_text(text).letters), text)):
        words = set(normalise_text(text).words)
        if all(len(words & set(normalise_text(other).words)) < 0.5 * len(words) for other in distinct):
            distinct.append(text)
    return sorted(distinct)


def originals() -> list[str]:
    rng = random.Random(4)
    texts = sampled()
    for number in range(4):  # at most 144 of a set of three clause lists: more come from sentences in pairs
        missing = COUNT - len(texts)
        texts += made_up(missing, rng) if not number else joined(missing, rng)
    assert len(texts) == COUNT
    return texts


def joined(count: int, rng: random.Random) -> list[str]:
    """Two clauses of the lists around words that no other has: a place, a trade, a year of the made-up sort."""
    syllables = "bar cel dun fen gor hal kes lum mor nid pel ros sab tor ulm ver wick yar zen".split()
    out = []
    for _ in range(count):
        name, town, thing, house = ("".join(rng.sample(syllables, 3)) for _ in range(4))
        out.append(
            f"{name.capitalize()} of {town.capitalize()} {rng.choice(MIDDLES)}, wrapped the {thing} in a"
            f" {house} cloth, {rng.choice(ENDINGS)}."
        )
    return out


def at_word(text: str, change: Callable[[str], str], rng: random.Random, least: int = 6) -> str:
    """The text with one word of so many plain letters changed."""
    found = [one for one in re.finditer(rf"(?<![\w'’-])[a-zA-Z]{{{least},}}(?![\w'’-])", text)]
    one = rng.choice(found or list(re.finditer(r"[a-zA-Z]{4,}", text)))
    return text[: one.start()] + change(one[0]) + text[one.end() :]


def drop_letter(word: str) -> str:
    return word[:2] + word[3:]


def swap_letters(word: str) -> str:
    return f"{word[:2]}{word[3]}{word[2]}{word[4:]}"


def cut(text: str, start: float, end: float) -> str:
    words = text.split()
    return " ".join(words[int(len(words) * start) : max(8, int(len(words) * end))])


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "a letter lost": lambda text, rng: at_word(text, drop_letter, rng),
    "two letters swapped": lambda text, rng: at_word(text, swap_letters, rng),
    "curly quotes": lambda text, rng: "“" + text.replace("'", "’").replace('"', "”") + "”",
    "dashes": lambda text, rng: text.replace(", ", " — ").replace("-", "‑"),
    "cut at the end": lambda text, rng: cut(text, 0, 0.7) + "…",
    "cut at the start": lambda text, rng: "..." + cut(text, 0.3, 1),
    "cut at both ends": lambda text, rng: cut(text, 0.15, 0.85),
    "a word hyphenated at a line's end": lambda text, rng: at_word(text, lambda word: f"{word[:3]}-\n{word[3:]}", rng),
    "extended": lambda text, rng: f"{text} And that, as they say, was the end of it.",
    "extended in front": lambda text, rng: f"What follows was said twice. {text}",
    "emphasis": lambda text, rng: at_word(text, lambda word: f"**_{word}_**", rng),
    "capitals": lambda text, rng: text.upper(),
    "lines broken": lambda text, rng: re.sub(r"((?:\S+ ){5}\S+) ", r"\1\n", text),
    "two words joined": lambda text, rng: re.sub(r"([a-z]{3}) ([a-z]{3})", r"\1\2", text, count=1),
    "a word split": lambda text, rng: at_word(text, lambda word: f"{word[:3]} {word[3:]}", rng),
    "hard spaces": lambda text, rng: text.replace(" ", "\u00a0"),
    "a link": lambda text, rng: at_word(text, lambda word: f"[{word}](https://shop.example/{word}?utm_source=x)", rng),
    "a wiki link": lambda text, rng: at_word(text, lambda word: f"[[Notes/{word}|{word}]]", rng),
    "the middle left out": lambda text, rng: f"{cut(text, 0, 0.45)} ... {' '.join(text.split()[-6:])}",
    "a quoted bullet with soft hyphens": lambda text, rng: (
        "> - " + at_word(text, lambda word: f"{word[:3]}\u00ad{word[3:]}", rng) + "[3]"
    ),
}


def swap_word(text: str, rng: random.Random, times: int = 1) -> str:
    for _ in range(times):
        text = at_word(text, lambda word: rng.choice(["quagmire", "obelisk", "jugular", "zymurgy"]), rng)
    return text


def shuffle(text: str, other: str, rng: random.Random) -> str:
    return " ".join(rng.sample(text.split(), len(text.split())))


def negate(text: str, other: str, rng: random.Random) -> str:
    words = text.split()
    at = len(words) // 2
    return " ".join([*words[:at], "never", *words[at:]])


def another_year(text: str, other: str, rng: random.Random) -> str:
    year = re.search(r"\d{4}", text)
    return text.replace(year[0], str(int(year[0]) + 10)) if year else text


def other_words(text: str, other: str, rng: random.Random) -> str:
    return swap_word(text, rng, 1 if normalise_text(text).size < 24 else 2 + len(text.split()) // 12)


def every_third_word(text: str, other: str, rng: random.Random) -> str:
    theirs = other.split()
    return " ".join(theirs[at % len(theirs)] if at % 3 == 2 else word for at, word in enumerate(text.split()))


def other_ending(text: str, other: str, rng: random.Random) -> str:
    ours, theirs = text.split(), other.split()
    return " ".join(ours[: len(ours) // 2] + theirs[len(theirs) // 2 :])


def same_ending(text: str, other: str, rng: random.Random) -> str:
    return " ".join([*other.split()[:14], *text.split()[-4:]])


def another(text: str, other: str, rng: random.Random) -> str:
    return other


CHANGES = (
    negate,
    another_year,
    other_words,
    shuffle,
    every_third_word,
    other_ending,
    same_ending,
    another,
)


def at(text: str, work: int, line: int, path: str) -> Passage:
    place = Place(
        source="/planted",
        path=f"{path}/{work}.md",
        line_start=line,
        line_end=line,
        title=f"Volume {work} of the planted papers",
        location=f"Location {line * 5}",
    )
    return Passage(text=text, kind="highlight", voice="author", places=(place,))


def fold_all(passages: Sequence[Passage]) -> dict[int, int]:
    """Of each passage, by its number, the number of its group."""
    occurrences = list_occurrences(passages)
    numbers = {occurrence.id: number for number, occurrence in enumerate(occurrences)}
    groups = cluster_occurrences(occurrences, link_duplicates(occurrences, MemoryStore()))
    return {numbers[one]: number for number, group in enumerate(groups) for one in group}


def test_of_500_copies_by_twenty_edits_nearly_all_are_folded_into_their_original_and_none_into_another() -> None:
    texts, rng, edits = originals(), random.Random(20), list(EDITS)
    copies = [EDITS[edits[number % 20]](text, rng) for number, text in enumerate(texts)]
    passages = [at(text, number // 20, number % 20, "tool") for number, text in enumerate(texts)]
    passages += [at(text, number // 20, number % 20, "other tool") for number, text in enumerate(copies)]
    group = fold_all(passages)
    missed = [number for number in range(COUNT) if group[number] != group[COUNT + number]]
    assert len(missed) <= 0.02 * COUNT, Counter(edits[number % 20] for number in missed)
    members = defaultdict(set)
    for number, owner in group.items():
        members[owner].add(number % COUNT)
    assert [[passages[one].text for one in wrong] for wrong in members.values() if len(wrong) > 1] == []


def test_of_500_pairs_that_share_words_or_place_or_title_none_is_folded() -> None:
    texts, rng = originals(), random.Random(21)
    made = []
    for number, text in enumerate(texts):
        if CHANGES[number % len(CHANGES)] is another_year and not re.search(r"\d{4}", text):
            texts[number] = text = f"In {rng.randint(1500, 1999)} {text}"
        made.append(CHANGES[number % len(CHANGES)](text, texts[number - 7], rng))
    pairs = [
        (at(text, number, 3, "tool"), at(other, number, 3, "other tool"))
        for number, (text, other) in enumerate(zip(texts, made, strict=True))
    ]
    wrong = []
    for number, pair in enumerate(pairs):
        group = fold_all(pair)
        if group[0] == group[1]:
            wrong.append((CHANGES[number % len(CHANGES)].__name__, pair[0].text, pair[1].text))
    assert wrong == []
