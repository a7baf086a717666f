"""Lines `Label: value` within a page of highlights."""

from __future__ import annotations

from ingest.metadata.labels import Label
from ingest.records.line_kinds import Line
from ingest.records.page_builder import PageBuilder
from ingest.records.record import Record


def read_label_line(builder: PageBuilder, line: Line, label: Label) -> None:
    """Reads a label: of the open record, of the next one, of the work, or a chapter."""
    record = builder.record
    if label.kind == "text":
        _read_text_label(builder, line, label)
    elif label.kind in ("title", "author"):
        _read_work_label(builder, line, label)
    elif label.kind == "chapter" and not record:
        builder.enter_chapter(line)
    elif label.kind == "context":
        _read_context(builder, line, label)
    elif label.kind in ("summary", "category", "published"):
        builder.add_pair(label.key, label.value)
        builder.mark_syntax([line])
    elif record and (record.has_text or record.mark) and not _repeats(builder, record, label.kind):
        record.add_label(label, line.number)
    elif label.kind == "note":
        _open_note(builder, line, label)
    else:
        builder.wait(line)


def _read_text_label(builder: PageBuilder, line: Line, label: Label) -> None:
    """Reads `Quote: words`: the text of the open record where it has none, or of a note that is only a head so far."""
    record = builder.record
    if record and record.type == "note" and record.mark == "head" and not record.annotations.notes:
        record.slot = "note"
        if label.value:
            record.add_line(label.value, line.number)
        return
    is_waiting = record and (record.mark in ("head", "label") or _is_note_above(builder, record, line))
    if not record or record.has_text or not is_waiting:
        record = builder.open(line, "label")
    record.type = "highlight"
    record.add_label(label, line.number)


def _is_note_above(builder: PageBuilder, record: Record, line: Line) -> bool:
    """Whether a note stands above a line with no blank line between: the line is what it is a note on."""
    lines = builder.note.lines[record.start - 1 : line.number]
    return record.type == "note" and all(map(str.strip, lines))


def _read_work_label(builder: PageBuilder, line: Line, label: Label) -> None:
    """Reads a title or author: the page's above all records, else that of the records below."""
    if builder.before_records and not builder.record:
        builder.add_field(line, label.key, label.value)
        return
    if label.kind == "title":
        builder.close()
        builder.work = (label.value, "")
    else:
        builder.work = (builder.work[0], label.value)
    builder.mark_syntax([line])


def _read_context(builder: PageBuilder, line: Line, label: Label) -> None:
    record = builder.record
    if not (record and record.mark == "label"):
        record = builder.open(line, "label")
    slot = record.slot
    record.add_label(label, line.number)
    record.slot = slot


def _open_note(builder: PageBuilder, line: Line, label: Label) -> None:
    """Opens a note that stands on no highlight; a label of several words stays with it."""
    record = builder.open(line, "")
    record.type = record.slot = "note"
    record.add_line(label.value if " " not in label.key else line.text, line.number)


def _repeats(builder: PageBuilder, record: Record, kind: str) -> bool:
    """Whether the open record has such a label already, so that this one begins the next."""
    has = {"page": record.location, "location": record.location, "date": record.annotations.date}
    return bool(has.get(kind)) and record.has_text and builder.shape not in ("quote", "tail")
