"""Who may use a page."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from assistant.errors import WrongUse
from assistant.page.server.sign_in import (
    READERS_FILE,
    NamedByProxy,
    Readers,
    SignIn,
    hash_password,
    is_password,
    read_readers,
    remove_reader,
    write_reader,
)
from tests.conftest import run_notes


def status(sign_in: SignIn, name: str = "", password: str = "", client: str = "127.0.0.1", **headers: str) -> int:
    basic = {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()} if name else {}
    refusal = asyncio.run(sign_in.refusal(client, {**basic, **headers}))
    return refusal[0] if refusal else 200


def test_each_reader_signs_in_with_a_password_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / READERS_FILE
    write_reader(file, "oda", "kiln and tide")
    write_reader(file, "inés", "añil")
    readers = Readers(file)
    assert status(readers, "oda", "kiln and tide") == 200 == status(readers, "inés", "añil")
    assert status(readers) == 401 == status(readers, "oda", "") == status(readers, "oda", "añil")
    assert status(readers, "nobody", "añil") == 401 == status(readers, authorization="Basic ###")
    write_reader(file, "oda", "another")
    assert status(readers, "oda", "kiln and tide") == 401 and status(readers, "oda", "another") == 200
    remove_reader(file, "oda")
    assert status(readers, "oda", "another") == 401, "also one that is signed in"
    assert file.stat().st_mode & 0o777 == 0o600 and "añil" not in file.read_text("utf-8")


def test_a_password_has_another_hash_each_time() -> None:
    first, second = hash_password("tide"), hash_password("tide")
    assert first != second and is_password("tide", first) and is_password("tide", second)
    assert not is_password("tides", first) and not is_password("tide", "md5:00:00") and not is_password("tide", "")


@pytest.mark.parametrize("name", ["", "a:b", "a\nb"])
def test_a_name_that_the_file_cannot_keep_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        write_reader(tmp_path / READERS_FILE, name, "tide")


def test_only_the_proxy_names_who_has_signed_in() -> None:
    here, there = NamedByProxy("X-Reader"), NamedByProxy("X-Reader", "10.0.0.5")
    assert status(here, **{"x-reader": "oda"}) == 200 == status(there, client="10.0.0.5", **{"x-reader": "oda"})
    assert status(here) == 401
    assert status(here, client="10.0.0.9", **{"x-reader": "oda"}) == 403
    assert status(there, **{"x-reader": "oda"}) == 403


def test_the_command_adds_lists_and_removes_readers(tmp_path: Path) -> None:
    added = run_notes("readers", "add", "oda", "--data", tmp_path, stdin="kiln and tide\n")
    assert added.stdout == "oda\n" and is_password("kiln and tide", read_readers(tmp_path / READERS_FILE)["oda"])
    assert run_notes("readers", "remove", "ines", "--data", tmp_path).returncode == 2
    assert run_notes("readers", "add", "--data", tmp_path).returncode == 2
    assert run_notes("readers", "remove", "oda", "--data", tmp_path).stdout == ""
