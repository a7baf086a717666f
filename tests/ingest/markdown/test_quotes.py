"""The head of a callout."""

import re

import pytest

from ingest.markdown.quotes import CALLOUT_HEAD


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("[!quote] Brass hums", ("quote", None), "Brass hums"),
        ("[!quote|#ffd400] Page 31", ("quote", "#ffd400"), "Page 31"),
        ("[!my-note|right wide]- Folded", ("my-note", "right wide"), "Folded"),
    ],
)
def test_a_head_is_its_kind_and_what_stands_behind_it(text: str, parts: tuple[str, str | None], words: str) -> None:
    match = re.match(rf"{CALLOUT_HEAD}(?P<words>.*)", text)
    assert match and (match["kind"], match["data"]) == parts and match["words"] == words
