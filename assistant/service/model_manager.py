"""The model that writes for a page that stays: loaded beside the page, and changed while it runs.

Nothing here makes a page wait: what is not known yet is told as such, and known a little later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantFailure
from assistant.library.state import ModelChoice, ModelState, Progress
from assistant.settings import Settings, change_settings, load_settings

if TYPE_CHECKING:
    from assistant.model_downloads.catalogue import ListedModel
    from assistant.service.composition import AnyModel

FOLDER = "models"
"""Where fetched models lie, in the data folder."""


class ModelManager:
    """The model of one data folder's settings. Safe to share between threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._guard = threading.Lock()
        self._settings = load_settings(data)
        self._model: AnyModel | None = None
        self._made = self._looking = False
        self._facts: dict[str, Any] | None = None
        self._offer = ""

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def model(self) -> AnyModel | None:
        """It, loaded at its first use; None where none is to write."""
        from assistant.service.composition import make_model

        with self._guard:
            if not self._made:
                self._model, self._made = make_model(self._settings), True
            return self._model

    def state(self) -> ModelState:
        """How the model stands. At the first call it begins to load, and is not ready yet."""
        from assistant.answering.assistant import lets_write

        model = self.model
        with self._guard:
            facts, begin = self._facts, not self._looking
            self._looking = True
        if begin:
            threading.Thread(target=self._look, args=(model,), name="model", daemon=True).start()
        if facts is None or model is None:
            return ModelState(name=model.name if model else "", ready=facts is not None)
        facts = facts | _as_it_is(model)
        parameters = int(facts["parameters"])
        return ModelState(
            name=facts["name"],
            detail=_describe(facts),
            writes=bool(facts["name"]) and lets_write(self._settings.way, lambda: parameters),
            advice=facts["advice"],
            trouble=facts["trouble"],
            offer=self._offer,
        )

    def choices(self) -> tuple[ModelChoice, ...]:
        """The listed models, smallest first, and what can be done with each."""
        from assistant.llm.hardware import look_at_machine
        from assistant.llm.llama_runtime import can_offload
        from assistant.model_downloads.catalogue import listed_models, tell_fit
        from assistant.model_downloads.download import downloaded_file

        machine = look_at_machine(offloads=can_offload())
        found = []
        for model in listed_models():
            there = downloaded_file(model, self._data / FOLDER)
            found.append(
                ModelChoice(
                    name=model.name,
                    title=model.title,
                    note=model.note,
                    licence=model.licence,
                    size=model.size,
                    memory=model.memory,
                    fit=tell_fit(model, machine),
                    here=there is not None,
                    used=there is not None and not self._settings.endpoint and self._settings.model == str(there),
                )
            )
        return tuple(found)

    def take(self, name: str, *, progress: Callable[[Progress], None], stop: threading.Event) -> None:
        """Have a listed model write from the next answer on, fetched where it is not here; "" is the packaged one.

        It is tried before it is kept. Raises ModelUnknown, DownloadFailed, ModelUnavailable; the model before it stays.
        """
        from assistant.model_downloads.catalogue import find_listed
        from assistant.service.composition import make_model
        from assistant.service.diagnostics import describe_model

        path = str(self._fetch(find_listed(name), progress, stop)) if name else ""
        progress(Progress(done=0, total=0, doing="trying"))
        wanted = replace(load_settings(self._data), endpoint="", model=path)
        model = make_model(wanted)
        assert model is not None
        facts = model.facts  # raises where it cannot be used
        change_settings(self._data, endpoint="", model=path)
        with self._guard:
            self._settings, self._model, self._made, self._looking = wanted, model, True, True
            self._facts, self._offer = describe_model(model) | {"name": facts.name}, ""

    def _fetch(self, model: ListedModel, progress: Callable[[Progress], None], stop: threading.Event) -> Path:
        from assistant.model_downloads.download import download_model

        def tell(stage: str, done: int, total: int) -> None:
            progress(Progress(done=done, total=total, doing=stage))

        return download_model(model, self._data / FOLDER, progress=tell, stop=stop)

    def _look(self, model: AnyModel | None) -> None:
        from assistant.service.diagnostics import describe_model, describe_offer

        facts, offer = describe_model(model, measure=True), ""
        with suppress(AssistantFailure):  # an offer is no more than that
            offer = describe_offer(self._settings)
        with self._guard:
            if self._model is model:
                self._facts, self._offer = facts, offer
                self._looking = not facts["trouble"]  # the next look may find it mended: a server started meanwhile


def _as_it_is(model: AnyModel) -> dict[str, Any]:
    """What changes while it is used: its speed, and after a failure the layers on the GPU."""
    speed = model.speed
    told: dict[str, Any] = {}
    if speed.writing:
        told["tokens_per_second"] = {"reading": speed.reading, "writing": speed.writing}
    return told | (asdict(model.facts) if model.is_loaded else {})


def _describe(facts: dict[str, Any]) -> str:
    speed = facts["tokens_per_second"]["writing"]
    where = f"{facts['gpu_layers']} of {facts['layers']} layers on " if facts["gpu_layers"] else ""
    told = (
        f"{facts['size'] / 1e6:,.0f} MB" if facts["size"] else "",
        f"{facts['context']:,} tokens of context" if facts["context"] else "",
        f"{where}{facts['device']}",
        f"{speed:,.0f} tokens/s" if speed else "",
    )
    return ", ".join(part for part in told if part)
