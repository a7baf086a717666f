"""Links in a value: their words and their addresses."""

from __future__ import annotations

import re


def bare_link(value: str) -> str:
    """The words of `[[page]]`, `[[page|words]]`, `[words](target)`, `#tag`, `*words*`; else the value.

    A bar between spaces is part of a name (`[[Lights | Harbours]]`), as aliases have no spaces there.
    """
    value = value.strip().strip("\\").strip()
    value = re.sub(r"!?\[\[(?:[^\[\]|]*(?<! )\|)?([^\[\]]*)\]\]", r"\1", value)
    value = re.sub(r"\[([^\[\]]*)\]\((?:<[^<>]*>|(?:[^()]|\([^()]*\))*)\)", r"\1", value)
    value = re.sub(r"^([*_]{1,3})(.+)\1$", r"\2", value.strip())
    return value.strip()


def link_targets(value: str) -> tuple[str, ...]:
    """The addresses in a value: of `[x](http…)`, `<http…>` or bare."""
    return tuple(
        match.rstrip(".,;") for match in re.findall(r"https?://[^\s<>\"\]]+?(?=\)*\**(?:[\s<>\"\]]|$))", value)
    )
