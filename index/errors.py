"""What can go wrong in the index.

IndexFailure
└── EmbedderMissing   the encoder cannot be had on this machine
"""

from __future__ import annotations


class IndexFailure(Exception):
    """The index could not do it. The message says what and ends in the repair."""


class EmbedderMissing(IndexFailure):
    """An encoder could not be loaded. name: as asked for."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"the encoder {name} cannot be loaded: {why}; give a sentence-transformers folder or name")
        self.name = name
