"""What the reader can set, in one file: `settings.toml` in the data folder.

model = "~/models/some-instruct.Q4_K_M.gguf"
interval_minutes = 30
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from assistant.errors import SettingsUnreadable

SETTINGS_FILE = "settings.toml"
_KINDS: dict[type, str] = {str: "text", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default."""

    model: str = ""
    """A GGUF file; "" is the packaged one; "none" answers with the notes' own sentences only. Of an endpoint: the
    model's name there, "" for its first."""
    endpoint: str = ""
    """An address that speaks OpenAI's protocol (llama-server, Ollama), as "http://127.0.0.1:8080/v1"; it writes
    instead of a model of our own, and `model` is then the name it goes by there. "" for none."""
    endpoint_elsewhere: bool = False
    """Whether the endpoint may be on another machine, to which questions and passages are then sent."""
    context: int = 0
    """Tokens of context; 0 is 4,096. Never more than the model was made for."""
    gpu_layers: int = -1
    """Layers of the model on the GPU; -1 is as many as fit, 0 none."""
    threads: int = 0
    """Processor threads for the model; 0 is what suits the machine."""
    way: Literal["auto", "quote", "write"] = "auto"
    """`quote`, `write`, or `auto`: what measured better for the model's class."""
    strictness: float = 0.5
    """0 answers from whatever comes near, 1 only from what is surely there."""
    embedder: str = ""
    """A sentence-transformers model's name or folder; "" is the packaged one."""
    interval_minutes: int = 30
    """How often the page reads its folders again; 0 is never."""
    today: bool = True
    """Whether the page shows what came since the last visit, and a few passages to see again."""


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


def change_settings(data: Path, **changes: str | int | float | bool) -> Settings:
    """Write some settings into the file, its other lines and comments as they are; returns all of them.

    Raises SettingsUnreadable where the file cannot be used or written.
    """
    path = data / SETTINGS_FILE
    wanted = replace(load_settings(data), **{name: _checked(path, name, value) for name, value in changes.items()})
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for name, value in changes.items():
        line = f"{name} = {_toml_value(value)}"
        at = next((n for n, old in enumerate(lines) if old.split("=")[0].strip() == name), None)
        lines[len(lines) if at is None else at : len(lines) if at is None else at + 1] = [line]
    text = "\n".join(lines) + "\n"
    if not _says(text, wanted):  # a value over several lines: written anew, without comments
        given = {field.name: getattr(wanted, field.name) for field in fields(Settings)}
        lines = [f"{n} = {_toml_value(v)}" for n, v in given.items() if v != getattr(Settings(), n)]
        text = "\n".join(lines) + "\n"
    try:
        data.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as trouble:
        raise SettingsUnreadable(path, trouble.strerror or str(trouble)) from trouble
    return wanted


def _says(text: str, wanted: Settings) -> bool:
    try:
        return Settings(**tomllib.loads(text)) == wanted
    except (tomllib.TOMLDecodeError, TypeError):
        return False


def _toml_value(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    # JSON's strings are TOML's basic strings, DEL aside, which JSON leaves bare
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else repr(value)


def _checked(path: Path, name: str, value: Any) -> Any:
    defaults = {field.name: field.default for field in fields(Settings)}
    if name not in defaults:
        raise SettingsUnreadable(path, f"there is no setting `{name}`; there are {', '.join(defaults)}")
    wanted = type(defaults[name])
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise SettingsUnreadable(path, f"`{name}` must be {_KINDS[wanted]}, not {value!r}")
    return value
