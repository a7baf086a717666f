"""The names that questions can use: authors, titles, tags, folders and properties of the catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from weakref import WeakKeyDictionary

from index.catalog.catalog import Catalog

MAX_VALUES = 200
"""Of one property; a question names no other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """The catalog's own names, the most used first."""

    authors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    """Of works and notes."""
    tags: tuple[str, ...] = ()
    properties: Mapping[str, tuple[str, ...]] | None = None
    """Values of each property, as written; None for none."""
    folders: tuple[str, ...] = ()
    """Names of folders that hold notes: what people call the notes in them ("Recipes")."""


_KNOWN: WeakKeyDictionary[Catalog, tuple[object, Vocabulary]] = WeakKeyDictionary()
"""The vocabulary of each open catalog, with the catalog's state then."""


def read_vocabulary(catalog: Catalog) -> Vocabulary:
    """The catalog's vocabulary; read again only after the catalog changed."""
    state = _read_state(catalog)
    known = _KNOWN.get(catalog)
    if known is None or known[0] != state:
        known = _KNOWN[catalog] = (state, _read(catalog))
    return known[1]


def _read_state(catalog: Catalog) -> tuple[int, ...]:
    """What changes with the names: which documents and tagged passages there are."""
    documents = catalog.execute("SELECT count(*), max(id), sum(stale) FROM documents").fetchone()
    return (*map(int, (each or 0 for each in documents)), catalog.number("SELECT coalesce(max(n), 0) FROM passages"))


def _read(catalog: Catalog) -> Vocabulary:
    authors = catalog.column(
        "SELECT author FROM documents WHERE author <> '' GROUP BY author ORDER BY count(*) DESC, 1"
    )
    titles = catalog.column("SELECT title FROM documents WHERE title <> '' GROUP BY title ORDER BY count(*) DESC, 1")
    tags: Counter[str] = Counter()
    for table in ("passages", "documents"):
        tagged = f"SELECT value, count(*) FROM {table}, json_each(tags) WHERE tags <> '[]' GROUP BY value"
        tags.update({str(value): count for value, count in catalog.execute(tagged)})
    properties: dict[str, list[str]] = {}
    for name, value in catalog.execute(
        "SELECT name, value FROM properties GROUP BY name, value ORDER BY name, count(*) DESC"
    ):
        values = properties.setdefault(name, [])
        if len(values) < MAX_VALUES:
            values.append(value)
    paths = catalog.column("SELECT DISTINCT files.path FROM files JOIN documents ON documents.file = files.id")
    return Vocabulary(
        authors=tuple(authors),
        titles=tuple(titles),
        tags=tuple(tag for tag, _ in tags.most_common()),
        properties={name: tuple(values) for name, values in properties.items()},
        folders=tuple(sorted({PurePosixPath(path).parent.name for path in paths} - {""})),
    )
