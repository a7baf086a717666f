"""An answer as a Markdown note, with footnotes that lead back to the notes it came from.

Each footnote has a link for Obsidian and one that any other Markdown reader can follow.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from assistant.answering.answer import Sentence, cited_lines
from assistant.library.conversation import CitedPassage, Exchange
from assistant.page.html.safe_html import check_link, obsidian_link

MAX_FILE_NAME_LETTERS = 80


def turn_to_note(turn: Exchange) -> tuple[str, str]:
    """File name and text of the note, which is made today."""
    made = date.today().isoformat()
    answer = " ".join(map(_footnoted_sentence, turn.sentences)) or turn.refusal
    lines = [f"# {_one_line(turn.question)}", "", answer, "", f"*{_attribution(turn)} on {made}.*", ""]
    lines += [f"[^{source.n}]: {_footnote(source, turn)}" for source in turn.sources]
    return f"{_file_name(turn.question)}.md", "\n".join(lines).rstrip() + "\n"


def _footnoted_sentence(sentence: Sentence) -> str:
    lead = f"{_one_line(sentence.lead)}: " if sentence.lead else ""
    marks = "".join(f"[^{n}]" for n in sentence.citations)
    doubt = " *(only partly in the notes)*" if sentence.support == "weak" else ""
    return f"{lead}{_one_line(sentence.text)}{marks}{doubt}"


def _attribution(turn: Exchange) -> str:
    if turn.way == "written":
        return f"Written by {turn.model} from your notes"
    return "Counted in your catalog" if turn.way == "catalog" else "Quoted from your notes"


def _footnote(source: CitedPassage, turn: Exchange) -> str:
    name = ", ".join(part for part in (source.title, source.author) if part) or source.path
    cited = cited_lines(turn.sentences, source.n) or (source.line_start,)
    links = [_location(source, ", ".join(map(str, cited)))]
    if link := check_link(source.url):
        links.append(f"[source]({_escape_parentheses(link)})")
    return f"“{_one_line(source.text)}” — {_one_line(name)}, {' · '.join(links)}"


def _location(source: CitedPassage, lines: str) -> str:
    """File and lines; linked if the folder is on this machine."""
    place = f"{source.path}, {source.spot}" if source.spot else f"{source.path}:{lines}"
    line = re.sub(r"([\[\]])", r"\\\1", place)
    if not source.folder or not Path(source.folder).is_absolute():
        return line
    file = _escape_parentheses((Path(source.folder) / source.path).as_uri())
    return f"[{line}]({file}) · [in Obsidian]({obsidian_link(source.folder, source.path)})"


def _escape_parentheses(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _file_name(question: str) -> str:
    allowed = re.sub(r"[\\/:*?\"<>|#^\[\]\x00-\x1f]", " ", question)
    return _one_line(allowed)[:MAX_FILE_NAME_LETTERS].strip(" .") or "Answer"
