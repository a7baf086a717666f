"""What can go wrong while notes are read.

IngestFailure
└── UnreadableFile   no text could be had from one file; the rest goes on
"""

from __future__ import annotations


class IngestFailure(Exception):
    """A note could not be read. The message says what and ends in the repair."""


class UnreadableFile(IngestFailure):
    """One file gave no text.

    path: as given, relative to its source folder; line: 1-based, or None where the whole file is meant.
    """

    def __init__(self, path: str, why: str, line: int | None = None) -> None:
        super().__init__(f"{path}{f':{line}' if line else ''}: {why}")
        self.path = path
        self.line = line
        self.why = why
