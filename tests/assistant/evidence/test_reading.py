"""What a model knows once it has read: weights of one of its layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.prompt import PREFIX_ID, PROMPT_PREFIX, build_messages
from assistant.evidence.reading import ReadingProbe, find_probe
from assistant.llm.llama_model import LlamaModel


def test_a_probe_is_a_weighted_sum() -> None:
    """An output of another width is an error, not a guess."""
    probe = ReadingProbe(prefix="", layer=3, weights=(0.5, -1.0), bias=0.25)
    assert probe.log_odds((2.0, 1.0)) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="zip"):
        probe.log_odds((2.0,))


def test_a_probe_is_for_its_model_and_its_prompt_whatever_the_quantisation() -> None:
    """Another model's layers mean something else, and so do the same after other words: fit it again for these."""
    probe = find_probe("qwen2.5-coder-1.5b-instruct-q4_k_m", PREFIX_ID)
    assert probe is not None and len(probe.weights) == 1536
    assert find_probe("Qwen2.5-Coder-1.5B-Instruct-Q8_0", PREFIX_ID) == probe
    assert find_probe("qwen2.5-coder-1.5b-instruct-q4_k_m", "other") is None
    assert find_probe("qwen2.5-coder-0.5b-instruct-q4_k_m", PREFIX_ID) is None and find_probe("", PREFIX_ID) is None


@pytest.mark.writes
def test_what_the_excerpts_say_is_told_from_what_comes_near(
    writing_model: LlamaModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each near miss asks of the same thing, in the same form."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    probe = find_probe(writing_model.name, PREFIX_ID)
    assert probe is not None
    writing_model.keep_prefix(PROMPT_PREFIX)
    excerpts = [
        (
            "The Glass Kiln, Ottoline Brack",
            "The kiln at Varde was fired first in 1907 with peat from the north moor. Its master, Per Olin, kept a "
            "book of every failed batch for thirty years.",
        )
    ]

    def log_odds(question: str) -> float:
        return probe.log_odds(writing_model.read_layer(build_messages(question, excerpts), probe.layer))

    stated = [log_odds(q) for q in ("When was the kiln at Varde first fired?", "What did Per Olin keep a book of?")]
    near = [log_odds(q) for q in ("When was the kiln at Varde torn down?", "What did Per Olin pay for the peat?")]
    assert min(stated) > max(near)
