"""Models: what is here, what fits this machine, and which one writes.

`notes models` lists; `notes models fetch NAME` downloads one, continuing where an earlier download ended;
`notes models use NAME|PATH|none|default` chooses one, downloading it if it is not here yet;
`notes models use ADDRESS [NAME]` lets a server write that speaks OpenAI's protocol (llama-server, Ollama).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.cli.terminal.progress_bar import terminal_context
from assistant.errors import WrongUse
from assistant.library.state import ModelChoice
from assistant.llm.hardware import advise_gpu, inspect_machine
from assistant.llm.llama_runtime import can_offload
from assistant.model_downloads.catalogue import find_listed, models_folder
from assistant.service.model_choice import NO_MODEL, awaited_model, find_model_file
from assistant.service.model_manager import choose_model, download_listed, list_choices
from assistant.settings import SETTINGS_FILE, Settings, data_folder, load_settings

DEFAULT = "default"
"""Stands for the model that writes where none is chosen."""
FIT_LABELS = {"gpu": "fits the GPU", "memory": "fits", "slow": "fits, but slow without a GPU", "no": "too large"}
LISTED_FIELDS = ("name", "title", "note", "licence", "size", "memory", "context", "file", "sha256")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("list", "fetch", "use"), default="list")
    parser.add_argument("names", metavar="NAME", nargs="*", help="a model, OWNER/REPO/FILE.gguf, a path, an address")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    data, names = data_folder(args.data), args.names
    if args.what == "list":
        if names:
            raise WrongUse(f"notes models list takes no names; did you mean: notes models fetch {names[0]}")
        listing = list_models(data)
        print(json.dumps(listing, ensure_ascii=False) if args.json else format_models(listing))
        return 0
    if not names or len(names) > (2 if args.what == "use" and "://" in names[0] else 1):
        raise WrongUse(f"notes models {args.what} takes one NAME; notes models lists them")
    outcome = {"path": str(_download(names[0]))} if args.what == "fetch" else {"said": _use(data, *names)}
    print(json.dumps(outcome, ensure_ascii=False) if args.json else "\n".join(outcome.values()))
    return 0


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


def format_models(listing: dict[str, Any]) -> str:
    """The list for people who read it in a terminal."""
    machine = listing["machine"]
    gpu = f", {machine['gpu']} with {machine['gpu_memory'] / 1e9:.0f} GB" if machine["gpu"] else ", no GPU"
    lines = [
        f"in use    {listing['in_use'] or 'none: answers are quoted from your notes'}",
        f"machine   {machine['memory'] / 1e9:.0f} GB of memory, {machine['cores']} cores{gpu}",
        "",
        f"{'':10}{'name':20}{'download':>9}{'memory':>9}  {'licence':12}{'this machine':30}",
    ]
    for row in listing["models"]:
        label = "here" if row["path"] else ""
        sizes = f"{row['size'] / 1e9:6.1f} GB{row['memory'] / 1e9:6.1f} GB"
        fit = FIT_LABELS[row["fit"]]
        lines.append(f"{label:10}{row['name']:20}{sizes}  {row['licence']:12}{fit:30}{row['note']}")
    lines += [f"{'other':10}{path}" for path in listing["others"]]
    if listing["advice"]:
        lines += ["", listing["advice"]]
    lines += ["", "`notes models use NAME` downloads one and lets it write; a path to any GGUF file works too."]
    return "\n".join(line.rstrip() for line in lines)
