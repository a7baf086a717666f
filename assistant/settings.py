"""The reader's settings, in one file: `settings.toml` in the data folder.

model = "~/models/some-instruct.Q4_K_M.gguf"
interval_minutes = 30
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from assistant.errors import SettingsUnreadable
from index.atomic_write import write_atomically
from index.catalog.catalog import Catalog

SETTINGS_FILE = "settings.toml"
_TYPE_NAMES: dict[type, str] = {str: "text", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default."""

    model: str = ""
    """A GGUF file; "" is the default; "none" answers with the notes' own sentences only. With an endpoint: the
    model's name there, "" for its first."""
    endpoint: str = ""
    """An address that speaks OpenAI's protocol (llama-server, Ollama), as "http://127.0.0.1:8080/v1", whose model
    writes in place of a local one. "" for none."""
    endpoint_elsewhere: bool = False
    """Whether the endpoint may be on another machine; questions and passages are then sent there."""
    context: int = 0
    """Tokens; 0 is 4,096. Never more than the model was trained for."""
    gpu_layers: int = -1
    """Layers of the model on the GPU; -1 is as many as fit."""
    threads: int = 0
    """Processor threads for the model; 0 lets the machine's cores decide."""
    way: Literal["auto", "quote", "write"] = "auto"
    """The answer mode: `quote`, `write`, or `auto` for what measured better at the model's size."""
    strictness: float = 0.5
    """0 answers from anything similar, 1 only from evidence that surely answers."""
    embedder: str = ""
    """A listed encoder's name, or another sentence-transformers model's name or folder; "" is the packaged one."""
    store: str = ""
    """A database of PostgreSQL that keeps the notes' index, as "postgresql://reader@host/database?library=name"; ""
    is a file in the data folder."""
    interval_minutes: int = 30
    """Between two reads of the page's folders; 0 is never."""
    today: bool = True
    """Whether the page shows the daily review: what is new since the last visit, and a few passages to see again."""


def data_folder(path: str = "") -> Path:
    """The folder of the index: `path`, else the variable `NOTES_DATA`, else the user's data folder."""
    if path or os.environ.get("NOTES_DATA"):
        return Path(path or os.environ["NOTES_DATA"]).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("reading-notes-assistant", appauthor=False)


def open_catalog(data: Path, *, readonly: bool = False) -> Catalog:
    """The catalog of a data folder: its file, or what the variable `NOTES_STORE` or the settings name on a server.

    Raises StoreUnusable, SettingsUnreadable.
    """
    store = os.environ.get("NOTES_STORE") or load_settings(data).store
    if not store:
        return Catalog.open(data, readonly=readonly)
    from index.catalog.postgres.catalog import PostgresCatalog

    return PostgresCatalog.connect(data, store, readonly=readonly)


def load_settings(data: Path) -> Settings:
    """The settings of a data folder; the defaults where it has none.

    Raises SettingsUnreadable for a file that is not TOML, and for an unknown name or a value of the wrong type.
    """
    path = data / SETTINGS_FILE
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsUnreadable(path, str(error)) from error
    return Settings(**{name: _checked(path, name, value) for name, value in values.items()})


def change_settings(data: Path, **changes: str | int | float | bool) -> Settings:
    """Write some settings into the file, its other lines and comments as they are; returns all settings.

    Raises SettingsUnreadable where the file cannot be used or written.
    """
    import tomlkit  # 40 ms, for commands that only read settings

    path = data / SETTINGS_FILE
    checked = {name: _checked(path, name, value) for name, value in changes.items()}
    settings = replace(load_settings(data), **checked)
    document = tomlkit.parse(path.read_text("utf-8") if path.exists() else "")
    for name, value in checked.items():
        document[name] = item = tomlkit.item(value)
        item.trivia.comment = item.trivia.comment_ws = ""  # it was on the old value
    try:
        data.mkdir(parents=True, exist_ok=True)
        write_atomically(path, tomlkit.dumps(document))
    except OSError as error:
        raise SettingsUnreadable(path, error.strerror or str(error)) from error
    return settings


def _checked(path: Path, name: str, value: Any) -> Any:
    """The value in its setting's type. Raises SettingsUnreadable."""
    defaults = {field.name: field.default for field in fields(Settings)}
    if name not in defaults:
        raise SettingsUnreadable(path, f"there is no setting `{name}`; there are {', '.join(defaults)}")
    kind = type(defaults[name])
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise SettingsUnreadable(path, f"`{name}` must be {_TYPE_NAMES[kind]}, not {value!r}")
    return value
