"""What other programs can ask of the notes: the four tools of the page's API and of the MCP server.

Their docstrings are their documentation: Gradio and MCP hand them on as they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from threading import Event
from typing import Any

from assistant.answering.serialise import answer_json, evidence_json, finding_json
from assistant.library.protocol import Library
from assistant.page.actions import FACETS, LONGEST, filters_of
from assistant.page.background_job import explain_trouble
from assistant.page.turn_stream import TOP
from index.search.evidence import Evidence, Question

MOST = 50
"""Passages that one call gives at most."""
WORKS = 500
"""Works that one call lists at most."""

Tool = Callable[..., dict[str, Any]]


def make_tools(library: Library) -> tuple[Tool, ...]:
    """The tools over a library, each safe to call from any thread; failures come back as `{"error": why}`."""

    def search_notes(
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
            category: Only books, articles, tweets, podcasts, videos or supplementals; empty for all.
            author: Only works whose author's name holds this; empty for all.
            tag: Only passages with this tag; empty for all.
            voice: Only the words of the author, the reader or a machine; empty for all.
            year: Only what was marked or published in this year; empty for all.

        Returns:
            standalone_question, and results, best first: each with passage_id, text, note, tags, title, author, file,
            line_start, line_end, url, voice, score and all its places.
        """
        chosen = dict(zip(FACETS, (category, author, tag, voice, year), strict=True))
        asked = Question(text=question[:LONGEST], filters=filters_of(chosen), top=max(1, min(int(top), MOST)))
        return finding_json("", library.search(asked))

    def ask_notes(question: str, category: str = "", author: str = "", tag: str = "") -> dict[str, Any]:
        """Answer a question from the reader's notes alone, each sentence citing the passages it stands on.

        Args:
            question: The question, in full words.
            category: Only books, articles, tweets, podcasts, videos or supplementals; empty for all.
            author: Only works whose author's name holds this; empty for all.
            tag: Only passages with this tag; empty for all.

        Returns:
            answered, answer, sentences with their citations and support, citations with file and lines; where
            answered is false the notes hold no answer, and nearest holds what came nearest.
        """
        filters = filters_of({"category": category, "author": author, "tag": tag})
        asked = Question(text=question[:LONGEST], filters=filters, top=TOP)
        return answer_json("", library.ask(asked, on_sentence=_unheard, on_citation=_unheard, stop=Event()))

    def read_passage(passage_id: str) -> dict[str, Any]:
        """Read one passage whole, with the passages before and after it in its file.

        Args:
            passage_id: The id that a search result or a citation carries: 16 hex digits.

        Returns:
            passage, before and after, each with its text, note, places and the rest of a search result's fields.
        """
        opened = library.open_passage(passage_id)
        if opened is None:
            return {"error": f"no passage has the id {passage_id[:40]}; search for its words instead"}
        return {
            "passage": _passage_json(opened.passage),
            "before": [_passage_json(one) for one in opened.before],
            "after": [_passage_json(one) for one in opened.after],
        }

    def list_works(words: str = "", category: str = "") -> dict[str, Any]:
        """List the works that the notes are about.

        Args:
            words: Only works whose title or author holds these words; empty for all.
            category: Only books, articles, tweets, podcasts, videos or supplementals; empty for all.

        Returns:
            total, and works: each with id, title, author, category, url, published, passages and highlights.
        """
        wanted = words.lower().split()
        found = [
            work
            for work in library.works()
            if category in ("", work.category) and all(word in f"{work.title} {work.author}".lower() for word in wanted)
        ]
        return {"total": len(found), "works": [asdict(work) for work in found[:WORKS]]}

    return tuple(_in_words(tool) for tool in (search_notes, ask_notes, read_passage, list_works))


def _passage_json(passage: Any) -> dict[str, Any]:
    found = evidence_json(Evidence(passage=passage, rank=1, score=0.0, cosine=0.0, lexical=0.0))
    return {name: value for name, value in found.items() if name not in ("score", "cosine")}


def _without_paths(value: Any) -> Any:
    """`path` named `file`: Gradio's clients fetch whatever a `path` in an answer names."""
    if isinstance(value, dict):
        return {"file" if name == "path" else name: _without_paths(one) for name, one in value.items()}
    return [_without_paths(one) for one in value] if isinstance(value, list | tuple) else value


def _unheard(said: object) -> None:
    """A program waits for the whole answer."""


def _in_words(tool: Tool) -> Tool:
    from functools import wraps

    @wraps(tool)
    def safely(*given: Any, **named: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = _without_paths(tool(*given, **named))
            return found
        except Exception as trouble:
            return {"error": explain_trouble(trouble)}

    return safely
