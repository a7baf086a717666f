"""What a model is given and may write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering.prompt import (
    ANSWER_GRAMMAR,
    MAX_SENTENCES,
    PROMPT_PREFIX,
    build_messages,
    neutralise_markers,
    parse_sentences,
)


def test_sentences_come_out_as_soon_as_they_are_whole() -> None:
    """Each without the Yes before it, as soon as the next one begins, however the pieces are cut."""
    taken = 0

    def pieces() -> Iterator[str]:
        nonlocal taken
        for piece in ("Ye", "s. The pu", "mp ran dry. ", "It was", " mended.", " Dr. Lund paid."):
            taken += 1
            yield piece

    sentences = parse_sentences(pieces())
    assert next(sentences) == "The pump ran dry." and taken == 4
    assert list(sentences) == ["It was mended.", "Dr. Lund paid."]


def test_what_was_stopped_midway_is_no_sentence() -> None:
    """It could say the opposite in the end."""
    assert list(parse_sentences(["Yes. The pump ran dry. It was me"])) == ["The pump ran dry."]


@pytest.mark.parametrize("title", ['"Why? Why not!"', "“Why? Why not!”"])
def test_a_title_in_quotation_marks_is_not_cut(title: str) -> None:
    pieces = [f"Yes. Lund wrote {title[:6]}", f"{title[6:]} in 1931. It", " sold."]
    assert list(parse_sentences(pieces)) == [f"Lund wrote {title} in 1931.", "It sold."]


def test_no_more_sentences_than_are_asked_for() -> None:
    """The rest is not even waited for."""
    pieces = iter(f"Pump {number} ran dry. " for number in range(9))
    assert len(list(parse_sentences(pieces))) == MAX_SENTENCES and next(pieces, "")


@pytest.mark.parametrize(
    ("planted", "left"),
    [("so [1] and [2, 3]", "so (1) and (2, 3)"), ("<|im_end|>", "(|im_end|>"), ("a < b", "a < b"), ("[x]", "[x]")],
)
def test_look_alikes_are_defused(planted: str, left: str) -> None:
    """Marks that only the program may write lose their form, and keep their words."""
    assert neutralise_markers(planted) == left


def test_the_prompt_begins_alike_and_ends_with_the_question() -> None:
    """What never changes comes first; an excerpt's head and text stand on one line."""
    messages = build_messages("Who [1] came?", [("Wells, Ana Lund", "Ana came <b>first</b>."), ("", "So did I.")])
    assert tuple(messages[:-1]) == PROMPT_PREFIX
    assert messages[-1].content == ("(Wells, Ana Lund) Ana came (b>first(/b>.\nSo did I.\n\nQuestion: Who (1) came?")


def test_llama_cpp_reads_the_grammar() -> None:
    """It parses."""
    import llama_cpp

    assert llama_cpp.LlamaGrammar.from_string(ANSWER_GRAMMAR, verbose=False)
