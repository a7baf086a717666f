"""Describes the store and the model, for `notes status`, `notes doctor` and the page."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantFailure
from assistant.llm.hardware import advise_gpu, has_network, inspect_machine
from assistant.llm.llama_loading import can_offload
from assistant.llm.llama_model import LlamaModel, measure_speed
from assistant.llm.model import ModelFacts, Speed
from assistant.model_downloads.catalogue import offer_better_model, offer_sentence
from assistant.service.composition import make_model
from assistant.service.measured_speed import read_speed, save_speed
from assistant.settings import Settings, load_settings, open_catalog
from index.maintenance.status import read_status

if TYPE_CHECKING:
    from assistant.service.composition import AnyModel

NO_FACTS = ModelFacts(
    name="",
    path="",
    context=0,
    parameters=0,
    size=0,
    layers=0,
    gpu_layers=0,
    gpu_offload_supported=False,
    device="",
)


def describe_store(data: Path) -> dict[str, Any]:
    """What `notes status --json` prints. Loads the model, as only llama.cpp knows how it really runs."""
    settings = load_settings(data)
    with open_catalog(data, readonly=True) as catalog:
        status = read_status(catalog)
    return {**status.to_json(), "data": str(data), "model": describe_model(make_model(settings), measure=True)}


def describe_model(model: AnyModel | None, *, measure: bool = False) -> dict[str, Any]:
    """What llama.cpp reports of a model; `trouble` says why if it cannot be loaded.

    measure: lets it write a little if it has not written yet, so that `tokens_per_second` are known.
    """
    facts, speed, trouble = NO_FACTS, Speed(reading=0.0, writing=0.0), ""
    if model is not None:
        try:
            facts, speed = model.facts, model.speed
            if measure and not speed.writing and isinstance(model, LlamaModel):
                speed = measure_speed(model)
                save_speed(facts, speed)
        except AssistantFailure as failure:
            facts, trouble = replace(facts, name=model.name), str(failure)
    runs_here = bool(facts.layers)
    return {
        **asdict(facts),
        "tokens_per_second": {"reading": round(speed.reading, 1), "writing": round(speed.writing, 1)},
        "advice": advise_gpu(inspect_machine(offloads=facts.gpu_offload_supported)) if runs_here else "",
        "trouble": trouble,
    }


def describe_offer(settings: Settings) -> str:
    """One better model for this machine, in a sentence for the page; "" if there is none to offer."""
    machine, speed = inspect_machine(offloads=can_offload()), read_speed()
    offer = offer_better_model(settings, machine, network=has_network(), billions_per_second=speed)
    return offer_sentence(offer) if offer else ""
