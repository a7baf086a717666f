"""What folding costs: highlights a second, memory, growth, and ten more in a full catalog.

    .venv/bin/python bench/fold.py [--finds 100000] [--double] [--catalog]

The texts are made up: words drawn by Zipf's law from a made-up vocabulary, 8 to 90 in a highlight; one in seven is
a copy, changed the way tools change copies. With `--double` twice as many are folded too. With `--catalog` they are
instead written as notes and read into a catalog, without vectors, and then three notes of ten more, half of them
copies.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.dedup.blocking_keys import find_keys
from ingest.dedup.deduplicate import cluster_occurrences, link_duplicates
from ingest.dedup.merge import merge_finds
from ingest.dedup.occurrence import Occurrence, list_finds
from ingest.passage import Passage, Place

SYLLABLES = "ba be bi bo da de di do fa fe ga go ha he ka ke ki la le li lo ma me mi mo na ne ni ra re ri ro ta te to"


class NothingKnown:
    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        return {}

    def finds(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        return {}


def make_words(count: int, rng: random.Random) -> list[str]:
    """Distinct words; the first ones, which are drawn most, are the shortest."""
    syllables = SYLLABLES.split()
    words = sorted({"".join(rng.choices(syllables, k=1 + min(4, number // 300))) for number in range(count)})
    rng.shuffle(words)
    return sorted(words, key=len)


def make_passages(count: int, seed: int = 1) -> list[Passage]:
    """Highlights of one book in a hundred places each; one in seven a changed copy of an earlier one."""
    rng = random.Random(seed)
    words = make_words(20_000, rng)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    texts: list[str] = []
    passages = []
    for number in range(count):
        if texts and rng.random() < 1 / 7:
            text = change(rng.choice(texts), rng)
        else:
            text = " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(8, 90))).capitalize() + "."
            texts.append(text)
        book = number // 100
        place = Place(
            source="/made-up",
            path=f"books/{book}.md",
            line_start=number % 100 + 1,
            line_end=number % 100 + 1,
            title=f"Book number {words[-1 - book % 5000]} {book}",
            location=f"Location {number % 100 * 50}",
        )
        passages.append(Passage(text=text, kind="highlight", voice="author", places=(place,)))
    return passages


def change(text: str, rng: random.Random) -> str:
    """A copy as another tool writes it."""
    words = text.split()
    at = rng.randrange(len(words))
    match rng.randrange(5):
        case 0:
            return text
        case 1:
            return " ".join(words[: -max(1, len(words) // 5)]) + "…"
        case 2:
            return " ".join([*words[:at], f"**{words[at]}**", *words[at + 1 :]])
        case 3:
            return " ".join([*words[:at], words[at][:-1] + "x", *words[at + 1 :]])
        case _:
            return f"“{text}” And so on, to the end of it."


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--finds", type=int, default=100_000)
    asked.add_argument("--double", action="store_true", help="twice as many as well")
    asked.add_argument("--catalog", action="store_true", help="ten more in a catalog, instead")
    given = asked.parse_args()
    if given.catalog:
        time_catalog(given.finds)
        return
    seconds = [time_fold(given.finds * times) for times in ((1, 2) if given.double else (1,))]
    if given.double:
        print(f"twice as many cost {seconds[1] / seconds[0]:.2f} times")


def time_fold(count: int) -> float:
    """Fold so many at once, and say what it took; processor seconds."""
    finds = list_finds(make_passages(count))
    began = time.process_time()
    links = link_duplicates(finds, NothingKnown())
    folded = time.process_time()
    groups = cluster_occurrences(finds, links)
    by_id = {find.id: find for find in finds}
    for group in groups:
        if len(group) > 1:
            merge_finds([by_id[one] for one in group])
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    keys = sum(map(len, find_keys(finds[:1000]))) / min(count, 1000)
    print(
        f"{count:,} finds: {len(links):,} links in {folded - began:.1f} s, {len(groups):,} passages in"
        f" {ended - folded:.1f} s more; {peak:,.0f} MB at most; {keys:.1f} keys each",
        flush=True,
    )
    return ended - began


class NoMeaning:
    """An encoder that costs nothing, as what is measured is folding."""

    name, dimensions = "none", 2

    def embed_passages(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.full((len(texts), 2), 0.5**0.5, np.float32)

    embed_questions = embed_passages


def time_catalog(count: int) -> None:
    """Read so many highlights into a catalog, then three times ten more, and say what these took.

    On the clock, and of the processor: beside other work the clock says little.
    """
    from index.catalog.catalog import Catalog
    from index.sync.pipeline import sync_sources

    passages = make_passages(count)
    rng = random.Random(2)
    fresh = make_passages(25, seed=7)[10:]
    with tempfile.TemporaryDirectory() as place:
        vault = Path(place) / "vault"
        vault.mkdir()
        for start in range(0, count, 100):
            texts = [passage.text for passage in passages[start : start + 100]]
            write_note(vault / f"{start}.md", passages[start].places[0].title, texts)
        with Catalog.open(Path(place) / "data") as catalog:
            for run in range(4):
                began, used = time.perf_counter(), time.process_time()
                report = sync_sources(catalog, None, NoMeaning, [vault])
                print(
                    f"{'ten more' if run else f'{count:,}'}: {time.perf_counter() - began:.2f} s,"
                    f" {time.process_time() - used:.2f} of the processor;"
                    f" {report.passages.total:,} passages, {report.duplicates.exact:,} exact and"
                    f" {report.duplicates.near:,} near",
                    flush=True,
                )
                more = [change(one.text, rng) for one in rng.sample(passages, 5)]
                more += [one.text for one in fresh[5 * run : 5 * run + 5]]
                write_note(vault / f"more {run}.md", f"Ten more, {run}", more)


def write_note(path: Path, title: str, texts: Sequence[str]) -> None:
    lines = [f"# {title}", "", "## Metadata", f"- Full Title: {title}", "- Category: #books", "", "## Highlights"]
    path.write_text("\n".join([*lines, *(f"- {text} ([Location 1](https://read.example/1))" for text in texts), ""]))


if __name__ == "__main__":
    main()
