"""A file that is no usable model is told in one line that ends in a next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelUnavailable
from assistant.llm.llama_model import LlamaModel
from assistant.llm.load_checks import explain_failure, parse_offload
from tests.assistant.tiny_gguf import FAMILIES, write_model

LLAMA = FAMILIES[0]


def refusal_of(path: Path) -> str:
    with pytest.raises(ModelUnavailable) as refused:
        LlamaModel(path, context=512).load()
    assert "\n" not in str(refused.value) and refused.value.repair in str(refused.value)
    assert "notes models" in refused.value.repair or "name says" in refused.value.repair
    return refused.value.why


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "no such file" in refusal_of(tmp_path / "gone.gguf")


@pytest.mark.parametrize("content", [b"", b"# A note\n\nnot a model\n"], ids=["empty", "a note"])
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.gguf").write_bytes(content)
    assert "no GGUF file" in refusal_of(tmp_path / "note.gguf")


@pytest.mark.parametrize("kept", [0.0004, 0.5, 0.99])
def test_a_file_cut_short(tmp_path: Path, kept: float) -> None:
    whole = write_model(tmp_path / "whole.gguf", LLAMA).read_bytes()
    (tmp_path / "cut.gguf").write_bytes(whole[: int(len(whole) * kept)])
    assert "damaged or cut short" in refusal_of(tmp_path / "cut.gguf")


def test_a_model_of_an_architecture_that_llama_cpp_does_not_know(tmp_path: Path) -> None:
    path = write_model(tmp_path / "new.gguf", LLAMA, architecture="tomorrow")
    assert "architecture, tomorrow" in refusal_of(path)


def test_a_model_that_was_not_made_for_chat(tmp_path: Path) -> None:
    assert "not a chat model" in refusal_of(write_model(tmp_path / "base.gguf", LLAMA, template=""))


@pytest.mark.parametrize("template", ["{% for m in %}", "always the same", "{{ raise_exception('Not today') }}"])
def test_a_chat_template_that_cannot_be_used(tmp_path: Path, template: str) -> None:
    why = refusal_of(write_model(tmp_path / "odd.gguf", LLAMA, template=template))
    assert "template" in why or "statement" in why


def test_a_gpu_without_room_for_the_model_is_told_as_memory(tmp_path: Path) -> None:
    path = write_model(tmp_path / "large.gguf", LLAMA)
    said = "alloc_buffer: allocating 9000.00 MiB on device 0: cudaMalloc failed: out of memory"
    assert "not enough memory" in explain_failure(path, said, ValueError("")).why


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", (0, 0, "CPU")),
        ("load_tensors: offloaded 0/31 layers to GPU\n", (0, 31, "CPU")),
        (
            "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA H100) (0000:61:00.0) - 80500 MiB free\n"
            "load_tensors: offloading output layer to GPU\nload_tensors: offloaded 31/31 layers to GPU\n",
            (31, 31, "CUDA0 (NVIDIA H100)"),
        ),
        ("using device Metal (Apple M2) - 10922 MiB free\noffloaded 16/37 layers to GPU", (16, 37, "Metal (Apple M2)")),
    ],
    ids=["a build without GPU", "none wanted", "all on CUDA", "some on Metal"],
)
def test_where_the_layers_are_is_read_from_the_log(said: str, told: tuple[int, int, str]) -> None:
    assert parse_offload(said) == told
