"""Timed lines of speech joined into paragraphs."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ingest.transcripts.cues import MAX_PARAGRAPH_WORDS, Cue, count_words, cues_to_paragraphs

WORDS = st.lists(st.sampled_from(["tide", "wall", "salt.", "clock", "潮の時計", "so?"]), min_size=1, max_size=9)


@given(st.lists(WORDS, max_size=40))
def test_no_word_is_lost_and_no_paragraph_is_much_longer_than_the_bound(spoken: list[list[str]]) -> None:
    cues = [Cue(text=f"{n} {' '.join(words)}", start=n, end=n) for n, words in enumerate(spoken, 1)]
    paragraphs = list(cues_to_paragraphs(cues))
    assert " ".join(paragraph.text for paragraph in paragraphs).split() == [
        word for cue in cues for word in cue.text.split()
    ]
    assert all(count_words(paragraph.text) < MAX_PARAGRAPH_WORDS + 20 for paragraph in paragraphs)
    assert all(a.line_end < b.line_start for a, b in itertools.pairwise(paragraphs))


def test_a_change_of_speaker_ends_a_paragraph() -> None:
    cues = [
        Cue(text="it runs late", start=1, end=1, speaker="Voss"),
        Cue(text="very late", start=2, end=2),
        Cue(text="and yet", start=3, end=3, speaker="Oake"),
    ]
    assert [p.text for p in cues_to_paragraphs(cues)] == ["Voss: it runs late very late", "Oake: and yet"]


def test_a_script_without_spaces_counts_two_letters_a_word() -> None:
    assert count_words("港には港の時計がある and more") == 7
