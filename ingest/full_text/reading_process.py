"""Reads full texts in a process of its own, which a file made to stop programs cannot take further than its bounds.

The process is started at the first such file and kept for the next; one that takes too long, too much memory or breaks
down is ended, and its file named. Files and contents go as lines of JSON.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.content import FullText, from_json, to_json

MAX_CPU_SECONDS = 45
"""Of the processor, for one file, where the system can bound it."""
MAX_SECONDS = 55.0
"""By the clock, for one file; a file that a busy machine does not read in this time is read again by the next run."""
SECONDS_PER_PAGE = 0.25
"""By the clock, for each page read, so that a long book has the time that it needs on a busy machine."""
BUSY = "not read within a minute, as the machine is busy; the next ingest tries it again"
TOO_LONG = "takes too long to read; it is damaged or made to"
PAGE_READ = ".\n"
"""A line of the process before its answer."""
MAX_MEMORY_BYTES = 950_000_000
"""Of the process's address space, where the system can bound it."""
MAX_FILES = 500
"""Of one process; a fresh one has the memory back that the libraries hold."""
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
"""The status of a process that has used its seconds."""
START = "import sys; sys.path[:0] = {path!r}; from ingest.full_text.reading_process import serve; serve()"


class _Deadline:
    """Ends a process after `MAX_SECONDS` by the clock, unless put off or left before."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._end = time.monotonic() + MAX_SECONDS
        self._is_left = threading.Event()
        self.is_over = False

    def __enter__(self) -> _Deadline:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_left.set()

    def put_off(self, seconds: float) -> None:
        self._end += seconds

    def _watch(self) -> None:
        while (left := self._end - time.monotonic()) > 0:
            if self._is_left.wait(left):
                return
        self.is_over = True
        self._process.kill()


class _Reader:
    """The process that reads, started when needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._files = 0
        self._lock = threading.Lock()

    def read(self, path: Path, kind: str) -> FullText:
        with self._lock:
            process = self._running()
            with _Deadline(process) as deadline:
                answer = self._ask(process, {"path": str(path), "kind": kind}, deadline)
            if answer is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(1)
                self.stop()
                if process.returncode == OUT_OF_TIME:
                    raise UnreadableText(TOO_LONG)
                if deadline.is_over:
                    raise UnreadableText(TOO_LONG if sys.platform == "win32" else BUSY)  # there, nothing else bounds it
                raise UnreadableText("broke the reader down; it is damaged or made to")
        if "why" in answer:
            raise UnreadableText(answer["why"])
        return from_json(answer)

    def _running(self) -> subprocess.Popen[str]:
        if self._process and self._files >= MAX_FILES:
            self.stop()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", START.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            self._files = 0
        self._files += 1
        return self._process

    def _ask(self, process: subprocess.Popen[str], request: dict[str, str], deadline: _Deadline) -> Any:
        """What the process answers; None where it ends first."""
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            while (line := process.stdout.readline()) == PAGE_READ:
                deadline.put_off(SECONDS_PER_PAGE)
        except (OSError, ValueError):
            return None
        return json.loads(line) if line.endswith("\n") else None

    def stop(self) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()
        self._process = None


_reader = _Reader()
atexit.register(_reader.stop)


def read_apart(path: Path, kind: str) -> FullText:
    """The content of a file of `kind` (pdf, epub, html). Raises UnreadableText where it has none, and says why."""
    return _reader.read(path, kind)


def serve() -> None:
    """Read the files that come on standard input, one a line, until it ends."""
    _bound_memory()
    answers, sys.stdout = sys.stdout, sys.stderr  # a library's own words must not come between
    for line in sys.stdin:
        _bound_seconds()
        request = json.loads(line)
        json.dump(
            _answer(Path(request["path"]), request["kind"], partial(print, end=PAGE_READ, file=answers, flush=True)),
            answers,
        )
        answers.write("\n")
        answers.flush()


def _answer(path: Path, kind: str, on_page: Callable[[], None]) -> dict[str, Any]:
    try:
        return to_json(_read(path, kind, on_page))
    except UnreadableText as failure:
        return {"why": str(failure)}
    except OSError as failure:
        return {"why": f"cannot be read: {failure.strerror or failure}"}
    except (MemoryError, RecursionError):
        return {"why": "takes more memory than one file may; it is damaged or made to"}
    except Exception as failure:
        return {"why": f"a broken file: its reader failed ({type(failure).__name__}: {str(failure)[:120]})"}


def _read(path: Path, kind: str, on_page: Callable[[], None]) -> FullText:
    """Each reader is imported at the first file of its kind. on_page: called after each page of a PDF."""
    match kind:
        case "pdf":
            from ingest.full_text.read_pdf import read_pdf

            return read_pdf(path, on_page)
        case "epub":
            from ingest.full_text.epub import read_epub

            return read_epub(path)
        case "docx":
            from ingest.full_text.word_document import read_word_document

            return read_word_document(path)
        case _:
            from ingest.full_text.web_page import read_web_page

            return read_web_page(path)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bound; the sizes that the readers take bound it there
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    except (OSError, ValueError):  # macOS refuses it
        return


def _bound_seconds() -> None:
    """End this process where the next file takes too long."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + MAX_CPU_SECONDS
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
