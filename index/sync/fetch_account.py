"""The step that an account has before a folder's: what is new there is fetched into its mirror."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from index.catalog.files import Trouble, list_files
from index.catalog.sources import READWISE, Source, delete_source
from index.errors import Stopped
from index.sources.forgotten import forgotten_among
from index.sources.readwise_mirror import read_account, record_trouble, update_mirror
from index.sync.current_run import SyncContext
from ingest.errors import AccountFailure, FetchStopped, TokenRefused
from ingest.readwise_api.api_token import require_token
from ingest.readwise_api.book_file import book_id
from ingest.readwise_api.client import ReadwiseApi

FetchOutcome = Literal["partial", "updates", "complete"]
"""How a source's files stand to the source. partial: a fetch failed or was not made. updates: what changed since the
last fetch came. complete: all of it is there, as in a folder, and a missing file is as doubtful as one that a folder
lost."""


def fetch_source(run: SyncContext, source: Source) -> FetchOutcome:
    """Fetch the account, with books whose files are lost.

    A failure is left in the counts, for other sources are read all the same. Raises Stopped, StoreFull, StoreReadOnly.
    """
    if not run.fetch:
        return "partial"
    if run.dry_run:
        run.counts.warnings.append(Trouble(path=READWISE, line=None, why="a dry run fetches nothing"))
        return "partial"
    before, known = read_account(source.path), list_files(run.catalog, source.id)
    try:
        _fetch(run, source, known)
    except FetchStopped as stopped:
        raise Stopped from stopped
    except AccountFailure as failure:
        run.counts.account_failure = failure
        record_trouble(source.path, str(failure))
        if isinstance(failure, TokenRefused) and not (before.stamp or known):
            with run.catalog.transaction():  # it never worked: not to be tried again at each run
                delete_source(run.catalog, source.id)
        return "partial"
    return "updates" if before.stamp else "complete"


def _fetch(run: SyncContext, source: Source, known: Iterable[str]) -> None:
    """Bring the mirror in line with the account; books whose files are gone or named are fetched whole."""
    lost = {book_id(path) for path in known if not (source.path / path).exists()}
    lost |= {book_id(path.name) for path in source.within}

    def is_unwanted(book: int) -> bool:
        name = f"{READWISE}{book}"
        return run.catalog.state.has_forgotten and name in forgotten_among(run.catalog, [name])

    api = ReadwiseApi(require_token(), stop=run.stop)
    update_mirror(source.path, api.export, lost=lost - {-1}, is_unwanted=is_unwanted, progress=run.progress)
