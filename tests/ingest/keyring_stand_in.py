"""A keyring that keeps secrets in a folder of the test's own, and works in any process."""

from __future__ import annotations

import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FOLDER = "KEYRING_STAND_IN"


class Safe(KeyringBackend):
    """One that keyring would recommend."""

    priority = 5.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        path = _path(service, username)
        return path.read_text("utf-8") if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        _path(service, username).write_text(password, "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        if not _path(service, username).exists():
            raise PasswordDeleteError
        _path(service, username).unlink()


class Plain(Safe):
    """One that keyring does not recommend: it would write plain files."""

    priority = 0.5  # type: ignore[assignment]


class Broken(Safe):
    """One that refuses whatever it is asked, in words that give away what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("the bus is gone")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")


def _path(service: str, username: str) -> Path:
    return Path(os.environ[FOLDER]) / f"{service} {username}"
