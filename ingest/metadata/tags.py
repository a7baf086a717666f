"""Tags, author names and categories from the values of metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.markdown.links import bare_link
from ingest.text.clean import clean_text

CATEGORIES = {
    "books": "book books kindle ebook epub libro libros livro livros buch bücher livre livres",
    "articles": "article articles pdf pdfs rss email emails newsletter newsletters blog essay paper web webpage "
    "clippings",
    "tweets": "tweet tweets twitter thread threads",
    "podcasts": "podcast podcasts episode episodes",
    "videos": "video videos youtube",
    "supplementals": "supplemental supplementals",
}
CATEGORY_OF = {word: category for category, words in CATEGORIES.items() for word in words.split()}
TAG = re.compile(r"\[\[([^\[\]]+)\]\]|#([^\s#,\[\]]+)|([^\s,;#\[\]][^,;#\[\]]*)")
HYPHENATED = re.compile(r"^(?=.*[\w'’]-\w)[\w'’/-]+(?:\s+[\w'’/-]+)+\s*$")
"""Bare tags of which one has a hyphen where a name has a space: then spaces separate them."""
BYLINE = re.compile(r"^(?:Authors?|Written by|Posted by)(?:\s*[:：]\s*|\s+(?=(?-i:[A-Z])))(?=\S)", re.I)
"""A label copied with a page's byline."""
MORE_BY = re.compile(r"^More (?:articles|posts|stories) (?:by|from)\b", re.I)
NO_TAG = re.compile(r"^\W*(?:[<>=]{5,}.*)?$")
"""Punctuation alone, or the marker of a merge conflict."""
EMPHASISED = re.compile(r"(?<!\S)#?(?:\*\*?|__?)([^*\[\]]+?)(?:\*\*?|__?)(?!\S)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
LINKED = re.compile(r"#?\[([^\[\]]+)\]\((?:<[^<>]*>|[^()\s]*)\)")


def unescape(value: str) -> str:
    """The value without Markdown's backslash escapes."""
    return ESCAPED.sub(r"\1", value) if "\\" in value else value


def flat_values(value: Any, depth: int = 0) -> Iterator[str]:
    """The strings in a front matter value, at most 200 of each list; mappings give none."""
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif isinstance(value, list) and depth < 4:
        for item in value[:200]:
            yield from flat_values(item, depth + 1)


def names_in(value: Any) -> Iterator[str]:
    """The names in front matter's value, also where each stands a level deeper: `author: {name: …}`."""
    yield from flat_values(value)
    for inner in value if isinstance(value, list) else [value]:
        if isinstance(inner, dict):
            whole = inner.get("name") or " ".join(flat_values([inner.get("given"), inner.get("family")]))
            yield from flat_values(whole)


def date_in_parts(value: Any) -> Any:
    """A date as citation managers write it, `{"date-parts": [[2020, 6, 15]]}`, as one text; any other value as it
    is."""
    parts = list(flat_values(value.get("date-parts"))) if isinstance(value, dict) else []
    return "-".join(part.zfill(2) for part in parts) if parts else value


def flat_pairs(values: Mapping[str, Any], depth: int = 0, within: str = "") -> Iterator[tuple[str, str]]:
    """Each key of front matter with its value as one text; a key within a mapping after that one's, `book.title`."""
    for key, value in values.items():
        inner = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
        texts = ", ".join(flat_values(value))
        if texts or not inner:
            yield within + key, texts
        for mapping in inner if depth < 4 else ():
            yield from flat_pairs(mapping, depth + 1, f"{within}{key}.")


def tag_list(value: str) -> tuple[str, ...]:
    """Tags of `[[a]] [[b]]`, `#a #b`, `a, b`, `#[[a]]`; without `#` and brackets."""
    tags: list[str] = []
    value = EMPHASISED.sub(r"[[\1]]", value) if "*" in value or "_" in value else value
    value = LINKED.sub(r"[[\1]]", value) if "](" in value else value
    if HYPHENATED.match(value):
        value = ",".join(value.split())
    for match in TAG.finditer(value.replace("#[[", "[[")):
        tag = (match[1] or match[2] or match[3]).strip().strip("\"'").strip()
        tag = unescape(tag.rsplit("|", 1)[-1].strip())
        if tag and tag not in tags and (not NO_TAG.match(tag) or not tag.isascii()):
            tags.append(tag)
    return tuple(tags)


def author_names(value: str) -> str:
    """`[[A]] and [[B]]`, or one name a line, as `A, B`; without links, emphasis and addresses."""
    value = re.sub(r"\]\]\s*(?:,|;|&|and)\s*\[\[", "]], [[", value)
    value = re.sub(r"\s*<[^<>\s]+@[^<>\s]+>", "", value)
    names = bare_link(clean_text(re.sub(r"[,;]?[ \t]*\n\s*", ", ", value.strip())))
    parts = [BYLINE.sub("", part) for part in names.split(", ") if not MORE_BY.match(part)]
    names = ", ".join(dict.fromkeys(parts))
    if re.match(r"https?://\S+$", names) or not re.search(r"[^\W_]", names):
        return ""
    return " ".join(names.strip(" ,;").split())


def category_of(value: str) -> str:
    """`#books`, `Type/Highlight/Article`, `[books](<books.md>)` … as Readwise's plural word, or ""."""
    for word in re.split(r"[/\s,.;#\[\]]+", bare_link(value).lower()):
        if word in CATEGORY_OF:
            return CATEGORY_OF[word]
    return ""


def category_of_tags(tags: list[str]) -> str:
    """The category that one of the tags names (`readwise/books`, `Books`), or ""."""
    for tag in tags:
        last = re.split(r"[/_-]", tag.lower())[-1]
        if last in CATEGORY_OF and ("/" in tag or "-" in tag or tag.lower() == last):
            return CATEGORY_OF[last]
    return ""
