"""A page that somebody wrote in Logseq: an outline of bullets below properties; notes on podcasts and videos.

    tags:: [[Podcast]]

    - # [The clock in the harbour](https://www.youtube.com/watch?v=…)
        - Host: [[Maren Voss]]
        - ### {{youtube-timestamp 63}} How tides keep time
                - Sailors set their clocks by the water.
                        - "You could set your watch by it."
                - 00:02:10 — **A snip's title**
                        - Key points:
                                - What a machine made of it.
                        - Transcript: You could, and they did.
                        - Snipd: https://share.snipd.com/snip/…

Known by bullets that hold nearly every line, some of them indented by tabs or below properties. Bullets are the
reader's words; a block quotation is the author's, and on a page about a talk so are a bullet wholly in quotation
marks and a transcript, known by as many words between its times as are spoken. Labelled key points and what
stands below a heading such as `AI Summary` are a machine's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingest.annotations import read_key
from ingest.clean import clean_text, is_image_only
from ingest.document import Document, Highlight, Paragraph, Voice
from ingest.links import bare_link
from ingest.markdown import heading_of
from ingest.metadata import Fields, field_name, split_field
from ingest.note import Draft, Note
from ingest.outline import BULLET, indent_of, strip_indent
from ingest.podcast_snip import keep_identity, read_label
from ingest.titles import title_from_path

NAME = "logseq-outline"

OUTLINE_SHARE = 0.9
"""Of the lines outside properties, those that are bullets or indented below one. The outlines of the shared
vaults have 0.97 and more, clipped pages with lists 0.6 and less."""
TOGETHER_WORDS = 120
"""A bullet and all below it are one paragraph up to so many words: what fits the encoder's window whole."""

ALONE_WORDS = 25
"""Bullets of fewer words stand together with their neighbours until they have so many."""

SPEECH = 1.8
"""Words a second between the times of a page, by the median: the 22 transcripts in the shared outlines have 2.0 to
3.8, the 15 pages of notes under times 0 to 1.6."""
FEWEST_SPANS = 3
SPOKEN = 1.2
"""Words a second in one stretch of a transcript; what is slower was cut or written anew by the reader."""

PROPERTY = re.compile(r"^\s*[\w./-]+::(?:\s|$)")
MACRO = re.compile(r"\{\{[^{}]*\}\}")
STAMP = re.compile(r"\{\{youtube-timestamp\s+(\d+(?::\d\d)*)\s*\}\}")
CLOCK = re.compile(r"^(\d{1,2}(?::\d\d){1,2})\s*(?:[-–—|]\s*)?")
QUOTED = re.compile(r'^(?:"[^"]+"|“[^”]+”|«[^»]+»)[.,;]?(?:\s*[—–-]\s*\S.{0,60})?$', re.S)
SNIP_LINK = re.compile(r"https?://(?:share\.snipd\.com/snip|(?:www\.)?airr\.io/quote)/[^\s()<>]+")
VIDEO = re.compile(r"https?://(?:www\.)?(?:youtube\.com/watch\?[^\s()<>}\"]+|youtu\.be/[^\s()<>}\"]+)")
TALK = re.compile(r"youtube\.com|youtu\.be|share\.snipd\.com|\{\{(?:video|youtube)|\bpodcast", re.I)
PERSON = re.compile(r"\b(?:Person|People|Author)/([^/,]+)(?:/[^,]*)?")
MAKERS = frozenset(
    ("host", "hosts", "guest", "guests", "speaker", "speakers", "channel", "author", "created-by", "creator")
)
TASK = re.compile(r"^(?:TODO|DOING|DONE|LATER|NOW|WAITING)\s+")
QUOTE = re.compile(r"^>(?!\s*\[!)\s?")
MODEL = re.compile(
    r"\b(?:AI|GPT|LLM|ChatGPT|Claude|Gemini|Perplexity|NotebookLM)\b.{0,12}\b(?:summar\w+|overview|notes?|answers?|"
    r"generated|take-?aways?)\b|\b(?:summar\w+|generated|notes?|answers?) (?:by|from) (?:an? )?(?:AI|GPT|LLM|ChatGPT|"
    r"Claude|Gemini|Perplexity|NotebookLM)\b",
    re.I,
)
"""A heading that says that a model wrote what stands below it."""
MODEL_WORDS = 12
"""A longer heading speaks of models rather than for one."""
NOTHING = re.compile(r"^(?:\s|\(\([\w-]+\)\)|[-–—*_.:])*$")


