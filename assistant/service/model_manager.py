"""Lists, chooses and loads the model that writes, for `notes models` and for a page, which changes it as it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.assistant import lets_write
from assistant.errors import AssistantFailure
from assistant.library.command_context import CommandContext
from assistant.library.state import JobProgress, ModelChoice, ModelState
from assistant.llm.hardware import Machine, inspect_machine
from assistant.llm.llama_loading import can_offload
from assistant.model_downloads.catalogue import find_listed, listed_models, machine_fit, models_folder
from assistant.model_downloads.download import download_file, downloaded_file
from assistant.service.composition import make_model
from assistant.service.diagnostics import describe_model, describe_offer
from assistant.service.measured_speed import read_speed
from assistant.service.model_choice import awaited_model, check_memory, find_model_file
from assistant.settings import Settings, change_settings, load_settings

if TYPE_CHECKING:
    from assistant.service.composition import AnyModel


class ModelManager:
    """The model of one data folder's settings. Safe to share between threads.

    No method waits for a model to load, except `model` and `use`: what is not known yet is reported as such.
    """

    def __init__(self, data: Path, *, fetch: bool = False) -> None:
        """Reads and loads nothing yet. fetch: whether the default is to be downloaded by the page where it is not
        here.
        """
        self._data = data
        self._fetch = fetch
        self._download: JobProgress | None = None
        self._trouble = ""
        """Why the last download failed."""
        self._stops: set[threading.Event] = set()
        """Of the downloads that run."""
        self._lock = threading.RLock()
        self._settings: Settings | None = None
        self._model: AnyModel | None = None
        self._is_made = self._is_described = False
        """Whether `_model` is that of the settings; whether `_facts` are known, or being read."""
        self._facts: dict[str, Any] | None = None
        self._offer = ""

    @property
    def settings(self) -> Settings:
        """The settings with which the model was chosen. Raises SettingsUnreadable."""
        with self._lock:
            if self._settings is None:
                self._settings = load_settings(self._data)
            return self._settings

    @property
    def model(self) -> AnyModel | None:
        """The model, which loads when it is first used; None if none is to write."""
        with self._lock:
            if not self._is_made:
                self._model, self._is_made = make_model(self.settings), True
            return self._model

    def wants_default(self) -> bool:
        """Whether the page is to download the default at its start."""
        return self._fetch and awaited_model(self.settings) is not None

    def close(self) -> None:
        """Stop the downloads that run; what has arrived is kept."""
        with self._lock:
            for stop in self._stops:
                stop.set()

    def state(self) -> ModelState:
        """How the model stands. The first call starts to load it and reports it as not ready."""
        model = self.model
        with self._lock:
            facts, is_described = self._facts, self._is_described
            self._is_described = True
            download, trouble = self._download, self._trouble
        if not is_described:
            threading.Thread(target=self._describe, args=(model,), name="model", daemon=True).start()
        if facts is None or model is None:
            name = model.name if model else ""
            return ModelState(name=name, ready=facts is not None, trouble=trouble, offer=self._offer, download=download)
        facts = facts | _changing_facts(model)
        parameters = int(facts["parameters"])
        return ModelState(
            name=facts["name"],
            detail=_detail(facts),
            writes=bool(facts["name"]) and lets_write(self.settings.way, lambda: parameters),
            advice=facts["advice"],
            trouble=facts["trouble"] or trouble,
            offer=self._offer,
            download=download,
        )

    def choices(self) -> tuple[ModelChoice, ...]:
        """The listed models, smallest first."""
        return list_choices(self.settings, inspect_machine(offloads=can_offload()))

    def use(self, name: str, context: CommandContext) -> None:
        """Let a listed model write from the next answer on, downloading it if needed; "" is the default.

        Raises ModelUnknown, DownloadFailed, ModelUnavailable; the model before it stays.
        """
        with self._following(context) as context:
            path = str(download_listed(name, context)) if name else self._download_default(context)
            context.progress("trying", 0, 0)
            settings, model = choose_model(self._data, model=path)
            facts = describe_model(model)
        with self._lock:
            self._settings, self._model, self._is_made, self._is_described = settings, model, True, True
            self._facts, self._offer = facts, ""

    def _download_default(self, context: CommandContext) -> str:
        """The setting that lets the default write, once it is here."""
        default = awaited_model(replace(self.settings, model="", endpoint=""))
        if default is not None:
            check_memory(default, inspect_machine(offloads=can_offload()))
            download_listed(default.name, context)
        return ""

    @contextmanager
    def _following(self, context: CommandContext) -> Iterator[CommandContext]:
        """The context, with its progress and a failure shown in the state too."""

        def progress(stage: str, done: int, total: int) -> None:
            self._download = JobProgress(stage=stage, done=done, total=total)
            context.progress(stage, done, total)

        with self._lock:
            self._trouble, self._download = "", JobProgress(stage="looking")
            self._stops.add(context.stop)
        try:
            yield replace(context, progress=progress)
        except AssistantFailure as failure:
            self._trouble = "" if context.stop.is_set() else str(failure)
            raise
        finally:
            with self._lock:
                self._download = None
                self._stops.discard(context.stop)

    def _describe(self, model: AnyModel | None) -> None:
        facts, offer = describe_model(model, measure=True), ""
        with suppress(AssistantFailure):  # the page works without an offer
            offer = describe_offer(self.settings)
        with self._lock:
            if self._model is model:
                self._facts, self._offer = facts, offer
                self._is_described = not facts["trouble"]  # the next look may find it repaired: a server now running


def list_choices(settings: Settings, machine: Machine) -> tuple[ModelChoice, ...]:
    """The listed models, smallest first, and what can be done with each on this machine."""
    choices, speed = [], read_speed()
    for model in listed_models():
        path = str(downloaded_file(model, models_folder()) or "")
        used = bool(path) and not settings.endpoint and find_model_file(settings) == Path(path)
        choices.append(ModelChoice(model=model, fit=machine_fit(model, machine, speed), path=path, used=used))
    return tuple(choices)


def download_listed(name: str, context: CommandContext) -> Path:
    """The file of a listed model, or of `OWNER/REPO/FILE.gguf` on the hub, downloaded if it is not here.

    Raises ModelUnknown, DownloadFailed.
    """
    return download_file(find_listed(name), models_folder(), progress=context.progress, stop=context.stop)


def choose_model(data: Path, *, model: str = "", endpoint: str = "") -> tuple[Settings, AnyModel | None]:
    """Write the choice into the settings, once the model has been loaded; the new settings and the model.

    Raises ModelUnavailable, SettingsUnreadable; then the settings are as before.
    """
    settings = load_settings(data)
    chosen = replace(settings, endpoint=endpoint, model=model)
    loaded = make_model(chosen)
    if loaded is not None:
        loaded.facts  # noqa: B018 (raises if it cannot be used)
    names = [name for name in ("endpoint", "model") if getattr(chosen, name) != getattr(settings, name)]
    if names:
        change_settings(data, **{name: getattr(chosen, name) for name in names})
    return chosen, loaded


def _changing_facts(model: AnyModel) -> dict[str, Any]:
    """What changes while a model is used: its speed, and after a failure its layers on the GPU."""
    speed = model.speed
    facts: dict[str, Any] = {}
    if speed.writing:
        facts["tokens_per_second"] = {"reading": speed.reading, "writing": speed.writing}
    return facts | (asdict(model.facts) if model.is_loaded else {})


def _detail(facts: dict[str, Any]) -> str:
    """Size, context, device and speed, those that are known."""
    speed = facts["tokens_per_second"]["writing"]
    layers = f"{facts['gpu_layers']} of {facts['layers']} layers on " if facts["gpu_layers"] else ""
    parts = (
        f"{facts['size'] / 1e6:,.0f} MB" if facts["size"] else "",
        f"{facts['context']:,} tokens of context" if facts["context"] else "",
        f"{layers}{facts['device']}",
        f"{speed:,.0f} tokens/s" if speed else "",
    )
    return ", ".join(part for part in parts if part)
