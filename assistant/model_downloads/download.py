"""Downloads a model's file from the hub, continuing where an earlier download ended.

The hub answers `/OWNER/REPO/resolve/REVISION/FILE` with a redirect that names the file's size (`X-Linked-Size`) and,
for large files, its SHA-256 (`X-Linked-ETag`). The bytes go to `FILE.part`, which gets its name once size and SHA-256
are those of the list or, for a file that is not listed, those the hub named.

`huggingface_hub.hf_hub_download` would not do: 1.0 has no progress hook, and 2.4 deletes what has arrived when it is
interrupted, so each stopped or broken download of some gigabytes would start again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import filelock
import httpx

from assistant.errors import ChecksumWrong, DiskFull, DownloadFailed, DownloadInterrupted, DownloadRefused
from assistant.model_downloads.catalogue import ListedModel
from index.progress import Progress

HUB_URL = "https://huggingface.co"
READ_CHUNK_BYTES = 1 << 20
MAX_IDLE_TRIES = 5
"""Tries without a single new byte before giving up; the waits between them are 1, 2, 4 and 8 seconds."""
SPARE_DISK_BYTES = 256 << 20
"""Left free on the disk beside the model."""
READ_TIMEOUT_S = 30.0
BUSY_STATUSES = (408, 425, 429, 500, 502, 503, 504)


class _ConnectionLost(Exception):
    """The hub, or the connection to it, failed; another try may help. The message is one clause."""


def downloaded_file(model: ListedModel, folder: Path) -> Path | None:
    """The model's file where all of it is there; it has its name only then."""
    path = folder / Path(model.file).name
    return path if path.is_file() and model.size in (0, path.stat().st_size) else None


def download_model(
    model: ListedModel,
    folder: Path,
    *,
    hub: str = "",
    progress: Progress = lambda stage, done, total: None,
    stop: threading.Event | None = None,
) -> Path:
    """The model's file in `folder`, downloaded where it is not there yet.

    hub: an address in place of the hub's. progress: gets the stages "fetching" and "checking" in bytes, with a total
    of 0 while that is unknown. stop: set it to end the download; what has arrived is kept. Raises DownloadFailed.
    """
    if path := downloaded_file(model, folder):
        return path
    download = _Download(model, folder, hub, progress, stop or threading.Event())
    with _disk_errors_as_failures(download), _exclusive(download.target):
        return download.run()


def file_url(model: ListedModel, hub: str = "") -> str:
    """Where the hub, or the mirror that `HF_ENDPOINT` names, has the model's file."""
    root = hub or os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB_URL
    return f"{root}/{urllib.parse.quote(f'{model.repo}/resolve/{model.revision}/{model.file}')}"


