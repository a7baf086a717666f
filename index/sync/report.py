"""What an ingest did, as the command line, the page and `notes status` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.catalog.files import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCounts:
    """Files."""

    seen: int
    new: int
    """With the renamed ones."""
    changed: int
    unchanged: int
    removed: int
    """Without the renamed ones."""
    failed: int
    """Without readable text; named until they change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCounts:
    """Passages of the whole store."""

    total: int
    added: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCounts:
    """Folded occurrences in the whole store: places of a passage other than the one shown."""

    exact: int
    near: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    """How many for each reason, as `notes duplicates` gives it, most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalQuestion:
    """A source that seems to have lost much; nothing of it was removed."""

    source: str
    why: str
    gone: int
    """Notes that would be removed with --allow-removals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run did."""

    notes: NoteCounts
    passages: PassageCounts
    duplicates: DuplicateCounts
    failures: tuple[Trouble, ...]
    unparsed_lines: int
    """In all files of the sources read."""
    seconds: float
    renamed: int = 0
    embedded: int = 0
    """Vectors that the encoder made."""
    to_embed: int = 0
    """Passages that have no vector yet and are found by their words only."""
    skipped: tuple[Trouble, ...] = ()
    """Passed over on purpose, or not downloaded at present."""
    read: Mapping[str, int] = field(default_factory=dict)
    """How many files with text there are of each kind, most first."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many files there are of each kind that is not read, most first."""
    unread_files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The first few of each kind."""
    warnings: tuple[Trouble, ...] = ()
    """Of the files read in this run."""
    asked: tuple[RemovalQuestion, ...] = ()
    hint: str = ""
    """What would help, shown once in a store's life: another encoder for notes in other languages."""
    dry_run: bool = False
    stopped: bool = False
    """Whether it was stopped before its end; the next run goes on from there."""

    def to_json(self) -> dict[str, Any]:
        """The report as `notes ingest --json` prints it."""
        values = asdict(self)
        values["seconds"] = round(self.seconds, 3)
        return values


def read_report(values: Mapping[str, Any]) -> IngestReport:
    """The report that `to_json` gave."""
    fields = dict(values)
    for name, noun in (("notes", NoteCounts), ("passages", PassageCounts), ("duplicates", DuplicateCounts)):
        fields[name] = noun(**fields[name])
    for name in ("failures", "skipped", "warnings"):
        fields[name] = tuple(Trouble(**trouble) for trouble in fields[name])
    fields["asked"] = tuple(RemovalQuestion(**question) for question in fields["asked"])
    return IngestReport(**fields)
