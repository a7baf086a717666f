"""The bullets of a page written in an outliner: what each one is, and whose words it holds.

Bullets are the reader's words. A block quotation is the author's. On a page about a talk so are a bullet wholly in
quotation marks and a transcript; labelled key points (`Key points:`) are a machine's there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ingest.document import Voice
from ingest.extraction.podcast_clip import parse_speaker_label
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.outline_tree import LEADING_TIME, OutlineNode, visible_words
from ingest.metadata.annotations import parse_annotation
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name, is_heading_of, label_kind, read_label
from ingest.metadata.locations import strip_location
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import byline
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.text.clean import clean_text
from ingest.transcripts.speech_rate import TIMESTAMP
from ingest.transcripts.timestamps import VIDEO_URL

MAX_TREE_WORDS = 120
"""A bullet and all below it are one paragraph up to so many words: what fits the encoder's window whole."""
MIN_ALONE_WORDS = 25
"""Bullets of fewer words are joined with their neighbours until they have so many."""
MAX_FIELD_LETTERS = 300

QUOTED_WORDS = re.compile(r'^(?:"[^"]+"|“[^”]+”|«[^»]+»)[.,;]?(?:\s*[—–-]\s*\S.{0,60})?$', re.S)
SNIP_LINK = re.compile(r"https?://(?:share\.snipd\.com/snip|(?:www\.)?airr\.io/quote)/[^\s()<>]+")
CREATOR_KEYS = frozenset(
    ("host", "hosts", "guest", "guests", "speaker", "speakers", "channel", "author", "created-by", "creator")
)
QUOTE = re.compile(r"^(?:>(?!\s*\[!)|📌)\s?")
"""A quotation, or Hypothes.is' sign for one."""

ONLY_PAGE = re.compile(r"^(?:\[\[[^\[\]]+\]\]\s*)+$")
"""Links to pages of the outliner, which quote nothing."""
LINKED_PAGE = re.compile(r"^\[(?P<title>[^\[\]]+)\]\(https?://[^()\s]+\)(?:\s+#\S+)*$")
"""A bullet that is only a page's link: whose words stand below it is not known."""

WORK_BY = re.compile(
    r"\(?[^\W\d_]*\s*\b(?:by|von|par|por|de|di|door|av|autor|author)[:\s]\s*(?P<name>[^\W\d_a-zа-я][^()\n\d]{2,60}?)\)?$"
)
"""The author behind a work's title."""

Label = tuple[Voice, str]
"""Of a clip: whose words follow, and those on the same line."""


def ends_in_link(text: str) -> bool:
    """Whether words of a work end in the link of a highlight."""
    located = strip_location(text)
    return bool(located.url and re.search(r"\w", located.text) and not located.text.rstrip().endswith(":"))


def author_label(text: str) -> str:
    """The name in a bullet `Author:: Tove Halling` or `by Tove Halling`, or ""."""
    label = read_label(text)
    return label.value if label and label.kind == "author" and "\n" not in label.value else byline(text)


def author_of(node: OutlineNode) -> str:
    """The author of the work that a bullet over bullets names: `Ladders (book by Tove Halling)`, or in one below."""
    if not node.children:
        return ""
    named = WORK_BY.search(bare_link(node.text))
    return named["name"] if named else next(filter(None, map(_author_in, node.children)), "")


def _author_in(node: OutlineNode) -> str:
    """The name in a bullet, or in the only one below a bullet `Author`."""
    is_label = label_kind(node.text) == "author" and len(node.children) == 1
    return node.children[0].text if is_label else author_label(node.text)


def is_placed(node: OutlineNode) -> bool:
    """Whether a bullet is a text behind its place, `p. 12: words`, or a quotation in front of it, `“words” p. 12`."""
    head = read_head(node.text)
    stripped = strip_trailing_metadata(node.text) if node.text[:1] in OPENING_QUOTES else None
    return bool(head and head.location and head.value) or bool(stripped and stripped.quoted and stripped.location)


class BulletType(Enum):
    LABELLED = auto()
    """`Transcript: words`, or `Key points:` over bullets."""
    MARKED = auto()
    """A highlight with its page or colour below: `hl-page:: 14`."""
    QUOTE = auto()
    """A block quotation."""
    LINKED = auto()
    """Text that ends in a highlight's link, or stands below a heading or link that makes it a work's."""
    SPEECH = auto()
    """Words of a talk in quotation marks."""
    HEADING = auto()
    """A heading, or words before a colon over bullets."""
    METADATA = auto()
    """The page's title, a field, or a bullet without words."""
    TIME = auto()
    """A time of a talk over bullets."""
    TREE = auto()
    """Text that is short together with all bullets below it."""
    TEXT = auto()
    """Text whose bullets below stand on their own."""


