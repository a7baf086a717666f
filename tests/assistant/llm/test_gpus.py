"""The GPUs of a machine, from stand-ins for the drivers' tools: each is a program that says what the real one says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm import gpus as m
from assistant.llm.gpus import Gpu, Nvidia, find_gpu, parse_nvidia_list, parse_vulkan_list, query_nvidia, query_vulkan

RTX = Gpu(name="NVIDIA GeForce RTX 4070", backends=("cuda", "vulkan"), memory=12 << 30, free=11 << 30)
LISTING: list[dict[str, int | str]] = [
    {"name": "Intel UHD 770", "vendor": 0x8086, "type": 1, "memory": 16 << 30},
    {"name": "Radeon RX 7600", "vendor": 0x1002, "type": 2, "memory": 8 << 30},
    {"name": "llvmpipe", "vendor": 0x10005, "type": 4, "memory": 2 << 30},
]
INTEL = Gpu(name="Intel UHD 770", backends=("vulkan",), memory=16 << 30, free=0, shares_memory=True)
RADEON = Gpu(name="Radeon RX 7600", backends=("rocm", "vulkan"), memory=8 << 30, free=0)
LLVMPIPE = Gpu(name="llvmpipe", backends=("vulkan",), memory=2 << 30, free=0, shares_memory=True)


@pytest.fixture(autouse=True)
def drivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the stand-ins, the only one on the path; nothing found before is remembered."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(m, "_PCI_FOLDER", tmp_path / "pci")
    monkeypatch.setattr(m, "DRIVER_TIMEOUT_S", 1.0)
    m.find_gpu.cache_clear()
    m.query_nvidia.cache_clear()
    yield tmp_path
    m.find_gpu.cache_clear()
    m.query_nvidia.cache_clear()


def write_tool(path: Path, body: str) -> None:
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    path.chmod(0o755)


def test_nvidias_list_is_read_in_mebibytes() -> None:
    said = "NVIDIA GeForce RTX 4070, 12288, 11264\nNVIDIA A2, Rev, B, 15356, [N/A]\n\n"
    a2 = Gpu(name="NVIDIA A2, Rev, B", backends=RTX.backends, memory=15356 << 20, free=0)
    assert parse_nvidia_list(said) == (RTX, a2)


def test_nvidias_driver_tells_the_cuda_that_it_runs(drivers: Path) -> None:
    header = "| NVIDIA-SMI 550.54    Driver Version: 550.54    CUDA Version: 12.4     |"
    body = f"print('NVIDIA GeForce RTX 4070, 12288, 11264' if len(sys.argv) > 1 else {header!r})"
    write_tool(drivers / "nvidia-smi", body)
    assert query_nvidia() == Nvidia(gpus=(RTX,), cuda=(12, 4))
    assert find_gpu() == RTX


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ("sys.exit('Failed to initialize NVML: Driver/library version mismatch')", "Driver/library version mismatch"),
        ("sys.exit(9)", "nvidia-smi fails"),
        ("time.sleep(20)", "nvidia-smi does not answer"),
        (None, "nvidia-smi is not installed"),
    ],
    ids=["mismatch", "silent", "hangs", "absent"],
)
def test_a_card_whose_driver_does_not_answer_is_told(drivers: Path, body: str | None, trouble: str) -> None:
    card = drivers / "pci" / "0000:01:00.0"
    card.mkdir(parents=True)
    (card / "class").write_text("0x030000\n")
    (card / "vendor").write_text("0x10de\n")
    if body:
        write_tool(drivers / "nvidia-smi", body)
    assert trouble in query_nvidia().trouble and query_nvidia().gpus == ()


def test_a_machine_without_a_card_has_no_trouble_with_its_driver(drivers: Path) -> None:
    write_tool(drivers / "nvidia-smi", "sys.exit('No devices were found')")
    assert query_nvidia() == Nvidia()


def test_amds_cards_are_read_from_the_kernel(tmp_path: Path) -> None:
    device = tmp_path / "card1" / "device"
    device.mkdir(parents=True)
    (device / "vendor").write_text("0x1002\n")
    (device / "mem_info_vram_total").write_text("8589934592\n")
    (device / "mem_info_vram_used").write_text("1073741824\n")
    (tmp_path / "card0" / "device").mkdir(parents=True)
    (tmp_path / "card0" / "device" / "vendor").write_text("0x8086\n")
    assert m.amd_gpus(tmp_path) == [Gpu(name="AMD GPU", backends=("rocm", "vulkan"), memory=8 << 30, free=7 << 30)]


@pytest.mark.parametrize(
    ("visible", "found"),
    [
        (None, [INTEL, RADEON]),
        ("2", [LLVMPIPE]),
        ("1,0", [RADEON, INTEL]),
        ("7", []),
        ("", []),
    ],
    ids=["no processor by itself", "a processor by name", "two", "none there", "none wanted"],
)
def test_vulkan_devices_are_those_that_llama_cpp_uses(visible: str | None, found: list[Gpu]) -> None:
    assert parse_vulkan_list(LISTING, visible) == found


def test_a_card_with_its_own_memory_comes_before_one_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m, "query_vulkan", lambda: [INTEL, RADEON])
    assert find_gpu() == RADEON


@pytest.mark.parametrize("body", ["import os; os.abort()", "time.sleep(20)", "print('no JSON')", "sys.exit(1)"])
def test_a_vulkan_driver_that_breaks_ends_its_own_process_only(
    drivers: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    write_tool(drivers / "python", body)
    monkeypatch.setattr(sys, "executable", str(drivers / "python"))
    assert query_vulkan() == []


def test_this_machines_vulkan_drivers_can_be_asked() -> None:
    assert isinstance(query_vulkan(), list)
