"""A highlight being read: its lines, its annotations, and how it is added to the draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.document import Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.podcast_clip import is_placeholder, split_clip
from ingest.markdown.blocks import HeadingPath
from ingest.markdown.html_blocks import show_marked
from ingest.markdown.links import link_targets
from ingest.metadata.action_tags import read_actions
from ingest.metadata.annotations import Annotation, Annotations
from ingest.metadata.head_words import split_color_sign
from ingest.metadata.locations import Located, strip_location, tidy_location
from ingest.text.clean import clean_text

GO_TO_LINK = re.compile(
    r"^\[(?:(?:view|open|read|see|visit) )?(?:the )?(?:original|source|link|article|page|post)(?: \w+)?\]\(\S+\)$",
    re.I,
)
"""A link to the page itself among its highlights."""
THREAD_NOTE = "Thread"
"""Readwise's own note on a thread's first tweet, 1,655 times in one vault; not the reader's."""


@dataclass(slots=True)
class HighlightBuilder:
    """A highlight being read, and the annotation of it being read."""

    start: int
    end: int
    indent: int
    lines: list[tuple[int, str]]
    """Its text without bullet and indentation, as pairs of line number and line."""
    annotations: Annotations = field(default_factory=Annotations)
    readwise_id: str = ""
    is_located: bool = False
    """Whether its text has ended in a location link."""
    kind: str = ""
    """Of the annotation being read; "" while in the text."""
    kind_indent: int = 0
    kind_lines: list[str] = field(default_factory=list)

    def open_annotation(self, annotation: Annotation, indent: int) -> None:
        self.close_annotation()
        self.kind, self.kind_indent, self.kind_lines = annotation.kind, indent, [annotation.value]

    def close_annotation(self) -> None:
        if self.kind:
            self.annotations.add(self.kind, self.kind_lines)
        self.kind = ""


def add_highlight(
    draft: DocumentBuilder, current: HighlightBuilder, headings: HeadingPath, highlighted_at: str
) -> None:
    """Adds a highlight that was read; one without words is metadata.

    One whose note has the action `.h1` is a chapter of what follows, and the rest of the note a paragraph. A podcast
    clip is split into the machine's words and the speakers'.
    """
    located = strip_location("\n".join(line for _, line in current.lines).rstrip())
    color, words = split_color_sign(located.text.strip())
    text = show_marked(clean_text(words if color else located.text))
    annotations = current.annotations
    annotations.color = annotations.color or color
    voice: Voice = "author"
    draft.mark_meta(current.start, current.end)
    if is_placeholder(text):
        text, voice, annotations.notes = "\n".join(annotations.notes), "reader", []
    if not text:
        return
    if GO_TO_LINK.match(text):
        draft.keep_field("links", text)
        return
    actions = read_actions("\n".join(annotations.notes))
    if actions.level:
        headings.enter(actions.level, " ".join(text.split()))
        _add_note(draft, current, actions.note, headings.section)
        return
    annotations.notes = [actions.note] if actions.note and actions.note != THREAD_NOTE else []
    annotations.tags += [tag for tag in actions.tags if tag not in annotations.tags]
    annotations.tags += [tag for tag in located.tags if tag not in annotations.tags]
    location = _complete_location(current, located)
    highlight = annotations.apply_to(
        Highlight(
            text=text,
            line_start=current.start,
            line_end=current.end,
            location=location.location,
            url=location.url,
            readwise_id=location.readwise_id,
            highlighted_at=located.date or highlighted_at,
            section=headings.section,
            voice=voice,
        )
    )
    lines = [(number, line) for (number, _), line in zip(current.lines, located.text.split("\n"), strict=False)]
    for part in split_clip(highlight, lines):
        draft.add_highlight(part)


def _add_note(draft: DocumentBuilder, current: HighlightBuilder, note: str, section: tuple[str, ...]) -> None:
    """Adds the note on a chapter as a paragraph, on the lines below the text where there are any."""
    last_of_text = current.lines[-1][0]
    start = last_of_text + 1 if last_of_text < current.end else current.start
    if note:
        draft.add_paragraph(
            Paragraph(text=note, line_start=start, line_end=current.end, section=section, voice="reader")
        )


def _complete_location(current: HighlightBuilder, located: Located) -> Located:
    """Location, link and id from the end of the text, else from the annotation that names its place."""
    place = current.annotations.place
    side = strip_location(place)
    link = next(iter(link_targets(place)), "")
    return replace(
        located,
        location=located.location or side.location or ("" if link else tidy_location(side.text)),
        url=located.url or side.url or link,
        readwise_id=located.readwise_id or side.readwise_id or current.readwise_id,
    )
