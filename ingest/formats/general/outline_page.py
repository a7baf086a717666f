"""The bullets of a page somebody wrote, taken as highlights and paragraphs: whose words, at which time of a talk.

Bullets are the reader's words. A block quotation is the author's, and what stands below it as `Note:` the reader's
on it; on a page about a talk so are a bullet wholly in quotation marks and a transcript. Labelled key points and
what stands below a heading such as `AI Summary` are a machine's. Short bullets stand together, and a bullet with
all below it, as far as they fit in one passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Highlight, Paragraph, Voice
from ingest.extraction.podcast_clip import parse_speaker_label
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.outline_tree import LEADING_TIME, WORDLESS, OutlineNode, detach_links, visible_words, write_outline
from ingest.metadata.annotations import Annotation, Annotations, parse_annotation
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.note import DocumentBuilder
from ingest.text.clean import clean_text, is_image_only
from ingest.transcripts.speech_rate import TIMESTAMP
from ingest.transcripts.timestamps import VIDEO_URL, format_clock, parse_seconds, timestamp_url

TOGETHER_WORDS = 120
"""A bullet and all below it are one paragraph up to so many words: what fits the encoder's window whole."""

ALONE_WORDS = 25
"""Bullets of fewer words stand together with their neighbours until they have so many."""

QUOTED = re.compile(r'^(?:"[^"]+"|“[^”]+”|«[^»]+»)[.,;]?(?:\s*[—–-]\s*\S.{0,60})?$', re.S)
SNIP_LINK = re.compile(r"https?://(?:share\.snipd\.com/snip|(?:www\.)?airr\.io/quote)/[^\s()<>]+")
MAKERS = frozenset(
    ("host", "hosts", "guest", "guests", "speaker", "speakers", "channel", "author", "created-by", "creator")
)
TASK = re.compile(r"^(?:TODO|DOING|DONE|LATER|NOW|WAITING)\s+")
QUOTE = re.compile(r"^(?:>(?!\s*\[!)|📌)\s?")
"""A quotation, or Hypothes.is' sign for one."""
REMARK = re.compile(r"^📝\s*")
"""Hypothes.is' sign for what its reader wrote on it."""
MODEL = re.compile(
    r"\b(?:AI|GPT|LLM|ChatGPT|Claude|Gemini|Perplexity|NotebookLM)\b.{0,12}\b(?:summar\w+|overview|notes?|answers?|"
    r"generated|take-?aways?)\b|\b(?:summar\w+|generated|notes?|answers?) (?:by|from) (?:an? )?(?:AI|GPT|LLM|ChatGPT|"
    r"Claude|Gemini|Perplexity|NotebookLM)\b",
    re.I,
)
"""A heading that says that a model wrote what stands below it."""
MODEL_WORDS = 12
"""A longer heading speaks of models rather than for one."""
ABOUT = frozenset(("note", "tags", "color", "date"))
"""Kinds of bullets below a quotation that speak of it."""


@dataclass(frozen=True, slots=True)
class OutlineContext:
    """Where in the page and in the talk the reading stands."""

    section: tuple[str, ...] = ()
    time: str = ""
    url: str = ""
    voice: Voice = "reader"
    """Of what stands here unquoted: a machine's below a heading that says so."""
    in_clip: bool = False
    """Whether it stands below a clip's time and link."""


