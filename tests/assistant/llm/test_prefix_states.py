"""Kept states: the longest beginning of a prompt is found, from memory or from disk."""

from __future__ import annotations

from pathlib import Path

from assistant.llm.prefix_states import MAX_KEPT, MAX_STORED, PrefixStates


def test_the_longest_kept_beginning_of_a_prompt_is_found(tmp_path: Path) -> None:
    states = PrefixStates(tmp_path, "some")
    for tokens in ((1, 2), (1, 2, 3, 4), (1, 5)):
        states.add(tokens, bytes(tokens))
    assert states.find([1, 2, 3, 4, 9]) == (1, 2, 3, 4) and states.find([1, 2, 3]) == (1, 2)
    assert states.find([7]) == () and states.find([]) == ()
    assert states.state((1, 5)) == bytes((1, 5)) and states.state((1, 6)) is None


def test_the_next_start_has_what_was_stored_for_the_same_file(tmp_path: Path) -> None:
    PrefixStates(tmp_path, "some").add((1, 2), b"state")
    again = PrefixStates(tmp_path, "some")
    assert again.find([1, 2, 3]) == () and again.state((1, 2)) == b"state" and again.find([1, 2, 3]) == (1, 2)
    assert PrefixStates(tmp_path, "another").state((1, 2)) is None


def test_a_state_that_cannot_be_used_is_gone(tmp_path: Path) -> None:
    states = PrefixStates(tmp_path, "some")
    states.add((1, 2), b"state")
    states.drop((1, 2))
    assert states.find([1, 2]) == () and states.state((1, 2)) is None and list(tmp_path.iterdir()) == []


def test_neither_memory_nor_disk_fills_up(tmp_path: Path) -> None:
    states = PrefixStates(tmp_path, "some")
    for number in range(MAX_STORED + 5):
        states.add((number,), b"state")
    assert len(list(tmp_path.iterdir())) == MAX_STORED
    assert sum(states.find([number]) == (number,) for number in range(MAX_STORED + 5)) == MAX_KEPT


def test_a_folder_that_cannot_be_written_keeps_states_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    states = PrefixStates(tmp_path / "file" / "folder", "some")
    states.add((1,), b"state")
    assert states.find([1, 2]) == (1,)
