"""What the reader can set, in one file: `settings.toml` in the data folder.

    model = "~/models/some-instruct.Q4_K_M.gguf"
    interval_minutes = 30
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from assistant.errors import SettingsUnreadable

SETTINGS_FILE = "settings.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default."""

    model: str = ""
    """A GGUF file; "" is the packaged one; "none" answers with the notes' own sentences only."""
    context: int = 0
    """Tokens of context; 0 is the model's own, at most 8,192."""
    gpu_layers: int = -1
    """Layers of the model on the GPU; -1 is as many as fit, 0 none."""
    way: str = "auto"
    """`quote`, `write`, or `auto`: what measured better for the model's class."""
    strictness: float = 0.5
    """0 answers from whatever comes near, 1 only from what is surely there."""
    embedder: str = ""
    """A sentence-transformers model's name or folder; "" is the packaged one."""
    interval_minutes: int = 30
    """How often the page reads its folders again; 0 is never."""


def data_folder(given: str = "") -> Path:
    """Where the index lies: what was given, else `NOTES_DATA`, else the user's data folder."""
    if given or os.environ.get("NOTES_DATA"):
        return Path(given or os.environ["NOTES_DATA"]).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("reading-notes-assistant", appauthor=False)


def load_settings(data: Path) -> Settings:
    """The settings of a data folder; the defaults where it has none.

    Raises SettingsUnreadable for a file that is no TOML, or holds a name or a kind of value not known here.
    """
    path = data / SETTINGS_FILE
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise SettingsUnreadable(path, str(trouble)) from trouble
    return Settings(**{name: _checked(path, name, value) for name, value in given.items()})


def _checked(path: Path, name: str, value: Any) -> Any:
    defaults = {field.name: field.default for field in fields(Settings)}
    if name not in defaults:
        raise SettingsUnreadable(path, f"there is no setting `{name}`; there are {', '.join(defaults)}")
    wanted = type(defaults[name])
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise SettingsUnreadable(path, f"`{name}` must be {'text' if wanted is str else 'a number'}, not {value!r}")
    return value
