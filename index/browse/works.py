"""A work's passages in reading order, and what stands around a passage."""

from __future__ import annotations

from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.neighbours import list_document_passages
from index.catalog.queries.works import find_work_of_passage, list_work_passages
from index.catalog.works import find_paragraphs
from ingest.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """A passage of a file with what stands around it there."""

    passage: Passage
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    work: str
    """The id of its work; "" where it has none."""
    paragraph: Passage | None = None
    """The paragraph of the work's full text that a highlight is in; None where that is not known."""


def list_passages(catalog: Catalog, work: str) -> list[Passage]:
    """A work's passages in the order of `list_work_passages`; "" names the documents that are in no work yet."""
    return list(read_passages(catalog, list_work_passages(catalog, work)).values())


def find_neighbours(catalog: Catalog, passage: str, around: int = 2) -> Neighbours | None:
    """A passage with up to `around` passages before and after it in the document that it is shown from.

    None where there is no such passage.
    """
    centre = read_passages(catalog, [passage]).get(passage)
    if centre is None:
        return None
    order = list_document_passages(catalog, passage)
    at = order.index(passage)
    return Neighbours(
        passage=centre,
        before=tuple(read_passages(catalog, order[max(0, at - around) : at]).values()),
        after=tuple(read_passages(catalog, order[at + 1 : at + 1 + around]).values()),
        work=find_work_of_passage(catalog, passage),
        paragraph=next(iter(read_passages(catalog, find_paragraphs(catalog, [passage]).values()).values()), None),
    )
