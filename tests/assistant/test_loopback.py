"""This machine is told from others."""

from __future__ import annotations

import pytest

from assistant.loopback import is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "notes.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]
)
def test_these_hosts_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "192.168.1.2", "a.example", "127.example.com", "localhost.example.com"]
)
def test_these_hosts_are_others(host: str) -> None:
    assert not is_loopback(host)