@dataclass(slots=True)
class Node:
    """A bullet with its own lines and what stands below it."""

    depth: int
    lines: list[tuple[int, str]]
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines).strip()

    @property
    def start(self) -> int:
        return self.lines[0][0]

    @property
    def last(self) -> int:
        return self.children[-1].last if self.children else self.lines[-1][0]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where in the page and in the talk the reading stands."""

    section: tuple[str, ...] = ()
    time: str = ""
    url: str = ""
    voice: Voice = "reader"
    """Of what stands here unquoted: a machine's below a heading that says so."""


def recognises(note: Note) -> bool:
    body = [line for line in note.lines[note.body - 1 :] if line.strip()]
    properties = sum(bool(PROPERTY.match(line)) for line in body)
    bullets = [line for line in body if BULLET.match(line)]
    deep = any(line.startswith("\t") for line in bullets)
    indented = sum(line[0] in " \t" and not BULLET.match(line) and not PROPERTY.match(line) for line in body)
    titled = bool(body) and heading_of(body[0]) is not None
    outline = titled + len(bullets) + indented >= OUTLINE_SHARE * max(1, len(body) - properties)
    at_head = bool(body) and bool(PROPERTY.match(body[0]))
    return bool(bullets) and outline and (deep or at_head)


def read(note: Note) -> tuple[Document, ...]:
    draft = Draft(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = Fields()
    fields.add_front(note.front)
    nodes = _read_nodes(draft, fields)
    page = "\n".join(note.lines)
    title, url = _title_and_link(nodes)
    video = VIDEO.search(page)
    reader = _Reader(draft, fields, title=title, is_talk=bool(TALK.search(page)), video=video[0] if video else "")
    reader.spoken = _spoken(draft)
    reader.take_all(nodes, Scene())
    _part_identities(draft)
    known = fields.document(title or title_from_path(note.path))
    watched = VIDEO.search(next(iter(re.findall(r"\{\{(?:video|youtube)\s[^{}]*\}\}", page)), ""))
    known["url"] = known["url"] or url or (re.sub(r"[?&]t=\w+$", "", watched[0]) if watched else "")
    known["author"] = PERSON.sub(r"\1", known["author"])
    known["category"] = known["category"] or _category(known["url"], page)
    return (draft.finish(format=NAME, **known),)


def _part_identities(draft: Draft) -> None:
    """Of the highlights below one snip's link only one of each voice keeps it: they are no versions of one text."""
    clips: dict[str, list[Highlight]] = {}
    for highlight in draft.highlights:
        if SNIP_LINK.match(highlight.url):
            clips.setdefault(highlight.url, []).append(highlight)
    kept = {id(old): new for parts in clips.values() for old, new in zip(parts, keep_identity(parts), strict=True)}
    draft.highlights[:] = [kept.get(id(highlight), highlight) for highlight in draft.highlights]


@dataclass(slots=True)
class Span:
    """Lines from one time of a talk to the next."""

    begin: int
    """Seconds."""
    depth: int
    numbers: list[int] = field(default_factory=list)
    words: int = 0

    def rate(self, end: int) -> float:
        return self.words / (end - self.begin) if end > self.begin else 0.0


def _spoken(draft: Draft) -> frozenset[int]:
    """Lines that are a talk's transcript: as many words stand between its times as are said in the time."""
    spans = _read_spans(draft)
    timed = [(span, span.rate(after.begin)) for span, after in pairwise(spans)]
    if len(timed) < FEWEST_SPANS or median(rate for _, rate in timed) < SPEECH:
        return frozenset()
    spoken = [span for span, rate in timed if rate >= SPOKEN]
    if spoken and spoken[-1] is timed[-1][0]:
        spoken.append(spans[-1])
    return frozenset(number for span in spoken for number in span.numbers)


def _read_spans(draft: Draft) -> list[Span]:
    """Spans with the words below them; a heading without a time, further out than the time above it, ends one."""
    spans: list[Span] = []
    going = False
    for number in range(draft.note.body, draft.note.end + 1):
        line = draft.note.line(number)
        bullet = BULLET.match(line)
        text = bullet["text"] or "" if bullet else line.strip()
        stamp = STAMP.search(text) if bullet else None
        heading = heading_of(text)
        if stamp:
            spans.append(Span(begin=_seconds(stamp[1]), depth=indent_of(line)))
            going = True
        elif heading and bullet and spans and indent_of(line) < spans[-1].depth:
            going = False
        if going and not heading and not PROPERTY.match(line):
            spans[-1].numbers.append(number)
            spans[-1].words += len(STAMP.sub("", text).split())
    return spans


def _seconds(time: str) -> int:
    total = 0
    for part in time.split(":"):
        total = 60 * total + int(part)
    return total


def _read_nodes(draft: Draft, fields: Fields) -> list[Node]:
    roots: list[Node] = []
    path: list[Node] = []
    for number in range(draft.note.body, draft.note.end + 1):
        line = draft.note.line(number)
        bullet = BULLET.match(line)
        if PROPERTY.match(line):
            draft.mark_meta(number)
            pair = split_field(line)
            if pair and not path:
                fields.add("author" if pair[0].lower() in MAKERS else pair[0], pair[1])
        elif bullet:
            node = Node(depth=indent_of(line), lines=[(number, (bullet["text"] or "").strip())])
            while path and path[-1].depth >= node.depth:
                path.pop()
            (path[-1].children if path else roots).append(node)
            path.append(node)
            if not node.text:
                draft.mark_meta(number)
        elif path and line.strip():
            path[-1].lines.append((number, strip_indent(line, path[-1].depth + 2)))
        elif line.strip():
            roots.append(Node(depth=0, lines=[(number, line.strip())]))
    return roots


def _title_and_link(nodes: list[Node]) -> tuple[str, str]:
    first = next((node for node in nodes if node.text), None)
    if first is None:
        return "", ""
    heading = heading_of(first.lines[0][1])
    words = TASK.sub("", heading[1] if heading else first.text)
    link = re.match(r"^\W{0,3}\[([^\[\]]+)\]\((https?://[^\s()]+)\)", words)
    if (heading and heading[0] == 1) or (link and len(nodes) == 1):
        return clean_text(bare_link(words)).strip('"“”'), link[2] if link else ""
    return "", ""


def _category(url: str, page: str) -> str:
    if re.search(r"snipd\.com|\bpodcast", page, re.I):
        return "podcasts"
    return "videos" if VIDEO.search(url) or "{{video" in page else ""


class _Reader:
    """Takes an outline's bullets for one draft."""

    def __init__(self, draft: Draft, fields: Fields, *, title: str, is_talk: bool, video: str) -> None:
        self.draft = draft
        self.fields = fields
        self.title = title
        self.is_talk = is_talk
        self.video = video
        self.spoken: frozenset[int] = frozenset()

    def take(self, node: Node, scene: Scene) -> None:
        text = node.text
        heading = heading_of(node.lines[0][1])
        label = self._label(text, scene) if not heading else None
        quoted = bool(QUOTE.match(text))
        stamp = STAMP.search(text)
        clock = CLOCK.match(text)
        if stamp or clock:
            scene = self._at(scene, (stamp or clock or [""])[1], node)
        words = _words(text)
        if heading and len(words.split()) <= MODEL_WORDS and MODEL.search(words):
            scene = replace(scene, voice="machine")
        if label and (node.children or label[1]):
            self._take_labelled(node, label, scene)
        elif quoted:
            words = _words("\n".join(QUOTE.sub("", line) for line in text.split("\n")))
            if words:
                self._add_highlight(node, words, scene, "author")
            else:
                self.draft.mark_meta(node.start, node.lines[-1][0])
            self._take_below(node, scene, "")
        elif heading or (words.endswith((":", "：")) and node.children and node.start not in self.spoken):
            self.draft.mark_meta(node.start, node.lines[-1][0])
            words = TASK.sub("", words.lstrip("# ").rstrip(":："))
            self._take_below(node, scene, "" if words.strip('"“”') == self.title else words)
        elif not words or self._is_title(words) or self._is_field(node, words):
            self.draft.mark_meta(node.start, node.lines[-1][0])
            self._take_below(node, scene, "")
        elif self.is_talk and QUOTED.match(words):
            self._add_highlight(node, clean_text(words), scene, "author")
            self._take_below(node, scene, "")
        elif clock and node.children:
            self.draft.mark_meta(node.start, node.lines[-1][0])
            self._take_below(node, scene, words)
        elif _count(node) <= TOGETHER_WORDS and not self._has_parts(node, scene):
            self._add_paragraph(node, node.last, scene)
        else:
            self._add_paragraph(node, node.lines[-1][0], scene)
            self._take_below(node, scene, "")

    def _label(self, text: str, scene: Scene) -> tuple[Voice, str] | None:
        """A label of a clip. With words behind it, on the same line and below no clip's link, anybody may have
        written `Key insight:`."""
        label = read_label(text.split("\n", 1)[0]) if self.is_talk else None
        by_hand = label and label[0] == "machine" and label[1] and scene.voice == "reader"
        return None if by_hand and not SNIP_LINK.match(scene.url) else label

    def _take_below(self, node: Node, scene: Scene, words: str) -> None:
        section = (*scene.section, words) if words else scene.section
        self.take_all(node.children, replace(scene, section=section))

    def take_all(self, nodes: list[Node], below: Scene) -> None:
        """Take bullets that stand below one another."""
        together: list[Node] = []
        for child in nodes:
            full = sum(map(_count, together)) >= ALONE_WORDS
            if together and (full or not self._is_plain(child, below) or self._differ(together[-1], child)):
                self._add_together(together, below)
                together = []
            if self._is_plain(child, below):
                together.append(child)
            else:
                self.take(child, below)
        if together:
            self._add_together(together, below)

    def _is_plain(self, node: Node, scene: Scene) -> bool:
        """Whether a bullet is but words, and too few to be found by alone."""
        text, words = node.text, _words(node.text)
        if node.children or not words or _count(node) >= ALONE_WORDS or self._is_field(node, words):
            return False
        if STAMP.search(text) or CLOCK.match(text) or QUOTE.match(text) or heading_of(text):
            return False
        return not (self.is_talk and QUOTED.match(words)) and not self._label(text, scene)

    def _add_together(self, nodes: list[Node], scene: Scene) -> None:
        """Short bullets below each other as one list."""
        if len(nodes) == 1:
            self._add_paragraph(nodes[0], nodes[0].last, scene)
            return
        voice = self._voice(nodes[0], scene)
        text = clean_text("\n".join(f"- {_words(node.text)}" for node in nodes))
        first, last = nodes[0].start, nodes[-1].last
        self.draft.add_paragraph(
            Paragraph(text=text, line_start=first, line_end=last, section=scene.section, voice=voice)
        )

    def _at(self, scene: Scene, time: str, node: Node) -> Scene:
        """The scene at a time of the talk; with the snip's link that stands beside or below it."""
        if ":" not in time:
            minutes, seconds = divmod(int(time), 60)
            hours, minutes = divmod(minutes, 60)
            clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
            url = f"{self.video}{'&' if '?' in self.video else '?'}t={time}s" if self.video else ""
            return replace(scene, time=clock, url=url)
        near = [node.text, *(child.text for child in node.children)]
        link = next((found[0] for text in near if (found := SNIP_LINK.search(text))), "")
        return replace(scene, time=time, url=link)

    def _take_labelled(self, node: Node, label: tuple[Voice, str], scene: Scene) -> None:
        """`Key points:` and the bullets below it; `Transcript: words` on one line."""
        voice, rest = label
        if rest:
            self._add_highlight(node, clean_text(rest), scene, voice)
            self._take_below(node, scene, "")
            return
        self.draft.mark_meta(node.start, node.lines[-1][0])
        first, last = node.children[0].start, node.last
        text = clean_text("\n".join(_outline(node.children)))
        if text:
            self.draft.add_highlight(
                Highlight(
                    text=text,
                    line_start=first,
                    line_end=last,
                    section=scene.section,
                    location=scene.time,
                    url=scene.url,
                    voice=voice,
                )
            )

    def _voice(self, node: Node, scene: Scene) -> Voice:
        """Of a bullet that nothing says more of; a remark so called is the reader's in a transcript too."""
        remark = read_key(_words(node.text))
        is_remark = remark is not None and remark.kind == "note"
        return "author" if node.start in self.spoken and not is_remark else scene.voice

    def _differ(self, one: Node, other: Node) -> bool:
        return self._voice(one, Scene()) != self._voice(other, Scene())

    def _is_title(self, words: str) -> bool:
        """Whether a bullet is but the page's title with its link."""
        return bool(self.title) and words.startswith("[") and clean_text(bare_link(words)).strip('"“”') == self.title

    def _is_field(self, node: Node, words: str) -> bool:
        """A line such as `Host: [[Maren Voss]]` or `Snipd: https://…`."""
        pair = split_field(words)
        if len(node.lines) > 1 or node.children or not pair or len(words) > 300:
            return False
        if SNIP_LINK.search(words) or (VIDEO.search(words) and len(pair[1].split()) == 1):
            return True
        key = pair[0].lower()
        if key in MAKERS:
            self.fields.add("author", pair[1])
            return True
        if key in ("podcast", "show", "format", "length") or key.endswith((" date", "duration")):
            self.fields.add("published" if key.endswith(" date") else key, pair[1])
            return True
        return bool(field_name(pair[0])) and "[[" in pair[1] and self.fields.add(*pair)

    def _has_parts(self, node: Node, scene: Scene) -> bool:
        """Whether a bullet below needs to stand alone: a heading, a quotation, a time, a label."""
        for child in node.children:
            text = child.text
            alone = (
                heading_of(text)
                or QUOTE.match(text)
                or self._differ(node, child)
                or (self.is_talk and (QUOTED.match(_words(text)) or CLOCK.match(text)))
            )
            if alone or self._label(text, scene) or self._has_parts(child, scene):
                return True
        return False

    def _add_highlight(self, node: Node, text: str, scene: Scene, voice: Voice) -> None:
        self.draft.add_highlight(
            Highlight(
                text=text,
                line_start=node.start,
                line_end=node.lines[-1][0],
                section=scene.section,
                location=scene.time,
                url=scene.url,
                voice=voice,
            )
        )

    def _add_paragraph(self, node: Node, last: int, scene: Scene) -> None:
        whole = last == node.last
        voice = self._voice(node, scene)
        text = clean_text("\n".join(_outline([node]) if whole else [_words(node.text)]))
        if is_image_only(text) or NOTHING.match(text):
            self.draft.mark_meta(node.start, last)
            return
        self.draft.add_paragraph(
            Paragraph(text=text, line_start=node.start, line_end=last, section=scene.section, voice=voice)
        )


def _words(text: str) -> str:
    """A bullet's words without macros, the time at its head, and marks that say nothing."""
    heading = heading_of(text) if "\n" not in text else None
    text = MACRO.sub("", heading[1] if heading else text).strip()
    text = CLOCK.sub("", text)
    text = clean_text(bare_link(text) if heading else text)
    if text.startswith("**") and text.endswith("**"):
        text = text.strip("*")
    return "" if NOTHING.match(text) else text


def _outline(nodes: list[Node], depth: int = 0) -> list[str]:
    """Bullets as lines, those below a bullet indented by two spaces a level; a lone bullet has no mark."""
    lines: list[str] = []
    for node in nodes:
        text = MACRO.sub("", node.text).strip()
        mark = "- " if depth or len(nodes) > 1 else ""
        if text:
            lines.append("  " * max(0, depth - 1) + mark + text.replace("\n", "\n" + "  " * depth))
        lines += _outline(node.children, depth + 1)
    return lines


def _count(node: Node) -> int:
    return len(node.text.split()) + sum(map(_count, node.children))
