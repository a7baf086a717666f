"""Reading and embedding as tasks of a Ray cluster.

The home of ray, which is imported when a cluster is named. A task only computes: where its worker dies, Ray runs it
again, and where this process dies, the cluster's work is lost and the store is as after any other kill.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Any

from index.errors import ClusterFailure
from index.sync.workers import FileToRead, read_now
from index.vectors.local_embedder import load_embedder

if TYPE_CHECKING:
    from index.sync.parsed_file import ParsedFile
    from index.vectors.embedder import Embedder, Matrix

LOCAL = "local"
"""The address of a cluster that is started on this machine, for one run."""
CONNECT_TIMEOUT_S = 10.0
FILES_PER_CORE = 4
"""Files asked for at a time, so that a core has the next one when it has read one."""
TEXTS_PER_CALL = 32
AGAIN = -1
"""Times that Ray repeats what a worker left when it died: until it is done."""


@contextmanager
def open_cluster(address: str) -> Iterator[RayWorkers]:
    """The workers of the cluster at an address, or of one on this machine for `LOCAL`. Raises ClusterFailure."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports its use to its makers otherwise
    try:
        import ray
    except ImportError as error:
        raise ClusterFailure(address, "ray is missing; run `pip install -e '.[cluster]'`") from error
    where = {"include_dashboard": False} if address == LOCAL else {"address": address}
    try:
        _reach(address)
        ray.init(**where, log_to_driver=False, configure_logging=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterFailure(address, str(error)) from error
    try:
        yield RayWorkers(ray)
    except ray.exceptions.RayError as error:
        raise ClusterFailure(address, f"{type(error).__name__}; run it again to go on from here") from error
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Raises OSError where nothing listens at an address: Ray tries that for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host:
        socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S).close()


class RayWorkers:
    """`Workers` on the cores of a cluster whose machines have this program, the notes' folders and the encoder."""

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self.cores = max(1, int(ray.cluster_resources().get("CPU", 1)))

    def read_files(self, files: Iterable[FileToRead]) -> Iterator[ParsedFile]:
        read = self._ray.remote(max_retries=AGAIN)(_read_if_same)
        asked: deque[tuple[FileToRead, Any]] = deque()
        for file in files:
            asked.append((file, read.remote(file)))
            if len(asked) > FILES_PER_CORE * self.cores:
                yield self._take_first(asked)
        while asked:
            yield self._take_first(asked)

    def _take_first(self, asked: deque[tuple[FileToRead, Any]]) -> ParsedFile:
        """The first file as read; here, where the worker's machine does not have it as it is here."""
        file, task = asked.popleft()
        return self._ray.get(task) or read_now(file)

    def share_embedder(self, load: Callable[[], Embedder]) -> Embedder:
        return SharedEmbedder(self._ray, load(), self.cores)


def _read_if_same(file: FileToRead) -> ParsedFile | None:
    """The file as read; None where this machine does not have the same bytes."""
    from index.sync.apply import hash_file

    return read_now(file) if hash_file(file.file.path) == file.hash else None


class SharedEmbedder:
    """An encoder on every core of a cluster, for passages; questions are embedded here."""

    def __init__(self, ray: Any, embedder: Embedder, cores: int) -> None:
        self._ray = ray
        self._embedder = embedder
        self.name = embedder.name
        encoder = ray.remote(max_restarts=AGAIN, max_task_retries=AGAIN, num_cpus=1)(_Encoder)
        self._encoders = [encoder.remote(embedder.name) for _ in range(cores)]

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        parts = [texts[start : start + TEXTS_PER_CALL] for start in range(0, len(texts), TEXTS_PER_CALL)]
        calls = [encoder.embed.remote(part) for encoder, part in zip(cycle(self._encoders), parts, strict=False)]
        return np.concatenate(self._ray.get(calls))

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._embedder.embed_questions(texts)


class _Encoder:
    """Keeps an encoder loaded in a worker."""

    def __init__(self, name: str) -> None:
        self._embedder = load_embedder(name)

    def embed(self, texts: Sequence[str]) -> Matrix:
        return self._embedder.embed_passages(texts)
