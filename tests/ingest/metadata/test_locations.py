"""Locations, links and ids at the end of a highlight are split off, and nothing else is."""

from __future__ import annotations

import pytest

from ingest.metadata.locations import strip_location
from ingest.text.dates import dates_of_file

KINDLE = "https://readwise.io/to_kindle?action=open&asin=B0&location=122"


@pytest.mark.parametrize(
    ("tail", "location", "url", "readwise_id"),
    [
        (f" ([Location\u00a0122]({KINDLE}))", "Location 122", KINDLE, ""),
        (f" ([Location 122]({KINDLE}))", "Location 122", KINDLE, ""),
        (" (Page\u00a05)", "Page 5", "", ""),
        (" ([Time\u00a00:12:58](https://share.snipd.com/snip/x))", "0:12:58", "https://share.snipd.com/snip/x", ""),
        (" ([View Highlight](https://read.readwise.io/read/01a))", "", "https://read.readwise.io/read/01a", ""),
        ("\n[View Highlight](https://read.readwise.io/read/01a)", "", "https://read.readwise.io/read/01a", ""),
        (" [](https://read.readwise.io/read/01a)", "", "https://read.readwise.io/read/01a", ""),
        (" ([View Tweet](https://x.com/a/status/12))", "", "https://x.com/a/status/12", ""),
        (" [Location 63](https://readwise.io/open/158) ^rw158", "Location 63", "https://readwise.io/open/158", "158"),
        (
            " ([View Highlight](https://instapaper.com/read/1/2)) "
            "[Open in Readwise](https://readwise.io/open/77) ^rw77",
            "",
            "https://instapaper.com/read/1/2",
            "77",
        ),
        (
            " — location: [792](kindle://book?action=open&asin=B0&location=792) ^ref-28456",
            "Location 792",
            "kindle://book?action=open&asin=B0&location=792",
            "",
        ),
        (" — location: [481]() ^ref-20059", "Location 481", "", ""),
        (" (View Highlight)", "", "", ""),
        (" [Location](https://example.org/locks#h1)", "", "https://example.org/locks#h1", ""),
        (" ([Posición](https://example.org/locks#h1))", "", "https://example.org/locks#h1", ""),
        (" (View in Reader)", "", "", ""),
        (" ([Ver destaque](https://read.readwise.io/read/01a))", "", "https://read.readwise.io/read/01a", ""),
        (f" ([Posición\u00a0122]({KINDLE}))", "Posición 122", KINDLE, ""),
        (
            " ([View Highlight](https://example.org/locks#:~:text=(as%20they%20say))",
            "",
            "https://example.org/locks#:~:text=(as%20they%20say",
            "",
        ),
        (
            " ([View Highlight](https://example.org/locks#:~:text=they%20say).))",
            "",
            "https://example.org/locks#:~:text=they%20say).",
            "",
        ),
    ],
)
def test_a_tail_is_removed_and_read(tail: str, location: str, url: str, readwise_id: str) -> None:
    located = strip_location("Some words." + tail)
    assert (located.text, located.location, located.url, located.readwise_id) == (
        "Some words.",
        location,
        url,
        readwise_id,
    )
    assert located.has_tail


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("The lock fills [](https://read.readwise.io/read/01a). ^3f2a", "The lock fills."),
        ("*(The lock fills) [](https://read.readwise.io/read/01a)*", "*(The lock fills)*"),
    ],
)
def test_a_stop_behind_a_link_stays_with_the_sentence(written: str, text: str) -> None:
    located = strip_location(written)
    assert (located.text, located.url) == (text, "https://read.readwise.io/read/01a")


@pytest.mark.parametrize(
    "text",
    [
        "See [the page](https://example.org/a_(b)).",
        "as [Smith](https://example.org/smith) says (twice)",
        "an aside (Page by page)",
        "x^2",
        "a footnote [1]",
        "(see [here](https://example.org/here))",
        "as told in [the third of my own notes](https://read.readwise.io/read/01a)",
        "from there one has a (view of the harbour)",
    ],
)
def test_links_of_the_text_itself_stay(text: str) -> None:
    located = strip_location(text)
    assert located.text == text and not located.has_tail


def test_a_day_behind_a_link_is_read_by_the_dates_of_its_own_file() -> None:
    line = "The tide table hangs there. ([View Highlight](https://read.readwise.io/read/01abc)) #[[03/04/2024]]"
    days = []
    for other in ("25/12/2023", "12/25/2023"):
        with dates_of_file([other, line]):
            days.append(strip_location(line).date)
    assert days == ["2024-04-03", "2024-03-04"]
