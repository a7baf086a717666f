"""Relative dates in a note of a day."""

from __future__ import annotations

import pytest

from assistant.text.relative_dates import first_relative_date, resolve_dates


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("Saw the heron yesterday.", "Saw the heron yesterday (13 August 2025)."),
        ("Bought the loom two days ago, sold it today", "Bought the loom two days ago (12 August 2025), sold it today "
         "(14 August 2025)"),
        ("Gestern gepflanzt, vor drei Tagen gesät.", "Gestern (13 August 2025) gepflanzt, vor drei Tagen (11 August "
         "2025) gesät."),
        ("Hace dos semanas llovió.", "Hace dos semanas (31 July 2025) llovió."),
        ("Il y a trois jours, rien.", "Il y a trois jours (11 August 2025), rien."),
        ("We meet next Tuesday; last Friday it rained.", "We meet next Tuesday (19 August 2025); last Friday (8 August "
         "2025) it rained."),
        ("The forge opens again on Monday.", "The forge opens again on Monday (18 August 2025)."),
        ("Nils is away; he'll be home on Saturday.", "Nils is away; he'll be home on Saturday (16 August 2025)."),
        ("The forge closed on Monday. It is quiet.", "The forge closed on Monday (11 August 2025). It is quiet."),
        ("Rain on Monday.", "Rain on Monday (11 August 2025)."),
        ("A month ago the well was dry.", "A month ago (July 2025) the well was dry."),
        ("It was built on 3 May 2020, in 1911 they say.", "It was built on 3 May 2020, in 1911 they say."),
    ],
)  # fmt: skip
def test_each_relative_date_is_followed_by_its_day(text: str, resolved: str) -> None:
    """Written dates stay as they are."""
    assert resolve_dates(text, "2025-08-14T09:00") == resolved


def test_without_the_day_of_the_note_nothing_is_resolved() -> None:
    """A month is no day."""
    for day in ("", "2025-08", "soon"):
        assert resolve_dates("Saw it yesterday.", day) == "Saw it yesterday."
        assert first_relative_date("Saw it yesterday.", day) == ("", "")


def test_the_first_relative_date_is_found() -> None:
    """As written, and as a date."""
    assert first_relative_date("Last Friday, or yesterday?", "2025-08-14") == ("Last Friday", "8 August 2025")