class _Download:
    """One file: requests what is missing until it is whole, then checks it."""

    def __init__(self, model: ListedModel, folder: Path, hub: str, progress: Progress, stop: threading.Event) -> None:
        self.target = folder / Path(model.file).name
        self.part = self.target.with_name(self.target.name + ".part")
        self.size, self._sha256 = model.size, model.sha256
        """Of the list or, where it has none, of the hub; 0 and "" until that is known."""
        self._model, self._url = model, file_url(model, hub)
        self._progress, self._stop = progress, stop

    @property
    def received(self) -> int:
        """Bytes that have arrived."""
        return self.part.stat().st_size if self.part.exists() else 0

    def run(self) -> Path:
        """Download, check, rename."""
        idle_tries = 0
        with self._client() as client:
            while not self._is_whole():
                before = self.received
                try:
                    self._receive(client, before if before <= (self.size or before) else 0)
                    if self.size == 0:  # the body ended, and no header told its length
                        break
                    if not self._is_whole():
                        raise _ConnectionLost("the connection was cut")
                except _ConnectionLost as error:
                    idle_tries = 0 if self.received > before else idle_tries + 1
                    if self._stop.is_set() or idle_tries == MAX_IDLE_TRIES:
                        why = "stopped" if self._stop.is_set() else str(error)
                        raise DownloadInterrupted(self.target.name, why, self.received, self.size) from error
                    self._stop.wait(2.0 ** max(idle_tries - 1, 0))
        self._check()
        self.part.replace(self.target)
        return self.target

    def _is_whole(self) -> bool:
        return self.size > 0 and self.received == self.size

    def _client(self) -> httpx.Client:
        return httpx.Client(
            headers={"User-Agent": "reading-notes-assistant", "Accept-Encoding": "identity"},
            follow_redirects=True,
            timeout=READ_TIMEOUT_S,
            event_hooks={"request": [self._refuse_plain_http], "response": [self._read_facts]},
        )

    def _refuse_plain_http(self, request: httpx.Request) -> None:
        if self._url.startswith("https:") and request.url.scheme != "https":
            raise _ConnectionLost("the hub redirects to an address without https")

    def _read_facts(self, response: httpx.Response) -> None:
        """Size and checksum from the headers. Raises ChecksumWrong where that is not the listed checksum."""
        size, etag = response.headers.get("X-Linked-Size", ""), response.headers.get("X-Linked-ETag", "").strip('"')
        sha256 = etag if re.fullmatch("[0-9a-f]{64}", etag) else ""
        if sha256 and self._model.sha256 and sha256 != self._model.sha256:
            raise ChecksumWrong(self._model.file, self._model.sha256, sha256, received=False)
        self.size = self.size or (int(size) if size.isdigit() else 0)
        self._sha256 = self._sha256 or sha256

    def _receive(self, client: httpx.Client, start: int) -> None:
        """Append to the part what the hub has from byte `start` on.

        Raises _ConnectionLost, DownloadRefused where another try will not help, DiskFull, and OSError of the disk.
        """
        try:
            with client.stream("GET", self._url, headers={"Range": f"bytes={start}-"} if start else None) as response:
                if response.status_code == 416:  # nothing follows that byte: the part is whole, or of another file
                    if start != self.size:
                        self.part.unlink()
                    return
                if response.status_code in BUSY_STATUSES:
                    raise _ConnectionLost(f"the hub is busy (HTTP {response.status_code})")
                if response.status_code not in (200, 206):
                    raise _refusal(self._model, response.status_code)
                first = _first_byte(response, start)
                if not self.size and (length := response.headers.get("Content-Length", "")).isdigit():
                    self.size = first + int(length)
                self._append(first, response)
        except httpx.ReadTimeout as error:
            raise _ConnectionLost(f"nothing arrived for {READ_TIMEOUT_S:.0f} seconds") from error
        except (httpx.ReadError, httpx.RemoteProtocolError) as error:
            raise _ConnectionLost("the connection was cut") from error
        except httpx.HTTPError as error:
            raise _ConnectionLost(f"no connection to the hub ({error})") from error

    def _append(self, first: int, response: httpx.Response) -> None:
        self._check_disk(first)
        with _open_part(self.part) as part:
            part.truncate(first)
            part.seek(first)
            for piece in response.iter_raw():
                part.write(piece)
                self._progress("fetching", part.tell(), self.size)
                if self._stop.is_set():
                    break
            part.flush()
            os.fsync(part.fileno())

    def _check_disk(self, first: int) -> None:
        missing, free = self.size - first, shutil.disk_usage(self.target.parent).free
        if missing > free - SPARE_DISK_BYTES:
            raise DiskFull(self.target.name, self.target.parent, missing + SPARE_DISK_BYTES, free)

    def _check(self) -> None:
        if not self._sha256:
            self.part.unlink()
            raise DownloadFailed(self.target.name, "the hub names no checksum for it", "fetch another: notes models")
        digest = hashlib.sha256()
        with self.part.open("rb") as part:
            while piece := part.read(READ_CHUNK_BYTES):
                digest.update(piece)
                self._progress("checking", part.tell(), self.size)
        if digest.hexdigest() != self._sha256:
            self.part.unlink()
            raise ChecksumWrong(self.target.name, self._sha256, digest.hexdigest())


def _open_part(path: Path) -> BinaryIO:
    return path.open("r+b" if path.exists() else "w+b")


def _first_byte(response: httpx.Response, requested: int) -> int:
    """Where the body begins: at 0 for a plain 200, which ignores the range."""
    if response.status_code != 206:
        return 0
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if match is None or int(match[1]) > requested:
        raise _ConnectionLost("the hub sent another part than was requested")
    return int(match[1])


def _refusal(model: ListedModel, status: int) -> DownloadRefused:
    name = model.file.rpartition("/")[2]
    if status in (401, 403):
        repair = "download it in a browser, then run: notes models use PATH"
        return DownloadRefused(name, "the hub requires a login", repair, status)
    if status == 404:
        why, repair = f"the hub has no {model.repo}/{model.file}", "choose another: notes models"
        return DownloadRefused(name, why, repair, status)
    repair = "try later, or choose another: notes models"
    return DownloadRefused(name, f"the hub refused (HTTP {status})", repair, status)


@contextmanager
def _exclusive(target: Path) -> Iterator[None]:
    """One download of a file at a time; the system drops the lock with its process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.with_name(target.name + ".lock")
    try:
        with filelock.FileLock(path, timeout=0):
            try:
                yield
            finally:
                path.unlink(missing_ok=True)
    except filelock.Timeout as error:
        raise DownloadFailed(target.name, "it is being fetched already", "wait for that to end") from error


@contextmanager
def _disk_errors_as_failures(download: _Download) -> Iterator[None]:
    """The disk's errors as failures that name the repair; the connection's are none of OSError."""
    target, folder = download.target, download.target.parent
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise DiskFull(target.name, folder, download.size - download.received + SPARE_DISK_BYTES, free) from error
        why = f"{folder} cannot be written to ({error.strerror or error})"
        raise DownloadFailed(target.name, why, "choose another folder with --data") from error
