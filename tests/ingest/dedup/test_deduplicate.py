"""Folding: what is a copy, what is similar, and what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dedup.blocking_keys import fingerprint_occurrences
from ingest.dedup.compare import CONFLICTED_COPY, EDITED_COPY, IN_HIGHLIGHT, IN_PROSE, NEW_VERSION
from ingest.dedup.deduplicate import cluster_occurrences, link_duplicates
from ingest.dedup.merge import explain_group, merge_occurrences
from ingest.dedup.normalise import normalise_text
from ingest.dedup.occurrence import Link, Occurrence, list_occurrences
from ingest.passage import Passage, Place

LINE = "The slow pen remembers what the quick hand forgets, and a page once filled is rarely read again"


class MemoryStore:
    """The known occurrences, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, Occurrence] = {}
        self._holders: dict[int, set[str]] = defaultdict(set)

    def add(self, occurrences: Collection[Occurrence]) -> None:
        for occurrence, fingerprint in zip(occurrences, fingerprint_occurrences(list(occurrences)), strict=True):
            self._by_id[occurrence.id] = occurrence
            for key in fingerprint.keys:
                self._holders[key].add(occurrence.id)

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        return {key: self._holders[key] for key in keys if key in self._holders}

    def occurrences(self, ids: Collection[str]) -> Mapping[str, Occurrence]:
        return {id_: self._by_id[id_] for id_ in ids if id_ in self._by_id}


def highlight(text: str, *, path: str = "a.md", line: int = 1, title: str = "Pens", **more: str) -> Passage:
    url = more.pop("url", "")
    place = Place(source="/notes", path=path, line_start=line, line_end=line, title=title, url=url)
    return Passage(text=text, kind="highlight", voice=more.pop("voice", "author"), places=(place,), **more)  # type: ignore[arg-type]


def merged(*passages: Passage) -> list[Passage]:
    occurrences = list_occurrences(passages)
    by_id = {occurrence.id: occurrence for occurrence in occurrences}
    groups = cluster_occurrences(occurrences, link_duplicates(occurrences, MemoryStore()))
    return [merge_occurrences([by_id[id_] for id_ in group]) for group in groups]


@pytest.mark.parametrize(
    "name", ["Pens (conflicted copy 2024-03-04).md", "Pens.sync-conflict-20240304-101112-AB3DEFG.md", "Pens 2.md"]
)
@pytest.mark.parametrize("text", [LINE, LINE.replace("remembers", "remembrs"), LINE.removesuffix(" again")])
def test_a_conflicted_copy_folds_into_the_real_file(name: str, text: str) -> None:
    copy, real = highlight(LINE, path=name), highlight(text, path="Pens.md")
    [passage] = merged(copy, real)
    assert [place.path for place in passage.places] == ["Pens.md", name]
    why = CONFLICTED_COPY if text == LINE else EDITED_COPY
    assert [link.why for link in explain_group(list_occurrences((copy, real)))] == [why]


def test_a_sentence_that_only_the_copy_has_is_kept() -> None:
    longer = highlight(f"{LINE}. Nobody burns a letter that was copied twice by hand.", path="Pens (1).md")
    [passage] = merged(longer, highlight(LINE, path="Pens.md"))
    assert passage.text == longer.text


@pytest.mark.parametrize(
    "copy",
    [
        LINE.upper(),
        f"“{LINE}”…",
        LINE.replace("remembers", "**remembers**"),
        LINE.replace("forgets", "for-\ngets"),
        LINE.replace(" ", "\u00a0"),
        LINE.replace("quick", "qiuck").replace("qiuck", "quik"),
        LINE[: LINE.index("is rarely")],
        LINE[LINE.index("remembers") : LINE.index("read again")],
        f"{LINE}, nor is it missed.",
        LINE.replace("what the quick hand forgets", "..."),
        LINE.replace(" and", "\nand"),
        LINE.replace("page", "[page](https://pens.example/page)"),
    ],
)
def test_a_copy_changed_as_tools_change_copies_is_one_passage(copy: str) -> None:
    (passage,) = merged(highlight(LINE), highlight(copy, path="b.md"))
    assert len(passage.places) == 2
    assert len(passage.text) >= len(LINE) - 1


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (LINE, LINE.replace("is rarely", "is not rarely")),
        ("In 1984 nine pens in ten were made of brass", "In 1985 nine pens in ten were made of brass"),
        ("The first step is to fill the pen with ink", "The second step is to fill the pen with ink"),
        (LINE, "The slow pen leaks, and what the reader forgets a page rarely remembers again once it is filled"),
    ],
)
def test_texts_that_say_something_else_stay_two(text: str, other: str) -> None:
    assert len(merged(highlight(text), highlight(other))) == 2


