from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.errors import (
    AccountBusy,
    AccountFailure,
    AccountUnreachable,
    AnswerUnreadable,
    FetchStopped,
    TokenRefused,
)
from ingest.readwise_api.api_token import ApiToken
from ingest.readwise_api.client import CursorRefused, ExportPage, ReadwiseApi, check_address, read_pages
from tests.ingest.local_readwise import LONG_AGO, TOKEN, LocalReadwise, now, serve_readwise


@pytest.fixture
def readwise() -> Iterator[LocalReadwise]:
    with serve_readwise() as server:
        for id in range(1, 6):
            server.add_book(id, f"Book {id}", {"id": id * 10, "text": f"Words of book {id}."})
        yield server


class Account:
    """A client that does not sleep; `waits` are the seconds that it would have slept."""

    def __init__(self, server: LocalReadwise, token: str = TOKEN, **options: Any) -> None:
        self.waits: list[float] = []
        own = ApiToken(value=token, origin="environment")
        self.api = ReadwiseApi(own, address=server.address, wait=self.waits.append, **options)

    def pages(self, **options: Any) -> list[ExportPage]:
        return list(read_pages(self.api.export, **options))


def books(pages: list[ExportPage]) -> list[int]:
    return [update.book.id for page in pages for update in page.updates]


def test_all_pages_come_one_after_the_other(readwise: LocalReadwise) -> None:
    pages = Account(readwise).pages()
    assert books(pages) == [1, 2, 3, 4, 5]
    assert [page.cursor for page in pages] == ["2", "4", ""] and pages[0].count == 5
    assert readwise.asked[0] == {"includeDeleted": "true"} and readwise.asked[1]["pageCursor"] == "2"


def test_a_later_fetch_requests_only_what_was_updated_since(readwise: LocalReadwise) -> None:
    since = "2025-01-01T00:00:00+00:00"
    readwise.add_highlight(3, 31, "New words.")
    pages = Account(readwise).pages(after=since)
    assert books(pages) == [3] and [m.id for m in pages[0].updates[0].book.highlights] == [31]
    assert readwise.asked[0]["updatedAfter"] == since


def test_books_can_be_requested_by_their_ids(readwise: LocalReadwise) -> None:
    assert books(Account(readwise).pages(ids=[2, 5])) == [2, 5]


def test_an_export_can_be_resumed_from_a_cursor(readwise: LocalReadwise) -> None:
    assert books(Account(readwise).pages(cursor="2")) == [3, 4, 5]


@pytest.mark.parametrize(("fault", "wait"), [("429 7", 7.0), ("429", 1.0), ("429 soon", 1.0), ("503 4", 4.0)])
def test_the_client_waits_as_long_as_the_server_asks_for(readwise: LocalReadwise, fault: str, wait: float) -> None:
    readwise.faults = ["", fault, fault]
    account = Account(readwise)
    assert books(account.pages()) == [1, 2, 3, 4, 5] and account.waits == [wait, wait]


def test_a_request_for_a_long_wait_ends_the_fetch_and_its_message_gives_the_wait(readwise: LocalReadwise) -> None:
    readwise.faults = ["429 1800"]
    account = Account(readwise)
    with pytest.raises(AccountBusy, match=r"wait 30 minutes.*run `notes ingest`"):
        account.pages()
    assert not account.waits


def test_the_client_gives_up_on_a_server_that_keeps_asking_to_wait(readwise: LocalReadwise) -> None:
    readwise.faults = ["429 1"] * 100
    with pytest.raises(AccountUnreachable, match="too many requests"):
        Account(readwise).pages()


@pytest.mark.parametrize("fault", ["cut", "500", "502", "503", "refuse"])
def test_a_request_is_repeated_after_a_connection_that_breaks_once(readwise: LocalReadwise, fault: str) -> None:
    readwise.faults = ["", fault]
    account = Account(readwise)
    assert books(account.pages()) == [1, 2, 3, 4, 5] and account.waits == [2.0]


