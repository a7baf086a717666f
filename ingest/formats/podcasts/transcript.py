"""What people said, written down: lines that begin with a speaker, a time or both.

    0:00
    the harbour keeps its own clock
    0:04
    and nobody has set it for years

Also `0:04 and nobody …`, `[0:04](https://youtu.be/…?t=4) and nobody …`, `**Maren Voss:** [0:04] and nobody …`,
`SPEAKER_01: and nobody …`, `Q: …` and `A: …`, or the words below a line `Maren Voss 0:04`.

Known by times at the beginning of most lines, in order, or by speakers who take turns. Lines are joined into
paragraphs, each with its speaker and the time of its first words; a heading among them is a chapter. The words are the
speakers' where times, a machine's names or a word such as `interview` show a recording; else nobody's, but those of
`Me:` are the reader's. Prose above the transcript or below a heading behind it is the reader's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest.document import Document, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.markdown.plain_text import MIN_PROSE_WORDS, can_be_heading
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.record_heads import read_head
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.records.line_kinds import is_chapter
from ingest.text.clean import clean_text
from ingest.text.first_person import PRONOUNS
from ingest.transcripts.cues import Cue, count_words, cues_to_paragraphs
from ingest.transcripts.notices import SOUND, is_notice
from ingest.transcripts.timestamps import VIDEO_URL, video_url
from ingest.transcripts.turns import (
    CHAT_STAMP,
    SpeakerTurn,
    Turns,
    are_turns,
    is_machine_name,
    read_turn,
    with_names_above,
    with_names_behind,
    without_head,
)
from ingest.voices.own_labels import reader_of_label

NAME = "transcript"

SPELLED_TIME = re.compile(r"^\s*\d+ (?:hour|minute|second)s?(?:, \d+ (?:minute|second)s?)*\s*$")
"""The time spelled out, which comes along when YouTube's page is copied."""
TRANSCRIPT_HEADING = re.compile(r"^\W*(?:full |video |auto-?generated )*(?:transcript(?:ion)?s?|timestamps)\W*$", re.I)
RECORDING_WORDS = re.compile(
    r"trans[ck]ri|trascri|interview|entrevista|entretien|intervista|gespräch|conversation|conversa|dialog|podcast|"
    r"episode|folge\b|\bq ?& ?a\b|wywiad|интервью|访谈|采访|对话|インタビュー|対談|인터뷰",
    re.I,
)
"""Words in a file's name or above its first turn that say that somebody else's words were written down."""
MIN_TIMES = 6
"""A list of fewer times is chapter marks, not a transcript."""
MIN_LONE_TIMES = 3
"""Times with nothing but a speaker on their lines, or with the end of the cue, are no chapter marks."""
TIME_ALONE = re.compile(r"^\s*[\[(]?\d{1,2}(?::\d\d){1,2}[\])]?\s*$")
QUOTE_MARK = re.compile(r"^\s*>+")
CODE_NAME = re.compile(r"^[A-Z]{1,3}\d{1,2}$")
"""A speaker's code in an interview: `P7`."""
MIN_TURNS_SHARE = 0.35
"""Of the lines below the head, those that begin with a time or speaker; half where these have lines of their own."""
MIN_WORDS_PER_SECOND = 0.8
"""Between the first time and the last. People speak two or three words a second; chapter marks and set lists have
under 0.3."""


def recognises(note: Note) -> bool:
    return bool(_find_turns(note))


def _find_turns(note: Note) -> Turns:
    """The lines at which times or speakers stand; none where the note is no transcript."""
    turns = {
        number: turn
        for number in range(note.body, note.end + 1)
        if (turn := read_turn(note.line(number))) and not (turn.speaker and _is_no_speaker(note.line(number), turn))
    }
    timed = with_names_behind(note, {number: turn for number, turn in turns.items() if turn.seconds is not None})
    if timed and _is_timed(note, timed):
        return with_names_above(note, timed)
    spoken = {number: turn for number, turn in turns.items() if turn.speaker}
    spoken = without_head(spoken, note.lines) if spoken else {}
    if not spoken or not are_turns(_longest_chapter(note, spoken)):
        return {}
    first, last = min(spoken), max(spoken)
    if any(not turn.speaker and turn.words for number, turn in turns.items() if first < number < last):
        return {}
    above = (n for n in range(first, note.body, -1) if not note.line(n - 1).strip())
    begin = next(above, first) if turns.keys() - spoken.keys() else note.body
    filled = [number for number in range(begin, note.end + 1) if note.line(number).strip()]
    lines = [number for number in filled if first <= number <= last and not heading_of(note.line(number))]
    is_most = 2 * len(lines) >= len(filled)
    return spoken if is_most and len(spoken) >= MIN_TURNS_SHARE * len(lines) else {}


