"""The interface of an encoder: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Rows = npt.NDArray[np.float32]
    """Vectors, one a row: shape (n, dimensions)."""


class Embedder(Protocol):
    """What turns texts into unit vectors; passages and questions apart, as some encoders ask for.

    Rows come back as float32 of shape (n, dimensions), each of length 1.
    """

    @property
    def name(self) -> str:
        """Says which encoder made a vector; vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Rows: ...

    def embed_questions(self, texts: Sequence[str]) -> Rows: ...
