"""What the machine has, read without changing or asking anything of it, and what is said where its GPU is not used."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from assistant.llm import hardware as m
from assistant.llm.gpus import Backend, Gpu
from assistant.llm.hardware import Machine, advise_gpu, inspect_machine

RTX = Gpu(name="NVIDIA GeForce RTX 4070", backends=("cuda", "vulkan"), memory=12 << 30, free=11 << 30)
RADEON = Gpu(name="Radeon RX 7600", backends=("rocm", "vulkan"), memory=8 << 30, free=0)


def machine(
    gpu: Gpu | None, *, offloads: bool | None, backends: tuple[Backend, ...] = (), driver_trouble: str = ""
) -> Machine:
    return Machine(
        memory=16 << 30, cores=8, gpu=gpu, offloads=offloads, backends=backends, driver_trouble=driver_trouble
    )


def test_this_machine_has_memory_and_cores() -> None:
    found = inspect_machine(offloads=False)
    assert found.memory > 1 << 28 and found.cores >= 1 and found.offloads is False


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("1073741824\n")
    monkeypatch.setattr(m, "_CGROUP_LIMITS", (limit, tmp_path / "gone"))
    assert m.measure_memory() == 1 << 30
    limit.write_text("max\n")
    assert m.measure_memory() > 1 << 30


def test_the_backends_of_a_build_are_the_libraries_that_came_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "llama_cpp" / "lib"
    library.mkdir(parents=True)
    (tmp_path / "llama_cpp" / "__init__.py").touch()
    for name in ("libggml-vulkan.so.0", "libggml-cpu.so", "libggml-hip.dylib"):
        (library / name).touch()
    spec = importlib.util.spec_from_file_location("llama_cpp", tmp_path / "llama_cpp" / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    assert m.built_backends() == ("rocm", "vulkan")


@pytest.mark.parametrize(("gpu", "wanted"), [(RTX, "CUDA or Vulkan"), (RADEON, "ROCm or Vulkan")])
def test_a_gpu_that_the_build_cannot_use_comes_with_the_way_to_rebuild(gpu: Gpu, wanted: str) -> None:
    text = advise_gpu(machine(gpu, offloads=False))
    assert text.startswith(f"{gpu.name} is not used: this llama.cpp was built without {wanted}; run: python3 ")
    assert text.endswith("install.py llama") and Path(text.split()[-2]).is_file()


def test_a_build_that_finds_no_device_is_not_called_one_without_support() -> None:
    text = advise_gpu(machine(RTX, offloads=False, backends=("cuda",)))
    assert "was built with CUDA, which finds no device here; update the GPU's driver" in text


def test_a_driver_that_does_not_answer_is_named() -> None:
    text = advise_gpu(machine(None, offloads=False, driver_trouble="nvidia-smi says: Driver/library version mismatch"))
    assert "its driver does not answer (nvidia-smi says: Driver/library version mismatch)" in text
    assert "\n" not in text and text.endswith("install.py llama")


def test_a_variable_that_names_no_device_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GGML_VK_VISIBLE_DEVICES", "7")
    assert "GGML_VK_VISIBLE_DEVICES=7 names no" in advise_gpu(machine(None, offloads=False, backends=("vulkan",)))
    assert advise_gpu(machine(None, offloads=False)) == ""
    assert advise_gpu(machine(None, offloads=True, backends=("vulkan",))) == ""


@pytest.mark.parametrize(("gpu", "offloads"), [(None, False), (RTX, True), (RTX, None)])
def test_there_is_no_advice_where_nothing_is_to_be_gained(gpu: Gpu | None, offloads: bool | None) -> None:
    assert advise_gpu(machine(gpu, offloads=offloads)) == ""
