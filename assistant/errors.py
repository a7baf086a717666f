"""What can go wrong while an answer is made.

AssistantFailure
├── ModelUnavailable     no model can be loaded: a file missing, broken, of an unknown kind, or no room for it
├── PromptTooLong        what must be in the prompt does not fit the model's context
├── ModelStoppedShort    the model failed while it was writing; what was shown stands
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


class SettingsUnreadable(AssistantFailure):
    """The settings file at `path` cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; mend that line or delete the file")
        self.path = path
        self.why = why


class WrongUse(AssistantFailure):
    """What was typed, or a line of a batch, is not as it should be. The message says how it should be."""
