"""The encoders that can be chosen by name; their facts are in `encoder_list.json`, multilingual ones first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

PACKAGED = "all-MiniLM-L6-v2"
"""The encoder that comes as a package: 384 dimensions, 256 tokens, trained on English."""
FIRST_MULTILINGUAL = "multilingual-e5-small-q4"
"""The one to propose: the smallest download, which needs no hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEncoder:
    """An encoder that can be chosen by name."""

    name: str
    """Its vectors have this name too."""
    title: str
    note: str
    """Its purpose, in a few words."""
    languages: Literal["english", "many"]
    """What it reads."""
    dimensions: int
    tokens: int
    """Of a text; what is beyond them is not read."""
    question: str = ""
    """What is put before a question."""
    passage: str = ""
    """What is put before a passage."""
    repo: str = ""
    """Owner and repository on the hub; "" where it is not fetched from there."""
    revision: str = ""
    """A commit there, which determines every byte."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """Changes to the model's configuration, which leave out parts that read no text."""
    licence: str
    """SPDX."""
    size: int = 0
    """Bytes to download, from the hub about; 0 where it is installed with the program."""


@cache
def listed_encoders() -> tuple[ListedEncoder, ...]:
    rows = json.loads(files("index.vectors").joinpath("encoder_list.json").read_text("utf-8"))
    return tuple(ListedEncoder(**row) for row in rows)


def find_encoder(name: str) -> ListedEncoder | None:
    """The listed encoder of that name; None where there is none."""
    return next((encoder for encoder in listed_encoders() if encoder.name == name), None)


def canonical_name(name: str) -> str:
    """The listed name of an encoder that a reader named by its repository on the hub; any other name as it is."""
    return next((encoder.name for encoder in listed_encoders() if name and encoder.repo == name), name)
