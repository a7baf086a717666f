"""What the machine has, read without changing or asking anything of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.llm import hardware as m
from assistant.llm.hardware import Gpu, Machine, advise_rebuild, inspect_machine, parse_nvidia_list

RTX = Gpu(maker="nvidia", name="NVIDIA GeForce RTX 4070", memory=12 << 30, free=11 << 30)


def test_this_machine_has_memory_and_cores() -> None:
    machine = inspect_machine(offloads=False)
    assert machine.memory > 1 << 28 and machine.cores >= 1 and machine.offloads is False


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("1073741824\n")
    monkeypatch.setattr(m, "_CGROUP_LIMITS", (limit, tmp_path / "gone"))
    assert m.measure_memory() == 1 << 30
    limit.write_text("max\n")
    assert m.measure_memory() > 1 << 30


def test_nvidias_list_is_read_in_mebibytes() -> None:
    said = "NVIDIA GeForce RTX 4070, 12288, 11264\nNVIDIA A2, Rev, B, 15356, [N/A]\n\n"
    assert parse_nvidia_list(said) == [RTX, Gpu(maker="nvidia", name="NVIDIA A2, Rev, B", memory=15356 << 20, free=0)]


def test_amds_cards_are_read_from_the_kernel(tmp_path: Path) -> None:
    device = tmp_path / "card1" / "device"
    device.mkdir(parents=True)
    (device / "vendor").write_text("0x1002\n")
    (device / "mem_info_vram_total").write_text("8589934592\n")
    (device / "mem_info_vram_used").write_text("1073741824\n")
    (tmp_path / "card0" / "device").mkdir(parents=True)
    (tmp_path / "card0" / "device" / "vendor").write_text("0x8086\n")
    assert m._amd_gpus(tmp_path) == [Gpu(maker="amd", name="AMD GPU", memory=8 << 30, free=7 << 30)]


@pytest.mark.parametrize(("maker", "flag"), [("nvidia", "GGML_CUDA"), ("amd", "GGML_HIP"), ("apple", "GGML_METAL")])
def test_a_gpu_that_the_build_cannot_use_comes_with_the_way_to_rebuild(maker: m.Maker, flag: str) -> None:
    gpu = Gpu(maker=maker, name="Some GPU", memory=8 << 30, free=0)
    said = advise_rebuild(Machine(memory=16 << 30, cores=8, gpu=gpu, offloads=False))
    assert "Some GPU is not used" in said and f"-D{flag}=on" in said and "llama-cpp-python==" in said


@pytest.mark.parametrize(("gpu", "offloads"), [(None, False), (RTX, True), (RTX, None)])
def test_there_is_no_advice_where_nothing_is_to_be_gained(gpu: Gpu | None, offloads: bool | None) -> None:
    assert advise_rebuild(Machine(memory=16 << 30, cores=8, gpu=gpu, offloads=offloads)) == ""
