"""The four read-only tools of the page's API and of the MCP server.

Their docstrings are their documentation: Gradio and MCP pass them on unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from threading import Event
from typing import Any

from assistant.answering.serialise import answer_json, passage_json, search_result_json
from assistant.library.interfaces import Library
from assistant.page.background_job import explain_trouble
from assistant.page.request import FACETS, MAX_TEXT_LETTERS, parse_filters
from assistant.page.turn_stream import EVIDENCE_PASSAGES
from index.search.evidence import Question

MAX_RESULTS = 50
"""Passages that one search returns."""
MAX_WORKS = 500

Tool = Callable[..., dict[str, Any]]


def make_tools(library: Library) -> tuple[Tool, ...]:
    """The tools, each safe to call from any thread; a failure is returned as `{"error": why}`."""
    tools = Tools(library)
    methods: tuple[Tool, ...] = (tools.search_notes, tools.ask_notes, tools.read_passage, tools.list_works)
    return tuple(map(_returning_errors, methods))


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one library."""

    library: Library

    def search_notes(
        self,
        question: str,
        top: int = 10,
        category: str = "",
        author: str = "",
        tag: str = "",
        voice: str = "",
        year: str = "",
    ) -> dict[str, Any]:
        """Find passages of the reader's notes by words and by meaning.

        Args:
            question: What to look for: a question, a phrase or a few words.
            top: How many passages at most, 1 to 50.
            category: Only books, articles, tweets, podcasts, videos or supplementals, or highlights for only what the
                reader marked; empty for all.
            author: Only works whose author's name contains this; empty for all.
            tag: Only passages with this tag; empty for all.
            voice: Only the words of the author, the reader, a machine or unknown; empty for all.
            year: Only passages highlighted or published in this year; empty for all.

        Returns:
            standalone_question, and results, best first: each with passage_id, text, note, tags, title, author, file,
            line_start, line_end, url, voice, score and all its places.
        """
        filters = parse_filters(dict(zip(FACETS, (category, author, tag, voice, year), strict=True)))
        top = max(1, min(int(top), MAX_RESULTS))
        return search_result_json(
            "", self.library.search.search(Question(text=question[:MAX_TEXT_LETTERS], filters=filters, top=top))
        )

    def ask_notes(self, question: str, category: str = "", author: str = "", tag: str = "") -> dict[str, Any]:
        """Answer a question from the reader's notes alone, each sentence with citations of its passages.

        Args:
            question: The question, in full words.
            category: Only books, articles, tweets, podcasts, videos or supplementals, or highlights for only what the
                reader marked; empty for all.
            author: Only works whose author's name contains this; empty for all.
            tag: Only passages with this tag; empty for all.

        Returns:
            answered, answer, sentences with their citations and support, citations with file and lines; if
            answered is false, the notes do not contain the answer, and nearest lists the nearest passages.
        """
        filters = parse_filters({"category": category, "author": author, "tag": tag})
        request = Question(text=question[:MAX_TEXT_LETTERS], filters=filters, top=EVIDENCE_PASSAGES)
        return answer_json("", self.library.chat.ask(request, on_sentence=_ignore, on_citation=_ignore, stop=Event()))

    def read_passage(self, passage_id: str) -> dict[str, Any]:
        """Read one whole passage, with the passages before and after it in its file.

        Args:
            passage_id: The id in a search result or a citation: 16 hex digits.

        Returns:
            passage, before and after, each with its text, note, places and the other fields of a search result.
        """
        opened = self.library.search.open_passage(passage_id)
        if opened is None:
            return {"error": f"no passage has the id {passage_id[:40]}; search for its words instead"}
        return {
            "passage": passage_json(opened.passage),
            "before": [passage_json(passage) for passage in opened.before],
            "after": [passage_json(passage) for passage in opened.after],
        }

    def list_works(self, words: str = "", category: str = "") -> dict[str, Any]:
        """List the works that the notes are about.

        Args:
            words: Only works whose title or author contains these words; empty for all.
            category: Only books, articles, tweets, podcasts, videos or supplementals; empty for all.

        Returns:
            total, and works: each with id, title, author, category, url, published, passages and highlights.
        """
        wanted = words.lower().split()
        works = [
            work
            for work in self.library.search.works()
            if category in ("", work.category) and all(word in f"{work.title} {work.author}".lower() for word in wanted)
        ]
        rows = map(asdict, works[:MAX_WORKS])
        return {"total": len(works), "works": [{k: v for k, v in row.items() if k != "probable"} for row in rows]}


def _ignore(part: object) -> None:
    """Other programs receive the whole answer at once."""


def _returning_errors(tool: Tool) -> Tool:
    @wraps(tool)
    def call(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            result: dict[str, Any] = _rename_paths(tool(*args, **kwargs))
            return result
        except Exception as failure:
            return {"error": explain_trouble(failure)}

    return call


def _rename_paths(value: Any) -> Any:
    """`file` instead of `path`: Gradio's clients download whatever a `path` in a result names."""
    if isinstance(value, dict):
        return {"file" if name == "path" else name: _rename_paths(item) for name, item in value.items()}
    return [_rename_paths(item) for item in value] if isinstance(value, list | tuple) else value
