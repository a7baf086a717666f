"""What can go wrong while an answer is made.

AssistantFailure
├── ModelUnavailable         no model can be loaded: a file missing, broken, of an unknown kind, or too large
├── PromptTooLong            what must be in the prompt does not fit the model's context
├── ModelStoppedShort        the model failed while it was writing; what was shown stands
├── ModelUnknown             no model of that name can be downloaded
├── DownloadFailed           a model could not be downloaded
│   ├── DownloadInterrupted  the connection ended or was stopped; what arrived is kept and continued
│   ├── DownloadRefused      the hub does not give the file
│   ├── ChecksumWrong        the file is not the listed one; what arrived is deleted
│   └── DiskFull             no room for it; what arrived is kept
├── SettingsUnreadable       the settings file cannot be used
└── WrongUse                 the command line, or a line of a batch, is wrong
"""

from __future__ import annotations

from pathlib import Path


class AssistantFailure(Exception):
    """An answer could not be made. The message says what failed and ends in the repair."""


class ModelUnavailable(AssistantFailure):
    """A model cannot be used. path: its file, or "" where none was named; why: one clause; repair: the next step."""

    def __init__(self, path: str, why: str, repair: str) -> None:
        super().__init__(f"{path + ': ' if path else ''}{why}; {repair}")
        self.path = path
        self.why = why
        self.repair = repair


class PromptTooLong(AssistantFailure):
    """A prompt does not fit. tokens: its length; room: the tokens that the context leaves for it."""

    def __init__(self, tokens: int, room: int) -> None:
        super().__init__(
            f"the question takes {tokens} tokens and the model has room for {room}; "
            "ask a shorter question, or choose a model with a longer context"
        )
        self.tokens = tokens
        self.room = room


class ModelStoppedShort(AssistantFailure):
    """A model failed midway. model: its name; why: the message of llama.cpp or of the server."""

    def __init__(self, model: str, why: str) -> None:
        super().__init__(f"{model} failed while writing ({why}); ask again, or choose quoted answers")
        self.model = model
        self.why = why


class ModelUnknown(AssistantFailure):
    """No model is called `name`. near: the similar names, or else all of them."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        hint = f"did you mean {near[0]}?" if len(near) == 1 else f"there are {', '.join(near)}"
        super().__init__(f"there is no model called {name!r}; {hint} (notes models lists them)")
        self.name = name
        self.near = near


class DownloadFailed(AssistantFailure):
    """A model could not be downloaded. file: its name; why: one clause; repair: the next step."""

    def __init__(self, file: str, why: str, repair: str) -> None:
        super().__init__(f"{file}: {why}; {repair}")
        self.file = file
        self.why = why
        self.repair = repair


class DownloadInterrupted(DownloadFailed):
    """The connection ended before the file did. done, total: bytes; total is 0 where it is not known yet."""

    def __init__(self, file: str, why: str, done: int, total: int) -> None:
        after = f" after {done / 1e9:.2f} of {total / 1e9:.2f} GB" if total else ""
        super().__init__(file, f"{why}{after}", "run it again: it continues from there")
        self.done = done
        self.total = total


class DownloadRefused(DownloadFailed):
    """The hub answered without the file. status: HTTP's."""

    def __init__(self, file: str, why: str, repair: str, status: int) -> None:
        super().__init__(file, why, repair)
        self.status = status


class ChecksumWrong(DownloadFailed):
    """The file is not the listed one. wanted, actual: SHA-256; received: False where only the hub's header says so."""

    def __init__(self, file: str, wanted: str, actual: str, *, received: bool = True) -> None:
        what = "the downloaded file is not the listed one" if received else "the hub has another file than was listed"
        why = f"{what} ({actual[:12]} instead of {wanted[:12]}){', and was deleted' if received else ''}"
        super().__init__(file, why, "download it again; if that repeats, choose another: notes models")
        self.wanted = wanted
        self.actual = actual


class DiskFull(DownloadFailed):
    """No room in `folder`. needed, free: bytes, as measured just before."""

    def __init__(self, file: str, folder: Path, needed: int, free: int) -> None:
        why = f"no room in {folder}: {needed / 1e9:.2f} GB needed, {free / 1e9:.2f} GB free"
        super().__init__(file, why, "free some disk and run it again: it continues from there")
        self.folder = folder
        self.needed = needed
        self.free = free


class SettingsUnreadable(AssistantFailure):
    """The settings file at `path` cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; correct that line or delete the file")
        self.path = path
        self.why = why


class WrongUse(AssistantFailure):
    """An argument, or a line of a batch, is wrong. The message says what it should be."""
