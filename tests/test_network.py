"""Ingest, questions and the page work without a network; each runs as a process that can reach only this machine."""

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

SERVER_START_S = 180
GUARD = """
import os, socket

ALLOWED = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}
connect, lookup = socket.socket.connect, socket.getaddrinfo


def refuse(attempt):
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{attempt}\\n")
    raise OSError(101, "Network is unreachable")


def guarded_connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ALLOWED:
        refuse(f"connect {address}")
    return connect(self, address)


def guarded_lookup(host, *args, **kwargs):
    if (host.decode() if isinstance(host, bytes) else host) not in ALLOWED:
        refuse(f"look up {host}")
    return lookup(host, *args, **kwargs)


socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_lookup
"""


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python reaches only this machine; `NETWORK_LOG` has every other attempt."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, "utf-8")
    (tmp_path / "attempts").touch()
    path = os.pathsep.join((str(tmp_path / "guard"), str(ROOT)))
    return {"PYTHONPATH": path, "NETWORK_LOG": str(tmp_path / "attempts"), "PYTHONUNBUFFERED": "1"}


def test_the_guard_refuses_a_connection_and_logs_it(offline: dict[str, str]) -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    command = [sys.executable, "-c", script]
    process = subprocess.run(command, env={**os.environ, **offline}, capture_output=True, text=True)
    assert process.returncode != 0 and "unreachable" in process.stderr
    assert "192.0.2.1" in Path(offline["NETWORK_LOG"]).read_text("utf-8")


def test_ingest_ask_and_page_need_no_network_and_try_none(offline: dict[str, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_notes("ingest", SAMPLES, "--data", data, **offline).returncode == 0
    answer = run_notes("ask", "What is double descent?", "--json", "--data", data, **offline)
    assert json.loads(answer.stdout)["answered"] is True
    with serving(data, offline) as address:
        with urllib.request.urlopen(address, timeout=30) as page:
            assert b"<html" in page.read().lower()
        with urllib.request.urlopen(f"{address}gradio_api/info", timeout=30) as endpoints:
            assert b"/search_notes" in endpoints.read()
    assert Path(offline["NETWORK_LOG"]).read_text("utf-8") == ""


@contextmanager
def serving(data: Path, environment: dict[str, str]) -> Iterator[str]:
    """`notes serve` as a process on a free port; yields its address."""
    log = data.parent / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(data)],
            env={**os.environ, **environment}, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        end = time.monotonic() + SERVER_START_S
        while time.monotonic() < end and server.poll() is None:
            match = re.search(r"http://127\.0\.0\.1:\d+/?", log.read_text("utf-8"))
            if match:
                yield match[0].rstrip("/") + "/"
                return
            time.sleep(0.2)
        raise AssertionError(log.read_text("utf-8"))
    finally:
        server.terminate()
        server.wait(30)
