"""What every origin of a model's file does: it gives the file's bytes from any position on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of the file."""

    start: int
    """Position of the first of them in the file."""
    content: bytes


class OriginSource(Protocol):
    """Reads a file from one origin."""

    label: str
    """Its name in a sentence: "the hub"."""
    size: int
    """Bytes of the whole file, as the origin says; 0 where it does not say, or not yet."""
    sha256: str
    """As the origin says; "" where it does not say, or not yet."""

    def read(self, start: int) -> Iterator[Piece]:
        """The file from byte `start` on, or from an earlier one, in order, as far as it comes.

        Raises ConnectionLost; DownloadFailed where another try will not help.
        """
        ...


class ConnectionLost(Exception):
    """The origin, or the connection to it, failed; another try may help. The message is one clause."""
