"""What can go wrong while an answer is made.

AssistantFailure
├── ModelUnavailable     no model can be loaded: a file missing, broken, of an unknown kind, or no room for it
├── PromptTooLong        what must be in the prompt does not fit the model's context
├── ModelStoppedShort    the model failed while it was writing; what was shown stands
├── ModelUnknown         no model of that name can be fetched
├── FetchFailed          a model could not be fetched
│   ├── FetchCut         the connection ended or nobody answers; what came is kept and gone on from
│   ├── FetchRefused     the hub will not give it
│   ├── ChecksumWrong    what came is not what was listed; it is thrown away
│   └── DiskFull         no room for it; what came is kept
├── SettingsUnreadable   the settings file cannot be used
└── WrongUse             the command line, or a line of a batch, is not as it should be
"""

from __future__ import annotations

from pathlib import Path


class AssistantFailure(Exception):
    """An answer could not be made. The message says what and ends in the repair."""


class ModelUnavailable(AssistantFailure):
    """A model cannot be used. path: its file or "" where none was named; why: one clause; repair: the next step."""

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
    """A model failed midway. model: its name; why: llama.cpp's words."""

    def __init__(self, model: str, why: str) -> None:
        super().__init__(f"{model} failed while writing ({why}); ask again, or choose quoted answers")
        self.model = model
        self.why = why


class ModelUnknown(AssistantFailure):
    """No model is called `name`. near: the names that come close, else all of them."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        meant = f"did you mean {near[0]}?" if len(near) == 1 else f"there are {', '.join(near)}"
        super().__init__(f"there is no model called {name!r}; {meant} (notes models lists them)")
        self.name = name
        self.near = near


class FetchFailed(AssistantFailure):
    """A model could not be fetched. file: its name; why: one clause; repair: the next step."""

    def __init__(self, file: str, why: str, repair: str) -> None:
        super().__init__(f"{file}: {why}; {repair}")
        self.file = file
        self.why = why
        self.repair = repair


class FetchCut(FetchFailed):
    """The connection ended before the file did. done, total: bytes; total 0 where it was not known yet."""

    def __init__(self, file: str, why: str, done: int, total: int) -> None:
        came = f" after {done / 1e9:.2f} of {total / 1e9:.2f} GB" if total else ""
        super().__init__(file, f"{why}{came}", "run it again: it goes on from there")
        self.done = done
        self.total = total


class FetchRefused(FetchFailed):
    """The hub answered, and not with the file. status: HTTP's."""

    def __init__(self, file: str, why: str, repair: str, status: int) -> None:
        super().__init__(file, why, repair)
        self.status = status


class ChecksumWrong(FetchFailed):
    """The file is another than was listed. wanted, found: SHA-256; came: whether it came, or the hub only told."""

    def __init__(self, file: str, wanted: str, found: str, *, came: bool = True) -> None:
        what = "what came is not the file that was listed" if came else "the hub has another file there than was listed"
        why = f"{what} ({found[:12]} instead of {wanted[:12]}){', and was thrown away' if came else ''}"
        super().__init__(file, why, "fetch it again; where that repeats, fetch another: notes models")
        self.wanted = wanted
        self.found = found


class DiskFull(FetchFailed):
    """No room at `folder`. needed, free: bytes; free is what was left when it was looked at."""

    def __init__(self, file: str, folder: Path, needed: int, free: int) -> None:
        why = f"no room in {folder}: {needed / 1e9:.2f} GB needed, {free / 1e9:.2f} GB free"
        super().__init__(file, why, "free some disk and run it again: it goes on from there")
        self.folder = folder
        self.needed = needed
        self.free = free


class SettingsUnreadable(AssistantFailure):
    """The settings file at `path` cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; mend that line or delete the file")
        self.path = path
        self.why = why


class WrongUse(AssistantFailure):
    """What was typed, or a line of a batch, is not as it should be. The message says how it should be."""
