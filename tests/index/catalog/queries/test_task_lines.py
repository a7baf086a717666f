from __future__ import annotations

from index.catalog.queries.task_lines import read_tasks

LIST = """To do:
- [ ] water the moss
- [x] buy twine
  * [X] sort the seeds
- TODO call the mill
- DONE sweep the loft
1. [-] paint the gate
[ ] no mark before it
- [link](a.md) and [ ] in the middle"""


def test_tasks_are_read_in_both_ways_of_writing_with_their_lines() -> None:
    assert [(task.text, task.state, task.line) for task in read_tasks(LIST)] == [
        ("water the moss", "open", 1),
        ("buy twine", "done", 2),
        ("sort the seeds", "done", 3),
        ("call the mill", "open", 4),
        ("sweep the loft", "done", 5),
        ("paint the gate", "done", 6),
        ("no mark before it", "open", 7),
    ]
