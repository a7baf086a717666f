"""An environment to install into, and a server that stands in for the wheel index and for PyPI.

The wheel is this environment's own llama.cpp, packed again; a source distribution builds to it without a compiler.
"""

from __future__ import annotations

import io
import subprocess
import sys
import sysconfig
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.llm import gpus

PACKAGES = Path(sysconfig.get_paths()["purelib"])
TAG = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
UNREACHED = "http://127.0.0.1:9"
BACKEND = """
import shutil
from pathlib import Path

def build_wheel(folder, config_settings=None, metadata_directory=None):
    wheel = next(Path(__file__).parent.glob("*.whl"))
    shutil.copy(wheel, folder)
    return wheel.name
"""


class Indexes:
    """Folders of wheels below `whl/`, and PyPI's packages below `simple/`."""

    def __init__(self, root: Path, address: str) -> None:
        self.root, self.address = root, address

    def offer_wheel(self, folder: str, files: dict[str, bytes], tag: str = TAG) -> Path:
        """A prebuilt wheel of llama.cpp in a folder of the wheel index."""
        path = self.root / "whl" / folder / "llama-cpp-python" / f"llama_cpp_python-0.3.36-{tag}.whl"
        write_wheel(path, files, tag)
        return path

    def offer_library(self, package: str, file: str) -> None:
        """A package on PyPI that holds one file."""
        name = package.replace("-", "_")
        path = self.root / "simple" / package / f"{name}-1.0-py3-none-any.whl"
        write_wheel(path, {file: b""}, "py3-none-any", name, "1.0")

    def offer_source(self, files: dict[str, bytes]) -> None:
        """A source distribution on PyPI that "compiles" to a wheel of these files."""
        path = self.root / "simple" / "llama-cpp-python" / "llama_cpp_python-0.3.36.tar.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        wheel = write_wheel(self.root / f"llama_cpp_python-0.3.36-{TAG}.whl", files, TAG)
        project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        contents = {"pyproject.toml": project.encode(), "backend.py": BACKEND.encode(), wheel.name: wheel.read_bytes()}
        contents["PKG-INFO"] = METADATA.format(name="llama_cpp_python", version="0.3.36").encode()
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            for name, data in contents.items():
                member = tarfile.TarInfo(f"llama_cpp_python-0.3.36/{name}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))


METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"


def write_wheel(
    path: Path, files: dict[str, bytes], tag: str, name: str = "llama_cpp_python", version: str = "0.3.36"
) -> Path:
    info = f"{name}-{version}.dist-info"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as wheel:
        for file, data in files.items():
            wheel.writestr(file, data)
        wheel.writestr(f"{info}/METADATA", METADATA.format(name=name, version=version))
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture(scope="session")
def llama_files() -> dict[str, bytes]:
    """The files of the installed llama.cpp."""
    files = [file for file in (PACKAGES / "llama_cpp").rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return {file.relative_to(PACKAGES).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment, which finds pip and llama.cpp's requirements in this one."""
    folder = tmp_path_factory.mktemp("installed") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    find = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = subprocess.run([python, "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    Path(packages, "requirements.pth").write_text(f"{PACKAGES}\n")
    return python


@pytest.fixture
def indexes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Indexes]:
    """Both indexes, served here and configured; no kept wheels, no drivers but those that a test puts on the path."""
    root = tmp_path / "served"
    root.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.delenv("CMAKE_ARGS", raising=False)
    monkeypatch.setenv("NOTES_LLAMA_WHEELS", f"{address}/whl")
    for name, value in {"INDEX_URL": f"{address}/simple", "CONFIG_FILE": "/dev/null", "RETRIES": "1"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    forget_gpus()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield Indexes(root, address)
    server.shutdown()
    server.server_close()
    forget_gpus()


def forget_gpus() -> None:
    gpus.find_gpu.cache_clear()
    gpus.query_nvidia.cache_clear()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
