"""Tasks in a passage's text: `- [ ] water the moss`, `- TODO water the moss`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TaskState = Literal["open", "done"]

MAY_HOLD_TASKS = (
    "instr(text, '[ ]') OR instr(text, '[x]') OR instr(text, '[X]') OR instr(text, 'TODO ') OR instr(text, 'DONE ')"
    " OR instr(text, 'DOING ') OR instr(text, 'LATER ') OR instr(text, 'NOW ') OR instr(text, 'WAITING ')"
)
"""As in the index `passages_with_tasks`."""
_TASK = re.compile(
    r"^\s*(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[(?P<box>[ xX/\-])\]|(?P<word>TODO|DOING|LATER|NOW|WAITING|DONE|CANCELED))\s+"
    r"(?P<text>\S.*?)\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a passage."""

    text: str
    """Without its mark."""
    state: TaskState
    line: int
    """From 0, in the passage's text."""


def read_tasks(text: str) -> tuple[Task, ...]:
    """The tasks of a passage, in order. What was given up counts as done, as nothing is left to do."""
    tasks = []
    for line, written in enumerate(text.split("\n")):
        if match := _TASK.match(written):
            is_done = (match["box"] or "") in ("x", "X", "-") if match["word"] is None else match["word"] in _DONE
            tasks.append(Task(text=match["text"], state="done" if is_done else "open", line=line))
    return tuple(tasks)


_DONE = ("DONE", "CANCELED")
