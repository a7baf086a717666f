"""The header of a GGUF file, read without llama.cpp in milliseconds: the keys before its vocabulary and weights.

The format: magic, version, two counts, then keys with typed values, little-endian
(https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). The file is not trusted: every length has a bound.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

GGUF_MAGIC = b"GGUF"
MAX_KEYS = 4096
"""Keys read; a large model has about fifty."""
_MAX_TEXT_BYTES = 1 << 20
_MAX_LIST_LENGTH = 4096
_TYPE_FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT_TYPE, _LIST_TYPE = 8, 9
_HALF_PRECISION_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufHeader:
    """The facts that decide whether a model is tried at all. 0 and "" where the file does not say."""

    kind: str
    """"model", "adapter", "mmproj" and the like."""
    context: int
    """Tokens it was trained for."""
    layers: int
    kv_bytes_per_token: int
    """Memory for one token of context; an upper bound, as some layers may look back less far."""
    is_embedding_model: bool
    """Whether it gives one vector for a whole text."""
    split_count: int
    """Files that it is split into."""


def read_header(path: Path) -> GgufHeader | None:
    """The header; None for a file that is no GGUF, or is cut short before its vocabulary."""
    try:
        with path.open("rb") as file:
            values = _read_keys(file)
    except (OSError, ValueError, struct.error, MemoryError):
        return None
    prefix = f"{values.get('general.architecture', '')}."
    own = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}

    def number(key: str) -> int:
        value = own.get(key, 0)
        return int(value) if isinstance(value, int) else 0

    return GgufHeader(
        kind=str(values.get("general.type", "model")),
        context=number("context_length"),
        layers=number("block_count"),
        kv_bytes_per_token=_kv_bytes_per_token(own),
        is_embedding_model=number("pooling_type") > 0,
        split_count=int(values.get("split.count", 0) or 0),
    )


def _kv_bytes_per_token(values: dict[str, Any]) -> int:
    """Keys and values of every layer, in half precision. values: of the architecture's keys."""
    layers, heads = values.get("block_count", 0), values.get("attention.head_count", 0)
    max_heads = max(heads) if isinstance(heads, list) and heads else heads
    kv_heads = values.get("attention.head_count_kv") or heads
    if not (isinstance(layers, int) and isinstance(max_heads, int) and layers and max_heads):
        return 0
    head_width = values.get("embedding_length", 0) // max_heads
    width = (values.get("attention.key_length") or head_width) + (values.get("attention.value_length") or head_width)
    total_heads = sum(kv_heads) if isinstance(kv_heads, list) else layers * kv_heads
    return int(total_heads * width * _HALF_PRECISION_BYTES)


def _read_keys(file: BinaryIO) -> dict[str, Any]:
    """The keys before the vocabulary's. Raises ValueError."""
    if file.read(4) != GGUF_MAGIC:
        raise ValueError("not a GGUF file")
    _version, _tensors, count = struct.unpack("<IQQ", file.read(20))
    values: dict[str, Any] = {}
    for _ in range(min(count, MAX_KEYS)):
        key = _read_text(file)
        if key.startswith("tokenizer."):
            break
        (value_type,) = struct.unpack("<I", file.read(4))
        values[key] = _read_value(file, value_type)
    return values


def _read_value(file: BinaryIO, value_type: int) -> Any:
    if value_type == _TEXT_TYPE:
        return _read_text(file)
    if value_type == _LIST_TYPE:
        item_type, length = struct.unpack("<IQ", file.read(12))
        if length > _MAX_LIST_LENGTH:
            raise ValueError("a list is too long")
        return [_read_value(file, item_type) for _ in range(length)]
    if value_type not in _TYPE_FORMATS:
        raise ValueError("a value is of an unknown type")
    layout = f"<{_TYPE_FORMATS[value_type]}"
    return struct.unpack(layout, file.read(struct.calcsize(layout)))[0]


def _read_text(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", file.read(8))
    if length > _MAX_TEXT_BYTES:
        raise ValueError("a text is too long")
    return file.read(length).decode("utf-8", "replace")
