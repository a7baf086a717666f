"""How fast this machine's processor writes, as last measured with a model on it: that tells how others would do."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from assistant.llm.model import ModelFacts, Speed
from assistant.model_downloads.catalogue import models_folder
from index.atomic_write import write_atomically

FILE = "processor-speed"
MIN_PARAMETERS = 500_000_000
"""Smaller models spend their time on other things than their parameters."""


def save_speed(facts: ModelFacts, speed: Speed, folder: Path | None = None) -> None:
    """Note what a loaded model was measured at; one on a GPU, a small one or an unmeasured one says nothing."""
    folder = folder or models_folder()
    if facts.gpu_layers or not speed.writing or facts.parameters < MIN_PARAMETERS or not folder.is_dir():
        return
    with suppress(OSError):  # it is assumed then
        write_atomically(folder / FILE, f"{speed.writing * facts.parameters / 1e9:.1f}\n")


def read_speed(folder: Path | None = None) -> float:
    """Parameters that the processor goes through in a second while it writes, in billions; 0 where not measured."""
    try:
        return float(((folder or models_folder()) / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return 0.0
