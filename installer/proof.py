"""Proves an installed llama.cpp: writes a token with a small model made on the spot, and prints what it saw as JSON.

    python -m installer.proof gpu|cpu

Run by the new environment's Python in a process of its own, which a fault of the build may end. The model has the kinds
of weights that the listed models have, so that the same instructions run.
"""

from __future__ import annotations

import json
import math
import random
import struct
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.llm.load_checks import parse_offload

WIDTH, FEED, LAYERS, HEADS, TOKENS = 256, 512, 2, 4, 512
F32, Q4_K, Q6_K = 0, 12, 14
"""GGUF's numbers of the types of weights."""
BLOCK, BLOCK_BYTES = 256, {Q4_K: 144, Q6_K: 210}
TEMPLATE = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_ALIGNMENT = 32


def main() -> int:
    import llama_cpp

    log: list[str] = []
    collect = llama_cpp.llama_log_callback(lambda _level, text, _data: log.append(text.decode("utf-8", "replace")))
    llama_cpp.llama_log_set(collect, None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "proof.gguf")
        path.write_bytes(make_model())
        layers = 999 if sys.argv[1:] == ["gpu"] else 0
        llama = llama_cpp.Llama(str(path), n_ctx=512, n_gpu_layers=layers, verbose=False)
        llama.eval(list(range(3, 203)))  # many at once are read with other instructions than one
        llama.eval([llama.sample(temp=0.0)])
        logits = llama_cpp.llama_get_logits_ith(llama.ctx, -1)[:TOKENS]
        writes = all(math.isfinite(value) for value in logits) and len(set(logits)) > 1
        llama.close()
    offloaded, _all, device = parse_offload("".join(log))
    system = llama_cpp.llama_print_system_info().decode()
    print(json.dumps({"writes": writes, "offloaded": offloaded, "device": device, "system": system}))
    return 0


def make_model() -> bytes:
    """A GGUF file: a Llama of two layers with random weights of 4 and 6 bits."""
    head, tensors = make_head(WIDTH, FEED, LAYERS)
    draw = random.Random(0)
    return head + b"".join(_pad(_weights(kind, count, draw)) for kind, count in tensors)


def make_head(width: int, feed: int, layers: int) -> tuple[bytes, list[tuple[int, int]]]:
    """A Llama's GGUF up to its weights, and the type and number of the weights of each tensor."""
    shapes: list[tuple[str, int, tuple[int, ...]]] = [
        ("token_embd.weight", Q4_K, (width, TOKENS)),
        ("output.weight", Q6_K, (width, TOKENS)),
        ("output_norm.weight", F32, (width,)),
    ]
    for layer in range(layers):
        block = f"blk.{layer}"
        shapes += [(f"{block}.{part}_norm.weight", F32, (width,)) for part in ("attn", "ffn")]
        shapes += [(f"{block}.attn_{part}.weight", Q4_K, (width, width)) for part in ("q", "k", "v", "output")]
        shapes += [(f"{block}.ffn_{part}.weight", Q4_K, (width, feed)) for part in ("gate", "up")]
        shapes.append((f"{block}.ffn_down.weight", Q6_K, (feed, width)))
    tensors = [(kind, math.prod(shape)) for _name, kind, shape in shapes]
    settings = list(_settings(width, feed, layers))
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(shapes), len(settings)) + b"".join(settings)
    offset = 0
    for name, kind, shape in shapes:
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
        offset += tensor_size(kind, math.prod(shape))
    return _pad(head), tensors


def tensor_size(kind: int, count: int) -> int:
    """Bytes of a tensor in the file, filled up to the next alignment."""
    size = count * 4 if kind == F32 else count // BLOCK * BLOCK_BYTES[kind]
    return size + -size % _ALIGNMENT


def _settings(width: int, feed: int, layers: int) -> Iterator[bytes]:
    numbers = {
        "context_length": 512,
        "embedding_length": width,
        "block_count": layers,
        "feed_forward_length": feed,
        "attention.head_count": HEADS,
        "rope.dimension_count": width // HEADS,
    }
    yield _text("general.architecture") + struct.pack("<I", _STRING) + _text("llama")
    for name, number in numbers.items():
        yield _text(f"llama.{name}") + struct.pack("<II", _UINT32, number)
    yield _text("llama.attention.layer_norm_rms_epsilon") + struct.pack("<If", _FLOAT32, 1e-5)
    for name, text in {"ggml.model": "llama", "chat_template": TEMPLATE}.items():
        yield _text(f"tokenizer.{name}") + struct.pack("<I", _STRING) + _text(text)
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces += [f"▁{number}" for number in range(TOKENS - len(pieces))]
    control, byte, plain = 3, 6, 1
    kinds = [2, control, control, *[byte] * 256, *[plain] * (TOKENS - 259)]
    yield _list("tokens", _STRING, b"".join(_text(piece) for piece in pieces))
    yield _list("scores", _FLOAT32, struct.pack(f"<{TOKENS}f", *[0.0] * TOKENS))
    yield _list("token_type", _INT32, struct.pack(f"<{TOKENS}i", *kinds))


def _list(name: str, kind: int, items: bytes) -> bytes:
    return _text(f"tokenizer.ggml.{name}") + struct.pack("<IIQ", _ARRAY, kind, TOKENS) + items


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _pad(raw: bytes) -> bytes:
    return raw + b"\0" * (-len(raw) % _ALIGNMENT)


def _weights(kind: int, count: int, draw: random.Random) -> bytes:
    """Blocks of 256 weights: 4 bits with scales in front, 6 bits with the scales behind; or ones, as numbers."""
    if kind == F32:
        return struct.pack(f"<{count}f", *[1.0] * count)
    scale = struct.pack("<e", 0.001)
    if kind == Q4_K:
        return b"".join(scale + scale + draw.randbytes(140) for _ in range(count // BLOCK))
    return b"".join(draw.randbytes(208) + scale for _ in range(count // BLOCK))


if __name__ == "__main__":
    sys.exit(main())
