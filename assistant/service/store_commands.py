"""What only the owner of a store may do: run by a page for other processes, or by a command that owns the store.

Arguments and results are JSON. Reading the sources is such a command too, in `ingest`: an unchanged sync must load no
more than it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.library.command_context import CommandContext
from assistant.library.conversation_store import CONVERSATIONS_FOLDER, ConversationStore
from assistant.service.composition import own_store
from assistant.service.store_client import run_through_page
from index.catalog.catalog import Catalog
from index.linkage import duplicates
from index.maintenance import check
from index.maintenance.repair import repair_store
from index.sync.erase import Forgotten, forget_path, remove_source
from index.vectors.store import Vectors

Arguments = Mapping[str, Any]
StoreCommand = Callable[[Catalog, Vectors, Arguments, CommandContext], dict[str, Any]]


def forget(catalog: Catalog, vectors: Vectors, arguments: Arguments, context: CommandContext) -> dict[str, Any]:
    """Erase what was read from `path`, and past answers that quoted it. Raises NoSuchSource."""
    return _count_erased(catalog, forget_path(catalog, vectors, Path(arguments["path"])))


def remove(catalog: Catalog, vectors: Vectors, arguments: Arguments, context: CommandContext) -> dict[str, Any]:
    """Stop reading the source `path`, and erase what was read from it. Raises NoSuchSource."""
    return _count_erased(catalog, remove_source(catalog, vectors, Path(arguments["path"])))


def check_store(catalog: Catalog, vectors: Vectors, arguments: Arguments, context: CommandContext) -> dict[str, Any]:
    """The store's health, after a repair if `repair` is true."""
    if arguments["repair"]:
        results = repair_store(catalog, vectors, context.progress)
    else:
        results = check.check_store(catalog, vectors)
    return {"findings": [result.to_json() for result in results]}


def keep_apart(catalog: Catalog, vectors: Vectors, arguments: Arguments, context: CommandContext) -> dict[str, Any]:
    """Undo the duplicate `id` for good. Raises NoSuchDuplicate."""
    duplicates.keep_apart(catalog, arguments["id"])
    return {}


COMMANDS: dict[str, StoreCommand] = {
    "forget": forget,
    "remove": remove,
    "check_store": check_store,
    "keep_apart": keep_apart,
}


def run_store_command(data: Path, name: str, arguments: Arguments, context: CommandContext) -> dict[str, Any]:
    """Run one of COMMANDS: through the page that owns the store, else as its only writer.

    Raises what the command does; through a page an IndexFailure with its message.
    """
    result = run_through_page(data, name, arguments, context)
    if result is not None:
        return result
    with own_store(data, "notes", context.on_wait) as (catalog, vectors):
        return COMMANDS[name](catalog, vectors, arguments, context)


def _count_erased(catalog: Catalog, forgotten: Forgotten) -> dict[str, Any]:
    """Erase the answers that quoted what was forgotten, and count all that is gone."""
    answers = ConversationStore(catalog.data / CONVERSATIONS_FOLDER).erase(
        lambda cited: (
            cited.passage_id in forgotten.ids or (cited.folder == forgotten.source and cited.path in forgotten.paths)
        )
    )
    return {"files": forgotten.files, "passages": forgotten.passages, "answers": answers}
