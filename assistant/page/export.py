"""An answer as a markdown note with footnotes that lead back to the notes it came from."""

from __future__ import annotations

import re
from datetime import date

from assistant.page.conversation import Source, Turn
from assistant.page.escape import check_link, obsidian_link


def note_from_turn(turn: Turn, day: date | None = None) -> tuple[str, str]:
    """A file name and the note's text; read the same by Obsidian and by any markdown reader.

    day: of the note; today where None.
    """
    made = (day or date.today()).isoformat()
    lines = [f"# {_one_line(turn.question)}", ""]
    lines.append(" ".join(_footnoted(s.text, s.citations, s.lead) for s in turn.sentences) or turn.refusal)
    lines += ["", f"*{_attribution(turn)} on {made}.*", ""]
    for source in turn.sources:
        lines.append(f"[^{source.n}]: {_footnote(source)}")
    return f"{_file_name(turn.question)}.md", "\n".join(lines).rstrip() + "\n"


def _footnoted(text: str, citations: tuple[int, ...], lead: str) -> str:
    marks = "".join(f"[^{n}]" for n in citations)
    return f"{lead + ': ' if lead else ''}{_one_line(text)}{marks}"


def _attribution(turn: Turn) -> str:
    return f"Written by {turn.model} from your notes" if turn.way == "written" else "Quoted from your notes"


def _footnote(source: Source) -> str:
    name = ", ".join(part for part in (source.title, source.author) if part) or source.path
    line = f"{source.path}:{source.line_start}"
    where = f"[{line}]({obsidian_link(source.folder, source.path)})" if source.folder.startswith("/") else line
    link = check_link(source.url)
    out = f" · [link]({link.replace(')', '%29').replace('(', '%28')})" if link else ""
    return f"“{_one_line(source.text)}” — {name}, {where}{out}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _file_name(question: str) -> str:
    plain = re.sub(r"[\\/:*?\"<>|#^\[\]\x00-\x1f]", " ", question)
    return " ".join(plain.split())[:80].strip(" .") or "Answer"
