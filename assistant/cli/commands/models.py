"""Models: what is here, what fits this machine, and which one writes.

`notes models` lists; `notes models fetch NAME` fetches one, going on where an earlier try was cut off;
`notes models use NAME|PATH|none|packaged` chooses one, fetching it where it is not here yet;
`notes models use ADDRESS [NAME]` has a server that speaks OpenAI's protocol write (llama-server, Ollama).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.model_downloads.catalogue import ListedModel
    from assistant.settings import Settings

NAME = "models"
HELP = "list, fetch and choose the model that writes"

FOLDER = "models"
"""Where fetched models lie, in the data folder."""

FITS = {"gpu": "fits the GPU", "memory": "fits", "slow": "fits, but slow without a GPU", "no": "too large"}


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("what", nargs="?", choices=("list", "fetch", "use"), default="list")
    words.add_argument("names", metavar="NAME", nargs="*", help="a model, OWNER/REPO/FILE.gguf, a path, an address")
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.errors import WrongUse
    from assistant.settings import data_folder

    data = data_folder(given.data)
    if given.what == "list":
        if given.names:
            raise WrongUse(f"notes models list takes no names; did you mean: notes models fetch {given.names[0]}")
        listed = list_models(data)
        print(json.dumps(listed, ensure_ascii=False) if given.json else describe(listed))
        return 0
    if not given.names or len(given.names) > (2 if given.what == "use" and "://" in given.names[0] else 1):
        raise WrongUse(f"notes models {given.what} takes one NAME; notes models lists them")
    if given.what == "fetch":
        told = {"path": str(fetch(data, given.names[0]))}
    else:
        told = choose(data, given.names[0], given.names[1] if len(given.names) > 1 else "")
    print(json.dumps(told, ensure_ascii=False) if given.json else "\n".join(told.values()))
    return 0


def fetch(data: Path, name: str) -> Path:
    """The file of a listed model (or of one named on the hub), fetched where it is not here yet."""
    from assistant.cli.terminal.progress_bar import TerminalProgress
    from assistant.model_downloads.catalogue import find_listed
    from assistant.model_downloads.download import download_model

    model = find_listed(name)
    size = f", {model.size / 1e9:.1f} GB" if model.size else ""
    print(f"notes: {model.title}{size}, licence: {model.licence or 'see its page'}", file=sys.stderr)
    with TerminalProgress() as progress:
        return download_model(model, data / FOLDER, progress=progress)


def choose(data: Path, name: str, there: str = "") -> dict[str, str]:
    """Write the choice into the settings; a listed model that is not here is fetched first. Loads it, to be sure.

    there: of an address, the model's name there.
    """
    from assistant.service.composition import make_model
    from assistant.settings import SETTINGS_FILE, change_settings, load_settings

    endpoint, chosen = "", ""
    if "://" in name:
        endpoint, chosen = name, there
    elif name != "packaged":
        chosen = "none" if name == "none" else str(_find_file(data, name))
    now = load_settings(data)
    wanted = replace(now, endpoint=endpoint, model=chosen)
    model = make_model(wanted)
    facts = model.facts if model else None  # before it is written: a choice that does not work is not kept
    names = [name for name in ("endpoint", "model") if getattr(wanted, name) != getattr(now, name)]
    change_settings(data, **{name: getattr(wanted, name) for name in names})
    told = f"{facts.name} writes from now on" if facts else "from now on answers are quoted, no model writes"
    return {"said": f"{told} ({data / SETTINGS_FILE}); a page that is open takes it when it is started again"}


def _find_file(data: Path, name: str) -> Path:
    """A path that is there, else a listed model's file."""
    path = Path(name).expanduser()
    return path.absolute() if path.is_file() else fetch(data, name)


def list_models(data: Path) -> dict[str, Any]:
    """Everything `notes models` tells, as JSON."""
    from assistant.llm.hardware import advise_rebuild, look_at_machine
    from assistant.llm.llama_runtime import can_offload
    from assistant.model_downloads.catalogue import listed_models, tell_fit
    from assistant.model_downloads.download import downloaded_file
    from assistant.settings import load_settings

    settings, machine = load_settings(data), look_at_machine(offloads=can_offload())
    rows = []
    for model in listed_models():
        there = downloaded_file(model, data / FOLDER)
        rows.append(_facts(model) | {"fit": tell_fit(model, machine), "path": str(there or "")})
    named = {row["path"] for row in rows}
    return {
        "in_use": _in_use(settings),
        "machine": {
            "memory": machine.memory,
            "cores": machine.cores,
            "gpu": machine.gpu.name if machine.gpu else "",
            "gpu_memory": machine.gpu.memory if machine.gpu else 0,
            "gpu_offload_supported": bool(machine.offloads),
        },
        "advice": advise_rebuild(machine),
        "models": rows,
        "others": sorted(str(file) for file in (data / FOLDER).glob("*.gguf") if str(file) not in named),
    }


def _facts(model: ListedModel) -> dict[str, Any]:
    told = ("name", "title", "note", "licence", "size", "memory", "context", "repo", "file", "sha256")
    return {field: getattr(model, field) for field in told}


def _in_use(settings: Settings) -> str:
    from assistant.llm.llama_model import PACKAGED

    if settings.endpoint:
        return f"{settings.model or 'the first model'} at {settings.endpoint}"
    if settings.model == "none":
        return ""
    return settings.model or f"{PACKAGED} (packaged)"


def describe(listed: dict[str, Any]) -> str:
    """The list for people who read it in a terminal."""
    machine = listed["machine"]
    gpu = f", {machine['gpu']} with {machine['gpu_memory'] / 1e9:.0f} GB" if machine["gpu"] else ", no GPU"
    lines = [
        f"in use    {listed['in_use'] or 'none: answers are quoted from your notes'}",
        f"machine   {machine['memory'] / 1e9:.0f} GB of memory, {machine['cores']} cores{gpu}",
        "",
        f"{'':10}{'name':16}{'download':>9}{'memory':>9}  {'licence':12}{'here':30}",
    ]
    for row in listed["models"]:
        mark = "fetched" if row["path"] else ""
        sizes = f"{row['size'] / 1e9:6.1f} GB{row['memory'] / 1e9:6.1f} GB"
        facts = f"{row['name']:16}{sizes}  {row['licence']:12}{FITS[row['fit']]:30}"
        lines.append(f"{mark:10}{facts}{row['note']}")
    lines += [f"{'other':10}{path}" for path in listed["others"]]
    if listed["advice"]:
        lines += ["", listed["advice"]]
    lines += ["", "`notes models use NAME` fetches one and has it write; a path to any GGUF will do too."]
    return "\n".join(line.rstrip() for line in lines)
