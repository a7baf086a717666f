"""Blocks between an opening and a closing line, in the markups that people meet."""

from __future__ import annotations

import pytest

from ingest.markdown.containers import containers_to_markdown

QUOTED = ["> Quays sleep."]
CASES = [
    (["<blockquote>", "Quays sleep.", "</blockquote>"], ["", *QUOTED, ""]),
    (["<blockquote>Quays sleep.</blockquote>"], QUOTED),
    (["<blockquote>", "<p>Quays sleep.</p>", "<cite>Voss</cite>", "</blockquote>"], ["", *QUOTED, "> — Voss", ""]),
    (["[quote, M. Voss, Salt]", "____", "Quays sleep.", "____"], ["> [!quote] M. Voss, Salt", ">", *QUOTED, ""]),
    (['::: {.quote author="M. Voss"}', "Quays sleep.", ":::"], ["> [!quote] M. Voss", *QUOTED, ""]),
    (["[quote=M. Voss]Quays sleep.[/quote]"], ["> Quays sleep. — M. Voss"]),
    ([".. epigraph::", "", "   Quays sleep.", "", "Later"], ["", "", *QUOTED, "", "Later"]),
    (["{% quote M. Voss %}", "Quays sleep.", "{% endquote %}"], ["> [!quote] M. Voss", *QUOTED, ""]),
    (["{{< quote >}}", "Quays sleep.", "{{< /quote >}}"], ["", *QUOTED, ""]),
    (["\\begin{quote}", "Quays sleep.", "\\end{quote}"], ["", *QUOTED, ""]),
    (["<<<", "Quays sleep.", "<<< M. Voss"], ["", *QUOTED, "> — M. Voss"]),
    (["<aside>", "Ask about it.", "</aside>"], ["> [!note]", "> Ask about it.", ""]),
    (["<details>", "<summary>About</summary>", "by Voss", "</details>"], ["", "###### About", "by Voss", "######"]),
    (["<blockquote>", "no end"], ["<blockquote>", "no end"]),
    (["```", "<blockquote>", "code", "</blockquote>", "```"], ["```", "<blockquote>", "code", "</blockquote>", "```"]),
    (["- [x] done", "[words](https://tides.example)"], ["- [x] done", "[words](https://tides.example)"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES, ids=[case[0][0] for case in CASES])
def test_a_block_becomes_markdown_line_by_line(lines: list[str], expected: list[str]) -> None:
    assert containers_to_markdown(lines) == expected
