"""The annotations of a PDF's page that hold a reader's words."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.full_text.pdf.page import Box, Mark

MAX_ANNOTATIONS = 5_000
"""Of one page."""
KINDS = {1: "text", 3: "free text", 9: "highlight", 10: "underline", 11: "squiggly", 12: "strikeout"}


def read_marks(raw: Any, page: Any) -> Iterator[Mark]:
    """The marks of a page; what was replied to one belongs to its note."""
    marks: dict[int, Mark] = {}
    replies: list[tuple[int, str]] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = KINDS.get(raw.FPDFAnnot_GetSubtype(annotation))
            note = _string(raw, annotation, b"Contents")
            if raw.FPDFAnnot_HasKey(annotation, b"IRT"):
                replies.append((_answered(raw, page, annotation), note))
            elif kind:
                marks[index] = Mark(
                    kind=kind,
                    boxes=tuple(_boxes(raw, annotation)),
                    note=note,
                    color=_color(raw, annotation),
                    date=_string(raw, annotation, b"M") or _string(raw, annotation, b"CreationDate"),
                )
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    for index, note in replies:
        if note and index in marks:
            joined = "\n\n".join(filter(None, (marks[index].note, note)))
            marks[index] = replace(marks[index], note=joined)
    yield from marks.values()


def _answered(raw: Any, page: Any, annotation: Any) -> int:
    """The index of the annotation that one replies to; -1 where it is gone."""
    other = raw.FPDFAnnot_GetLinkedAnnot(annotation, b"IRT")
    if not other:
        return -1
    try:
        return int(raw.FPDFPage_GetAnnotIndex(page, other))
    finally:
        raw.FPDFPage_CloseAnnot(other)


def _boxes(raw: Any, annotation: Any) -> Iterator[Box]:
    """The boxes of the marked lines; that of the annotation itself where it names none."""
    points = raw.FS_QUADPOINTSF()
    count = raw.FPDFAnnot_CountAttachmentPoints(annotation)
    for index in range(min(count, MAX_ANNOTATIONS)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            up = (points.y1, points.y2, points.y3, points.y4)
            yield Box(min(across), min(up), max(across), max(up))
    if not count:
        rectangle = raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(annotation, rectangle):
            bottom, top = sorted((rectangle.bottom, rectangle.top))
            yield Box(rectangle.left, bottom, rectangle.right, top)


def _string(raw: Any, annotation: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    text = buffer.raw[: length - 2].decode("utf-16-le", "ignore").replace("\0", "")
    return "\n".join(text.splitlines()).strip()


def _color(raw: Any, annotation: Any) -> str:
    """As `#ffcc00`; "" where none is set."""
    if not raw.FPDFAnnot_HasKey(annotation, b"C"):
        return ""
    raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)  # else the colour is not told
    channels = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFAnnot_GetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *channels):
        return ""
    return "#" + "".join(f"{channel.value:02x}" for channel in channels[:3])
