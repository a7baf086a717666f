"""Readwise's export API: what is new since a moment, page by page (https://readwise.io/api_deets).

The token goes into one header of requests to one address, over https (plain http on this machine alone, for tests), and
no redirect is followed: it would be sent along.
"""

from __future__ import annotations

import http.client
import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ingest.errors import AccountBusy, AccountFailure, AccountUnreachable, AnswerUnreadable, FetchStopped, TokenRefused
from ingest.readwise_api.api_token import PAGE, Token, check_shape
from ingest.readwise_api.book import OddAnswer, Update, update_from_api

ADDRESS = "https://readwise.io"
VARIABLE = "READWISE_URL"
"""Another address, as the tests have one."""
PATIENCE = 30.0
"""Seconds in which a connection must give something."""
TRIES = 3
"""Of a request whose connection breaks or whose server fails; 2 and 4 seconds lie between them."""
LONGEST_WAIT = 300.0
"""Seconds; who asks for more is left alone."""
WAITS = 30
"""Of one request, before giving up on a server that only ever asks to wait."""
FAILING = frozenset((500, 502, 503, 504))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer."""

    updates: tuple[Update, ...]
    cursor: str
    """Where the next begins; "" for the last."""
    count: int
    """Books in all pages together; 0 where it is not said."""
    told_at: str = ""
    """The server's clock, ISO 8601, UTC; "" where it is not said."""


class Again(Exception):
    """A request may do better later. why: one clause; seconds: how much later, where the server says so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


class CursorRefused(Exception):
    """The place to go on from is not known there any more."""


Get = Callable[[Mapping[str, str]], tuple[Any, str]]
"""What an export with these parameters answers: the JSON, and the server's clock."""


class ReadwiseApi:
    """An account, asked with its token. wait: how to sleep for seconds, for tests. Raises AccountFailure's kinds."""

    def __init__(
        self,
        token: Token,
        *,
        address: str = "",
        patience: float = PATIENCE,
        stop: threading.Event | None = None,
        wait: Callable[[float], Any] | None = None,
    ) -> None:
        self._token = token
        self._address = check_address(address or os.environ.get(VARIABLE, "") or ADDRESS)
        self._patience = patience
        self._stop = stop or threading.Event()
        self._wait = wait or self._stop.wait

    def check_token(self) -> None:
        """Ask whether the token is right."""
        self._ask("/api/v2/auth/", {})

    def export(self, parameters: Mapping[str, str]) -> tuple[Any, str]:
        """One page of the export, and the server's clock. Raises CursorRefused too."""
        body, headers = self._ask("/api/v2/export/", parameters)
        try:
            told = json.loads(body)
        except ValueError as trouble:
            raise AnswerUnreadable("it is no JSON") from trouble
        return told, _iso_clock(headers.get("Date", ""))

    def _ask(self, path: str, parameters: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
        """An answer, asked for again where that may help."""
        failed = waited = 0
        while True:
            if self._stop.is_set():
                raise FetchStopped
            try:
                return self._ask_once(path, parameters)
            except Again as trouble:
                if trouble.seconds is not None and trouble.seconds > LONGEST_WAIT:
                    raise AccountBusy(trouble.seconds) from trouble
                if trouble.seconds is not None and waited < WAITS:
                    waited += 1
                    self._wait(trouble.seconds)
                    continue
                failed += 1
                if failed >= TRIES:
                    raise AccountUnreachable(trouble.why) from trouble
                self._wait(2.0**failed)

    def _ask_once(self, path: str, parameters: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
        query = urllib.parse.urlencode(parameters)
        request = urllib.request.Request(f"{self._address}{path}{'?' if query else ''}{query}")
        request.add_header("Authorization", f"Token {check_shape(self._token.value)}")
        request.add_header("User-Agent", "reading-notes-assistant")
        request.add_header("Accept", "application/json")
        try:
            with _opener(self._address).open(request, timeout=self._patience) as answer:
                return answer.read(), answer.headers
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise _refused(refusal, "pageCursor" in parameters, self._token) from refusal
        except TimeoutError as trouble:
            raise Again(f"nothing came for {self._patience:.0f} seconds") from trouble
        except (OSError, http.client.HTTPException) as trouble:
            raise Again(_why_broken(getattr(trouble, "reason", trouble))) from trouble


def read_pages(get: Get, *, after: str = "", cursor: str = "", ids: Sequence[int] = ()) -> Iterator[Page]:
    """The pages of an export, from `cursor` on, each as soon as it is asked for.

    after: ISO 8601, what was updated since; ids: these books only. Raises what `get` does, AnswerUnreadable.
    """
    asked = {"includeDeleted": "true"}
    asked |= {"updatedAfter": after} if after else {}
    asked |= {"ids": ",".join(map(str, ids))} if ids else {}
    seen = {cursor}
    while True:
        page = _read_page(*get(asked | ({"pageCursor": cursor} if cursor else {})))
        yield page
        if not page.cursor:
            return
        cursor = page.cursor
        if cursor in seen:
            raise AnswerUnreadable("its pages go round in a circle")
        seen.add(cursor)


def check_address(address: str) -> str:
    """An address that a token may be sent to. Raises AccountFailure for one that others could listen to."""
    parts = urllib.parse.urlsplit(address.rstrip("/"))
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise AccountFailure(f"{VARIABLE} must be an https address, for the token goes there; unset it for {ADDRESS}")
    return address.rstrip("/")


def _read_page(told: Any, clock: str) -> Page:
    if not isinstance(told, dict) or not isinstance(told.get("results"), list):
        raise AnswerUnreadable("it holds no list of results")
    cursor, count = told.get("nextPageCursor"), told.get("count")
    try:
        updates = tuple(update_from_api(book) for book in told["results"])
    except OddAnswer as odd:
        raise AnswerUnreadable(str(odd)) from odd
    return Page(
        updates=updates,
        cursor="" if cursor is None else str(cursor),
        count=count if isinstance(count, int) else 0,
        told_at=clock,
    )


def _refused(refusal: urllib.error.HTTPError, paging: bool, token: Token) -> Exception:
    """What an answer other than 200 means."""
    code = refusal.code
    if code == 429:
        return Again("it is asked too often", _retry_after(refusal.headers.get("Retry-After", "")))
    if code in FAILING:
        given = refusal.headers.get("Retry-After", "")
        return Again(f"its server fails, HTTP {code}", _retry_after(given) if given else None)
    if code in (401, 403):
        return TokenRefused(f"Readwise refuses {token} (HTTP {code})", PAGE)
    if code in (400, 404, 410) and paging:
        return CursorRefused()
    return AnswerUnreadable(f"HTTP {code}")


def _why_broken(reason: Any) -> str:
    """One clause on a connection that came to nothing."""
    if isinstance(reason, TimeoutError):
        return "it does not answer"
    if isinstance(reason, ConnectionRefusedError):
        return "the connection is refused"
    if isinstance(reason, http.client.HTTPException | ConnectionError):
        return "the connection was cut"
    return str(getattr(reason, "strerror", "") or reason)


def _retry_after(given: str) -> float:
    """Seconds to wait; 1 where it is not said, as the documentation has it."""
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return 1.0
    return max(0.0, (until - datetime.now(until.tzinfo)).total_seconds())


def _iso_clock(given: str) -> str:
    try:
        return parsedate_to_datetime(given).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:
        return ""


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Follows nothing; a proxy is for what leaves the machine."""
    handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
    if address.startswith("http:"):
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever redirects is refused as it stands."""

    def redirect_request(self, *_: Any) -> None:
        return None
