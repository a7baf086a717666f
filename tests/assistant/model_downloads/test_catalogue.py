"""The list of models, and which of them a machine is offered."""

from __future__ import annotations

import re

import pytest

from assistant.errors import ModelUnknown
from assistant.llm.hardware import Gpu, Machine
from assistant.model_downloads.catalogue import (
    HubFile,
    PackageParts,
    default_model,
    find_listed,
    listed_models,
    machine_fit,
    offer_better_model,
    offer_sentence,
)
from assistant.settings import Settings

GB = 10**9


def machine(memory: float, gpu: float = 0, *, offloads: bool = True) -> Machine:
    """A machine with that many gigabytes, as it is sold and so a little less in truth."""
    card = Gpu(name="card", backends=("cuda",), memory=int(gpu * GB), free=0) if gpu else None
    return Machine(memory=int(memory * 0.97 * (1 << 30)), cores=4, gpu=card, offloads=offloads)


def test_every_listed_model_is_pinned_and_free_to_use() -> None:
    for model in listed_models():
        hub = model.origins[0]
        assert isinstance(hub, HubFile) and re.fullmatch("[0-9a-f]{40}", hub.revision)
        assert re.fullmatch("[0-9a-f]{64}", model.sha256) and hub.file.endswith(model.file)
        assert model.licence in ("Apache-2.0", "MIT") and model.file.endswith(".gguf") and model.size > 10**8
        assert model.name == model.name.lower() and model.context >= 8192 and model.note


def test_names_and_files_are_there_once() -> None:
    for field in ("name", "file", "sha256"):
        assert len({getattr(model, field) for model in listed_models()}) == len(listed_models())


def test_a_model_is_found_by_name_file_or_place_on_the_hub() -> None:
    assert find_listed("Qwen3-4B").name == "qwen3-4b"
    assert find_listed("granite-4.1-3b-q4_k_m.gguf").name == "granite-4.1-3b"
    other = find_listed("Someone/Some-GGUF/sub/some.gguf")
    assert other.origins == (HubFile(repo="Someone/Some-GGUF", revision="main", file="sub/some.gguf"),)
    assert (other.file, other.sha256) == ("some.gguf", "")


def test_parts_of_a_package_add_up_to_the_file() -> None:
    parted = [(model, origin) for model in listed_models() for origin in model.origins[1:]]
    assert parted
    for model, origin in parted:
        assert isinstance(origin, PackageParts)
        assert (origin.count - 1) * origin.part_size < model.size <= origin.count * origin.part_size
        assert origin.package.format(n=3).endswith("part3") and origin.member.format(n=3).endswith("/data/part03.bin")


def test_one_model_of_at_most_a_gigabyte_and_a_half_is_the_default() -> None:
    assert [model for model in listed_models() if model.default] == [default_model()]
    assert default_model().size <= 1.5 * GB and len(default_model().origins) == 2


@pytest.mark.parametrize("name", ["qwen", "", "a/b.gguf", "a/../../b.gguf", "a/b/c.bin"])
def test_an_unknown_name_says_what_there_is(name: str) -> None:
    with pytest.raises(ModelUnknown, match="notes models lists them"):
        find_listed(name)


@pytest.mark.parametrize(
    ("machine", "offered"),
    [
        (machine(4), ""),
        (machine(7), ""),
        (machine(8), "qwen3-4b"),
        (machine(64), "qwen3-4b"),
        (machine(8, gpu=4), "qwen3-4b"),
        (machine(16, gpu=8), "qwen3.5-9b"),
        (machine(16, gpu=24), "qwen3.5-9b"),
        (machine(16, gpu=24, offloads=False), "qwen3-4b"),
    ],
)
def test_one_better_model_is_offered_that_runs_well_here(machine: Machine, offered: str) -> None:
    offer = offer_better_model(Settings(), machine, network=True)
    assert (offer.name if offer else "") == offered


@pytest.mark.parametrize(
    "settings", [Settings(model="own.gguf"), Settings(model="none"), Settings(endpoint="http://x")]
)
def test_nothing_is_offered_to_who_has_chosen(settings: Settings) -> None:
    assert offer_better_model(settings, machine(32), network=True) is None


def test_nothing_is_offered_without_a_network() -> None:
    assert offer_better_model(Settings(), machine(32), network=False) is None


def test_an_offer_says_name_size_licence_and_how_to_take_it() -> None:
    said = offer_sentence(find_listed("qwen3-4b"))
    for part in ("Qwen3 4B", "Apache-2.0", "2.5 GB", "notes models use qwen3-4b"):
        assert part in said


def test_a_model_larger_than_the_machine_does_not_fit() -> None:
    assert machine_fit(find_listed("qwen3.5-9b"), machine(8)) == "no"
    assert machine_fit(find_listed("qwen3.5-9b"), machine(32)) == "slow"
    assert machine_fit(find_listed("qwen3.5-9b"), machine(32, gpu=16)) == "gpu"


def test_a_measured_speed_says_more_than_an_assumed_one() -> None:
    model = find_listed("qwen3-4b")
    assert machine_fit(model, machine(16)) == "memory"
    assert machine_fit(model, machine(16), billions_per_second=8.0) == "slow"
    assert machine_fit(find_listed("qwen3.5-9b"), machine(16), billions_per_second=60.0) == "memory"
    slow = offer_better_model(Settings(), machine(16), network=True, billions_per_second=8.0)
    assert slow is not None and slow.name == "qwen3.5-2b"
    assert offer_better_model(Settings(), machine(16), network=True, billions_per_second=5.0) is None
