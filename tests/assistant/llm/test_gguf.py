"""What a GGUF says of itself is read without llama.cpp, and no file, however made, is more than a header or nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.gguf import GgufHeader, read_header
from assistant.llm.llama_model import LlamaModel
from assistant.model_downloads.catalogue import default_model
from tests.assistant.tiny_gguf import CONTEXT, FAMILIES, LAYERS, WIDTH, Family, write_model


@pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])
def test_what_a_file_says_is_read(tmp_path: Path, family: Family) -> None:
    cache = 2 * 2 * LAYERS * WIDTH  # keys and values, two bytes each
    assert read_header(write_model(tmp_path / "tiny.gguf", family)) == GgufHeader(
        kind="model", context=CONTEXT, layers=LAYERS, kv_bytes_per_token=cache, is_embedding_model=False, split_count=0
    )


@pytest.mark.writes
def test_the_default_models_header_is_what_llama_cpp_says_of_it(writing_model: LlamaModel) -> None:
    header, metadata = read_header(Path(writing_model.facts.path)), writing_model.load().llama.metadata
    assert header is not None and header.context == int(metadata["qwen2.context_length"]) == default_model().context
    assert header.kv_bytes_per_token == default_model().cache_bytes_per_token


def test_a_list_of_heads_counts_each_layers_own(tmp_path: Path) -> None:
    keys = {"block_count": 3, "embedding_length": 64, "attention.head_count": 4}
    lists = {"attention.head_count_kv": [4, 2, 0]}
    assert read_header(write_keys(tmp_path / "odd.gguf", keys, lists)) == GgufHeader(
        kind="model", context=0, layers=3, kv_bytes_per_token=6 * 32 * 2, is_embedding_model=False, split_count=0
    )


def write_keys(path: Path, numbers: dict[str, int], lists: dict[str, list[int]]) -> Path:
    """A header of an architecture called x, written by hand."""

    def text(word: str) -> bytes:
        return struct.pack("<Q", len(word)) + word.encode()

    rows = [text("general.architecture") + struct.pack("<I", 8) + text("x")]
    rows += [text(f"x.{key}") + struct.pack("<II", 4, value) for key, value in numbers.items()]
    rows += [
        text(f"x.{key}") + struct.pack(f"<IIQ{len(values)}I", 9, 4, len(values), *values)
        for key, values in lists.items()
    ]
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(rows)) + b"".join(rows))
    return path


@pytest.mark.parametrize("content", [b"", b"GGUF", b"# A note\n", b"GGUF" + b"\xff" * 400], ids=repr)
def test_what_is_no_gguf_has_no_header(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.gguf").write_bytes(content)
    assert read_header(tmp_path / "note.gguf") is None and read_header(tmp_path / "gone.gguf") is None


WHOLE: list[bytes] = []


@given(at=st.integers(0, 1500), byte=st.integers(0, 255), kept=st.integers(0, 3000))
def test_a_damaged_header_is_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, kept: int
) -> None:
    if not WHOLE:
        WHOLE.append(write_model(tmp_path_factory.mktemp("whole") / "tiny.gguf", FAMILIES[0]).read_bytes()[:4000])
    path = tmp_path_factory.getbasetemp() / "damaged.gguf"
    content = bytearray(WHOLE[0][:kept])
    if at < len(content):
        content[at] = byte
    path.write_bytes(bytes(content))
    header = read_header(path)
    assert header is None or (header.kv_bytes_per_token >= 0 and header.context >= 0)
