"""The Readwise account's token, from the environment or the system's keyring. The home of keyring.

The token is never written to a file or passed on a command line, which other users can read. A keyring that would
store it in plain text is not used.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.errors import NoKeyring, NoToken, TokenRefused

TOKEN_VARIABLE = "READWISE_TOKEN"
KEYRING_SERVICE, KEYRING_USER = "reading-notes-assistant", "readwise"
"""The token's name in the keyring."""
MIN_KEYRING_PRIORITY = 1
"""keyring's own mark of a backend that it recommends; one that writes plain files has less."""
TOKEN_PAGE = "readwise.io/access_token"
"""Where a reader finds the token."""
TOKEN = re.compile(r"[\w.~+/=-]{8,500}", re.ASCII)

Origin = Literal["environment", "keyring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A secret that shows in no message and no traceback."""

    value: str = field(repr=False)
    origin: Origin

    def __str__(self) -> str:
        return f"the token from the {self.origin}"


def require_token() -> ApiToken:
    """The token. Raises NoToken where there is none."""
    token = find_token()
    if token is None:
        raise NoToken(TOKEN_VARIABLE, TOKEN_PAGE)
    return token


def find_token() -> ApiToken | None:
    """The token, from the environment first; None where there is none or the keyring cannot be read."""
    value = os.environ.get(TOKEN_VARIABLE, "").strip()
    if value:
        return ApiToken(value=value, origin="environment")
    try:
        stored = _safe_keyring().get_password(KEYRING_SERVICE, KEYRING_USER)
    except Exception:  # each backend has its own errors: locked, no desktop, no bus
        return None
    return ApiToken(value=stored, origin="keyring") if stored else None


def check_shape(value: str) -> str:
    """A token without the white space around it. Raises TokenRefused for what cannot be a token.

    HTTP libraries quote an invalid header value in their errors, so an invalid token must not reach them.
    """
    value = value.strip()
    if not TOKEN.fullmatch(value):
        raise TokenRefused("this is not a token, which is letters and digits without spaces", TOKEN_PAGE)
    return value


def save_token(value: str) -> None:
    """Store the token in the keyring. Raises NoKeyring, TokenRefused."""
    value = check_shape(value)
    try:
        _safe_keyring().set_password(KEYRING_SERVICE, KEYRING_USER, value)
    except NoKeyring:
        raise
    except Exception as error:
        raise NoKeyring(type(error).__name__, TOKEN_VARIABLE) from None  # its message may hold the token


def delete_token() -> bool:
    """Remove the token from the keyring; whether it was there. One in the environment stays."""
    try:
        _safe_keyring().delete_password(KEYRING_SERVICE, KEYRING_USER)
    except Exception:  # no token, or no keyring
        return False
    return True


def _safe_keyring() -> Any:
    try:
        import keyring
    except ImportError as error:
        raise NoKeyring("the package keyring is not installed", TOKEN_VARIABLE) from error
    backend = keyring.get_keyring()
    if backend.priority < MIN_KEYRING_PRIORITY:
        raise NoKeyring("no safe one was found", TOKEN_VARIABLE)
    return backend
