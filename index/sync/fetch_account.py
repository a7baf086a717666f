"""The step of a sync that an account has before any folder's: fetch what is new there into its mirror."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from index.errors import Stopped
from index.sources.forgotten import is_forgotten
from index.sources.readwise_mirror import fetch_account, note_trouble, read_account
from index.sources.source import READWISE, Source
from index.sync.changes import KnownFile
from index.sync.context import SyncContext
from index.sync.report import Trouble
from ingest.errors import AccountFailure, FetchStopped, TokenRefused
from ingest.readwise_api.api_token import require_token
from ingest.readwise_api.book_file import book_id
from ingest.readwise_api.client import ReadwiseApi

FetchOutcome = Literal["in part", "what changed", "as it lies"]
"""How the mirror stands to the account: a fetch failed; what changed since the last one came; all of it came anew,
and a book that is not there is as doubtful as a file that a folder lost."""


def fetch_source(run: SyncContext, source: Source, known: Mapping[str, KnownFile]) -> FetchOutcome:
    """Fetch the account, with books whose files are lost, and tell how much of it came.

    A failure is left in the tally, for other sources are read all the same. Raises Stopped, StoreFull, StoreReadOnly.
    """
    if not run.fetch:
        return "in part"
    if run.dry_run:
        run.tally.warnings.append(Trouble(path=READWISE, line=None, why="a dry run fetches nothing"))
        return "in part"
    before = read_account(source.path)
    lost = {book_id(path) for path in known if not (source.path / path).exists()}
    lost |= {book_id(path.name) for path in source.named}

    def unwanted(book: int) -> bool:
        name = f"{READWISE}{book}"
        return run.catalog.setting("forgets") == "1" and name in is_forgotten(run.catalog, [name])

    try:
        api = ReadwiseApi(require_token(), stop=run.stop)
        fetch_account(source.path, api.export, lost=lost - {-1}, unwanted=unwanted, progress=run.progress)
    except FetchStopped as stopped:
        raise Stopped from stopped
    except AccountFailure as failure:
        run.tally.account = failure
        note_trouble(source.path, str(failure))
        if isinstance(failure, TokenRefused) and not (before.stamp or known):
            _unmake(run, source)  # it never worked: not to be tried again at each run
        return "in part"
    return "what changed" if before.stamp else "as it lies"


def _unmake(run: SyncContext, source: Source) -> None:
    with run.catalog.transaction() as connection:
        connection.execute("DELETE FROM sources WHERE id = ?", (source.id,))
