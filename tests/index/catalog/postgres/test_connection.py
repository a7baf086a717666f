"""Connections that the server breaks off."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from index.catalog.postgres.catalog import PostgresCatalog
from index.errors import Stopped, StoreUnreachable
from tests.index.conftest import open_on_server


def break_off(catalog: PostgresCatalog, other: PostgresCatalog) -> None:
    """As an administrator, or a network, does."""
    pid = catalog.number("SELECT pg_backend_pid()")
    assert other.column("SELECT pg_terminate_backend(?, 5000)", pid) == [True]


def test_a_lost_connection_is_made_anew_but_not_within_what_is_lost_with_it(server: str, tmp_path: Path) -> None:
    with open_on_server(server, tmp_path / "one") as one, open_on_server(server, tmp_path / "two") as two:
        break_off(one, two)
        assert one.column("SELECT count(*) FROM passages") == [0]
        with pytest.raises(StoreUnreachable, match="what was done is kept") as lost, one.transaction():
            one.state.salt = "of a transaction that is lost"
            break_off(one, two)
            one.state.salt = "too"
        assert "\n" not in str(lost.value)
        assert one.state.salt == ""
        with pytest.raises(StoreUnreachable), one.writing():
            break_off(one, two)
            one.number("SELECT count(*) FROM passages")
        assert one.number("SELECT count(*) FROM passages") == 0


def test_a_writer_waits_for_another_and_says_so_until_it_is_stopped(server: str, tmp_path: Path) -> None:
    with open_on_server(server, tmp_path / "one") as one:
        other = PostgresCatalog(tmp_path, f"{server}&library={one.library}")
        told: list[str] = []
        stop = Event()
        stop.set()
        with one.writing(), pytest.raises(Stopped), other.writing(lambda busy: told.append(busy.what), stop):
            pass
        assert told == ["another writer of this library"]
        with other.writing(told.append):
            pass
        assert len(told) == 1
        other.close()


def test_a_server_that_does_not_run_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="try again once it runs") as away:
        PostgresCatalog.connect(tmp_path, "postgresql://anna@127.0.0.1:1/notes")
    assert "\n" not in str(away.value)
