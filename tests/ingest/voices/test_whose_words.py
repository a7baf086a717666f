"""Whose words a note's unmarked text is: the reader's only where nothing hints at a source."""

import pytest

from tests.ingest.parse_text import parse_text

QUOTED = "Clocks forgive nobody who is early."
OWN = "Bring the ladder to the shed."

PROSE = (
    "The clock in the hall runs slow in the cold and fast when the stove is lit, so the house keeps two times and "
    "nobody is ever late."
)

NOT_THE_READERS = {
    "a title with its author over bullets": ("a.md", "# Slow Clocks by Vera Lind\n\n- {}\n- Brass hums in the cold.\n"),
    "a work and its author as the file's name": ("Slow Clocks - Vera Lind.md", "- {}\n- Brass hums in the cold.\n"),
    "title and author on the first line": ("a.txt", "Slow Clocks, Vera Lind\n\n{}\n\nBrass hums in the cold.\n"),
    "an author's line in French": ("a.md", "# Horloges\n\nAuteur : Vera Lind\n\n{}\n"),
    "an author's line in Ukrainian": ("a.txt", "Годинники\nАвтор: Віра Лінд\n\n{}\n\nЩе одне речення про латунь.\n"),
    "an author's line in Finnish": ("a.md", "# Kellot\n\nKirjailija: Vera Lind\n\n{}\n"),
    "the address that a text was pasted from": ("a.txt", "Clocks\n\n{}\n\nFrom <https://clocks.example/a>\n"),
    "the address in German": ("a.md", "# Uhren\n\n{}\n\nAus: https://clocks.example/a\n"),
    "quotation marks round the whole": ("a.md", "# Shed\n\n“{}”\n"),
    "guillemets in a text file": ("a.txt", "Shed\n\n«{}»\n\nI wrote this down in the train.\n"),
    "a page before each line": ("a.txt", "Reading\np. 4: {}\np. 9: Brass hums in the cold.\n"),
    "a page before each bullet in German": ("a.md", "# Lesen\n\n- S. 4: {}\n- S. 9: Messing summt.\n"),
    "speakers other than the reader": (
        "a.md",
        "# Shed\n\n**Vera Lind:** Is it late?\n\n**Tomas Berg:** {}\n\n**Vera Lind:** Yes.\n",
    ),
    "an HTML quotation": ("a.md", "# Shed\n\n<blockquote>\n<p>{}</p>\n</blockquote>\n\nI agree.\n"),
    "a table of a work's fields": (
        "a.md",
        "# Clocks\n\n| Type | Article |\n| --- | --- |\n| Author | Vera Lind |\n| Abstract | {} |\n| Date | 2018 |\n",
    ),
    "an address and author below the text": (
        "a.md",
        "Clocks\n\n{}\n\nid: 4\ncreated_time: 2024-03-04\nauthor: Vera Lind\nsource_url: https://clocks.example/a\n",
    ),
    "an address above the text": ("a.md", "# Clocks\n\nClipped from: https://clocks.example/a\n\n{}\n"),
    "a source without an address": ("a.md", "# Clocks\n\n{}\n\nSource: The Tidal Reader\n"),
    "an address below the text, Czech": ("a.txt", "Hodiny\n\n{}\n\nZdroj: https://clocks.example/a\n"),
    "a heading of quotations": ("a.md", "# Reading\n\n## Quotes\n\n- {}\n- Brass hums.\n"),
    "a citation behind": ("a.md", "# Reading\n\n{} (Lind, 2018, p. 3)\n"),
    "a book's number": ("a.md", "---\nisbn: 9780000000002\n---\n# Clocks\n\n{}\n"),
    "a notice of copyright": ("a.txt", "Slow clocks\n\n{}\n\n© 2018 Vera Lind. All rights reserved.\n"),
    "a name below a poem": ("a.md", "# Clock song\n\n{}\nBrass hums.\n\n— Vera Lind\n"),
    "a chat": ("a.txt", "[10:12] Vera Lind: {}\n[10:13] me: yes\n[10:14] Vera Lind: good\n"),
    "a name behind a tilde": ("a.md", '# Lines\n\n"{}"\n~ Vera Lind\n'),
    "a page's buttons below plain prose": ("a.txt", f"Slow clocks\n\n{'{}'}\n\n{PROSE}\n\nShare | 12 Comments\n"),
    "a newsletter in the first person": ("a.txt", f"Slow clocks\n\nI wound it. {'{}'} {PROSE}\n\nUnsubscribe\n"),
    "a reading time in Spanish": ("a.txt", f"Relojes\n\nLectura de 5 min\n\n{'{}'} {PROSE}\n"),
    "who made a song": ("a.txt", "Clock song\nWords and music: Vera Lind\n\n{}\nI never owned a pair\n"),
    "a recipe's site": ("a.md", "# Soup\n\nRecipe by Vera Lind, soups.example\n\n{}\n"),
    "an author below the words": ("a.txt", "Reading\n\n{}\n    -- Vera Lind, letters\n\n"),
    "an author below guillemets": ("a.txt", "Reading\n\n»{}«\nVera Lind\n"),
    "a summary on a page of a work": ("a.md", "---\nauthor: Vera Lind\n---\n# Clocks\n\n## Abstract\n\n{}\n"),
    "another speaker at one's meeting": ("a.md", "# Shed\n\nVera Lind: {}\nTomas Berg: no\nme: fine\n"),
    "show notes with a call to subscribe": (
        "a.md",
        "# Folge 3\n\nPodcast: Uhren\nGast: Vera Lind\n\n{}\n\nAbonnieren Sie unseren Brief!\n",
    ),
    "a letter received": ("mail.txt", "From: Vera Lind\nTo: me\nSubject: the keys\n\n{}\n"),
    "a release to the press": ("pm.txt", "Pressemitteilung\n\nDie Uhr geht. {}\n"),
    "whom it came from": ("Tip.md", "{}\n\nvia @veralind\n"),
    "a quotation over two lines": (
        "a.txt",
        "Dear Jens,\n\nShe writes:\n\n    “The wheel turns.\n    {}”\n\nI doubt it.\n",
    ),
    "a quotation behind a label": ("a.md", "# Shed\n\nUseful quote: “{}”\n\nI came home late.\n"),
    "a quotation among the items of a list": ("a.md", "# Shed\n\n- “{}”\n- paint the door\n"),
    "an abstract among labelled lines": ("a.md", "# Reading\n\nAbstract: {}\nEvaluation: I doubt it.\n"),
    "a thread below a handle": ("a.md", "# Thread\n\nVera Lind\n@veralind\nMar 3, 2021\n\n1/ {}\n\n2/ Brass hums.\n"),
    "who led an interview": ("a.md", "# Roofs\n\n*Interview by Ana Petrescu, The Gable*\n\n**Why roofs?**\n\n{}\n"),
    "an author one level deeper": ("a.md", "---\ntitle: Clocks\nauthor:\n  - name: Vera Lind\n---\n{}\n"),
}


