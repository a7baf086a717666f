"""Sentences end where a reader of the language would end them, and none of the text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.sentences import cut_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ode met Mr. Vance, e.g. in Bern. They spoke.", ["Dr. Ode met Mr. Vance, e.g. in Bern. ", "They spoke."]),
        ("Das ist z.B. von Dr. Ode. Er ist nicht neu.", ["Das ist z.B. von Dr. Ode. ", "Er ist nicht neu."]),
        ("¿Qué dijo el Sr. Vega? No lo sé.", ["¿Qué dijo el Sr. Vega? ", "No lo sé."]),
        ("Он жил в г. Туле. Потом уехал.", ["Он жил в г. Туле. ", "Потом уехал."]),
        ("忘れるのは早い。覚えるのは遅い。", ["忘れるのは早い。", "覚えるのは遅い。"]),
        ("Shown by Ode et al. 2019 for mice. Not for men.", ["Shown by Ode et al. 2019 for mice. ", "Not for men."]),
        ("1. Sleep first. 2. Then recall.", ["1. Sleep first. ", "2. Then recall."]),
    ],
)  # fmt: skip
def test_abbreviations_and_numbers_end_no_sentence(text: str, sentences: list[str]) -> None:
    assert list(cut_sentences(text)) == sentences


@given(st.text(max_size=300))
def test_the_joined_sentences_are_the_text(text: str) -> None:
    assert "".join(cut_sentences(text)) == text
