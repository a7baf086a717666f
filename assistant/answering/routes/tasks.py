"""Tasks, open and done: `- [ ]`, `- [x]`, `TODO`, `DONE`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.routes.passages import MORE
from assistant.answering.routes.selection import (
    beyond_head,
    cited_by,
    read_units,
    select,
    show_units,
    stems_of,
    word_stems,
)
from assistant.answering.routes.statement import CatalogStatement, count_noun, say
from assistant.questions.plan import Plan
from assistant.text.sentences import plain_text
from assistant.text.word_lists import words
from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages
from index.catalog.queries.condition import Condition
from index.catalog.queries.task_lines import Task, read_tasks
from index.lexical.query import query_languages
from index.lexical.tokenize import split_words
from index.search.filters import Filters
from ingest.passage import Passage

MAX_TASKS = 20
"""Told at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTask:
    """A task and where it stands."""

    task: Task
    passage: Passage


def tell_tasks(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """The tasks that the plan asks for, with their state; None where no note of that matter has any."""
    state = next((each.value for each in plan.conditions if each.field == "task"), "")
    found = find_tasks(plan, catalog, filters)
    narrowed = any(each.field != "task" for each in plan.conditions)
    if not found and (plan.matter or (narrowed and not state)):
        return None
    asked = [each for each in found if state in ("", each.task.state)]
    others = len(found) - len(asked)
    statements = []
    for name, head in (("open", "still open"), ("done", "done")):
        tasks = [each for each in asked if each.task.state == name]
        if tasks or state == name:
            statements += _tell_state(tasks, head, plan)
    if not found:
        return (say("Your notes have no tasks." if not select(plan, filters).scope else "There is no such task."),)
    if state and others:
        word = "done" if state == "open" else "open"
        statements.append(say(f"{others:,} {'is' if others == 1 else 'are'} {word}."))
    if plan.want == "count" and not state:
        statements.insert(
            0,
            say(f"There {'is' if len(found) == 1 else 'are'} {count_noun(len(found), 'task')}.", _passages(found)[:1]),
        )
    return tuple(statements)


def find_tasks(plan: Plan, catalog: Catalog, filters: Filters) -> list[FoundTask]:
    """All tasks on the plan's matter, open or done.

    A matter that the note's title, sections, path and tags have is of all its tasks; a task must have the other words.
    Of a matter that is called a list the note must have all.
    """
    conditions = (*(each for each in plan.conditions if each.field != "task"), Condition(field="task", value=""))
    of_tasks = replace(plan, matter="", conditions=conditions, unit="passages", measure="")
    selection = select(of_tasks, filters)
    languages = query_languages(count_languages(catalog))
    said = list(split_words(plan.matter))
    is_list = bool(set(said) & words("lists"))
    wanted = word_stems(" ".join(word for word in said if word not in words("lists")), languages)
    found = []
    for passage in cited_by(show_units(catalog, selection, read_units(catalog, selection))):
        left = beyond_head(passage, wanted, languages)
        for task in () if left and is_list else read_tasks(passage.text):
            if all(terms & stems_of(task.text, languages) for terms in left):
                found.append(FoundTask(task=task, passage=passage))
    return found


def _tell_state(tasks: Sequence[FoundTask], head: str, plan: Plan) -> list[CatalogStatement]:
    """How many tasks have a state, then each with the line that it stands on."""
    seen = plan.seen.casefold()
    left = [each for each in tasks if not seen or plain_text(each.task.text).casefold() not in seen]
    count = f"{count_noun(len(tasks), 'task').capitalize()} {'is' if len(tasks) == 1 else 'are'} {head}"
    shown = left[:MAX_TASKS]
    more = f" Here are {len(shown)} of them.{MORE}" if len(left) > len(shown) else ""
    statements = [say(f"{count}{':' if shown and not more else '.'}{more}", _passages(tasks)[:1])]
    titles = {each.passage.places[0].title for each in tasks}
    for each in shown:
        place = each.passage.places[0]
        where = f" ({place.title or place.path})" if len(titles) > 1 else ""
        box = "[x]" if each.task.state == "done" else "[ ]"
        text = plain_text(each.task.text)
        statements.append(say(f"{box} {text}{where}", [each.passage], words=text))
    return statements


def _passages(tasks: Sequence[FoundTask]) -> list[Passage]:
    return [each.passage for each in tasks]
