"""What other verbs ask of the store's owner: done the same by a page, through its door, and by a verb that owns it.

What is given and what comes back is JSON. Reading the sources is an order too, which needs settings besides: of a page
it is `assistant.keeper.Keeper.ingest`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.progress import Progress
    from index.sync.erase import Forgotten
    from index.vectors.store import Vectors

    Order = Callable[[Catalog, Vectors, Mapping[str, Any], Progress], dict[str, Any]]

INGEST = "ingest"


def forget(catalog: Catalog, vectors: Vectors, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Erase what was read from `path`, and past answers that quoted it. Raises NoSuchSource."""
    from index.sync.erase import forget_path

    gone = forget_path(catalog, vectors, Path(given["path"]))
    return {"files": gone.files, "passages": gone.passages, "answers": erase_answers(catalog, gone)}


def remove(catalog: Catalog, vectors: Vectors, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Stop reading the source `path`. Raises NoSuchSource."""
    from index.sync.erase import remove_source

    gone = remove_source(catalog, vectors, Path(given["path"]))
    return {"files": gone.files, "passages": gone.passages, "answers": erase_answers(catalog, gone)}


def erase_answers(catalog: Catalog, gone: Forgotten) -> int:
    """Empty the answers of past conversations that hold what was forgotten; how many."""
    from assistant.library.conversation_store import FOLDER, ConversationFolder

    return ConversationFolder(catalog.data / FOLDER).erase(
        lambda one: one.passage_id in gone.ids or (one.folder == gone.source and one.path in gone.paths)
    )


def check_store(catalog: Catalog, vectors: Vectors, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The store's health, mended before where `repair` is true."""
    from index.maintenance.check import check_store
    from index.maintenance.repair import repair_store

    found = repair_store(catalog, vectors, progress) if given["repair"] else check_store(catalog, vectors)
    return {"findings": [finding.to_json() for finding in found]}


def keep_apart(catalog: Catalog, vectors: Vectors, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Keep the pair `id` apart from now on. Raises NoSuchDuplicate."""
    from index.linkage.duplicates import keep_apart

    keep_apart(catalog, given["id"])
    return {}


ORDERS: dict[str, Order] = {"forget": forget, "remove": remove, "check": check_store, "part": keep_apart}
