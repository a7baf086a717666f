"""The sets of scripts without spaces differ where their users need it, and nowhere else."""

from __future__ import annotations

import re

import pytest

from ingest.text.scripts import CJK_LETTER, UNSPACED, UNSPACED_WITHOUT_HANGUL, WIDE_CHARACTER, count_wide


@pytest.mark.parametrize(
    ("character", "searched", "compared", "counted", "wide"),
    [
        ("ไ", True, True, False, False),
        ("港", True, True, True, True),
        ("の", True, True, True, True),
        ("항", True, False, True, True),
        ("ﾉ", True, False, False, True),
        ("々", False, True, False, True),
        ("。", False, False, False, True),
        ("a", False, False, False, False),
    ],
)
def test_each_set_holds_the_scripts_its_users_need(
    character: str, searched: bool, compared: bool, counted: bool, wide: bool
) -> None:
    assert bool(re.match(f"[{UNSPACED}]", character)) is searched
    assert bool(re.match(f"[{UNSPACED_WITHOUT_HANGUL}]", character)) is compared
    assert bool(CJK_LETTER.match(character)) is counted
    assert bool(WIDE_CHARACTER.match(character)) is wide


def test_wide_characters_are_counted_with_emoji() -> None:
    assert count_wide("a港の🔥.") == 3
