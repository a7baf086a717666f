"""An answer as a markdown note with footnotes that lead back to the notes it came from.

Each footnote has a link for Obsidian and one that any other reader of markdown can follow.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from assistant.library.conversation import Shown, Source, Turn
from assistant.page.html.safe_html import check_link, obsidian_link


def turn_to_note(turn: Turn, day: date | None = None) -> tuple[str, str]:
    """A file name and the note's text; read the same by Obsidian and by any markdown reader.

    day: of the note; today where None.
    """
    made = (day or date.today()).isoformat()
    lines = [f"# {_one_line(turn.question)}", ""]
    lines.append(" ".join(_footnoted(sentence) for sentence in turn.sentences) or turn.refusal)
    lines += ["", f"*{_attribution(turn)} on {made}.*", ""]
    for source in turn.sources:
        lines.append(f"[^{source.n}]: {_footnote(source)}")
    return f"{_file_name(turn.question)}.md", "\n".join(lines).rstrip() + "\n"


def _footnoted(sentence: Shown) -> str:
    marks = "".join(f"[^{n}]" for n in sentence.citations)
    doubt = " *(only partly in the notes)*" if sentence.support == "weak" else ""
    lead = f"{_one_line(sentence.lead)}: " if sentence.lead else ""
    return f"{lead}{_one_line(sentence.text)}{marks}{doubt}"


def _attribution(turn: Turn) -> str:
    if turn.way == "written":
        return f"Written by {turn.model} from your notes"
    return "Counted in your catalog" if turn.way == "catalog" else "Quoted from your notes"


def _footnote(source: Source) -> str:
    name = ", ".join(part for part in (source.title, source.author) if part) or source.path
    links = [_place(source)]
    if link := check_link(source.url):
        links.append(f"[source]({link.replace(')', '%29').replace('(', '%28')})")
    return f"“{_one_line(source.text)}” — {_one_line(name)}, {' · '.join(links)}"


def _place(source: Source) -> str:
    """File and line, linked for any reader and for Obsidian where the folder is one of this machine."""
    line = re.sub(r"([\[\]])", r"\\\1", f"{source.path}:{source.line_start}")
    if not source.folder or not Path(source.folder).is_absolute():
        return line
    file = (Path(source.folder) / source.path).as_uri().replace("(", "%28").replace(")", "%29")
    return f"[{line}]({file}) · [in Obsidian]({obsidian_link(source.folder, source.path)})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _file_name(question: str) -> str:
    plain = re.sub(r"[\\/:*?\"<>|#^\[\]\x00-\x1f]", " ", question)
    return " ".join(plain.split())[:80].strip(" .") or "Answer"