class PageReader:
    """Takes an outline's bullets for one draft; fields told by bullets (`Host: …`) go to `fields`."""

    def __init__(
        self,
        draft: DocumentBuilder,
        fields: MetadataFields,
        *,
        title: str,
        is_talk: bool,
        video: str,
        spoken: frozenset[int],
    ) -> None:
        self.draft = draft
        self.fields = fields
        self.title = title
        self.is_talk = is_talk
        self.video = video
        self.spoken = spoken

    def read(self, nodes: list[OutlineNode]) -> None:
        """Take the outermost bullets and all below them."""
        for node in nodes:
            for link in detach_links(node):
                self.draft.mark_meta(link.start, link.end)
        self._take_all(nodes, OutlineContext())

    def _take(self, node: OutlineNode, scene: OutlineContext) -> None:
        text = node.text
        heading = heading_of(node.lines[0][1])
        label = self._label(text, scene) if not heading else None
        stamp = TIMESTAMP.search(text)
        clock = LEADING_TIME.match(text)
        if stamp or clock:
            scene = self._at(scene, (stamp or clock or [""])[1], node)
        words = visible_words(text)
        if heading and len(words.split()) <= MODEL_WORDS and MODEL.search(words):
            scene = replace(scene, voice="machine")
        if label and (node.children or label[1]):
            self._take_labelled(node, label, scene)
        elif QUOTE.match(text):
            quoted = visible_words("\n".join(QUOTE.sub("", line) for line in text.split("\n")))
            self._take_quotation(node, quoted, scene)
        elif heading or (words.endswith((":", "：")) and node.children and node.start not in self.spoken):
            self.draft.mark_meta(node.start, node.end)
            words = TASK.sub("", words.lstrip("# ").rstrip(":："))
            self._take_below(node, scene, "" if words.strip('"“”') == self.title else words)
        elif not words or self._is_title(words) or self._is_field(node, words):
            self.draft.mark_meta(node.start, node.end)
            self._take_below(node, scene, "")
        elif self.is_talk and QUOTED.match(words):
            self._take_quotation(node, clean_text(words), scene)
        elif clock and node.children:
            self.draft.mark_meta(node.start, node.end)
            self._take_below(node, scene, words)
        elif node.words <= TOGETHER_WORDS and not self._has_parts(node, scene):
            self._add_paragraph(node, node.last, scene)
        else:
            self._add_paragraph(node, node.end, scene)
            self._take_below(node, scene, "")

    def _label(self, text: str, scene: OutlineContext) -> tuple[Voice, str] | None:
        """A label of a clip. With words behind it, on the same line and below no clip's link, anybody may have
        written `Key insight:`."""
        label = parse_speaker_label(text.split("\n", 1)[0]) if self.is_talk else None
        by_hand = label and label[0] == "machine" and label[1] and scene.voice == "reader"
        return None if by_hand and not scene.in_clip else label

    def _take_below(self, node: OutlineNode, scene: OutlineContext, words: str) -> None:
        section = (*scene.section, words) if words else scene.section
        self._take_all(node.children, replace(scene, section=section, url=node.link or scene.url))

    def _take_all(self, nodes: Sequence[OutlineNode], below: OutlineContext) -> None:
        """Take bullets that stand below one another."""
        together: list[OutlineNode] = []
        for child in nodes:
            full = sum(node.words for node in together) >= ALONE_WORDS
            if together and (full or not self._is_plain(child, below) or self._differ(together[-1], child)):
                self._add_together(together, below)
                together = []
            if self._is_plain(child, below):
                together.append(child)
            else:
                self._take(child, below)
        if together:
            self._add_together(together, below)

    def _is_plain(self, node: OutlineNode, scene: OutlineContext) -> bool:
        """Whether a bullet is but words, and too few to be found by alone."""
        text, words = node.text, visible_words(node.text)
        if node.children or node.link or not words or node.words >= ALONE_WORDS or self._is_field(node, words):
            return False
        if TIMESTAMP.search(text) or LEADING_TIME.match(text) or QUOTE.match(text) or heading_of(text):
            return False
        return not (self.is_talk and QUOTED.match(words)) and not self._label(text, scene)

    def _add_together(self, nodes: Sequence[OutlineNode], scene: OutlineContext) -> None:
        """Short bullets below each other as one list."""
        if len(nodes) == 1:
            self._add_paragraph(nodes[0], nodes[0].last, scene)
            return
        text = clean_text("\n".join(f"- {visible_words(node.text)}" for node in nodes))
        self._add_prose(text, nodes[0].start, nodes[-1].last, scene, self._voice(nodes[0], scene), scene.url)

    def _at(self, scene: OutlineContext, time: str, node: OutlineNode) -> OutlineContext:
        """The scene at a time of the talk; with the snip's link that stands beside or below it."""
        if ":" not in time:
            seconds = parse_seconds(time)
            return replace(scene, time=format_clock(seconds), url=timestamp_url(self.video, seconds), in_clip=False)
        near = [node.text, node.link, *(child.text for child in node.children)]
        link = next((found[0] for text in near if (found := SNIP_LINK.search(text))), "")
        url = link or timestamp_url(self.video, parse_seconds(time))
        return replace(scene, time=time, url=url, in_clip=bool(link))

    def _take_labelled(self, node: OutlineNode, label: tuple[Voice, str], scene: OutlineContext) -> None:
        """`Key points:` and the bullets below it; `Transcript: words` on one line."""
        voice, rest = label
        if rest:
            self._add_highlight(clean_text(rest), node.start, node.end, scene, voice)
            self._take_below(node, scene, "")
            return
        self.draft.mark_meta(node.start, node.end)
        text = clean_text("\n".join(write_outline(node.children)))
        if text:
            self._add_highlight(text, node.children[0].start, node.last, scene, voice)

    def _take_quotation(self, node: OutlineNode, words: str, scene: OutlineContext) -> None:
        """A quotation with what is said of it in the bullets right below it (`Note: …`, `Tags: …`)."""
        said, end = Annotations(), node.end
        children = list(node.children)
        while words and children and (keyed := _read_remark(children[0].text)):
            child = children.pop(0)
            below = [f"- {line}" if len(child.children) == 1 else line for line in write_outline(child.children)]
            said.add(keyed.kind, [keyed.value, *below])
            end = child.last
        self.draft.mark_meta(node.start, end)
        if words:
            where = replace(scene, url=node.link or scene.url)
            self._add_highlight(words, node.start, end, where, "author", said)
        self._take_all(children, scene)

    def _voice(self, node: OutlineNode, scene: OutlineContext) -> Voice:
        """Of a bullet that nothing says more of; a remark so called is the reader's in a transcript too."""
        remark = parse_annotation(visible_words(node.text))
        is_remark = remark is not None and remark.kind == "note"
        return "author" if node.start in self.spoken and not is_remark else scene.voice

    def _differ(self, one: OutlineNode, other: OutlineNode) -> bool:
        return self._voice(one, OutlineContext()) != self._voice(other, OutlineContext())

    def _is_title(self, words: str) -> bool:
        """Whether a bullet is but the page's title with its link."""
        return bool(self.title) and words.startswith("[") and clean_text(bare_link(words)).strip('"“”') == self.title

    def _is_field(self, node: OutlineNode, words: str) -> bool:
        """A line such as `Host: [[Maren Voss]]` or `Snipd: https://…`."""
        pair = split_field(words)
        if len(node.lines) > 1 or node.children or not pair or len(words) > 300:
            return False
        if re.fullmatch(r"https?://\S+", words):
            return True
        if SNIP_LINK.search(words) or (VIDEO_URL.search(words) and len(pair[1].split()) == 1):
            return True
        key = pair[0].lower()
        if key in MAKERS:
            self.fields.add("author", pair[1])
            return True
        if key in ("podcast", "show", "format", "length") or key.endswith((" date", "duration")):
            self.fields.add("published" if key.endswith(" date") else key, pair[1])
            return True
        return bool(field_name(pair[0])) and "[[" in pair[1] and self.fields.add(*pair)

    def _has_parts(self, node: OutlineNode, scene: OutlineContext) -> bool:
        """Whether a bullet below needs to stand alone: a heading, a quotation, a time, a label, a link of its own."""
        for child in node.children:
            text = child.text
            alone = (
                heading_of(text)
                or QUOTE.match(text)
                or child.link
                or self._differ(node, child)
                or (self.is_talk and (QUOTED.match(visible_words(text)) or LEADING_TIME.match(text)))
            )
            if alone or self._label(text, scene) or self._has_parts(child, scene):
                return True
        return False

    def _add_highlight(
        self, text: str, first: int, last: int, scene: OutlineContext, voice: Voice, said: Annotations | None = None
    ) -> None:
        highlight = Highlight(
            text=text,
            line_start=first,
            line_end=last,
            section=scene.section,
            location=scene.time,
            url=scene.url,
            voice=voice,
        )
        self.draft.add_highlight(said.apply_to(highlight) if said else highlight)

    def _add_paragraph(self, node: OutlineNode, last: int, scene: OutlineContext) -> None:
        whole = last == node.last
        text = clean_text("\n".join(write_outline([node]) if whole else [visible_words(node.text)]))
        self._add_prose(text, node.start, last, scene, self._voice(node, scene), node.link or scene.url)

    def _add_prose(self, text: str, first: int, last: int, scene: OutlineContext, voice: Voice, url: str) -> None:
        if is_image_only(text) or WORDLESS.match(text):
            self.draft.mark_meta(first, last)
            return
        self.draft.add_paragraph(
            Paragraph(
                text=text,
                line_start=first,
                line_end=last,
                section=scene.section,
                voice=voice,
                location=scene.time,
                url=url,
            )
        )


def _read_remark(text: str) -> Annotation | None:
    """What a bullet below a quotation says of it, or None."""
    if REMARK.match(text):
        return Annotation(kind="note", value=REMARK.sub("", text))
    keyed = parse_annotation(text)
    return keyed if keyed and keyed.kind in ABOUT else None
