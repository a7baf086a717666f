"""A highlight being read: its lines, what is said of it, and how it ends up in the draft."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Highlight, Paragraph, Voice
from ingest.extraction.podcast_clip import is_placeholder, take_snip_apart
from ingest.markdown.blocks import HeadingPath
from ingest.markdown.html_blocks import show_marked
from ingest.markdown.links import link_targets
from ingest.metadata.action_tags import read_actions
from ingest.metadata.annotations import Annotations, Keyed
from ingest.metadata.locations import strip_location, tidy_place
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text

THREAD = "Thread"
"""Readwise's own word in the note of a thread's first tweet, 1,655 times in one vault; not the reader's."""


@dataclass(slots=True)
class HighlightBuilder:
    """A highlight being read."""

    start: int
    end: int
    indent: int
    lines: list[tuple[int, str]]
    """Its text without bullet and indentation, each line with its number."""
    said: Annotations = field(default_factory=Annotations)
    readwise_id: str = ""
    placed: bool = False
    """Whether its text has ended in a location link."""
    key: str = ""
    """Kind of the annotation being read; "" while in the text."""
    key_indent: int = 0
    key_lines: list[str] = field(default_factory=list)

    def close_key(self) -> None:
        if self.key:
            self.said.add(self.key, self.key_lines)
        self.key = ""

    def open_key(self, keyed: Keyed, indent: int) -> None:
        self.close_key()
        self.key, self.key_indent, self.key_lines = keyed.kind, indent, [keyed.value]


def add_highlight(draft: DocumentBuilder, current: HighlightBuilder, trail: HeadingPath, highlighted_at: str) -> None:
    """Give the draft what was read; an entry without words, or with a placeholder for them, is metadata.

    One whose note commands it (`.h1`) is a chapter of what follows, and what else was noted a paragraph; a podcast
    clip is taken apart into its title, the machine's words and the speakers'.
    """
    placed = strip_location("\n".join(line for _, line in current.lines).rstrip())
    text = show_marked(clean_text(placed.text))
    voice: Voice = "author"
    draft.mark_meta(current.start, current.end)
    if is_placeholder(text):
        text, voice, current.said.notes = "\n".join(current.said.notes), "reader", []
    if not text:
        return
    actions = read_actions("\n".join(current.said.notes))
    if actions.level:
        trail.enter(actions.level, " ".join(text.split()))
        if actions.note:
            start = current.lines[-1][0] + 1 if current.lines[-1][0] < current.end else current.start
            draft.add_paragraph(
                Paragraph(
                    text=actions.note, line_start=start, line_end=current.end, section=trail.section, voice="reader"
                )
            )
        return
    current.said.notes = [actions.note] if actions.note and actions.note != THREAD else []
    current.said.tags += [tag for tag in actions.tags if tag not in current.said.tags]
    side = strip_location(current.said.place)
    link = next(iter(link_targets(current.said.place)), "")
    highlight = current.said.put_on(
        Highlight(
            text=text,
            line_start=current.start,
            line_end=current.end,
            location=placed.location or side.location or ("" if link else tidy_place(side.text)),
            url=placed.url or side.url or link,
            readwise_id=placed.readwise_id or side.readwise_id or current.readwise_id,
            highlighted_at=highlighted_at,
            section=trail.section,
            voice=voice,
        )
    )
    kept = placed.text.split("\n")
    numbered = [(number, line) for (number, _), line in zip(current.lines, kept, strict=False)]
    for part in take_snip_apart(highlight, numbered):
        draft.add_highlight(part)
