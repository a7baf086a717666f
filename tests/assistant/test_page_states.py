"""What the page says where there is little to show."""

from __future__ import annotations

from dataclasses import replace

from assistant.page.states import SAMPLES, show_welcome
from tests.assistant.page_stand_in import StandIn


def test_the_sample_notes_are_told_from_the_readers_own() -> None:
    """Only while there are no others."""
    own = StandIn().state()
    samples = replace(own.sources[0], path=str(SAMPLES))
    assert (SAMPLES / "Readwise").is_dir()
    assert "sample notes" in show_welcome(replace(own, sources=(samples,)))
    assert "sample notes" not in show_welcome(replace(own, sources=(samples, *own.sources)))
    assert "sample notes" not in show_welcome(own)
