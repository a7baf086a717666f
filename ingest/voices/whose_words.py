"""Whose words a note's text is, decided by evidence: of the note for text that nothing marks, then of each passage.

The note's evidence (`evidence`) decides so:

    source                                              the reader's own signs            unmarked text
    -------------------------------------------------   -------------------------------   -------------
    notes on a talk: its podcast, guest or host         -                                 reader
    copied: an address, or a page's sign and another    none, or the first person         author
                                                        others                            unknown
    an address alone                                    the first person                  unknown
    hinted: one sign of a page or a work                any                               unknown
    only a title with an author behind it               none, and written in sentences    unknown
                                                        any                               reader
    none                                                any                               reader

A passage's own look comes before that: a label or heading of the reader's own, a task, quotation marks, a name behind
or below it, a citation, a speaker before it. Nothing that hints at a source is told as the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Document, Paragraph, Voice
from ingest.markdown.blocks import heading_of
from ingest.markdown.hidden_comments import REMARK
from ingest.metadata.labels import begins_with_any, field_name, is_heading_of, label_kind, read_label
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import is_name
from ingest.note import Note
from ingest.text.first_person import speaks_of_oneself
from ingest.voices.evidence import NOTICE, PROGRAM, TASK, Evidence, is_part_of_talk, without_quotations
from ingest.voices.own_labels import OWN_LABEL, reader_of_label
from ingest.voices.quotations import begins_with_own_key, items, split_quotations, voice_of_quotation
from ingest.voices.speakers import find_speakers, speaker_of, split_turns

SENTENCE_ENDS = '.!?…。！？।"”»)」'
REFERENCES = frozenset(("source", "title", "site"))
"""Signs of a work that a note of one's own gives too."""
BRACKETED = re.compile(r"^\[(?!!|\[)[^\[\]]{8,}\]$", re.S)
"""A remark that stands in brackets among quotations."""
MAX_HEADING_WORDS = 5
"""Of one in the first person that says whose words stand below: `What I think`."""
MIN_OWN_KINDS = 2
NAMED_BELOW = re.compile(
    r"(?P<break>\n\s*|(?<=[.!?…”\"»])\s+)(?:--|[—–―~])\s*(?P<name>[^\W\d_][^\n,:]{3,60}?)(?:,[^\n]*)?(?<![.!?…:;,])$"
)
"""Words with their author behind them or in the line below: `-- Maren Voss, Salt and Tide`."""
MAX_NAME_WORDS = 6
PLACE_START = re.compile(r"^[^\n:：]{0,30}\d[^\n:：]{0,20}[:：]")
SIGNATURE = re.compile(r"^[—–~-]{1,2}\s*(?P<name>[^\W\d_][^\n,:]{3,60})(?:,[^\n]{0,60})?$")
CITED = re.compile(r"\([^()\n]*\b(?:1[5-9]|20)\d\d[a-z]?[,:]\s*(?:pp?\.|S\.|s\.)?\s*\d+(?:[-–]\d+)?\)\.?$")
"""`(Voss, 2019, p. 12)` at the end."""
ADDRESS_LAST = re.compile(r"^[^\n]{0,80}?<?(?P<url>https?://[^\s<>]+?)[>.]?\s*$")
CELLS = re.compile(r"^\|?\s*[*_]*(?P<key>[^|*_]+?)[*_]*\s*\|")
MIN_LABELLED_ROWS = 2
PASTED_FROM = re.compile(r"^[^\W\d_]+\s*:?\s*<?(?P<url>https?://[^\s<>]+)>?\s*$")
"""What a notebook writes below text that was pasted: `From <https://…>`."""


def default_voice(note: Note, evidence: Evidence) -> Voice:
    """The voice of text that nothing marks in a note."""
    voice = default_voice_of(evidence)
    is_titled = voice == "reader" and "talk" not in evidence.own and evidence.work and evidence.own <= {"outline"}
    return "unknown" if is_titled and _is_in_sentences(note) else voice


def default_voice_of(evidence: Evidence) -> Voice:
    """The voice of text that nothing marks, by the evidence alone."""
    if "talk" in evidence.own and evidence.page <= {"address"}:
        return "reader"
    if is_copied(evidence):
        return "unknown" if evidence.own - {"first person"} else "author"
    return "unknown" if evidence.page or evidence.work - {"title"} else "reader"


def is_copied(evidence: Evidence) -> bool:
    """Whether a note's text was copied from a page that somebody else wrote."""
    signs = evidence.page | (evidence.work & {"author", "credit"})
    if signs == {"address"}:
        return "first person" not in evidence.own
    return "address" in evidence.page or (bool(evidence.page) and len(signs) > 1)


