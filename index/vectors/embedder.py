"""The interface of an encoder: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Vector: TypeAlias = "npt.NDArray[np.float32]"
"""Shape (dimensions,)."""
Matrix: TypeAlias = "npt.NDArray[np.float32]"
"""Vectors, one a row: shape (n, dimensions)."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1; passages and questions apart, because some encoders prefix them."""

    @property
    def name(self) -> str:
        """Identifies the encoder; vectors of encoders with different names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix: ...

    def embed_questions(self, texts: Sequence[str]) -> Matrix: ...
