"""What a header tells is said before any memory is taken, in one line that ends in a next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelUnavailable
from assistant.llm import hardware
from assistant.llm.gguf import GgufHeader
from assistant.llm.hardware import MODEL_OVERHEAD_BYTES
from assistant.llm.llama_model import LlamaModel
from assistant.llm.load_checks import (
    MIN_CONTEXT,
    check_loadable,
    layers_to_try,
    limit_context,
    parse_gpu_memory,
    parse_offload,
)
from tests.assistant.tiny_gguf import FAMILIES, write_model

GB = 10**9
LARGE = GgufHeader(
    kind="model", context=131_072, layers=47, kv_bytes_per_token=200_000, is_embedding_model=False, split_count=0
)


def test_a_context_that_does_not_fit_comes_with_one_that_does() -> None:
    with pytest.raises(ModelUnavailable, match=r"a context of 131,072 tokens takes 26\.2 GB") as refused:
        check_loadable(Path("m.gguf"), LARGE, size=2 * GB, context=131_072, memory=16 * GB)
    proposed = int(refused.value.repair.split("context = ")[1].split()[0])
    check_loadable(Path("m.gguf"), LARGE, size=2 * GB, context=proposed, memory=16 * GB)
    with pytest.raises(ModelUnavailable):
        check_loadable(Path("m.gguf"), LARGE, size=2 * GB, context=proposed + MIN_CONTEXT, memory=16 * GB)


def test_a_model_that_no_context_makes_fit_is_told_as_too_large() -> None:
    with pytest.raises(ModelUnavailable, match=r"15\.0 GB do not fit") as refused:
        check_loadable(Path("m.gguf"), LARGE, size=15 * GB, context=4096, memory=15 * GB)
    assert "smaller" in refused.value.repair


def test_where_the_memory_is_unknown_nothing_is_refused() -> None:
    check_loadable(Path("m.gguf"), LARGE, size=15 * GB, context=131_072, memory=0)


@pytest.mark.parametrize(
    ("wanted", "free", "tried"),
    [
        (999, 0, (999, 36, 24, 12, 0)),
        (999, 5 * GB + MODEL_OVERHEAD_BYTES, (999, 36, 24, 12, 0)),
        (999, 8 * GB + MODEL_OVERHEAD_BYTES, (999, 38, 36, 24, 12, 0)),
        (20, 0, (20, 12, 0)),
        (0, 8 * GB, (0,)),
    ],
    ids=["nothing known", "half is free", "most is free", "some wanted", "none wanted"],
)
def test_as_many_layers_as_fit_are_tried_from_the_most_to_none(wanted: int, free: int, tried: tuple[int, ...]) -> None:
    assert layers_to_try(LARGE, wanted, size=10 * GB, context=0, free=free) == tried


LOG = """\
llama_prepare_model_devices: using device Vulkan0 (llvmpipe (LLVM 15.0.6, 256 bits)) (unknown id) - 2048 MiB free
load_tensors: offloaded 21/21 layers to GPU
load_tensors:   CPU_Mapped model buffer size =   900.00 MiB
load_tensors:      Vulkan0 model buffer size =  %d.00 MiB
llama_context: Vulkan_Host  output buffer size =   300.00 MiB
llama_kv_cache:    Vulkan0 KV buffer size =   160.00 MiB
sched_reserve:    Vulkan0 compute buffer size =    97.51 MiB
"""


def test_what_was_offloaded_and_whereto_is_in_the_log() -> None:
    assert parse_offload(LOG % 1000) == (21, 21, "Vulkan0 (llvmpipe (LLVM 15.0.6, 256 bits))")
    assert parse_offload(LOG.replace("unknown id", "0000:01:00.0"))[2] == "Vulkan0 (llvmpipe (LLVM 15.0.6, 256 bits))"


def test_the_memory_that_a_load_took_on_gpus_is_in_the_log() -> None:
    assert parse_gpu_memory(LOG % 1790) == (pytest.approx(1790 + 160 + 97.51), 2048)
    assert parse_gpu_memory("load_tensors:   CPU_Mapped model buffer size =  9000.00 MiB") == (0, 0)


@pytest.mark.parametrize(("wanted", "gets"), [(4096, 4096), (200_000, 131_072)])
def test_no_more_context_is_taken_than_the_model_was_made_for(wanted: int, gets: int) -> None:
    assert limit_context(LARGE, wanted) == gets and limit_context(None, wanted) == wanted


def test_a_model_made_for_less_context_says_what_it_really_has(tmp_path: Path) -> None:
    model = LlamaModel(write_model(tmp_path / "short.gguf", FAMILIES[0], context=768), context=4096)
    assert model.facts.context == 768


def test_a_machine_too_small_for_the_model_is_told_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(str(300 << 20))  # the program takes more than that beside any model
    monkeypatch.setattr(hardware, "_CGROUP_LIMITS", (limit,))
    model = LlamaModel(write_model(tmp_path / "tiny.gguf", FAMILIES[0]))
    with pytest.raises(ModelUnavailable, match=r"do not fit this machine's 0\.3 GB"):
        model.load()
    assert not model.is_loaded


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ({"pools": True}, "an embedding model, which writes nothing"),
        ({"kind": "adapter"}, "an adapter for another model"),
        ({"kind": "mmproj"}, "a picture reader for another model"),
    ],
    ids=["embedding", "adapter", "pictures"],
)
def test_what_is_no_model_that_writes_is_told_as_what_it_is(tmp_path: Path, file: dict[str, object], why: str) -> None:
    path = write_model(tmp_path / "other.gguf", FAMILIES[1], **file)  # type: ignore[arg-type]
    with pytest.raises(ModelUnavailable, match=why) as refused:
        LlamaModel(path).load()
    assert "notes models" in refused.value.repair


def test_a_model_of_which_a_part_is_missing_names_the_part(tmp_path: Path) -> None:
    path = write_model(tmp_path / "large-00001-of-00003.gguf", FAMILIES[0], parts=3)
    (tmp_path / "large-00002-of-00003.gguf").touch()
    with pytest.raises(ModelUnavailable, match=r"large-00003-of-00003\.gguf is not beside it"):
        LlamaModel(path).load()
