"""The Readwise account's token: out of the environment or the system's keyring. The home of keyring.

It is never written to a file, and no command line carries it: others read those. A keyring that would write it down
in plain text is not used.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.errors import NoKeyring, NoToken, TokenRefused

VARIABLE = "READWISE_TOKEN"
SERVICE, USER = "reading-notes-assistant", "readwise"
"""The name that it goes by in the keyring."""
SAFE = 1
"""keyring's own mark for a backend that it recommends; one that writes plain files has less."""
PAGE = "readwise.io/access_token"
"""Where a reader finds the token."""

SHAPE = re.compile(r"[\w.~+/=-]{8,500}", re.ASCII)

Origin = Literal["environment", "keyring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A secret: it shows in no message and no traceback."""

    value: str = field(repr=False)
    origin: Origin

    def __str__(self) -> str:
        return f"the token from the {self.origin}"


def require_token() -> Token:
    """The token that is there. Raises NoToken."""
    token = find_token()
    if token is None:
        raise NoToken(VARIABLE, PAGE)
    return token


def find_token() -> Token | None:
    """The token, of the environment first; None where there is none, or the keyring cannot be asked."""
    value = os.environ.get(VARIABLE, "").strip()
    if value:
        return Token(value=value, origin="environment")
    try:
        kept = _safe_keyring().get_password(SERVICE, USER)
    except Exception:  # each backend has errors of its own: locked, no desktop, no bus
        return None
    return Token(value=kept, origin="keyring") if kept else None


def check_shape(value: str) -> str:
    """A token without the white space around it. Raises TokenRefused for what no token can be.

    Libraries name a header's value when it is none: that must not come so far.
    """
    value = value.strip()
    if not SHAPE.fullmatch(value):
        raise TokenRefused("that is no token: one is letters and digits without spaces", PAGE)
    return value


def keep_token(value: str) -> None:
    """Put it into the keyring. Raises NoKeyring, TokenRefused."""
    value = check_shape(value)
    try:
        _safe_keyring().set_password(SERVICE, USER, value)
    except NoKeyring:
        raise
    except Exception as trouble:
        raise NoKeyring(type(trouble).__name__, VARIABLE) from None  # its words may hold what was given


def drop_token() -> bool:
    """Take it out of the keyring; whether it was there. One in the environment stays."""
    try:
        _safe_keyring().delete_password(SERVICE, USER)
    except Exception:  # nothing there, or nothing to ask
        return False
    return True


def _safe_keyring() -> Any:
    try:
        import keyring
    except ImportError as missing:
        raise NoKeyring("the package keyring is not installed", VARIABLE) from missing
    backend = keyring.get_keyring()
    if backend.priority < SAFE:
        raise NoKeyring("none was found that is safe", VARIABLE)
    return backend