@pytest.mark.parametrize(
    ("fault", "failure", "words"),
    [
        ("cut", AccountUnreachable, "the connection was cut"),
        ("500", AccountUnreachable, "HTTP 500"),
        ("hang", AccountUnreachable, "nothing came|does not answer"),
        ("refuse", AccountUnreachable, "cut|closed|reset"),
        ("401", TokenRefused, "refuses the token from the environment"),
        ("403", TokenRefused, "refuses"),
        ("302", AnswerUnreadable, "HTTP 302"),
        ("400", AnswerUnreadable, "HTTP 400"),
        ("no json", AnswerUnreadable, "not JSON"),
        ("half json", AnswerUnreadable, "not JSON"),
        ("odd", AnswerUnreadable, "no id"),
    ],
)
def test_each_fault_gives_one_line_that_ends_in_the_next_step(
    readwise: LocalReadwise, fault: str, failure: type[AccountFailure], words: str
) -> None:
    readwise.faults = [fault] * 5
    with pytest.raises(failure, match=words) as raised:
        Account(readwise, timeout_s=0.2).pages()
    assert "run `notes" in str(raised.value) and "\n" not in str(raised.value)


def test_a_missing_server_gives_a_failure_with_the_next_step() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    api = ReadwiseApi(ApiToken(value=TOKEN, origin="keyring"), address=address, wait=lambda seconds: None)
    with pytest.raises(AccountUnreachable, match=r"refused.*run `notes ingest`"):
        api.check_token()


def test_a_cursor_that_the_server_no_longer_knows_has_its_own_exception(readwise: LocalReadwise) -> None:
    readwise.faults = ["404"]
    with pytest.raises(CursorRefused):
        Account(readwise).pages(cursor="2")


def test_pages_that_form_a_circle_end() -> None:
    data = {"results": [], "nextPageCursor": "again"}
    with pytest.raises(AnswerUnreadable, match="circle"):
        list(read_pages(lambda parameters: (data, "")))


def test_a_stop_takes_effect_before_the_next_request(readwise: LocalReadwise) -> None:
    stop = threading.Event()
    pages = read_pages(Account(readwise, stop=stop).api.export)
    next(pages)
    stop.set()
    with pytest.raises(FetchStopped):
        next(pages)


def test_the_token_is_checked_without_an_export(readwise: LocalReadwise) -> None:
    Account(readwise).api.check_token()
    with pytest.raises(TokenRefused):
        Account(readwise, "AnotherTokenAltogether").api.check_token()
    assert not readwise.asked


@pytest.mark.parametrize("address", ["http://readwise.io", "ftp://127.0.0.1", "https://", "readwise.io", ""])
def test_the_token_is_sent_to_no_address_without_encryption(address: str) -> None:
    with pytest.raises(AccountFailure, match="https"):
        check_address(address)
    assert check_address("https://readwise.io/") == "https://readwise.io"


@pytest.mark.parametrize("fault", ["cut", "500", "401", "302", "400", "hang", "no json"])
def test_no_failure_shows_the_token_even_in_its_traceback(readwise: LocalReadwise, fault: str) -> None:
    readwise.faults = [fault] * 5
    with pytest.raises(AccountFailure) as raised:
        Account(readwise, timeout_s=0.2).pages()
    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=False).format())
    assert TOKEN not in shown and TOKEN not in repr(raised.value)


@pytest.mark.parametrize("token", ["with spaces in it", "two\nlines-of-token", "naïve-token-ü", "sh-rt"])
def test_what_cannot_be_a_token_is_refused_without_being_quoted(readwise: LocalReadwise, token: str) -> None:
    with pytest.raises(TokenRefused) as raised:
        Account(readwise, token).pages()
    shown = "".join(traceback.TracebackException.from_exception(raised.value).format())
    assert token not in shown and not readwise.tokens


def test_a_redirect_does_not_carry_the_token_elsewhere(readwise: LocalReadwise) -> None:
    readwise.faults = ["302"]
    with pytest.raises(AnswerUnreadable):
        Account(readwise).pages()
    assert len(readwise.tokens) == 1


def test_the_servers_clock_comes_with_a_page(readwise: LocalReadwise) -> None:
    assert LONG_AGO < Account(readwise).pages()[0].server_time <= now()
