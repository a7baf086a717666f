from __future__ import annotations

from ingest.text.conflicts import find_conflict_markers


def test_the_markers_of_whole_conflicts_are_found() -> None:
    lines = ["<<<<<<< ours", "a", "||||||| base", "b", "=======", "c", ">>>>>>> theirs", "======="]
    assert find_conflict_markers(lines) == {1, 3, 5, 7}


def test_a_lone_marker_is_text() -> None:
    assert not find_conflict_markers(["=======", "a", ">>>>>>> b", "<<<<<<< c"])
