"""A page written in Logseq: an outline of bullets below properties; notes on podcasts and videos.

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

Known by bullets that hold nearly every line, some of them indented by tabs or below properties. The bullets are read
by `outline_page`; whose words they hold is decided in `outline_bullets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.document import Document, Highlight
from ingest.document_builder import DocumentBuilder
from ingest.extraction.note_start import start_draft
from ingest.extraction.podcast_clip import keep_link_on_longest
from ingest.formats.general.outline_bullets import CREATOR_KEYS, SNIP_LINK, BulletClassifier, author_label, author_of
from ingest.formats.general.outline_page import TASK_WORD, PageReader
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET
from ingest.markdown.outline_tree import LEADING_TIME, OutlineNode, parse_outline
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import label_kind
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.speech_rate import PAGE_PROPERTY, transcript_lines
from ingest.transcripts.timestamps import VIDEO_URL, video_url

NAME = "logseq-outline"

MIN_OUTLINE_SHARE = 0.9
"""Of the lines outside properties, those that are bullets or indented below one. The shared vaults' outlines have 0.97
and more, clipped pages with lists 0.6 and less."""
FIELD_BULLET = re.compile(r"^\s+[-*+] [^\W\d_][\w ]{0,30}::(?:\s|$)")
"""A field as a bullet below its page's, as Tana writes them."""
MARK_KINDS = ("page", "location", "color")
"""Of the labels in `hl-page:: 14` below a highlight."""
TALK_SIGN = re.compile(r"youtube\.com|youtu\.be|share\.snipd\.com|\{\{(?:video|youtube)|\bpodcast", re.I)
PERSON_NAMESPACE = re.compile(r"\b(?:Person|People|Author)/([^/,]+)(?:/[^,]*)?")


def recognises(note: Note) -> bool:
    body = [line for line in note.lines[note.body - 1 :] if line.strip()]
    deep = any(line.startswith("\t") or FIELD_BULLET.match(line) for line in body if BULLET.match(line))
    at_head = bool(body) and bool(PAGE_PROPERTY.match(body[0]))
    return (deep or at_head) and is_outline(note)


def is_outline(note: Note) -> bool:
    """Whether bullets hold nearly every line."""
    body = [line for line in note.lines[note.body - 1 :] if line.strip()]
    properties = sum(bool(PAGE_PROPERTY.match(line)) for line in body)
    bullets = sum(bool(BULLET.match(line)) for line in body)
    indented = sum(line[0] in " \t" and not BULLET.match(line) and not PAGE_PROPERTY.match(line) for line in body)
    titled = bool(body) and heading_of(body[0]) is not None
    return bullets > 0 and titled + bullets + indented >= MIN_OUTLINE_SHARE * max(1, len(body) - properties)


def has_talk_sign(note: Note) -> bool:
    """Whether a page is about a video or a podcast, or tells its times."""
    bullets = filter(None, map(BULLET.match, note.lines))
    times = sum(bool(LEADING_TIME.match(bullet["text"] or "")) for bullet in bullets)
    return times > 1 or TALK_SIGN.search("\n".join(note.lines)) is not None


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    marked = dict[int, dict[str, str]]()
    nodes = parse_outline(_without_properties(draft, fields, marked))
    page = "\n".join(note.lines)
    title, url = _title_and_link(nodes)
    is_talk = bool(TALK_SIGN.search(page))
    author = "" if is_talk else _author(fields, nodes)
    fields.add("author", author)
    bullets = BulletClassifier(
        fields=fields,
        title=title,
        is_talk=is_talk,
        transcript=transcript_lines(note),
        has_source=bool(author),
        marked=marked,
    )
    video = VIDEO_URL.search(page)
    PageReader(draft, bullets, video=video[0] if video else "").read(nodes)
    _keep_one_link_a_snip(draft)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    embedded = VIDEO_URL.search(next(iter(re.findall(r"\{\{(?:video|youtube)\s[^{}]*\}\}", page)), ""))
    metadata["url"] = metadata["url"] or url or (video_url(embedded[0]) if embedded else "")
    metadata["author"] = PERSON_NAMESPACE.sub(r"\1", metadata["author"])
    metadata["category"] = metadata["category"] or _category(metadata["url"], page)
    return (draft.finish(format=NAME, **metadata),)


def _author(fields: MetadataFields, nodes: list[OutlineNode]) -> str:
    """The author in the page's fields, in an outermost bullet or beside a work that a bullet names; or ""."""
    labelled = (author_label(node.text) for node in nodes)
    return fields.get("author") or next(filter(None, (*labelled, *map(author_of, all_nodes(nodes)))), "")


def all_nodes(nodes: Iterable[OutlineNode]) -> Iterator[OutlineNode]:
    """The bullets and all below them."""
    for node in nodes:
        yield node
        yield from all_nodes(node.children)


def _without_properties(
    draft: DocumentBuilder, fields: MetadataFields, marked: dict[int, dict[str, str]]
) -> Iterator[tuple[int, str]]:
    """The numbered lines without properties. Properties above the first bullet are added to the page's fields, those
    of a bullet that say page or colour of a highlight to `marked`, by the bullet's line."""
    above, last = True, 0
    for number in range(draft.note.body, draft.note.end + 1):
        line = draft.note.line(number)
        bullet = BULLET.match(line)
        if PAGE_PROPERTY.match(line):
            draft.mark_meta(number)
            pair = split_field(line)
            if pair and last and (kind := label_kind(pair[0])) in MARK_KINDS:
                marked.setdefault(last, {})[kind] = pair[1]
            if pair and above:
                fields.add("author" if pair[0].lower() in CREATOR_KEYS else pair[0], pair[1])
            continue
        if bullet and not (bullet["text"] or "").strip():
            draft.mark_meta(number)
        above = above and not bullet
        last = number if bullet else last
        yield number, line


def _keep_one_link_a_snip(draft: DocumentBuilder) -> None:
    """Remove a snip's link from all but one highlight of each voice: they are not versions of one text."""
    clips: dict[str, list[Highlight]] = {}
    for highlight in draft.highlights:
        if SNIP_LINK.match(highlight.url):
            clips.setdefault(highlight.url, []).append(highlight)
    kept = {
        id(old): new for parts in clips.values() for old, new in zip(parts, keep_link_on_longest(parts), strict=True)
    }
    draft.highlights[:] = [kept.get(id(highlight), highlight) for highlight in draft.highlights]


def _title_and_link(nodes: list[OutlineNode]) -> tuple[str, str]:
    """The page's title and link, where the first bullet with text is a level 1 heading or the only root and a link."""
    first = next((node for node in nodes if node.text), None)
    if first is None:
        return "", ""
    heading = heading_of(first.lines[0][1])
    words = TASK_WORD.sub("", heading[1] if heading else first.text)
    link = re.match(r"^\W{0,3}\[([^\[\]]+)\]\((https?://[^\s()]+)\)", words)
    if not (heading and heading[0] == 1) and not (link and len(nodes) == 1):
        return "", ""
    addresses = (child.text for child in first.children[:2] if re.fullmatch(r"https?://\S+", child.text))
    return clean_text(bare_link(words)).strip('"“”'), link[2] if link else next(addresses, "")


def _category(url: str, page: str) -> str:
    if re.search(r"snipd\.com|\bpodcast", page, re.I):
        return "podcasts"
    return "videos" if VIDEO_URL.search(url) or "{{video" in page else ""
