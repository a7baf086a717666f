from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from ingest.errors import NoKeyring, NoToken, TokenRefused
from ingest.readwise_api.api_token import ApiToken, delete_token, find_token, require_token, save_token
from tests.ingest.keyring_stand_in import FOLDER, Broken, Plain, Safe
from tests.ingest.local_readwise import TOKEN


@pytest.fixture(autouse=True)
def own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = keyring.get_keyring()
    monkeypatch.delenv("READWISE_TOKEN", raising=False)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    keyring.set_keyring(Safe())
    yield
    keyring.set_keyring(before)


def test_a_token_is_saved_in_the_keyring_found_there_and_deleted() -> None:
    assert find_token() is None
    save_token(f"  {TOKEN}\n")
    found = find_token()
    assert found and (found.value, found.origin) == (TOKEN, "keyring")
    assert delete_token() and find_token() is None and not delete_token()


def test_the_environment_comes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    save_token(TOKEN)
    monkeypatch.setenv("READWISE_TOKEN", "FromTheEnvironment")
    found = find_token()
    assert found and (found.value, found.origin) == ("FromTheEnvironment", "environment")


def test_a_keyring_that_would_write_plain_files_is_not_used(tmp_path: Path) -> None:
    keyring.set_keyring(Plain())
    with pytest.raises(NoKeyring, match="READWISE_TOKEN"):
        save_token(TOKEN)
    assert find_token() is None and not list(tmp_path.iterdir())


def test_the_error_of_a_failing_keyring_does_not_hold_the_token() -> None:
    keyring.set_keyring(Broken())
    with pytest.raises(NoKeyring, match="RuntimeError") as found:
        save_token(TOKEN)
    assert TOKEN not in str(found.value) and find_token() is None
    shown = "".join(traceback.TracebackException.from_exception(found.value).format())
    assert TOKEN not in shown


def test_a_missing_token_gives_a_line_with_both_ways_to_set_one() -> None:
    with pytest.raises(NoToken, match=r"notes sources token.*READWISE_TOKEN"):
        require_token()


@pytest.mark.parametrize("value", ["", "short", "two words of it", "line\nbreaks-in-it", "ünïcödé-token"])
def test_what_cannot_be_a_token_is_not_saved(value: str, tmp_path: Path) -> None:
    with pytest.raises(TokenRefused):
        save_token(value)
    assert not list(tmp_path.iterdir())


def test_a_token_does_not_show_its_value() -> None:
    token = ApiToken(value=TOKEN, origin="environment")
    assert TOKEN not in f"{token} {token!r} {[token]}"
