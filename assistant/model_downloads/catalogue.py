"""The models that can be fetched by name: a short list, its facts in `model_list.json`.

Chosen for: a licence that allows any use, no thinking aloud before the answer, a chat template in the file, and one
model for each size of machine. Each is pinned to a commit of its hub repository, with the size and checksum of the
file at that commit, so what is fetched is what was listed.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.errors import ModelUnknown
from assistant.llm.hardware import OVERHEAD, Machine
from assistant.settings import Settings

CONTEXT = 4096
"""Tokens of context that the memory of a listed model is told for."""


OTHERS = 3 << 30
"""Bytes left to the system, a browser and the rest of this program (encoder and Chroma take about 1 GB)."""

OFFER_FROM = 7.5 * (1 << 30)
"""A machine sold as "8 GB" shows a little less."""

SLOW_ABOVE = 4.1
"""Billions of parameters at work: above it a CPU writes more slowly than people read (the packaged model writes
55 tokens/s on two cores and speed goes down as size goes up)."""

OFFERED_DOWNLOAD = 5 * 10**9
"""Bytes; nobody is offered a larger download unasked."""

Fit = Literal["gpu", "memory", "slow", "no"]
"""Where a model would run: all of it on the GPU; on the processor; there, but slowly; not on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """A model that can be fetched."""

    name: str
    """What `notes models fetch` takes; lower case."""
    title: str
    note: str
    """Whom it is for, in a few words."""
    repo: str
    """Owner and repository on the hub."""
    revision: str
    """A commit there."""
    file: str
    size: int
    """Bytes; 0 where only the hub knows."""
    sha256: str
    """Hexadecimal; "" where only the hub knows: then its own word is taken and held to."""
    licence: str
    """SPDX; "" where unknown."""
    context: int
    """Tokens it was made for; 0 where unknown."""
    active_billion: float
    """Parameters at work on each token, in billions; what speed depends on."""
    cache_bytes_per_token: int
    """Of context, in half precision."""

    @property
    def memory(self) -> int:
        """Bytes it takes when it runs with `CONTEXT` tokens."""
        return self.size + CONTEXT * self.cache_bytes_per_token + OVERHEAD


@cache
def listed_models() -> tuple[ListedModel, ...]:
    """The list, from the smallest to the largest."""
    told = json.loads(Path(__file__).with_name("model_list.json").read_text("utf-8"))
    return tuple(ListedModel(**facts) for facts in told)


def find_listed(name: str) -> ListedModel:
    """The model of that name, or of `OWNER/REPO/FILE.gguf` on the hub. Raises ModelUnknown."""
    wanted = name.strip()
    for model in listed_models():
        if wanted.lower() in (model.name, model.file.lower()):
            return model
    owner, _, rest = wanted.partition("/")
    repo, _, file = rest.partition("/")
    if owner and repo and file.endswith(".gguf") and ".." not in wanted.split("/"):
        return _unlisted(f"{owner}/{repo}", file)
    names = [model.name for model in listed_models()]
    raise ModelUnknown(name, tuple(difflib.get_close_matches(wanted.lower(), names, 1, 0.4)) or tuple(names))


def _unlisted(repo: str, file: str) -> ListedModel:
    return ListedModel(
        name=f"{repo}/{file}", title=file, note="", repo=repo, revision="main", file=file, size=0, sha256="",
        licence="", context=0, active_billion=0.0, cache_bytes_per_token=0,
    )  # fmt: skip


def tell_fit(model: ListedModel, machine: Machine) -> Fit:
    """Where the model would run on that machine."""
    gpu = machine.gpu if machine.offloads is not False else None
    room = machine.memory - OTHERS
    if gpu is not None and model.memory <= (room if gpu.maker == "apple" else 0.95 * gpu.memory):
        return "gpu"
    if model.memory > room:
        return "no"
    return "memory" if model.active_billion <= SLOW_ABOVE else "slow"


def offer_better_model(settings: Settings, machine: Machine, *, network: bool) -> ListedModel | None:
    """The one better model to offer a reader who has chosen nothing; None where there is no reason to.

    The largest that runs well here and is no download beyond `OFFERED_DOWNLOAD`, on a machine with 8 GB or more.
    """
    if settings.model or settings.endpoint or not network or machine.memory < OFFER_FROM:
        return None
    good = [
        model
        for model in listed_models()
        if model.size <= OFFERED_DOWNLOAD and tell_fit(model, machine) in ("gpu", "memory")
    ]
    return max(good, key=lambda model: model.active_billion, default=None)


def tell_offer(model: ListedModel) -> str:
    """The offer in a sentence for the page: name, size, licence, and how to take it."""
    return (
        f"This machine can run a better model: {model.title} ({model.licence}), a download of "
        f"{model.size / 1e9:.1f} GB, {model.memory / 1e9:.1f} GB of memory. To take it: `notes models use {model.name}`"
    )