def test_what_a_machine_said_is_never_folded_into_what_the_author_said() -> None:
    assert len(merged(highlight(LINE), highlight(LINE, voice="machine"))) == 2


def test_two_different_notes_on_one_highlight_are_both_kept() -> None:
    (passage,) = merged(highlight(LINE, note="mine, of May"), highlight(LINE, path="b.md", note="mine, of June"))
    assert {"mine, of May", "mine, of June"} == set(passage.note.split("\n\n"))


def test_a_line_of_two_long_highlights_does_not_make_these_one() -> None:
    longer = f"{LINE}. So much for pens and the people who fill them every morning."
    other = f"{LINE}. Paper is another matter, and it was dear when these words were written down."
    assert len(merged(highlight(LINE), highlight(longer), highlight(other))) == 2


def test_another_version_of_a_highlight_is_found_by_its_id() -> None:
    (passage,) = merged(
        highlight("An older wording that was later thrown out", readwise_id="12"),
        highlight("What the writer put in its place after all", readwise_id="12", line=9),
    )
    assert passage.text.startswith("What the writer")


def test_a_highlight_and_prose_say_which_stands_in_which() -> None:
    more = f"{LINE}. So much for pens and the people who fill them every morning before the ink has set."
    for marked, prose, why in ((LINE, more, IN_PROSE), (more, LINE, IN_HIGHLIGHT)):
        occurrences = list_occurrences([highlight(marked), replace(highlight(prose, path="b.md"), kind="prose")])
        assert [(link.kind, link.why) for link in link_duplicates(occurrences, MemoryStore())] == [("similar", why)]


def test_every_fold_says_why() -> None:
    occurrences = list_occurrences(
        [highlight(LINE), highlight(LINE.upper(), line=2), highlight(f"{LINE} or kept.", line=3)]
    )
    assert {link.kind for link in explain_group(occurrences)} == {"near"}
    assert all(link.why for link in explain_group(occurrences))


VOCABULARY = "pen ink page line slow quick hand brass mill reader marks margin forgets remembers"
words = st.sampled_from(VOCABULARY.split())
texts = st.lists(words, min_size=1, max_size=14).map(" ".join)
passages = st.builds(
    highlight,
    texts,
    path=st.sampled_from(["a.md", "b.md", "c.md"]),
    title=st.sampled_from(["Pens", "Inks"]),
    note=st.sampled_from(["", "so true", "no"]),
    line=st.integers(1, 60),
)


def by_words(occurrences: Collection[Occurrence], links: Collection[Link]) -> set[object]:
    """The links as pairs of texts; which of several copies is linked does not matter."""
    by_id = {occurrence.id: normalise_text(occurrence.passage.text).words for occurrence in occurrences}
    return {
        (frozenset((by_id[link.first], by_id[link.second])), link.kind, link.similarity)
        for link in links
        if link.kind != "exact" and link.why != NEW_VERSION
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(passages, max_size=9), st.randoms(), st.integers(1, 4))
def test_folding_is_the_same_in_any_order_and_any_number_of_runs(
    given_: list[Passage], order: object, size: int
) -> None:
    occurrences = list(list_occurrences(given_))
    at_once = cluster_occurrences(occurrences, link_duplicates(occurrences, MemoryStore()))
    order.shuffle(occurrences)  # type: ignore[attr-defined]
    store, links = MemoryStore(), []
    for start in range(0, len(occurrences), size):
        links += link_duplicates(occurrences[start : start + size], store)
        store.add(occurrences[start : start + size])
    assert set(cluster_occurrences(occurrences, links)) == set(at_once)
    assert by_words(occurrences, links) == by_words(occurrences, link_duplicates(occurrences, MemoryStore()))


@settings(max_examples=40, deadline=None)
@given(st.lists(passages, max_size=9))
def test_no_note_and_no_place_is_lost(given_: list[Passage]) -> None:
    out = merged(*given_)
    assert {place for passage in given_ for place in passage.places} == {
        place for passage in out for place in passage.places
    }
    notes = "\n".join(passage.note for passage in out)
    assert all(passage.note in notes for passage in given_)


@settings(max_examples=40, deadline=None)
@given(st.lists(passages, max_size=9))
def test_what_survived_is_folded_no_further(given_: list[Passage]) -> None:
    once = merged(*given_)
    again = merged(*(replace(passage, places=passage.places[:1]) for passage in once))
    assert sorted(passage.text for passage in again) == sorted(passage.text for passage in once)
    assert sorted(passage.note for passage in again) == sorted(passage.note for passage in once)
