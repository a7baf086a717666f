"""Readwise's export API, page by page: what changed since a moment (https://readwise.io/api_deets).

The token goes into one header of requests to one address, over https (plain http only to this machine, for tests).
Redirects are not followed: they would carry the token elsewhere.
"""

from __future__ import annotations

import json
import os
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ingest.errors import AccountBusy, AccountFailure, AccountUnreachable, AnswerUnreadable, FetchStopped, TokenRefused
from ingest.readwise_api.api_token import TOKEN_PAGE, ApiToken, check_shape
from ingest.readwise_api.book import UnexpectedAnswer, Update, update_from_api

if TYPE_CHECKING:
    import httpx

READWISE_URL = "https://readwise.io"
URL_VARIABLE = "READWISE_URL"
"""The environment variable that names another address, for tests."""
TIMEOUT_S = 30.0
"""For a connection, and for each read from it."""
MAX_ATTEMPTS = 3
"""At a request whose connection breaks or whose server fails, 2 and 4 seconds apart."""
MAX_WAIT_S = 300.0
"""A server that asks for a longer wait ends the fetch."""
MAX_WAITS = 30
"""For one request, at a server that keeps asking to wait."""
SERVER_ERRORS = frozenset((500, 502, 503, 504))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage:
    """One answer of the export."""

    updates: tuple[Update, ...]
    cursor: str
    """Of the next page; "" after the last."""
    count: int
    """Books in all pages together; 0 where unset."""
    server_time: str = ""
    """ISO 8601, UTC, by the server's clock; "" where unset."""


class RetryLater(Exception):
    """A request may succeed later. why: one clause; seconds: the wait that the server asks for, None where unset."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


class CursorRefused(Exception):
    """The server no longer knows the cursor to resume from."""


GetPage = Callable[[Mapping[str, str]], tuple[Any, str]]
"""From the parameters of an export request to its JSON and the server's time."""


class ReadwiseApi:
    """The API of one account. wait: sleeps for seconds, replaced in tests. Methods raise kinds of AccountFailure."""

    def __init__(
        self,
        token: ApiToken,
        *,
        address: str = "",
        timeout_s: float = TIMEOUT_S,
        stop: threading.Event | None = None,
        wait: Callable[[float], Any] | None = None,
    ) -> None:
        self._token = token
        self._address = check_address(address or os.environ.get(URL_VARIABLE, "") or READWISE_URL)
        self._timeout_s = timeout_s
        self._stop = stop or threading.Event()
        self._wait = wait or self._stop.wait

    def check_token(self) -> None:
        """Raises TokenRefused where Readwise does not accept the token."""
        self._request("/api/v2/auth/", {})

    def export(self, parameters: Mapping[str, str]) -> tuple[Any, str]:
        """One page of the export as JSON, and the server's time. Raises CursorRefused too."""
        response = self._request("/api/v2/export/", parameters)
        try:
            data = json.loads(response.content)
        except ValueError as error:
            raise AnswerUnreadable("it is not JSON") from error
        return data, _iso_time(response.headers.get("Date", ""))

    def _request(self, path: str, parameters: Mapping[str, str]) -> httpx.Response:
        """The response, after as many attempts and waits as are allowed."""
        failures = waits = 0
        while True:
            if self._stop.is_set():
                raise FetchStopped
            try:
                return self._request_once(path, parameters)
            except RetryLater as retry:
                if retry.seconds is not None and retry.seconds > MAX_WAIT_S:
                    raise AccountBusy(retry.seconds) from retry
                if retry.seconds is not None and waits < MAX_WAITS:
                    waits += 1
                    self._wait(retry.seconds)
                    continue
                failures += 1
                if failures >= MAX_ATTEMPTS:
                    raise AccountUnreachable(retry.why) from retry
                self._wait(2.0**failures)

    def _request_once(self, path: str, parameters: Mapping[str, str]) -> httpx.Response:
        import httpx  # slow, and most syncs have no account

        headers = {
            "Authorization": f"Token {check_shape(self._token.value)}",
            "User-Agent": "reading-notes-assistant",
            "Accept": "application/json",
        }
        try:
            response = httpx.get(
                self._address + path,
                params=parameters,
                headers=headers,
                timeout=self._timeout_s,
                follow_redirects=False,
                verify=ssl.create_default_context(),  # the system's certificates
                trust_env=self._address.startswith("https:"),  # no proxy for this machine
            )
        except httpx.ConnectTimeout as error:
            raise RetryLater("it does not answer") from error
        except httpx.TimeoutException as error:
            raise RetryLater(f"nothing came for {self._timeout_s:.0f} seconds") from error
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
            raise RetryLater("the connection was cut") from error
        except httpx.RequestError as error:
            raise RetryLater(_connection_error(error)) from error
        if not response.is_success:
            raise _error_of(response, "pageCursor" in parameters, self._token)
        return response


