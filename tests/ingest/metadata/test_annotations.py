"""Lines below a highlight that annotate it."""

from __future__ import annotations

import pytest

from ingest.metadata.annotations import is_annotation


@pytest.mark.parametrize(
    ("text", "expected"), [("Note: mine", True), ("Tags: #a", True), ("Noted by the keeper", False)]
)
def test_a_bullet_that_begins_with_a_label_annotates_the_one_above(text: str, expected: bool) -> None:
    """It is no highlight of its own."""
    assert is_annotation(text) is expected
