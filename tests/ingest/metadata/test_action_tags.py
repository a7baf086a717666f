"""A note's actions are split off, and the rest is the reader's."""

from __future__ import annotations

import pytest

from ingest.metadata.action_tags import Actions, read_actions


@pytest.mark.parametrize(
    ("note", "actions"),
    [
        (".h1", Actions(note="", level=1)),
        (".h2\n\n", Actions(note="", level=2)),
        (".c2 and on it goes", Actions(note="and on it goes", join=2)),
        (".favorite .calm see there", Actions(note="see there", tags=("favorite", "calm"))),
        (".rl", Actions(note="")),
        ("...and so on", Actions(note="...and so on")),
        (".5 is half", Actions(note=".5 is half")),
        ("plain", Actions(note="plain")),
        ("", Actions(note="")),
    ],
)
def test_actions_are_read_at_a_notes_beginning(note: str, actions: Actions) -> None:
    assert read_actions(note) == actions
