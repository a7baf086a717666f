"""The cost of deduplication: time, memory, growth with size, and ten more highlights in a full catalog.

    python -m bench.speed.deduplicate [--occurrences 100000] [--double] [--catalog]

The texts are synthetic: 8 to 90 words a highlight, drawn by Zipf's law; one in seven is a copy, changed the way tools
change copies. `--double` also measures twice as many. `--catalog` instead writes them as notes, reads those into a
catalog without vectors, and then adds three notes of ten highlights, half of them copies.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.speed.measurement import peak_memory_mb, read_clocks, time_since
from ingest.dedup.blocking_keys import fingerprint_occurrences
from ingest.dedup.deduplicate import cluster_occurrences, link_duplicates
from ingest.dedup.merge import merge_occurrences
from ingest.dedup.occurrence import Occurrence, list_occurrences
from ingest.passage import Passage, Place

SYLLABLES = "ba be bi bo da de di do fa fe ga go ha he ka ke ki la le li lo ma me mi mo na ne ni ra re ri ro ta te to"


class EmptyStore:
    """An occurrence store that knows nothing yet."""

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        return {}

    def occurrences(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        return {}


def make_words(count: int, rng: random.Random) -> list[str]:
    """Distinct words, the shortest first: the first ones are drawn most."""
    syllables = SYLLABLES.split()
    words = sorted({"".join(rng.choices(syllables, k=1 + min(4, number // 300))) for number in range(count)})
    rng.shuffle(words)
    return sorted(words, key=len)


def make_passages(count: int, seed: int = 1) -> list[Passage]:
    """Highlights, a hundred in each book; one in seven is a changed copy of an earlier one."""
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
            source="/synthetic",
            path=f"books/{book}.md",
            line_start=number % 100 + 1,
            line_end=number % 100 + 1,
            title=f"Book number {words[-1 - book % 5000]} {book}",
            location=f"Location {number % 100 * 50}",
        )
        passages.append(Passage(text=text, kind="highlight", voice="author", places=(place,)))
    return passages


def change(text: str, rng: random.Random) -> str:
    """A copy of a highlight as another tool writes it."""
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--occurrences", type=int, default=100_000)
    parser.add_argument("--double", action="store_true", help="measure twice as many as well")
    parser.add_argument("--catalog", action="store_true", help="measure ten more in a catalog instead")
    args = parser.parse_args()
    if args.catalog:
        time_catalog(args.occurrences)
        return
    seconds = [time_linking(args.occurrences * factor) for factor in ((1, 2) if args.double else (1,))]
    if args.double:
        print(f"twice as many cost {seconds[1] / seconds[0]:.2f} times")


def time_linking(count: int) -> float:
    """Processor seconds for so many highlights at once; prints the parts."""
    occurrences = list_occurrences(make_passages(count))
    start = read_clocks()
    links = link_duplicates(occurrences, EmptyStore())
    linking = time_since(start).cpu
    clusters = cluster_occurrences(occurrences, links)
    by_id = {occurrence.id: occurrence for occurrence in occurrences}
    for cluster in clusters:
        if len(cluster) > 1:
            merge_occurrences([by_id[id_] for id_ in cluster])
    whole = time_since(start).cpu
    keys = sum(len(each.keys) for each in fingerprint_occurrences(occurrences[:1000])) / min(count, 1000)
    print(
        f"{count:,} occurrences: {len(links):,} links in {linking:.1f} s, {len(clusters):,} passages in"
        f" {whole - linking:.1f} s more; {peak_memory_mb():,.0f} MB at most; {keys:.1f} keys each",
        flush=True,
    )
    return whole


class ConstantEmbedder:
    """An encoder that costs nothing: deduplication is measured here."""

    name, dimensions = "none", 2

    def embed_passages(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.full((len(texts), 2), 0.5**0.5, np.float32)

    embed_questions = embed_passages


def time_catalog(count: int) -> None:
    """Read so many highlights into a catalog, then three times ten more; prints the time of each run."""
    from index.catalog.catalog import Catalog
    from index.sync.pipeline import sync_sources

    passages = make_passages(count)
    rng = random.Random(2)
    new_passages = make_passages(25, seed=7)[10:]
    with tempfile.TemporaryDirectory() as temporary:
        vault = Path(temporary) / "vault"
        vault.mkdir()
        for start in range(0, count, 100):
            texts = [passage.text for passage in passages[start : start + 100]]
            write_note(vault / f"{start}.md", passages[start].places[0].title, texts)
        with Catalog.open(Path(temporary) / "data") as catalog:
            for run in range(4):
                clocks = read_clocks()
                report = sync_sources(catalog, None, ConstantEmbedder, [vault])
                times = time_since(clocks)
                print(
                    f"{'ten more' if run else f'{count:,}'}: {times.wall:.2f} s, {times.cpu:.2f} of the processor;"
                    f" {report.passages.total:,} passages, {report.duplicates.exact:,} exact and"
                    f" {report.duplicates.near:,} near",
                    flush=True,
                )
                texts = [change(passage.text, rng) for passage in rng.sample(passages, 5)]
                texts += [passage.text for passage in new_passages[5 * run : 5 * run + 5]]
                write_note(vault / f"more {run}.md", f"Ten more, {run}", texts)


def write_note(path: Path, title: str, texts: Sequence[str]) -> None:
    lines = [f"# {title}", "", "## Metadata", f"- Full Title: {title}", "- Category: #books", "", "## Highlights"]
    path.write_text("\n".join([*lines, *(f"- {text} ([Location 1](https://read.example/1))" for text in texts), ""]))


if __name__ == "__main__":
    main()
