"""Boilerplate of a page is distinguished from text."""

from __future__ import annotations

import pytest

from ingest.document import Voice
from ingest.markdown.blocks import read_blocks
from ingest.markdown.boilerplate import is_boilerplate


def is_recognised(raw: str, voice: Voice = "author", section: tuple[str, ...] = (), *, above: bool = False) -> bool:
    block = next(iter(read_blocks(raw.split("\n"))))
    return is_boilerplate(raw, block, voice, section, above=above)


@pytest.mark.parametrize(
    "raw",
    [
        "[Register now](https://example.org/r)",
        "[Home](https://example.org/) | [About us](https://example.org/a)",
        "Share",
        "**Advertisement**",
        "3 days ago",
        "Your browser does not support the video tag.",
        "This is a modal window.",
        "Topics: [Kites and their tails](https://example.org/k), [Wind](https://example.org/w)",
        "![](https://example.org/a.png)\n[Read the full story](https://example.org/s)",
        "[[Full Document Contents/Kites.md|See full document content →]]",
        "12",
    ],
)
def test_buttons_notices_and_menus_of_a_page_are_boilerplate(raw: str) -> None:
    assert is_recognised(raw)
    assert not is_recognised(raw, "reader")


@pytest.mark.parametrize(
    "raw",
    [
        "[How a kite without a tail learns to think](https://example.org/k)",
        "Share what you have learned.",
        "A [kite](https://example.org/k) is a sail.",
        "In 1999",
        "- [Wind](https://example.org/w)\n- [Paper](https://example.org/p)",
    ],
)
def test_what_says_something_is_text(raw: str) -> None:
    assert not is_recognised(raw)


def test_a_date_is_boilerplate_only_above_all_text() -> None:
    assert is_recognised("May 3, 2024", above=True)
    assert not is_recognised("May 3, 2024")


@pytest.mark.parametrize(
    "raw",
    [
        "*Note created on [[2023-06-20]] and last modified on [[2023-06-21]].*",
        "*Clipped from [Kites](https://example.org/k) at 2023-05-19.*",
        "Ida Keeper <ida@example.org> | 2023",
        "Ida Keeper | 2023",
        "- [Tails](#tails)\n- [Strings](#strings)",
    ],
)
def test_a_keepers_footer_is_boilerplate_in_any_voice(raw: str) -> None:
    assert is_recognised(raw, "reader") and is_recognised(raw, "author")


def test_links_to_other_notes_are_boilerplate_below_a_heading_for_them() -> None:
    assert is_recognised("- [[Kites]]\n- [[2023-05-19]]", "reader", ("Appendix: Links",))
    assert not is_recognised("- [[Kites]]\n- [[2023-05-19]]", "reader", ("Tools",))


def test_a_callout_that_keeps_a_notes_source_is_boilerplate() -> None:
    assert is_recognised("> [!SOURCE] Sources\n> - *[Kites](https://example.org/k)*", "reader")
    assert not is_recognised("> [!SOURCE] Sources\n> Heard from the harbour master.", "reader")
