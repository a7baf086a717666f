"""What a GGUF file says of itself before its vocabulary and weights: read without llama.cpp, in milliseconds.

The format: magic, version, two counts, then keys with typed values, little-endian
(https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). What stands there is a stranger's word: every length is
held to what is left of the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"GGUF"
MOST_KEYS = 4096
"""Keys looked at; a large model has about fifty."""
_PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
_LONGEST_TEXT = 1 << 20
_LONGEST_LIST = 4096
_HALF = 2
"""Bytes of a number in the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The facts about a model that decide whether it is tried at all. 0 and "" where the file does not say."""

    kind: str
    """"model", "adapter", "mmproj" and the like."""
    architecture: str
    context: int
    """Tokens it was made for."""
    layers: int
    cache: int
    """Bytes that a token of context takes in memory; an upper bound, as some layers may look back less far."""
    pools: bool
    """Whether it gives one vector for a whole text: an embedding model."""
    parts: int
    """Files that it is split into."""


def read_header(path: Path) -> Header | None:
    """None of what is no GGUF, or is cut short before its vocabulary."""
    try:
        with path.open("rb") as file:
            told = _read_keys(file)
    except (OSError, ValueError, struct.error, MemoryError):
        return None
    name = str(told.get("general.architecture", ""))

    def number(key: str) -> int:
        value = told.get(f"{name}.{key}", 0)
        return int(value) if isinstance(value, int) else 0

    return Header(
        kind=str(told.get("general.type", "model")),
        architecture=name,
        context=number("context_length"),
        layers=number("block_count"),
        cache=_cache_of(told, name),
        pools=number("pooling_type") > 0,
        parts=int(told.get("split.count", 0) or 0),
    )


def _cache_of(told: dict[str, Any], name: str) -> int:
    """Keys and values of every layer, in half precision."""

    def of(key: str) -> Any:
        return told.get(f"{name}.{key}", 0)

    layers, heads = of("block_count"), of("attention.head_count")
    widest = max(heads) if isinstance(heads, list) and heads else heads
    shared = of("attention.head_count_kv") or heads
    if not (isinstance(layers, int) and isinstance(widest, int) and layers and widest):
        return 0
    one = of("embedding_length") // widest
    width = (of("attention.key_length") or one) + (of("attention.value_length") or one)
    total = sum(shared) if isinstance(shared, list) else layers * shared
    return int(total * width * _HALF)


def _read_keys(file: BinaryIO) -> dict[str, Any]:
    """The keys up to the vocabulary's. Raises ValueError."""
    if file.read(4) != MAGIC:
        raise ValueError("no GGUF")
    _version, _tensors, count = struct.unpack("<IQQ", file.read(20))
    told: dict[str, Any] = {}
    for _ in range(min(count, MOST_KEYS)):
        key = _read_text(file)
        if key.startswith("tokenizer."):
            break
        (kind,) = struct.unpack("<I", file.read(4))
        told[key] = _read_value(file, kind)
    return told


def _read_value(file: BinaryIO, kind: int) -> Any:
    if kind == _TEXT:
        return _read_text(file)
    if kind == _LIST:
        inner, length = struct.unpack("<IQ", file.read(12))
        if length > _LONGEST_LIST:
            raise ValueError("a list too long")
        return [_read_value(file, inner) for _ in range(length)]
    if kind not in _PLAIN:
        raise ValueError("an unknown kind of value")
    form = f"<{_PLAIN[kind]}"
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]


def _read_text(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", file.read(8))
    if length > _LONGEST_TEXT:
        raise ValueError("a text too long")
    return file.read(length).decode("utf-8", "replace")
