"""The bullets of a page written in an outliner, as highlights and paragraphs.

Whose words a bullet holds is decided in `outline_bullets`; text below a heading such as `AI Summary` is a machine's.
Short bullets are joined, and a bullet with all bullets below it, as far as they fit in one passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Highlight, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.formats.general.outline_bullets import (
    LINKED_PAGE,
    MIN_ALONE_WORDS,
    QUOTE,
    SNIP_LINK,
    BulletClassifier,
    BulletType,
    Label,
    OutlineContext,
    author_of,
)
from ingest.markdown.blocks import heading_of
from ingest.markdown.outline_tree import LEADING_TIME, WORDLESS, OutlineNode, detach_links, visible_words, write_outline
from ingest.metadata.annotations import Annotation, Annotations, parse_annotation
from ingest.metadata.labels import is_heading_of, label_kind, read_label
from ingest.metadata.locations import Located, strip_location
from ingest.metadata.title_author import is_name
from ingest.metadata.trailing_metadata import strip_trailing_metadata
from ingest.text.clean import clean_text, is_image_only
from ingest.transcripts.speech_rate import TIMESTAMP
from ingest.transcripts.timestamps import format_clock, parse_seconds, timestamp_url

TASK_WORD = re.compile(r"^(?:TODO|DOING|DONE|LATER|NOW|WAITING|\[COMPLETE\])\s+")
REMARK_SIGN = re.compile(r"^📝\s*")
"""Hypothes.is' sign for the reader's remark."""
MODEL_HEADING = re.compile(
    r"\b(?:AI|GPT|LLM|ChatGPT|Claude|Gemini|Perplexity|NotebookLM)\b.{0,12}\b(?:summar\w+|overview|notes?|answers?|"
    r"generated|take-?aways?)\b|\b(?:summar\w+|generated|notes?|answers?) (?:by|from) (?:an? )?(?:AI|GPT|LLM|ChatGPT|"
    r"Claude|Gemini|Perplexity|NotebookLM)\b",
    re.I,
)
"""A heading over text that a model wrote."""
MAX_MODEL_HEADING_WORDS = 12
"""A longer heading is about models."""
ANNOTATION_KINDS = frozenset(("note", "tags", "color", "date", "place"))
"""Of bullets below a quotation that annotate it."""


class PageReader:
    """Adds an outline's bullets to one draft. video: the address of the talk, for links to its times, or ""."""

    def __init__(self, draft: DocumentBuilder, bullets: BulletClassifier, *, video: str) -> None:
        self._draft = draft
        self._bullets = bullets
        self._video = video

    def read(self, nodes: list[OutlineNode]) -> None:
        """Add the outermost bullets and all below them."""
        for node in nodes:
            for link in detach_links(node):
                self._draft.mark_meta(link.start, link.end)
        self._add_all(nodes, OutlineContext())

    def _add_all(self, nodes: Sequence[OutlineNode], context: OutlineContext) -> None:
        """Add bullets of one level, short ones of one voice joined."""
        short: list[OutlineNode] = []
        for node in nodes:
            is_short = self._bullets.is_short_text(node, context)
            full = sum(item.words for item in short) >= MIN_ALONE_WORDS
            if short and (full or not is_short or self._bullets.differ_in_voice(short[-1], node)):
                self._add_list(short, context)
                short = []
            if is_short:
                short.append(node)
            else:
                self._add(node, context)
        if short:
            self._add_list(short, context)

    def _add(self, node: OutlineNode, context: OutlineContext) -> None:
        """Add a bullet and all below it."""
        text, words = node.text, visible_words(node.text)
        heading = heading_of(node.lines[0][1])
        label = None if heading else self._bullets.label(text, context)
        time = TIMESTAMP.search(text) or LEADING_TIME.match(text)
        if time:
            context = self._at_time(context, time[1], node)
        if heading and len(words.split()) <= MAX_MODEL_HEADING_WORDS and MODEL_HEADING.search(words):
            context = replace(context, voice="machine")
        match self._bullets.type_of(node, label, context):
            case BulletType.LABELLED if label:
                self._add_labelled(node, label, context)
            case BulletType.MARKED:
                self._add_marked(node, visible_words(_unquoted(text)), context)
            case BulletType.QUOTE:
                in_highlights = any(is_heading_of(heading, "highlight_headings") for heading in context.section)
                context = replace(context, voice="reader") if in_highlights else context
                self._add_quotation(node, visible_words(_unquoted(text)), context)
            case BulletType.LINKED:
                self._add_quotation(node, words, context)
            case BulletType.SPEECH:
                self._add_quotation(node, clean_text(words), context)
            case BulletType.HEADING:
                words = TASK_WORD.sub("", words.lstrip("# ").rstrip(":："))
                self._draft.mark_meta(node.start, node.end)
                if not node.children and words.strip('"“”') != self._bullets.title:
                    self._add_prose(clean_text(words), node.start, node.end, context)
                    return
                context = self._below_heading(node, words, context)
                self._add_below(node, context, "" if words.strip('"“”') == self._bullets.title else words)
            case BulletType.METADATA | BulletType.TIME as bullet_type:
                self._draft.mark_meta(node.start, node.end)
                self._add_below(node, context, words if bullet_type is BulletType.TIME else "")
            case BulletType.TREE:
                self._add_paragraph(node, node.last, context)
            case _:
                self._add_paragraph(node, node.end, context)
                self._add_below(node, context, "")

    def _below_heading(self, node: OutlineNode, words: str, context: OutlineContext) -> OutlineContext:
        """The context below a heading: whose words stand there."""
        if is_heading_of(words, "own_headings") or (self._bullets.has_source and label_kind(words) == "note"):
            return replace(context, in_highlights=False, voice="reader")
        if is_heading_of(words, "highlight_headings"):
            is_sure = "::" in node.text or self._bullets.has_source
            voice: Voice = "reader" if is_sure else "unknown"
            return replace(context, in_highlights=is_sure, voice=context.voice if self._bullets.is_talk else voice)
        if self._bullets.has_source and author_of(node):
            return replace(context, in_highlights=False, voice="unknown")
        return replace(context, in_highlights=False)

    def _add_below(self, node: OutlineNode, context: OutlineContext, heading: str) -> None:
        """Add the bullets below a bullet, under a heading unless it is ""."""
        section = (*context.section, heading) if heading else context.section
        context = replace(context, section=section, url=node.link or context.url)
        page = LINKED_PAGE.match(node.text)
        if page and not heading and context.voice == "reader" and not self._bullets.is_talk:
            context = replace(context, section=(*section, page["title"]), voice="unknown", in_highlights=True)
        self._add_all(node.children, context)

    def _at_time(self, context: OutlineContext, time: str, node: OutlineNode) -> OutlineContext:
        """The context at a time of the talk, with the link of the snip on the bullet or right below it."""
        if ":" not in time:
            seconds = parse_seconds(time)
            url = timestamp_url(self._video, seconds)
            return replace(context, time=format_clock(seconds), url=url, in_clip=False)
        texts = [node.text, node.link, *(child.text for child in node.children)]
        link = next(filter(None, map(SNIP_LINK.search, texts)), None)
        url = link[0] if link else timestamp_url(self._video, parse_seconds(time))
        return replace(context, time=time, url=url, in_clip=bool(link))

    def _add_labelled(self, node: OutlineNode, label: Label, context: OutlineContext) -> None:
        """Add `Transcript: words` on one line, or the bullets below `Key points:`, as one highlight."""
        voice, words = label
        if words:
            self._draft.add_highlight(_highlight(clean_text(words), node.start, node.end, context, voice))
            self._add_below(node, context, "")
            return
        self._draft.mark_meta(node.start, node.end)
        text = clean_text("\n".join(write_outline(node.children)))
        if text:
            self._draft.add_highlight(_highlight(text, node.children[0].start, node.last, context, voice))

    def _add_quotation(self, node: OutlineNode, words: str, context: OutlineContext) -> None:
        """Add a quotation with the annotations right below it (`Note: …`, `Tags: …`), then the bullets below those."""
        annotations, end = Annotations(), node.end
        children = list(node.children)
        if words and children and not children[0].children and is_name(children[0].text):
            name = children.pop(0)
            self._draft.mark_meta(name.start, name.end)
            self._bullets.fields.keep("citation", name.text)
        while words and children and (annotation := _inner_annotation(children[0].text)):
            child = children.pop(0)
            below = [f"- {line}" if len(child.children) == 1 else line for line in write_outline(child.children)]
            annotations.add(annotation.kind, [annotation.value, *below])
            end = child.last
        place = strip_location(annotations.place).location or ("" if "](" in annotations.place else annotations.place)
        context = replace(context, time=place or context.time)
        self._draft.mark_meta(node.start, end)
        if words:
            located = _locate(words)
            context_here = replace(
                context, url=located.url or node.link or context.url, time=located.location or context.time
            )
            annotations.add("tags", [" ".join(f"#[[{tag}]]" for tag in located.tags)])
            voice: Voice = "unknown" if context.voice == "unknown" else "author"
            if voice == "unknown" and not annotations.notes:
                self._add_prose(clean_text(located.text), node.start, end, context_here)
            else:
                highlight = _highlight(clean_text(located.text), node.start, end, context_here, voice)
                self._draft.add_highlight(annotations.apply_to(highlight))
        self._add_all(children, replace(context, in_highlights=False, voice="reader"))

    def _add_marked(self, node: OutlineNode, words: str, context: OutlineContext) -> None:
        """Add a highlight with its page and colour; the bullets below are the note on it."""
        said = self._bullets.marked[node.start]
        annotations = Annotations()
        annotations.add("color", [said.get("color", "")])
        annotations.add("note", write_outline(node.children))
        place = next((f"{kind.capitalize()} {said[kind]}" for kind in ("location", "page") if kind in said), "")
        if WORDLESS.match(words):
            self._draft.mark_meta(node.start, node.end)
            self._add_all(node.children, replace(context, time=place))
            return
        highlight = _highlight(clean_text(words), node.start, node.last, replace(context, time=place), "author")
        self._draft.add_highlight(annotations.apply_to(highlight))

    def _add_list(self, nodes: Sequence[OutlineNode], context: OutlineContext) -> None:
        """Add short bullets as one list."""
        if len(nodes) == 1:
            self._add_paragraph(nodes[0], nodes[0].last, context)
            return
        text = clean_text("\n".join("- " + visible_words(node.text) for node in nodes))
        voice = self._bullets.voice(nodes[0], context)
        self._add_prose(text, nodes[0].start, nodes[-1].last, replace(context, voice=voice))

    def _add_paragraph(self, node: OutlineNode, last: int, context: OutlineContext) -> None:
        """Add a bullet, with all below it where `last` is their last line."""
        text = clean_text("\n".join(write_outline([node]) if last == node.last else [visible_words(node.text)]))
        voice = self._bullets.voice(node, context)
        self._add_prose(text, node.start, last, replace(context, voice=voice, url=node.link or context.url))

    def _add_prose(self, text: str, first: int, last: int, context: OutlineContext) -> None:
        if is_image_only(text) or WORDLESS.match(text):
            self._draft.mark_meta(first, last)
            return
        self._draft.add_paragraph(
            Paragraph(
                text=text,
                line_start=first,
                line_end=last,
                section=context.section,
                voice=context.voice,
                location=context.time,
                url=context.url,
            )
        )


def _unquoted(text: str) -> str:
    """A bullet's text without the signs of a quotation."""
    return "\n".join(QUOTE.sub("", line) for line in text.split("\n")).strip()


def _locate(words: str) -> Located:
    """A quotation without the place behind it, in whatever form that stands."""
    stripped = strip_trailing_metadata(words)
    if stripped.location:
        return Located(text=stripped.text, location=stripped.location, url=stripped.url, tags=tuple(stripped.tags))
    located = strip_location(words)
    return located if located.text.strip() else Located(text=words)


def _highlight(text: str, first: int, last: int, context: OutlineContext, voice: Voice) -> Highlight:
    return Highlight(
        text=text,
        line_start=first,
        line_end=last,
        section=context.section,
        location=context.time,
        url=context.url,
        voice=voice,
    )


def _inner_annotation(text: str) -> Annotation | None:
    """The annotation in a bullet below a quotation, or None."""
    if REMARK_SIGN.match(text):
        return Annotation(kind="note", value=REMARK_SIGN.sub("", text))
    label = read_label(text)
    annotation = parse_annotation(text)
    if label and not annotation and label.kind == "note":
        annotation = Annotation(kind="note", value=label.value)
    return annotation if annotation and annotation.kind in ANNOTATION_KINDS else None