def _is_no_speaker(line: str, turn: SpeakerTurn) -> bool:
    """Whether what stands where a speaker would is a heading, a chapter's number or the place of a highlight."""
    head = None if CODE_NAME.match(turn.speaker) else read_head(turn.speaker)
    return bool(heading_of(line) or is_chapter(turn.speaker) or (head and (head.location or head.dated)))


def _longest_chapter(note: Note, turns: Turns) -> list[SpeakerTurn]:
    """The most turns without a heading between."""
    chapters: list[list[SpeakerTurn]] = [[]]
    for above, below in pairwise((0, *turns)):
        if above and any(map(heading_of, note.lines[above : below - 1])):
            chapters.append([])
        chapters[-1].append(turns[below])
    return max(chapters, key=len)


def _is_timed(note: Note, timed: Turns) -> bool:
    lone = sum(not turn.words or "-->" in note.line(number) for number, turn in timed.items())
    named = sum(bool(turn.speaker and note.text(number + 1, number + 1).strip()) for number, turn in timed.items())
    is_lone = lone >= 0.8 * len(timed) and (lone >= MIN_LONE_TIMES or lone == named > 1)
    if len(timed) < MIN_TIMES and not is_lone:
        return False
    below = [line for line in note.lines[min(timed) - 1 :] if line.strip() and not SPELLED_TIME.match(line)]
    times = [turn.seconds or 0 for turn in timed.values()]
    ordered = sum(a <= b for a, b in pairwise(times))
    if len(timed) < MIN_TURNS_SHARE * len(below) or ordered < 0.9 * (len(times) - 1):
        return False
    words = sum(count_words(line) for line in below) - sum(turn.seconds is not None for turn in timed.values())
    return is_lone or words >= MIN_WORDS_PER_SECOND * (max(times) - times[0])


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    turns = _find_turns(note)
    first = _chapter_above(note, turns)
    end = _line_below(note, turns)
    title = _read_head(draft, fields, first - 1)
    draft.mark_meta(first, end - 1)
    _read_below(draft, end, "reader" if _has_reader(turns) else "unknown")
    for number in range(first, end):
        words = turns[number].words if number in turns else note.line(number).strip()
        if is_notice(words) or SOUND.match(words):
            draft.mark_furniture(number)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    link = next((match[0] for line in note.lines if (match := VIDEO_URL.search(line))), "")
    metadata["url"] = metadata["url"] or video_url(link)
    is_recorded = _is_recorded(note, turns, first)
    by_letters = all(len(turn.speaker) == 1 for turn in turns.values())
    for paragraph in cues_to_paragraphs(_read_cues(note, turns, first, end - 1), link or metadata["url"]):
        draft.add_paragraph(replace(paragraph, voice=_voice(paragraph, is_recorded, by_letters=by_letters)))
    draft.paragraphs.sort(key=lambda paragraph: paragraph.line_start)
    if is_recorded:
        metadata["category"] = metadata["category"] if metadata["category"] == "podcasts" else "videos"
    return (draft.finish(format=NAME, **metadata, full_text=is_recorded),)


def _has_reader(turns: Turns) -> bool:
    return any(turn.speaker.casefold() in PRONOUNS for turn in turns.values())


def _read_below(draft: DocumentBuilder, first: int, voice: Voice) -> None:
    """Add the prose behind a transcript: below a heading it is the reader's."""
    note = draft.note
    heading = next((n for n in range(first, note.end + 1) if heading_of(note.line(n))), note.end + 1)
    while first < heading and (not note.line(first).strip() or is_notice(note.line(first).strip())):
        draft.mark_furniture(first)
        first += 1
    extract_blocks(draft, first, heading - 1, voice=voice)
    extract_blocks(draft, heading, note.end, voice="reader")


def _is_recorded(note: Note, turns: Turns, first: int) -> bool:
    head = f"{note.path} {note.text(1, first - 1)}"
    known = any(turn.seconds is not None or is_machine_name(turn.speaker) for turn in turns.values())
    known = known or all(map(QUOTE_MARK.match, map(note.line, turns)))
    return known or (bool(RECORDING_WORDS.search(head)) and not all(map(CHAT_STAMP.match, map(note.line, turns))))


def _voice(paragraph: Paragraph, is_recorded: bool, *, by_letters: bool) -> Voice:
    """The voice of a turn; `I:` is the interviewer where each speaker is a letter (by_letters)."""
    name = paragraph.text.partition(":")[0].casefold()
    is_own = name in PRONOUNS and not (by_letters and len(name) == 1)
    return reader_of_label(paragraph.text, "reader" if is_own else "author" if is_recorded else "unknown")


