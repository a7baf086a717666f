"""Who may use a page: those with its one password, its readers with a password each, or those whom a proxy names.

Nothing is kept between requests but what spares a second hashing, so any number of pages can stand side by side; and
the API, MCP and files are guarded as the page is, which Gradio's own sign-in does not reach.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from assistant.errors import SettingsUnreadable, WrongUse
from assistant.loopback import is_loopback
from index.atomic_write import write_atomically

READERS_FILE = "readers"
"""In the data folder: a line `name:scrypt:salt:hash` for each reader."""
SCRYPT_COST = 2**15
"""With blocks of 8: 32 MB and 0.1 s for each guess."""
MAX_SIGNED_IN = 1000
ENTER_PASSWORD = 401, "Enter the password."

Headers = Mapping[str, str]
Refusal = tuple[int, str]
"""Status and message."""


class SignIn(Protocol):
    """Tells who may use a page."""

    asks_secret: bool
    """Whether it lets in by a secret, which another site does not know, and not by the address of the machine alone."""

    async def refusal(self, client: str, headers: Headers) -> Refusal | None:
        """Why a request from the address `client` is refused; None for one that is not."""
        ...


class SharedPassword:
    """One password, with any name."""

    asks_secret = True

    def __init__(self, password: str) -> None:
        self._password = password

    async def refusal(self, client: str, headers: Headers) -> Refusal | None:
        _, password = read_basic(headers)
        return None if hmac.compare_digest(password.encode(), self._password.encode()) else ENTER_PASSWORD


class Readers:
    """The readers of a file, each with a password. The file is read at each request: one who is removed is out."""

    asks_secret = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signed_in: set[bytes] = set()
        """Fingerprints, under a key of this process, of the names and passwords that were right."""
        self._key = secrets.token_bytes(32)
        self._guess = asyncio.Lock()
        self._nobody = hash_password(secrets.token_hex())
        """Compared with for an unknown name, which takes as long as for a known one."""

    async def refusal(self, client: str, headers: Headers) -> Refusal | None:
        name, password = read_basic(headers)
        hashed = read_readers(self._path).get(name, "")
        fingerprint = hmac.digest(self._key, f"{name}\0{password}\0{hashed}".encode(), "sha256")
        if not password or fingerprint in self._signed_in:
            return None if password else ENTER_PASSWORD
        async with self._guess:  # one at a time, which slows guessing down
            is_right = await asyncio.to_thread(is_password, password, hashed or self._nobody)
        if not is_right:
            return ENTER_PASSWORD
        if len(self._signed_in) >= MAX_SIGNED_IN:
            self._signed_in.clear()
        self._signed_in.add(fingerprint)
        return None


class NamedByProxy:
    """Those whom a proxy has signed in, and names in a header."""

    asks_secret = False

    def __init__(self, header: str, proxy: str = "") -> None:
        """proxy: its address, which alone is served; "" for this machine."""
        self._header, self._proxy = header.lower(), proxy

    async def refusal(self, client: str, headers: Headers) -> Refusal | None:
        if not (client == self._proxy if self._proxy else is_loopback(client)):
            return 403, "This page answers only to its proxy."
        return None if headers.get(self._header) else (401, f"The proxy names nobody in {self._header}.")


def read_basic(headers: Headers) -> tuple[str, str]:
    """The name and password of a request's basic authorization; "" and "" where it has none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    try:
        name, _, password = base64.b64decode(value).decode("utf-8").partition(":")
    except ValueError:
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")


def read_readers(path: Path) -> dict[str, str]:
    """The hash of each reader's password, by name; none where there is no file. Raises SettingsUnreadable."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsUnreadable(path, str(error)) from error
    return {name: hashed for name, _, hashed in (line.partition(":") for line in lines) if hashed}


def write_reader(path: Path, name: str, password: str) -> None:
    """Add a reader, or change the password. Raises WrongUse, SettingsUnreadable."""
    if not name or ":" in name or not name.isprintable():
        raise WrongUse(f"{name!r} is no name for a reader; leave out colons and control characters")
    if not password:
        raise WrongUse("the password is empty")
    _write_readers(path, read_readers(path) | {name: hash_password(password)})


def remove_reader(path: Path, name: str) -> None:
    """Raises WrongUse where there is no such reader, SettingsUnreadable."""
    readers = read_readers(path)
    if readers.pop(name, None) is None:
        raise WrongUse(f"there is no reader {name}; there are {', '.join(readers) or 'none'}")
    _write_readers(path, readers)


def _write_readers(path: Path, readers: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, "".join(f"{name}:{hashed}\n" for name, hashed in readers.items()))
    path.chmod(0o600)


def hash_password(password: str) -> str:
    """The password as the file keeps it."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{salt.hex()}:{_scrypt(password, salt).hex()}"


def is_password(password: str, hashed: str) -> bool:
    """Whether `hash_password` gave this hash for the password."""
    scheme, _, rest = hashed.partition(":")
    salt, _, expected = rest.partition(":")
    try:
        is_same = hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(expected))
    except ValueError:
        return False
    return scheme == "scrypt" and is_same


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=SCRYPT_COST, r=8, p=1, maxmem=2**26, dklen=32)
