"""Which model writes: the reader's choice in the settings, else the one that `NOTES_MODEL` names, else the default."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.llm.hardware import Machine
from assistant.model_downloads.catalogue import (
    RESERVED_MEMORY_BYTES,
    ListedModel,
    default_model,
    find_listed,
    machine_fit,
    models_folder,
)
from assistant.model_downloads.download import downloaded_file
from assistant.settings import Settings

NO_MODEL = "none"
DEFAULT_VARIABLE = "NOTES_MODEL"
"""Environment variable with the model that writes where the settings choose none: "none", a listed name, or a path."""


def find_model_file(settings: Settings) -> Path | None:
    """The file of the model that is to write; None where none is, or where it is not downloaded yet.

    settings: without an endpoint. Raises ModelUnknown.
    """
    choice = settings.model or os.environ.get(DEFAULT_VARIABLE, "")
    if choice == NO_MODEL:
        return None
    listed = _default_of(settings)
    return downloaded_file(listed, models_folder()) if listed else Path(choice).expanduser()


def awaited_model(settings: Settings) -> ListedModel | None:
    """The default where it is to write but is not downloaded yet; None otherwise. Raises ModelUnknown."""
    listed = _default_of(settings)
    return listed if listed and downloaded_file(listed, models_folder()) is None else None


def check_memory(model: ListedModel, machine: Machine) -> None:
    """Raise ModelUnavailable where the machine has too little memory for the default."""
    if machine.memory and machine_fit(model, machine) == "no":
        needed, memory = (model.memory + RESERVED_MEMORY_BYTES) / 1e9, machine.memory / 1e9
        why = f"it takes {needed:.1f} GB of memory with all else, and this machine has {memory:.1f} GB"
        raise ModelUnavailable(model.title, why, "choose a smaller one: notes models")


def _default_of(settings: Settings) -> ListedModel | None:
    """The listed model that writes unless one is chosen; None where one is, or a file or nothing is to stand for it."""
    name = os.environ.get(DEFAULT_VARIABLE, "")
    if settings.model or settings.endpoint or name == NO_MODEL or name.endswith(".gguf"):
        return None
    return find_listed(name) if name else default_model()
