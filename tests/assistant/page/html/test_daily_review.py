"""The daily review."""

from __future__ import annotations

import re

from assistant.page.html.daily_review import render_daily_review
from index.browse.daily_review import DailyReview, Resurfaced
from tests.assistant.page_stand_in import make_passage


def test_the_byline_names_the_voice_only_once() -> None:
    """The reason may already say whose words they are."""
    own = make_passage("Ask the harbour master.", title="Loose thoughts", author="", voice="reader")
    for why, byline in (
        ("with your own words, marked 2023", "Loose thoughts · with your own words, marked 2023"),
        ("one of your favourites", "Loose thoughts · your words · one of your favourites"),
    ):
        resurfaced = (Resurfaced(passage=own, why=why),)
        review = DailyReview(
            day="2026-11-22", since="", new_passages=0, new_works=0, arrivals=(), resurfaced=resurfaced
        )
        assert re.findall(r'class="byline">(.*?)</p>', render_daily_review(review)) == [byline]