def _line_below(note: Note, turns: Turns) -> int:
    """The first line behind a transcript: the heading below its last turn, or, where no turn but the last has a blank
    line within, the line below the next blank one."""
    last = max(turns)
    end = next((n for n in range(last, note.end + 1) if heading_of(note.line(n))), note.end + 1)
    goes_on = any(
        not note.line(number).strip() and any(map(str.strip, note.lines[number : below - 1]))
        for above, below in pairwise(turns)
        for number in range(above + 2, below)
    )
    if goes_on or any(turn.seconds is not None and not turn.speaker for turn in turns.values()):
        return end
    texts = (n for n in range(last if turns[last].words else last + 1, end) if note.line(n).strip())
    text = next(texts, end)
    return next((n for n in range(text + 1, end) if not note.line(n).strip()), end)


def _chapter_above(note: Note, turns: Turns) -> int:
    """The transcript's first line: the heading right above its first turn if that names a chapter, else that turn."""
    first = min(turns)
    above = next((n for n in range(first - 1, note.body - 1, -1) if note.line(n).strip()), 0)
    heading = heading_of(note.line(above)) if above else None
    if above == first - 1 and not heading and len(note.line(above)) < 80 and can_be_heading(note.line(above).strip()):
        later = sum(can_be_heading(note.line(number - 1).strip() or ".") for number in turns if number > first + 1)
        return above if later else first
    return above if heading and heading[0] > 1 and not TRANSCRIPT_HEADING.match(heading[1]) else first


def _read_head(draft: DocumentBuilder, fields: MetadataFields, last: int) -> str:
    """Read the title, fields and prose above the transcript; the title, or ""."""
    title = fields.get("title")
    draft.mark_meta(1, last)
    for number in range(draft.note.body, last + 1):
        line = draft.note.line(number)
        heading = heading_of(line)
        pair = split_field(line)
        if not line.strip() or CHAT_STAMP.match(line) or (heading and TRANSCRIPT_HEADING.match(heading[1])):
            continue
        if heading and (heading[0] == 1 or not title):
            title = title or clean_text(heading[1])
        elif heading or count_words(line) >= MIN_PROSE_WORDS:
            extract_blocks(draft, number, last, voice="reader")
            break
        elif pair and fields.add(*pair):
            continue
        elif not title and not link_targets(line) and "transcript" not in line.lower():
            title = clean_text(line)
    return title


def _read_cues(note: Note, turns: Turns, first: int, last: int) -> list[Cue]:
    cues: list[Cue] = []
    section: tuple[str, ...] = ()
    chapters = _bare_chapters(note, turns, first)
    start, end, words, current = 0, 0, list[str](), None
    for number in range(first, last + 2):
        line = note.line(number) if number <= last else ""
        heading = (2, line) if number in chapters else heading_of(line)
        turn = turns.get(number) or _read_remark(line)
        if start and (turn or heading or number > last):
            cues.append(_cue(words, start, end, section, current))
            start, words, current = 0, [], None
        if heading:
            section = (clean_text(heading[1]),)
        elif turn:
            start, words, current = number, [turn.words], turn
        elif current and current.seconds is not None and not words[0] and TIME_ALONE.match(line):
            continue
        elif line.strip() and not SPELLED_TIME.match(line) and not is_notice(line.strip()):
            start = start or number
            words.append(QUOTE_MARK.sub("", line).strip())
        end = number if line.strip() else end
    return [cue for cue in cues if cue.text]


def _read_remark(line: str) -> SpeakerTurn | None:
    """The reader's words between the turns, under the label that they give them: `My take: …`."""
    label, _, words = line.strip().partition(":")
    return SpeakerTurn(words.strip(), None, label) if reader_of_label(line.strip(), "unknown") == "reader" else None


def _bare_chapters(note: Note, turns: Turns, first: int) -> set[int]:
    """Lines right above a turn that are chapters, where else one line of words stands between two turns."""
    gaps = [(above, below) for above, below in pairwise(turns) if below - above > 1]
    if any(turn.speaker for turn in turns.values()) or sum(b - a == 2 for a, b in gaps) < 0.5 * len(gaps):
        return set()
    chapters = {
        below - 1 for above, below in gaps if below - above == 3 and can_be_heading(note.line(below - 1).strip() or ".")
    }
    return chapters | ({first} if first not in turns and not heading_of(note.line(first)) else set())


def _cue(words: list[str], start: int, end: int, section: tuple[str, ...], turn: SpeakerTurn | None) -> Cue:
    text = clean_text("\n".join(word for word in words if word.strip()))
    text = "" if SOUND.match(text) else text
    behind = read_turn(text) if turn and not turn.speaker else None
    if behind and behind.speaker and behind.words:
        turn, text = SpeakerTurn("", turn.seconds if turn else None, behind.speaker), behind.words
    return Cue(
        text=text,
        start=start,
        end=end,
        section=section,
        speaker=turn.speaker if turn else "",
        time=turn.seconds if turn else None,
    )
