"""The Readwise account as a source: a folder of the store that mirrors it, a readable file for each book.

Citations need a file and a line, so what the API gives is written down as notes (`ingest.readwise_api.book_file`), and
the sync reads these like any folder's: renaming, forgetting, exporting and checking need to know of no account. The
state of the fetching lies with them, in a file without the token: a folder that is lost takes its stamp with it, and is
fetched again.

Each page is on disk before the next is requested, and a run that was cut goes on with the page after. The new stamp
(the moment before the run's first request, less `OVERLAP`) is kept only when the last page is on disk: what is fetched
twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from index.atomic_write import write_atomically
from index.errors import store_errors
from index.progress import Progress, no_progress
from ingest.readwise_api.book import Book, Update, count_changes, merge_update
from ingest.readwise_api.book_file import InvalidBookFile, book_id, file_name, read_book, write_book
from ingest.readwise_api.client import CursorRefused, ExportPage, GetPage, read_pages
from ingest.walk import IGNORE_FILE

ACCOUNT_FILE = "account.json"
OVERLAP = timedelta(minutes=5)
"""Taken off the new stamp: an update can become visible a little after the time that it bears."""
MAX_RUN_AGE = timedelta(days=1)
"""A run that was cut longer ago begins again rather than trust its cursor."""
BOOKS_PER_REQUEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The state of the account's fetching."""

    stamp: str = ""
    """ISO 8601, UTC: everything until then is here; "" before the first whole fetch."""
    fetched_at: str = ""
    """ISO 8601, UTC: when the last whole fetch ended; "" for never."""
    added: int = 0
    """Highlights that the last fetch brought, all its runs together."""
    changed: int = 0
    removed: int = 0
    trouble: str = ""
    """Why the last try failed; "" where it went well."""
    run_started: str = ""
    """ISO 8601, UTC: when a fetch began that has not ended; "" where none has."""
    run_cursor: str = ""
    """Where that one goes on; "" for its beginning."""

    @property
    def unfinished(self) -> bool:
        """Whether a fetch was cut off."""
        return bool(self.run_started)


def read_account(folder: Path) -> Account:
    """What is known of a mirror; nothing where it was never fetched, or its file cannot be read."""
    try:
        return Account(**json.loads((folder / ACCOUNT_FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Account()


def record_trouble(folder: Path, why: str) -> None:
    """Remember why a fetch failed."""
    _write_account(folder, replace(read_account(folder), trouble=why))


def update_mirror(
    folder: Path,
    get: GetPage,
    *,
    lost: Iterable[int] = (),
    is_unwanted: Callable[[int], bool] = lambda book: False,
    progress: Progress = no_progress,
) -> None:
    """Bring the mirror in line with the account.

    get: one page of the export, which raises AccountFailure's kinds. lost: ids of books whose files are missing, to be
    fetched whole. is_unwanted: whether a book was forgotten, and is not to be written again. What came before a
    failure is kept, and the next call goes on there. Raises StoreFull, StoreReadOnly too.
    """
    mirror = _Mirror(folder, is_unwanted, progress)
    with store_errors(folder):
        mirror.run(get, set(lost))


class _Mirror:
    """One fetch: the files that are there, and the state of the account."""

    def __init__(self, folder: Path, is_unwanted: Callable[[int], bool], progress: Progress) -> None:
        self._folder = folder
        self._is_unwanted = is_unwanted
        self._progress = progress
        folder.mkdir(parents=True, exist_ok=True)
        self._files = {id: path for path in folder.glob("*/*.md") if (id := book_id(path.name)) >= 0}
        self._account = read_account(folder)
        self._damaged: set[int] = set()

    def run(self, get: GetPage, lost: set[int]) -> None:
        self._begin()
        if self._account.stamp:  # before the updates: these hold only what changed of a book
            self._fetch_books(get, lost)
        try:
            self._fetch_new(get)
        except CursorRefused:
            self._begin(again=True)
            self._fetch_new(get)
        self._fetch_books(get, self._damaged)
        now = _now().isoformat(timespec="seconds")
        self._keep(stamp=self._account.run_started, run_started="", run_cursor="", trouble="", fetched_at=now)

    def _begin(self, again: bool = False) -> None:
        """Go on with a run that was cut, or start one."""
        started = self._account.run_started
        if again or not started or _now() - datetime.fromisoformat(started) > MAX_RUN_AGE:
            began = (_now() - OVERLAP).isoformat(timespec="seconds")
            if not started:
                self._account = replace(self._account, added=0, changed=0, removed=0)
            self._keep(run_started=began, run_cursor="")

    def _fetch_new(self, get: GetPage) -> None:
        done = 0
        for page in read_pages(get, after=self._account.stamp, cursor=self._account.run_cursor):
            self._write_updates(page.updates)
            done += len(page.updates)
            self._progress("fetching from Readwise", done, max(done, page.count))
            self._keep(run_started=self._run_start(page), run_cursor=page.cursor)

    def _fetch_books(self, get: GetPage, ids: Iterable[int]) -> None:
        """Fetch whole books, in place of files that are missing or were changed by hand."""
        books = sorted(ids)
        for start in range(0, len(books), BOOKS_PER_REQUEST):
            for page in read_pages(get, ids=books[start : start + BOOKS_PER_REQUEST]):
                for update in page.updates:
                    self._replace_book(None, update)

    def _run_start(self, page: ExportPage) -> str:
        """When the run began: by the server's clock where ours is ahead of it."""
        if not page.server_time or self._account.run_cursor:
            return self._account.run_started
        return min(self._account.run_started, (datetime.fromisoformat(page.server_time) - OVERLAP).isoformat())

    def _write_updates(self, updates: Iterable[Update]) -> None:
        for update in updates:
            try:
                self._replace_book(self._read(update.book.id), update)
            except InvalidBookFile:
                self._damaged.add(update.book.id)

    def _read(self, id: int) -> Book | None:
        path = self._files.get(id)
        if path is None:
            return None
        try:
            return read_book(path.read_text("utf-8").split("\n")).book
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise InvalidBookFile(1) from error

    def _replace_book(self, before: Book | None, update: Update) -> None:
        """Write a book's new state in place of the old one."""
        id = update.book.id
        after = None if self._is_unwanted(id) else merge_update(before, update)
        added, changed, removed = count_changes(before, after)
        old = self._files.pop(id, None)
        if after is not None:
            new = self._files[id] = self._folder / file_name(after)
            _write_file(new, write_book(after))
            old = old if old != new else None
        if old is not None:
            old.unlink(missing_ok=True)
        account = self._account
        self._account = replace(
            account,
            added=account.added + added,
            changed=account.changed + changed,
            removed=account.removed + removed,
        )

    def _keep(self, **changes: Any) -> None:
        self._account = replace(self._account, **changes)
        _write_account(self._folder, self._account)


def _write_account(folder: Path, account: Account) -> None:
    """Beside a list of what is no note, as JSON is read too."""
    _write_file(folder / IGNORE_FILE, f"{ACCOUNT_FILE}\n")
    _write_file(folder / ACCOUNT_FILE, json.dumps(asdict(account), indent=1) + "\n")


def _write_file(path: Path, text: str) -> None:
    """Write a file atomically; one that says the same already is left alone."""
    if path.is_file() and path.read_bytes() == text.encode():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)


def _now() -> datetime:
    return datetime.now(UTC)
