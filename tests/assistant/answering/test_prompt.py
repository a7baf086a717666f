"""What a model is given and may write."""

from __future__ import annotations

import pytest

from assistant.answering.prompt import (
    PROMPT_PREFIX,
    build_messages,
    citation_grammar,
    neutralise_markers,
    parse_sentences,
)


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


def test_the_prompt_begins_alike_and_ends_with_the_question() -> None:
    """What never changes comes first; an excerpt's number, head and text stand on one line."""
    messages = build_messages("Who [1] came?", [("Wells, Ana Lund", "Ana came <b>first</b>."), ("", "So did I.")])
    assert tuple(messages[:-1]) == PROMPT_PREFIX
    assert messages[-1].content == (
        "[1] (Wells, Ana Lund) Ana came (b>first(/b>.\n[2] So did I.\n\nQuestion: Who (1) came?"
    )


@pytest.mark.parametrize("notes", [1, 3, 10])
def test_llama_cpp_reads_the_grammar(notes: int) -> None:
    """It parses, however many notes there are to cite."""
    import llama_cpp

    assert llama_cpp.LlamaGrammar.from_string(citation_grammar(notes), verbose=False)