@dataclass(frozen=True, slots=True)
class OutlineContext:
    """A position in the page and in the talk."""

    section: tuple[str, ...] = ()
    time: str = ""
    url: str = ""
    voice: Voice = "reader"
    """Of text without quotation marks: a machine's below a heading that says so."""
    in_highlights: bool = False
    """Whether it is below a heading such as `Highlights::`."""
    in_clip: bool = False
    """Whether it is below a clip's time and link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletClassifier:
    """Classifies the bullets of one page."""

    fields: MetadataFields
    """Receives the fields that bullets hold (`Host: …`)."""
    title: str
    is_talk: bool
    transcript: frozenset[int]
    """Lines of the talk's transcript."""
    marked: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """Page and colour of the highlights that a reading program wrote, by the lines of their bullets."""
    has_source: bool = False
    """Whether a bullet names the author of the work that the page is about."""

    def type_of(self, node: OutlineNode, label: Label | None, context: OutlineContext) -> BulletType:
        text, words = node.text, visible_words(node.text)
        if node.start in self.marked and words:
            return BulletType.MARKED
        if label and (node.children or label[1]):
            return BulletType.LABELLED
        if QUOTE.match(text):
            return BulletType.QUOTE
        is_listed = context.in_highlights and words and not (read_label(words) or ONLY_PAGE.match(words))
        if ends_in_link(text) or is_listed:
            return BulletType.LINKED
        heads_bullets = words.endswith((":", "：")) and node.children and node.start not in self.transcript
        if heading_of(node.lines[0][1]) or heads_bullets or self._is_part(node, words):
            return BulletType.HEADING
        if not words or self._is_title(words) or self._read_field(node, words):
            return BulletType.METADATA
        if self._is_speech(words):
            return BulletType.SPEECH
        if LEADING_TIME.match(text) and node.children:
            return BulletType.TIME
        is_tree = (
            node.words <= MAX_TREE_WORDS
            and not (node.children and LINKED_PAGE.match(text))
            and not self._has_parts(node, context)
        )
        return BulletType.TREE if is_tree else BulletType.TEXT

    def label(self, text: str, context: OutlineContext) -> Label | None:
        """The label of a clip, or None. A machine's label with words behind it may be the reader's outside a clip."""
        label = parse_speaker_label(text.split("\n", 1)[0]) if self.is_talk else None
        may_be_reader = label and label[0] == "machine" and label[1] and context.voice == "reader"
        return None if may_be_reader and not context.in_clip else label

    def voice(self, node: OutlineNode, context: OutlineContext) -> Voice:
        """Of a bullet of text; `Note: …` is the reader's in a transcript too."""
        annotation = parse_annotation(visible_words(node.text))
        is_note = annotation is not None and annotation.kind == "note"
        if context.voice == "reader" and is_placed(node):
            return "unknown"
        return "author" if node.start in self.transcript and not is_note else context.voice

    def differ_in_voice(self, first: OutlineNode, second: OutlineNode) -> bool:
        return self.voice(first, OutlineContext()) != self.voice(second, OutlineContext())

    def is_short_text(self, node: OutlineNode, context: OutlineContext) -> bool:
        """Whether a bullet is plain text with too few words to stand alone."""
        text, words = node.text, visible_words(node.text)
        if (
            node.children
            or node.link
            or not words
            or node.start in self.marked
            or node.words >= MIN_ALONE_WORDS
            or self._read_field(node, words)
        ):
            return False
        if TIMESTAMP.search(text) or LEADING_TIME.match(text) or QUOTE.match(text) or heading_of(text):
            return False
        if context.in_highlights or ends_in_link(text):
            return False
        return not self._is_speech(words) and not self.label(text, context)

    def _is_part(self, node: OutlineNode, words: str) -> bool:
        """Whether a bullet over bullets is the heading of highlights, of the reader's own part, or of a work."""
        if not node.children or "\n" in words:
            return False
        named = is_heading_of(words, "highlight_headings") or is_heading_of(words, "own_headings")
        named = named or (self.has_source and label_kind(words) == "note")
        return named or (self.has_source and bool(author_of(node)))

    def _is_speech(self, words: str) -> bool:
        if not (self.is_talk or self.has_source):
            return False
        is_quoted = words[:1] in OPENING_QUOTES and strip_trailing_metadata(words).quoted
        return is_quoted or bool(QUOTED_WORDS.match(words))

    def _is_title(self, words: str) -> bool:
        """Whether a bullet is only the page's title with its link."""
        return bool(self.title) and words.startswith("[") and clean_text(bare_link(words)).strip('"“”') == self.title

    def _read_field(self, node: OutlineNode, words: str) -> bool:
        """Add a field such as `Host: [[Maren Voss]]` or `Snipd: https://…`; whether the bullet is one."""
        pair = split_field(words)
        if len(node.lines) > 1 or node.children or not pair or len(words) > MAX_FIELD_LETTERS:
            return False
        if re.fullmatch(r"https?://\S+", words):
            return True
        if SNIP_LINK.search(words) or (VIDEO_URL.search(words) and len(pair[1].split()) == 1):
            return True
        key = pair[0].lower()
        if key in CREATOR_KEYS:
            self.fields.add("author", pair[1])
            return True
        if key in ("podcast", "show", "format", "length") or key.endswith((" date", "duration")):
            self.fields.add("published" if key.endswith(" date") else key, pair[1])
            return True
        return bool(field_name(pair[0])) and "[[" in pair[1] and self.fields.add(*pair)

    def _has_parts(self, node: OutlineNode, context: OutlineContext) -> bool:
        """Whether a bullet below must stand alone: a heading, a quotation, a time, a label, a link of its own."""
        for child in node.children:
            text = child.text
            alone = (
                heading_of(text)
                or child.start in self.marked
                or QUOTE.match(text)
                or child.link
                or (text.endswith("::") and child.children)
                or ends_in_link(text)
                or self.differ_in_voice(node, child)
                or self._is_speech(visible_words(text))
                or self._is_part(child, visible_words(text))
                or (self.has_source and author_label(text))
                or (self.is_talk and LEADING_TIME.match(text))
            )
            if alone or self.label(text, context) or self._has_parts(child, context):
                return True
        return False
