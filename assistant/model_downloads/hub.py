"""A listed file from the hub.

The hub answers `/OWNER/REPO/resolve/REVISION/FILE` with a redirect that names the file's size (`X-Linked-Size`) and,
for large files, its SHA-256 (`X-Linked-ETag`), and gives the file from any byte on (`Range`).

`huggingface_hub.hf_hub_download` would not do: 1.0 has no progress hook, and 2.4 deletes what has arrived when it is
interrupted, so each stopped or broken download of some gigabytes would start again.
"""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterator

import httpx

from assistant.errors import ChecksumWrong, DownloadRefused
from assistant.model_downloads.catalogue import HubFile, ListedFile
from assistant.model_downloads.origin import ConnectionLost, Piece

HUB_URL = "https://huggingface.co"
READ_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 10.0
BUSY_STATUSES = (408, 425, 429, 500, 502, 503, 504)


def file_url(origin: HubFile, hub: str = "") -> str:
    """Where the hub, or the mirror that `HF_ENDPOINT` names, has the file."""
    root = hub or os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB_URL
    return f"{root}/{urllib.parse.quote(f'{origin.repo}/resolve/{origin.revision}/{origin.file}')}"


class HubSource:
    """See `origin.OriginSource`."""

    label = "the hub"

    def __init__(self, origin: HubFile, listed: ListedFile, hub: str = "") -> None:
        """hub: an address in place of the hub's."""
        self.size, self.sha256 = 0, ""
        self._origin, self._listed, self._url = origin, listed, file_url(origin, hub)

    def read(self, start: int) -> Iterator[Piece]:
        headers = {"User-Agent": "reading-notes-assistant", "Accept-Encoding": "identity"}
        hooks = {"request": [self._refuse_plain_http], "response": [self._read_facts]}
        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        with httpx.Client(headers=headers, follow_redirects=True, timeout=timeout, event_hooks=hooks) as client:  # type: ignore[arg-type]
            try:
                yield from self._receive(client, start)
            except httpx.ReadTimeout as error:
                raise ConnectionLost(f"nothing arrived for {READ_TIMEOUT_S:.0f} seconds") from error
            except (httpx.ReadError, httpx.RemoteProtocolError) as error:
                raise ConnectionLost("the connection was cut") from error
            except httpx.HTTPError as error:
                raise ConnectionLost(f"no connection to the hub ({error})") from error

    def _receive(self, client: httpx.Client, start: int) -> Iterator[Piece]:
        with client.stream("GET", self._url, headers={"Range": f"bytes={start}-"} if start else None) as response:
            if response.status_code != 416:
                yield from self._pieces(response, start)
                return
        if start != (self.size or self._listed.size):  # what was received before is of another file
            yield from self._receive(client, 0)

    def _pieces(self, response: httpx.Response, start: int) -> Iterator[Piece]:
        if response.status_code in BUSY_STATUSES:
            raise ConnectionLost(f"the hub is busy (HTTP {response.status_code})")
        if response.status_code not in (200, 206):
            raise self._refusal(response.status_code)
        at = _first_byte(response, start)
        if not self.size and (length := response.headers.get("Content-Length", "")).isdigit():
            self.size = at + int(length)
        for content in response.iter_raw():
            yield Piece(at, content)
            at += len(content)

    def _refuse_plain_http(self, request: httpx.Request) -> None:
        if self._url.startswith("https:") and request.url.scheme != "https":
            raise ConnectionLost("the hub redirects to an address without https")

    def _read_facts(self, response: httpx.Response) -> None:
        """Size and checksum from the headers. Raises ChecksumWrong where that is not the listed checksum."""
        size, etag = response.headers.get("X-Linked-Size", ""), response.headers.get("X-Linked-ETag", "").strip('"')
        sha256 = etag if re.fullmatch("[0-9a-f]{64}", etag) else ""
        if sha256 and self._listed.sha256 and sha256 != self._listed.sha256:
            raise ChecksumWrong(self._listed.file, self._listed.sha256, sha256, received=False)
        self.size = self.size or (int(size) if size.isdigit() else 0)
        self.sha256 = self.sha256 or sha256

    def _refusal(self, status: int) -> DownloadRefused:
        name, origin = self._listed.file, self._origin
        if status in (401, 403):
            repair = "download it in a browser, then run: notes models use PATH"
            return DownloadRefused(name, "the hub requires a login", repair, status)
        if status == 404:
            why, repair = f"the hub has no {origin.repo}/{origin.file}", "choose another: notes models"
            return DownloadRefused(name, why, repair, status)
        repair = "try later, or choose another: notes models"
        return DownloadRefused(name, f"the hub refused (HTTP {status})", repair, status)


def _first_byte(response: httpx.Response, requested: int) -> int:
    """Where the body begins: at 0 for a plain 200, which ignores the range."""
    if response.status_code != 206:
        return 0
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if match is None or int(match[1]) > requested:
        raise ConnectionLost("the hub sent another part than was requested")
    return int(match[1])
