"""Everything works with the network gone: ingest, ask and page, each as a process that may only speak to itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES, run_notes

GUARD = """
import os, socket

ALLOWED = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}
connect, lookup = socket.socket.connect, socket.getaddrinfo


def refuse(what):
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{what}\\n")
    raise OSError(101, "Network is unreachable")


def guarded_connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ALLOWED:
        refuse(f"connect {address}")
    return connect(self, address)


def guarded_lookup(host, *rest, **more):
    if (host.decode() if isinstance(host, bytes) else host) not in ALLOWED:
        refuse(f"look up {host}")
    return lookup(host, *rest, **more)


socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_lookup
"""


@pytest.fixture
def cut_off(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python reaches nothing but this machine; what was tried is in `NETWORK_LOG`."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, "utf-8")
    (tmp_path / "tried").touch()
    path = os.pathsep.join((str(tmp_path / "guard"), str(ROOT)))
    return {"PYTHONPATH": path, "NETWORK_LOG": str(tmp_path / "tried"), "PYTHONUNBUFFERED": "1"}


def test_the_guard_refuses_and_tells(cut_off: dict[str, str]) -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, **cut_off}, capture_output=True, text=True)
    assert done.returncode != 0 and "unreachable" in done.stderr
    assert "192.0.2.1" in Path(cut_off["NETWORK_LOG"]).read_text("utf-8")


def test_ingest_ask_and_page_need_no_network_and_try_none(cut_off: dict[str, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_notes("ingest", SAMPLES, "--data", data, **cut_off).returncode == 0
    asked = run_notes("ask", "What is double descent?", "--json", "--data", data, **cut_off)
    assert json.loads(asked.stdout)["answered"] is True
    with serving(data, cut_off) as address:
        with urllib.request.urlopen(address, timeout=30) as page:
            assert b"<html" in page.read().lower()
        with urllib.request.urlopen(f"{address}gradio_api/info", timeout=30) as endpoints:
            assert b"/search_notes" in endpoints.read()
    assert Path(cut_off["NETWORK_LOG"]).read_text("utf-8") == ""


@contextmanager
def serving(data: Path, environment: dict[str, str]) -> Iterator[str]:
    """`notes serve` as a process on a free port; gives its address once it answers."""
    log = data.parent / "serve.log"
    with log.open("w") as out:
        page = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(data)],
            env={**os.environ, **environment}, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until and page.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:\d+/?", log.read_text("utf-8"))
            if found:
                yield found[0].rstrip("/") + "/"
                return
            time.sleep(0.2)
        raise AssertionError(log.read_text("utf-8"))
    finally:
        page.terminate()
        page.wait(30)
