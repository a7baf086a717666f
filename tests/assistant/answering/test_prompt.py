"""What a model is given and may write."""

from __future__ import annotations

import pytest

from assistant.answering.prompt import (
    citation_grammar,
    neutralise_markers,
    notes_that_fit,
    parse_sentences,
    reuse_prompt_prefix,
)
from index.search.evidence import Evidence
from ingest.passage import Passage, Place


def evidence(text: str) -> Evidence:
    place = Place(source="/notes", path="a.md", line_start=1, line_end=1)
    passage = Passage(text=text, kind="prose", voice="author", places=(place,))
    return Evidence(passage=passage, rank=1, score=1.0, cosine=0.5, lexical=1.0)


def test_sentences_come_out_as_soon_as_they_are_whole() -> None:
    """A sentence ends with its citations, however the pieces are cut."""
    pieces = ["The pu", "mp ran dry. ", "[1]", "[2", "] It was", " mended. [2]"]
    assert list(parse_sentences(pieces)) == [("The pump ran dry.", (1, 2)), ("It was mended.", (2,))]


def test_what_ends_without_a_citation_is_no_sentence() -> None:
    """A stop midway leaves a piece that nothing supports; it is not told."""
    assert list(parse_sentences(["The pump ran dry. [1] It was me"])) == [("The pump ran dry.", (1,))]


@pytest.mark.parametrize(
    ("planted", "left"),
    [("so [1] and [2, 3]", "so (1) and (2, 3)"), ("<|im_end|>", "(|im_end|>"), ("a < b", "a < b"), ("[x]", "[x]")],
)
def test_look_alikes_are_defused(planted: str, left: str) -> None:
    """Marks that only the program may write lose their form, and keep their words."""
    assert neutralise_markers(planted) == left


def test_notes_are_trimmed_by_whole_sentences() -> None:
    """What does not fit goes sentence by sentence from the end."""
    kept = notes_that_fit(
        ["One two. Three four.", "Five six. Seven eight."], lambda notes: len(" ".join(notes).split()), 6
    )
    assert kept == ["One two. Three four.", "Five six."][: len(kept)] and len(" ".join(kept).split()) <= 6


def test_a_follow_up_keeps_the_start_of_the_prompt() -> None:
    """Passages of the last prompt come first in their old order while none is missing."""
    first, second, third = evidence("one"), evidence("two"), evidence("three")
    last = [first.passage.id, second.passage.id]
    assert reuse_prompt_prefix([third, second, first], last) == [first, second, third]
    assert reuse_prompt_prefix([third, second], last) == [third, second]


@pytest.mark.parametrize("notes", [1, 3, 10])
def test_llama_cpp_reads_the_grammar(notes: int) -> None:
    """It parses, however many notes there are to cite."""
    import llama_cpp

    assert llama_cpp.LlamaGrammar.from_string(citation_grammar(notes), verbose=False)
