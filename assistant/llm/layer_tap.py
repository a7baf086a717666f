"""The output of one layer of a model at the last token that it read, taken while llama.cpp computes.

llama.cpp gives out what a model would write next, and a middle layer knows more of what it has read. It calls a
function before and after each node of its graph where its context was made with one; this is that function.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class LayerTap:
    """Listens to one layer at a time. Make it before the context and keep it as long as that lives."""

    def __init__(self, llama_cpp: Any) -> None:
        self._ggml = _declare(llama_cpp.llama_cpp._lib)
        self._node: bytes | None = None
        self._width = 0
        self.output: tuple[float, ...] = ()
        """What was taken last; () where no such layer was computed."""
        self.callback = llama_cpp.ggml_backend_sched_eval_callback(self._visit)
        """For the context's `cb_eval`."""

    @contextmanager
    def listening(self, layer: int, width: int) -> Iterator[None]:
        """Takes the layer's output, `width` numbers, at the last token of each batch read within the block."""
        self._node, self._width, self.output = b"l_out-%d" % layer, width, ()
        try:
            yield
        finally:
            self._node = None

    def _visit(self, tensor: int, asks: bool, _data: object) -> bool:
        """Whether llama.cpp is to stop at this node (asks), or, once it is computed, whether it is to go on."""
        if self._node is None:
            return not asks
        is_wanted = self._ggml.ggml_get_name(tensor) == self._node
        if is_wanted and not asks:
            values = (ctypes.c_float * self._width)()
            size = ctypes.sizeof(values)
            self._ggml.ggml_backend_tensor_get(tensor, values, self._ggml.ggml_nbytes(tensor) - size, size)
            self.output = tuple(values)
        return is_wanted or not asks


def _declare(ggml: Any) -> Any:
    """ggml's library with the arguments of the three functions that are used."""
    ggml.ggml_get_name.restype, ggml.ggml_get_name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    ggml.ggml_nbytes.restype, ggml.ggml_nbytes.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
    ggml.ggml_backend_tensor_get.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
    return ggml