def read_pages(get: GetPage, *, after: str = "", cursor: str = "", ids: Sequence[int] = ()) -> Iterator[ExportPage]:
    """The pages of an export from `cursor` on, each requested when it is needed.

    after: ISO 8601, only what was updated since; ids: only these books. Raises what `get` does, AnswerUnreadable.
    """
    parameters = {"includeDeleted": "true"}
    parameters |= {"updatedAfter": after} if after else {}
    parameters |= {"ids": ",".join(map(str, ids))} if ids else {}
    seen = {cursor}
    while True:
        page = _read_page(*get(parameters | ({"pageCursor": cursor} if cursor else {})))
        yield page
        if not page.cursor:
            return
        cursor = page.cursor
        if cursor in seen:
            raise AnswerUnreadable("its pages form a circle")
        seen.add(cursor)


def check_address(address: str) -> str:
    """An address that may receive the token. Raises AccountFailure for one whose connection is not encrypted."""
    parts = urllib.parse.urlsplit(address.rstrip("/"))
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise AccountFailure(
            f"{URL_VARIABLE} must be an https address, because the token is sent there; unset it for {READWISE_URL}"
        )
    return address.rstrip("/")


def _read_page(data: Any, server_time: str) -> ExportPage:
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        raise AnswerUnreadable("it holds no list of results")
    cursor, count = data.get("nextPageCursor"), data.get("count")
    try:
        updates = tuple(map(update_from_api, data["results"]))
    except UnexpectedAnswer as error:
        raise AnswerUnreadable(str(error)) from error
    return ExportPage(
        updates=updates,
        cursor="" if cursor is None else str(cursor),
        count=count if isinstance(count, int) else 0,
        server_time=server_time,
    )


def _error_of(response: httpx.Response, has_cursor: bool, token: ApiToken) -> Exception:
    """The exception for a response that is no success."""
    status, retry_after = response.status_code, response.headers.get("Retry-After", "")
    if status == 429:
        return RetryLater("it gets too many requests", _wait_seconds(retry_after))
    if status in SERVER_ERRORS:
        return RetryLater(f"its server fails, HTTP {status}", _wait_seconds(retry_after) if retry_after else None)
    if status in (401, 403):
        return TokenRefused(f"Readwise refuses {token} (HTTP {status})", TOKEN_PAGE)
    if status in (400, 404, 410) and has_cursor:
        return CursorRefused()
    return AnswerUnreadable(f"HTTP {status}")


def _connection_error(error: BaseException) -> str:
    """One clause on why there is no connection: the system's error, at the end of the chain of causes."""
    while error.__cause__:
        error = error.__cause__
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused"
    return str(getattr(error, "strerror", "") or error)


def _wait_seconds(retry_after: str) -> float:
    """Seconds to wait by a Retry-After header; 1 where it has none, as Readwise documents."""
    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        until = parsedate_to_datetime(retry_after)
        return max(0.0, (until - datetime.now(until.tzinfo)).total_seconds())
    return 1.0


def _iso_time(date: str) -> str:
    try:
        return parsedate_to_datetime(date).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:
        return ""
