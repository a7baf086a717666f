"""Org's syntax in any note."""

import pytest

from ingest.markdown.org_syntax import is_org, org_to_markdown
from tests.ingest.parse_text import parse_text


@pytest.mark.parametrize(
    ("org", "markdown"),
    [
        ("#+BEGIN_QUOTE\nBrass hums.\n#+END_QUOTE", "\n> Brass hums.\n"),
        ("#+begin_verse\nBrass hums,\nclocks hum.\n#+end_verse", "\n> Brass hums,\n> clocks hum.\n"),
        ("- #+BEGIN_QUOTE\n  Brass hums.\n  #+END_QUOTE", "- >\n  > Brass hums.\n"),
        ("#+BEGIN_SRC python\nx = 1\n#+END_SRC", "```python\nx = 1\n```"),
        ("#+TITLE: Clocks\n* Brass\n** Tin", "\n## Brass\n### Tin"),
        (":PROPERTIES:\n:Source: a shop\n:END:\n* Brass", "\nSource:: a shop\n\n# Brass"),
        ("- oil it\n  :LOGBOOK:\n  CLOCK: [2024-03-04 Mon 09:12]\n  :END:\n- wind it", "- oil it\n\n\n\n- wind it"),
        ("#+TITLE: Clocks\n* TODO oil it", "\n- [ ] oil it"),
        ("#+TITLE: Clocks\n* DONE oil it\nCLOSED: [2024-03-04 Mon]", "\n- [x] oil it\nCLOSED: 2024-03-04 Mon"),
    ],
)
def test_org_is_written_as_markdown_line_by_line(org: str, markdown: str) -> None:
    assert is_org(org.split("\n"))
    assert "\n".join(org_to_markdown(org.split("\n"))[0]) == markdown


@pytest.mark.parametrize("text", ["# Brass\n* a\n* b", "C#+ is none", "time: 4\n:smile:"])
def test_other_notes_are_left_as_they_are(text: str) -> None:
    assert not is_org(text.split("\n"))


def test_keywords_name_the_work_and_quotations_are_the_authors() -> None:
    text = "#+TITLE: Slow clocks\n#+AUTHOR: Vera Lind\n* Brass\n#+BEGIN_QUOTE\nBrass hums in the cold.\n#+END_QUOTE\n"
    (document,) = parse_text(text, "clocks.txt")
    pieces = (*document.highlights, *document.paragraphs)
    assert (document.title, document.author) == ("Slow clocks", "Vera Lind")
    assert [(piece.text, piece.voice) for piece in pieces] == [("Brass hums in the cold.", "author")]