def _is_in_sentences(note: Note) -> bool:
    """Whether most lines end as a work's sentences do, and the notes of a list do not."""
    lines = [line.rstrip() for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    return 2 * sum(line[-1] in SENTENCE_ENDS for line in lines) > len(lines)


def settle_voices(document: Document, evidence: Evidence) -> Document:
    """The document, each passage whose look tells whose words it is with its voice."""
    passages = _Passages(document, evidence)
    kept = list[Paragraph]()
    for paragraph in passages.split(document.paragraphs):
        address = _pasted_from(paragraph.text)
        if address or _is_signature(paragraph, kept[-1] if kept else None):
            _give_to_source(kept, paragraph, address)
            passages.has_source = passages.has_source or not kept
            if address and kept and PASTED_FROM.match(paragraph.text):
                continue
            paragraph = _unless_own(paragraph)
        kept.append(replace(paragraph, voice=passages.voice_of(paragraph)))
    lines = {number for each in kept for number in range(each.line_start, each.line_end + 1)}
    dropped = [each for each in document.paragraphs if each.line_start not in lines]
    return replace(document, paragraphs=tuple(kept), meta=document.meta + len(dropped))


class _Passages:
    """What a document's passages are judged by."""

    def __init__(self, document: Document, evidence: Evidence) -> None:
        default = default_voice_of(evidence)
        self.document = document
        self.evidence = evidence
        self.named = frozenset(name for _, value in document.fields for name in value.split()) | frozenset(
            document.author.split()
        )
        """The names in the document's fields, first and last apart."""
        self.speakers = find_speakers([paragraph.text for paragraph in document.paragraphs])
        self.quotes = any(paragraph.voice == "author" for paragraph in document.paragraphs) and default != "author"
        """Whether quotations stand apart from the text around them."""
        self.is_taken_down = any(is_part_of_talk(words) for each in document.paragraphs for words in each.section)
        """Whether a program took down what was said: its summary is none of the reader's."""
        keys = [key for key, value in document.fields if not PROGRAM.match(value)]
        self.has_source = any(map(_is_source_key, keys)) or any(
            NOTICE.match(paragraph.text) for paragraph in document.paragraphs
        )

    def split(self, paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
        """The paragraphs, each turn of a speaker, run of quotations and remark within a text one of its own."""
        for paragraph in paragraphs:
            turns = split_turns(paragraph, self.speakers) if self.speakers else [paragraph]
            for turn in turns:
                for piece in split_quotations(turn):
                    yield from _split_comments(piece)

    def voice_of(self, paragraph: Paragraph) -> Voice:
        """A passage's voice: what was the reader's or nobody's for want of a mark, told by its look."""
        if self._is_readers(paragraph):
            return "reader"
        if paragraph.voice not in ("reader", "unknown"):
            return "unknown" if paragraph.voice == "author" and _is_remark(paragraph.text) else paragraph.voice
        quoted = voice_of_quotation(
            paragraph.text, has_author=bool(self.document.author), speakers=self.speakers or self.named
        )
        if quoted:
            return quoted
        return "unknown" if self._is_sourced(paragraph) else paragraph.voice

    def _is_readers(self, paragraph: Paragraph) -> bool:
        """Whether a passage is surely the reader's: below a heading or label of their own, a task, a remark in the
        first person among signs of their own."""
        text = paragraph.text
        if paragraph.voice == "machine":
            return False
        if reader_of_label(text, "unknown") == "reader":
            return True
        is_own = _is_below_own(paragraph) or OWN_LABEL.match(text) or begins_with_own_key(text)
        if paragraph.voice != "author" and is_own:
            return True
        if paragraph.voice != "unknown":
            return False
        if _is_remark(text):
            return True
        if self.quotes and (BRACKETED.match(text) or _in_first_person(text)):
            return True
        if self.evidence.page:
            return False
        if any(len(words.split()) <= MAX_HEADING_WORDS and _in_first_person(words) for words in paragraph.section):
            return True
        return bool(TASK.match(text)) or (_in_first_person(text) and self._tells_of_oneself())

    def _tells_of_oneself(self) -> bool:
        """Whether a note says of itself that its reader wrote it: it tells of the reading, or no more of a source than
        its title, and gives another sign of the reader's own."""
        own, work = self.evidence.own, self.evidence.work
        return ("reading record" in own or work <= REFERENCES) and len(own) >= MIN_OWN_KINDS

    def _is_sourced(self, paragraph: Paragraph) -> bool:
        """Whether anything hints that a passage is somebody else's words."""
        text = paragraph.text
        lines = items(text)
        if self.has_source or CITED.search(text):
            return True
        if any(_is_of_quotations(words) or is_part_of_talk(words) for words in paragraph.section):
            return True
        label = read_label(text)
        if label and label.kind == "summary":
            return True
        if any(map(_begins_with_place, lines)) or _is_work_table(lines):
            return True
        if (self.evidence.page or self.evidence.work or self.is_taken_down) and any(
            label_kind(words) == "summary" for words in paragraph.section
        ):
            return True
        below = NAMED_BELOW.search(text)
        is_named = below and (
            is_name(below["name"]) or ("\n" in below["break"] and len(below["name"].split()) < MAX_NAME_WORDS)
        )
        return bool(is_named) or bool(lines and speaker_of(lines[0], self.speakers))


def _is_remark(text: str) -> bool:
    """Whether a text is a note in the first person: `Note: I doubt this`. On a copied page it may be its author's."""
    label = read_label(text)
    return bool(label and label.kind == "note" and _in_first_person(text))


def _in_first_person(text: str) -> bool:
    return speaks_of_oneself(without_quotations(text))


def _split_comments(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A text of somebody else's without the remarks in it, and each remark as the reader's."""
    remarks = [match["hidden"] or match["critic"] for match in REMARK.finditer(paragraph.text)]
    rest = REMARK.sub(" ", paragraph.text).strip()
    if paragraph.voice == "reader" or not remarks or not rest:
        yield paragraph
        return
    yield replace(paragraph, text=rest)
    for remark in filter(str.strip, remarks):
        yield replace(paragraph, text=remark.strip(), voice="reader")


def _give_to_source(kept: list[Paragraph], source: Paragraph, address: str) -> None:
    """Takes from the reader the paragraphs above a source: the block that it ends, else those of its section up to the
    last source named in it."""
    is_in_block = bool(kept) and kept[-1].line_end + 1 == source.line_start
    below = source
    for at in range(len(kept) - 1, -1, -1):
        is_apart = is_in_block and kept[at].line_end + 1 != below.line_start
        if kept[at].section != source.section or kept[at].url or is_apart:
            break
        below = kept[at]
        kept[at] = replace(_unless_own(kept[at]), url=address)


def _unless_own(paragraph: Paragraph) -> Paragraph:
    is_own = reader_of_label(paragraph.text, "unknown") == "reader" or _is_below_own(paragraph)
    return replace(paragraph, voice="unknown") if paragraph.voice == "reader" and not is_own else paragraph


def _is_below_own(paragraph: Paragraph) -> bool:
    return any(is_heading_of(heading, "own_headings") for heading in paragraph.section)


def _is_of_quotations(heading: str) -> bool:
    """Whether a heading names quotations; the highlights of a week are the reader's."""
    return is_heading_of(heading, "highlight_headings") and "highlight" not in heading.casefold()


def _is_source_key(key: str) -> bool:
    """Whether a field says that a note is on a work: `ISBN`, `Source`, `Publisher`."""
    return any(is_heading_of(key, name) for name in ("source_keys", "source_words")) or key.casefold() == "publisher"


def _is_signature(paragraph: Paragraph, above: Paragraph | None) -> bool:
    """Whether a paragraph is only a name behind a dash, as below a poem, or a name right below a quotation."""
    match = SIGNATURE.match(paragraph.text)
    name = match["name"] if match else paragraph.text
    is_below = above is not None and above.line_end + 1 == paragraph.line_start
    is_quoted = is_below and above is not None and voice_of_quotation(above.text, has_author=True) is not None
    return bool(match or is_quoted) and is_name(name.split(",")[0].strip()) and " " in name


def _begins_with_place(line: str) -> bool:
    head = read_head(line) if PLACE_START.match(line) else None
    return bool(head and head.location and head.value and not head.type)


def _is_work_table(lines: Sequence[str]) -> bool:
    """Whether a table tells a work's fields, one in each row."""
    keys = [match["key"] for line in lines if line.startswith("|") and (match := CELLS.match(line))]
    known = sum(
        field_name(key) in ("author", "summary", "published", "url") or label_kind(key) == "author" for key in keys
    )
    return known >= MIN_LABELLED_ROWS


def _pasted_from(text: str) -> str:
    """The address in a line `From <https://…>`, or ""."""
    match = ADDRESS_LAST.match(text)
    if not match:
        return ""
    is_alone = PASTED_FROM.match(text) and is_heading_of(text.split()[0], "pasted_from")
    return match["url"] if is_alone or begins_with_any("source_words").match(text) else ""
