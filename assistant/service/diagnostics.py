"""What is told of the store and of the model: by `notes status`, `notes doctor` and the page."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.service.composition import make_model
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.service.composition import AnyModel


def describe_store(data: Path) -> dict[str, Any]:
    """What `notes status` tells; loads the model, as only llama.cpp knows what it really does with it."""
    from index.catalog.catalog import Catalog
    from index.maintenance.status import read_status

    settings = load_settings(data)
    with Catalog.open(data, readonly=True) as catalog:
        status = read_status(catalog)
    return {**status.to_json(), "data": str(data), "model": describe_model(make_model(settings), measure=True)}


def describe_model(model: AnyModel | None, *, measure: bool = False) -> dict[str, Any]:
    """What llama.cpp says of a model; `trouble` says why where it cannot be loaded.

    measure: has it write a little, where it has not yet, so that `tokens_per_second` are known.
    """
    from assistant.errors import AssistantFailure
    from assistant.llm.hardware import advise_rebuild, look_at_machine
    from assistant.llm.llama_model import LlamaModel, measure_speed
    from assistant.llm.model import ModelFacts, Speed

    facts = ModelFacts(
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
    trouble, speed = "", Speed(reading=0.0, writing=0.0)
    if model is not None:
        try:
            facts, speed = model.facts, model.speed
            if measure and not speed.writing and isinstance(model, LlamaModel):
                speed = measure_speed(model)
        except AssistantFailure as failure:
            facts, trouble = replace(facts, name=model.name), str(failure)
    own = bool(facts.layers)
    return {
        **asdict(facts),
        "tokens_per_second": {"reading": round(speed.reading, 1), "writing": round(speed.writing, 1)},
        "advice": advise_rebuild(look_at_machine(offloads=facts.gpu_offload_supported)) if own else "",
        "trouble": trouble,
    }


def describe_offer(settings: Settings) -> str:
    """One better model for this machine in a sentence for the page; "" where there is none to offer."""
    from assistant.llm.hardware import has_network, look_at_machine
    from assistant.llm.llama_runtime import can_offload
    from assistant.model_downloads.catalogue import offer_better_model, tell_offer

    offer = offer_better_model(settings, look_at_machine(offloads=can_offload()), network=has_network())
    return tell_offer(offer) if offer else ""
