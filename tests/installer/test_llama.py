"""Which llama.cpp is installed: real wheels from an index served here, each proved by the token that it writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.llm import gpus
from assistant.llm.gpus import Backend, Gpu
from installer import llama as m
from installer.commands import Missing
from installer.llama import Attempt, install_llama, plan_attempts
from tests.installer.conftest import UNREACHED, Indexes

KILLED = {"llama_cpp/__init__.py": b"import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n"}
NEEDS_CUDA = b"""import pathlib
if not (pathlib.Path(__file__).parent / "lib" / "libcudart.so.12").exists():
    raise RuntimeError("libcudart.so.12: cannot open shared object file")
"""
HANGING = {"llama_cpp/__init__.py": b"import time\ntime.sleep(60)\n"}


def only_tools(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a compiler or a driver: only what a test puts into this folder can be run by name."""
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_a_wheel_that_fits_is_taken_without_a_compiler_also_where_a_driver_is_broken(
    indexes: Indexes,
    environment: Path,
    llama_files: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    driver = only_tools(tmp_path / "bin", monkeypatch) / "nvidia-smi"
    driver.write_text("#!/bin/sh\necho 'Failed to initialize NVML: Driver/library version mismatch'; exit 18\n")
    driver.chmod(0o755)
    monkeypatch.setattr(gpus, "_PCI_FOLDER", tmp_path / "pci")
    (tmp_path / "pci" / "0000:01:00.0").mkdir(parents=True)
    (tmp_path / "pci" / "0000:01:00.0" / "class").write_text("0x030000\n")
    (tmp_path / "pci" / "0000:01:00.0" / "vendor").write_text("0x10de\n")
    indexes.offer_wheel("cpu", llama_files)
    install_llama(environment)
    trouble, chosen = capsys.readouterr().out.splitlines()
    assert "version mismatch); install it, or restart after its update, then run: python3 " in trouble
    assert chosen == "install: llama.cpp for the processor: a prebuilt wheel, and it writes (no GPU to use)"


def test_a_wheel_that_ends_its_process_is_replaced_by_a_compile(
    indexes: Indexes, environment: Path, llama_files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    indexes.offer_wheel("cpu", KILLED)
    indexes.offer_source(llama_files)
    install_llama(environment)
    *_, line = capsys.readouterr().out.splitlines()
    assert line == (
        "install: llama.cpp for the processor: compiled here, and it writes"
        " (a prebuilt wheel for the processor ends with SIGILL)"
    )


def test_a_wheel_that_hangs_does_not_hang_the_install(
    indexes: Indexes, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_tools(tmp_path / "bin", monkeypatch)
    monkeypatch.setattr(m, "PROOF_TIMEOUT_S", 2)
    indexes.offer_wheel("cpu", HANGING)
    with pytest.raises(Missing, match="a prebuilt wheel for the processor does not answer; no C"):
        install_llama(environment)


def test_where_the_index_is_not_reached_it_is_compiled_and_kept(
    indexes: Indexes,
    environment: Path,
    llama_files: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NOTES_LLAMA_WHEELS", UNREACHED)
    indexes.offer_source(llama_files)
    install_llama(environment)
    *_, line = capsys.readouterr().out.splitlines()
    assert line.endswith(f"compiled here, and it writes (the wheel index {UNREACHED} is not reached)")
    shutil.rmtree(indexes.root / "simple")
    install_llama(environment)
    assert "the processor: compiled here before" in capsys.readouterr().out


def test_a_wheel_for_another_platform_does_not_fit(
    indexes: Indexes,
    environment: Path,
    llama_files: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_tools(tmp_path / "bin", monkeypatch)
    indexes.offer_wheel("cpu", llama_files, tag="py3-none-win_arm64")
    with pytest.raises(Missing) as missing:
        install_llama(environment)
    assert "no prebuilt wheel for cpu fits this platform; no C++ compiler" in str(missing.value)
    assert "\n" not in str(missing.value) and "install" in str(missing.value).rpartition(";")[2]


def test_a_cuda_wheel_gets_the_libraries_it_leaves_out_and_gives_way_where_it_finds_no_gpu(
    indexes: Indexes,
    environment: Path,
    llama_files: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    driver = only_tools(tmp_path / "bin", monkeypatch) / "nvidia-smi"
    driver.write_text(
        '#!/bin/sh\n[ $# -gt 0 ] && echo "Some GPU, 8192, 8000" || echo "Driver Version: 550 CUDA Version: 12.4"\n'
    )
    driver.chmod(0o755)
    needs_cuda = llama_files | {"llama_cpp/__init__.py": NEEDS_CUDA + llama_files["llama_cpp/__init__.py"]}
    indexes.offer_wheel("cu124", needs_cuda)
    indexes.offer_wheel("cpu", llama_files)
    indexes.offer_library("nvidia-cuda-runtime-cu12", "nvidia/cuda_runtime/lib/libcudart.so.12")
    indexes.offer_library("nvidia-cublas-cu12", "nvidia/cublas/lib/libcublas.so.12")
    install_llama(environment)
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first == "install: the libraries of CUDA 12, which the wheel leaves out"
    assert last.startswith("install: llama.cpp for the processor: a prebuilt wheel, and it writes (")
    assert "a prebuilt wheel for CUDA finds no device; no prebuilt wheel for cu123 fits" in last


def test_a_wheel_that_leaves_amx_unused_comes_with_the_command_to_compile(
    indexes: Indexes,
    environment: Path,
    llama_files: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(m, "processor_features", lambda: "flags : avx2 amx_int8 amx_tile")
    m._tell_slowness("CPU : AVX2 = 1 |")
    assert "three times slower" in (said := capsys.readouterr().out) and said.strip().endswith("install.py compile")
    m._tell_slowness("CPU : AVX2 = 1 | AMX_INT8 = 1 |")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("backends", "cuda", "first"),
    [
        (("cuda", "vulkan"), (12, 4), ["cu124", "cu123", "cu122", "cu121", "cu118", "vulkan"]),
        (("cuda", "vulkan"), (11, 8), ["cu118", "vulkan"]),
        (("rocm", "vulkan"), (0, 0), ["vulkan"]),
        (("metal",), (0, 0), ["metal", "cpu"]),
        (("vulkan",), (0, 0), ["vulkan"]),
        ((), (0, 0), []),
    ],
    ids=["NVIDIA", "an old driver", "AMD without ROCm", "Apple", "another GPU", "none"],
)
def test_wheels_are_chosen_by_gpu_and_driver_and_the_processor_comes_last(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    backends: tuple[Backend, ...],
    cuda: tuple[int, int],
    first: list[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    gpu = Gpu(name="GPU", backends=backends, memory=8 << 30, free=0) if backends else None
    attempts = list(plan_attempts(gpu, cuda, wheels=True))
    assert [attempt.folder for attempt in attempts if attempt.way == "wheel"] == [*first, "cpu"]
    assert attempts[-1] == Attempt(way="compile", backend=None)
    compiles = [attempt for attempt in attempts if attempt.way == "compile"]
    assert compiles == [Attempt(way="compile", backend=backend) for backend in (*backends, None)]
    assert compiles == list(plan_attempts(gpu, cuda, wheels=False))
