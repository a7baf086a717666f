"""An exported encoder, run by ONNX Runtime: loaded in half a second, and 1.5 times as fast as the model itself.

On two cores sentence-transformers embedded 12.8 passages of 132 tokens a processor second, this 21: texts of one length
share a batch, so that nothing is computed over padding, and a batch is small enough for the processor's cache (of 1, 4,
16 and 32 such texts 1 and 4 were best).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

from index.vectors.embedder import Matrix

BATCH_TOKENS = 512
"""Sum over the texts of a batch."""


class OnnxEmbedder:
    """An encoder in a folder with `encoder.onnx`, `tokenizer.json` and `meta.json`; thread-safe."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))

    @property
    def dimensions(self) -> int:
        return int(self._meta["dimensions"])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._embed([self._meta["passage"] + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._embed([self._meta["question"] + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        matrix = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return matrix
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

        def embed_batch(batch: list[int]) -> None:
            ids = np.array([tokens[index] for index in batch], dtype=np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            matrix[batch] = self._session.run(None, {name: inputs[name] for name in self._meta["inputs"]})[0]

        batches = batch_by_length([len(ids) for ids in tokens])
        if len(batches) == 1:
            embed_batch(batches[0])
        else:
            list(self._pool.map(embed_batch, batches))
        return matrix

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(int(self._meta["tokens"]))
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # whole batches run in parallel instead
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="embed")


def batch_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Indices of texts, each once, in batches of equal length and at most `BATCH_TOKENS` tokens (or one text)."""
    by_length: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        by_length.setdefault(length, []).append(index)
    batches = []
    for length, members in sorted(by_length.items(), reverse=True):  # long texts first: the threads end together
        size = max(1, BATCH_TOKENS // max(1, length))
        batches += [members[start : start + size] for start in range(0, len(members), size)]
    return batches
