from __future__ import annotations

from tests.assistant.answering.routes.conftest import CarryOut, told


def test_an_abbreviation_is_told_by_the_line_that_spells_it_out(carry: CarryOut) -> None:
    """Labelled by it, or with it in brackets."""
    assert told(carry(want="meaning", matter="BB")) == "BB: bottom board of the kiln"
    assert "reduction firing (RF)" in told(carry(want="meaning", matter="RF"))
    assert carry(want="meaning", matter="ZZ") is None