@pytest.mark.parametrize("case", NOT_THE_READERS)
def test_what_hints_at_a_source_is_not_the_readers(case: str) -> None:
    path, text = NOT_THE_READERS[case]
    found = [
        piece.voice
        for document in parse_text(text.replace("{}", QUOTED), path)
        for piece in (*document.highlights, *document.paragraphs)
        if QUOTED in piece.text
    ]
    assert found
    assert "reader" not in found


THE_READERS = {
    "a page without any hint": ("Shed.md", "# Shed\n\n{}\n"),
    "a page named after a place": ("Shed - North Pier.md", "# Shed\n\nI was there on Monday.\n\n{}\n"),
    "a daily note": ("2024-03-04.md", "Lunch with Vera Lind\n\n{}\n"),
    "tasks": ("Plans - Vera Lind.md", "- [ ] {}\n- [x] paint the door\n"),
    "a heading of one's own on a page of a book": (
        "Clocks.md",
        "---\nauthor: Vera Lind\n---\n# Clocks\n\n## My thoughts\n\n{}\n",
    ),
    "a heading of one's own in Czech": ("H.md", "---\nauthor: Vera Lind\n---\n# Hodiny\n\n## Moje poznámky\n\n{}\n"),
    "a label of one's own": ("Clocks.md", "# Clocks\n\nAuthor: Vera Lind\n\nBrass hums.\n\nMy note: {}\n"),
    "a label of one's own in Polish": ("Z.txt", "Zegary\nAutor: Vera Lind\n\nMosiądz śpiewa.\n\nMoja uwaga: {}\n"),
    "me before a colon": ("a.txt", "Slow Clocks, Vera Lind\n\tp. 12: Brass hums in the cold.\n\t\tme: {}\n"),
    "quotations among one's own words": ("Shed.md", "# Shed\n\nVera said “no” and left.\n\n{}\n"),
    "people at a meeting": ("Meeting.md", "# Meeting\n\nWith Vera Lind and Tomas Berg.\n\n- {}\n- Paint the door.\n"),
    "a list of shopping with a colon": ("List.md", "# List\n\n- paint: two tins, red\n- {}\n"),
    "a title with a comma over fragments": ("Soup, Winter Version.md", "- Two onions\n- {}\n- Salt\n"),
    "an address within a sentence": ("Shed.md", "# Shed\n\nBuilt with https://wood.example/a by hand.\n\n{}\n"),
    "highlights of a week": ("Week.md", "# Week 9\n\n## Highlights\n\n{}\n"),
    "a plain text": ("shed.txt", "Shed\n\nThe door sticks when it rains.\n\n{}\n"),
    "an outline in Org": ("shed.txt", "#+TITLE: Shed\n* Door\n  {}\n"),
    "a letter": ("letter.txt", f"Dear Vera,\n\n{'{}'}\n\n{PROSE}\n\nYour Tomas\n"),
    "a diary in French": ("journal.txt", f"Lundi\n\n{'{}'}\n\n{PROSE}\n"),
    "an essay": ("essay.txt", f"On sheds\n\n{PROSE}\n\n{'{}'}\n"),
    "a page with a heading of exports": ("Shed.md", "# Shed\n\n## About this book\n\n{}\n"),
    "a review with the day of reading": (
        "Clocks.md",
        "---\nauthor: Vera Lind\nrating: 4\n---\n# Clocks\n\nI skipped a chapter. {}\n",
    ),
    "a remark within a page's text": ("a.md", f"---\nurl: https://clocks.example/a\n---\n{PROSE} %%{'{}'}%%\n"),
    "a callout of one's own on a page": (
        "a.md",
        "---\nurl: https://a.example/b\n---\nBrass.\n\n> [!note] My note\n> {}\n",
    ),
    "what the reader said at a meeting": ("a.md", "# Shed\n\nVera Lind: yes\nTomas Berg: no\nme: {}\n"),
    "notes on a lecture": ("a.md", "# Lecture\n\nLecturer: Vera Lind\n\n- {}\n- I lost the thread here\n"),
    "the first person beside a reference": ("C.md", "# Walls\n\nI lean on it. {}\n\n[[Fences]]\n\nSource: Lind 2018\n"),
    "a program's name as source": (
        "C.md",
        "{}\n\nid: 4be1\nparent_id: 9c8b\ncreated_time: 2022\nsource: joplin-desktop\n",
    ),
    "a callout with a title of one's own": (
        "C.md",
        "# C\n\n> [!quote] Vera Lind, p. 3\n> Brass.\n\n> [!question] Mine\n> {}\n",
    ),
    "why a page was saved": (
        "C.md",
        "Source: https://a.example/b\nWhy I saved this: {}\n\n---\n\n# C\n\nBy Vera Lind\n\nBrass.\n",
    ),
    "a text in front matter alone": ("Shed.md", "---\ntitle: Shed\nnotes: {}\n---\n"),
}


@pytest.mark.parametrize("case", THE_READERS)
def test_own_writing_stays_the_readers(case: str) -> None:
    path, text = THE_READERS[case]
    found = [
        piece.voice
        for document in parse_text(text.replace("{}", OWN), path)
        for piece in (*document.highlights, *document.paragraphs)
        if OWN in piece.text
    ]
    assert found == ["reader"]


def test_a_quotation_with_its_page_is_the_authors() -> None:
    (document,) = parse_text(f"Slow Clocks, Vera Lind\n\n“{QUOTED}” (p. 3)\n\nI liked it.\n", "Slow Clocks.txt")
    assert [piece.voice for piece in document.paragraphs if QUOTED in piece.text] == ["author"]
    assert document.author == "Vera Lind"
