from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, told

OPEN, DONE = (Condition(field="task", value=value) for value in ("open", "done"))


def test_open_and_done_tasks_of_a_note_named_by_title_and_folder(carry: CarryOut) -> None:
    open_ones = carry(want="list", unit="tasks", matter="north wall project", conditions=(OPEN,))
    assert told(open_ones) == "2 tasks are still open: | [ ] carry the stones | [ ] order sand | 1 is done."
    assert open_ones is not None and open_ones[1].words == "carry the stones"
    assert "[x] sweep the floor (Loft)" in told(carry(want="list", unit="tasks", conditions=(DONE,)))


def test_a_task_named_by_its_own_words_is_told_with_its_state(carry: CarryOut) -> None:
    assert told(carry(want="list", unit="tasks", matter="ordered the sand")) == "1 task is still open: | [ ] order sand"
    assert "1 task is done" in told(carry(want="count", unit="tasks", matter="Ines mortar"))


def test_a_matter_without_tasks_is_left_to_the_search(carry: CarryOut) -> None:
    assert carry(want="list", unit="tasks", matter="the walrus") is None
    tagged = Condition(field="tag", value="nothing")
    assert carry(want="list", unit="tasks", conditions=(tagged,)) is None
    assert told(carry(want="list", unit="tasks", conditions=(tagged, OPEN))) == "There is no such task."


def test_a_list_that_is_named_has_no_tasks_of_other_lists(carry: CarryOut) -> None:
    """Though a task elsewhere has the word."""
    assert carry(want="list", unit="tasks", matter="sand list") is None
    assert "order sand" in told(carry(want="list", unit="tasks", matter="sand"))
