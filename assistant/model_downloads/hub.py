"""The hub that models are fetched from: its addresses, and what it says of a file.

It answers `/OWNER/REPO/resolve/REVISION/FILE` with a redirect to where the file lies, and on that redirect names the
file's size (`X-Linked-Size`) and, for large files, its SHA-256 (`X-Linked-ETag`). Nothing is sent but the address.
"""

from __future__ import annotations

import http.client
import os
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any, Protocol

from assistant.errors import ChecksumWrong, FetchRefused
from assistant.model_downloads.catalogue import ListedModel

HUB = "https://huggingface.co"
PATIENCE = 30.0
"""Seconds in which a connection must give something."""

BUSY = (408, 425, 429, 500, 502, 503, 504)
"""HTTP's ways to say "later"."""


class CutOff(Exception):
    """The hub, or the way to it, gave out; trying again may help. The message is one clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a file before it comes."""

    size: int
    """Bytes; 0 where unknown."""
    sha256: str
    """"" where unknown."""


def hub_address() -> str:
    """The hub, or the mirror named by `HF_ENDPOINT`, as other programs know it."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB


def file_url(model: ListedModel, hub: str = "") -> str:
    """Where the hub has the model's file."""
    where = f"{model.repo}/resolve/{model.revision}/{model.file}"
    return f"{hub or hub_address()}/{urllib.parse.quote(where)}"


class Body(Protocol):
    """What comes over the connection."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises CutOff."""
        ...


class HubFile:
    """A file on the hub, and what it told of it so far."""

    def __init__(self, model: ListedModel, hub: str = "") -> None:
        self._model = model
        self._url = file_url(model, hub)
        self.told = Told(size=model.size, sha256=model.sha256)
        """The list's word where it has one, else the hub's."""

    def read_from(self, start: int, take: Callable[[int, Body], None]) -> None:
        """Ask for the file from byte `start` on; `take` gets the byte that really comes first, and the body.

        Raises CutOff where trying again may help, FetchRefused where it won't; OSError of `take` as it is.
        """
        try:
            answer = self._open(start)
        except urllib.error.HTTPError as refusal:
            with refusal:
                self._hear(refusal.headers)
                if refusal.code == 416:  # nothing lies behind that byte: all is there, or it is of another file
                    return None if start == self.told.size else take(0, _Nothing())
                if refusal.code in BUSY:
                    raise CutOff(f"the hub is busy (HTTP {refusal.code})") from refusal
                raise _refused(self._model, refusal.code) from refusal
        except (OSError, http.client.HTTPException) as trouble:
            raise CutOff(f"no connection to the hub ({getattr(trouble, 'reason', trouble)})") from trouble
        with answer:
            self._hear(answer.headers)
            first = _first_byte(answer, start)
            if not self.told.size and (length := answer.headers.get("Content-Length", "")).isdigit():
                self.told = Told(size=first + int(length), sha256=self.told.sha256)
            take(first, _Body(answer))

    def _open(self, start: int) -> Any:
        request = urllib.request.Request(self._url)
        request.add_header("User-Agent", "reading-notes-assistant")
        request.add_header("Accept-Encoding", "identity")
        if start:
            request.add_header("Range", f"bytes={start}-")
        return urllib.request.build_opener(_Redirects(self._hear)).open(request, timeout=PATIENCE)

    def _hear(self, headers: Message) -> None:
        """Take what it tells of the file. Raises ChecksumWrong where that is not the listed one."""
        size, tag = headers.get("X-Linked-Size", ""), headers.get("X-Linked-ETag", "").strip('"')
        if not re.fullmatch("[0-9a-f]{64}", tag):
            tag = ""
        if tag and self._model.sha256 and tag != self._model.sha256:
            raise ChecksumWrong(self._model.file, self._model.sha256, tag, came=False)
        self.told = Told(size=self.told.size or (int(size) if size.isdigit() else 0), sha256=self.told.sha256 or tag)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows the hub to where its files lie, hearing what it says of the file on the way."""

    def __init__(self, hear: Callable[[Message], None]) -> None:
        self._hear = hear

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        self._hear(headers)
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise http.client.HTTPException("it leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Body:
    """What comes over the connection, its errors told apart from those of the disk it is written to."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def read(self, size: int) -> bytes:
        try:
            piece: bytes = self._answer.read(size)
        except TimeoutError as trouble:
            raise CutOff(f"nothing came for {PATIENCE:.0f} seconds") from trouble
        except (OSError, http.client.HTTPException, ssl.SSLError) as trouble:
            raise CutOff("the connection was cut") from trouble
        return piece


class _Nothing:
    def read(self, _size: int) -> bytes:
        return b""


def _first_byte(answer: Any, asked: int) -> int:
    """Where the body begins: 0 of a plain 200, which starts again from the beginning."""
    if answer.status != 206:
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) > asked:
        raise CutOff("the hub sent another part than was asked for")
    return int(found[1])


def _refused(model: ListedModel, status: int) -> FetchRefused:
    name = model.file.rpartition("/")[2]
    if status in (401, 403):
        repair = "fetch it in a browser, then run: notes models use PATH"
        return FetchRefused(name, "the hub asks for a login", repair, status)
    if status == 404:
        return FetchRefused(name, f"the hub has no {model.repo}/{model.file}", "choose another: notes models", status)
    return FetchRefused(name, f"the hub refused (HTTP {status})", "try later, or choose another: notes models", status)
