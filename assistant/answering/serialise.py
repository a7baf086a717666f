"""Evidence and answers as JSON: the command line's output, which other programs read."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answering.answer import Answer
    from assistant.questions.plan import Plan
    from index.search.evidence import Evidence, SearchResult
    from ingest.passage import Passage, Place


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """One search result; its path and lines are those of its first place."""
    scores = {"score": _number(evidence.score), "cosine": _number(evidence.cosine)}
    return passage_json(evidence.passage) | {"text": evidence.shown, **scores}


def passage_json(passage: Passage) -> dict[str, Any]:
    """A passage with all its places; its path and lines are those of the first."""
    place = passage.places[0]
    return {
        "passage_id": passage.id,
        "text": passage.text,
        "note": passage.note,
        "tags": list(passage.tags),
        **place_json(place),
        "category": place.category,
        "section": list(place.section),
        "location": place.location,
        "full_text": passage.origin == "full text",
        "highlighted_at": passage.highlighted_at,
        "published": place.published,
        "date": place.date,
        "voice": passage.voice,
        "kind": passage.kind,
        "places": [place_json(place) for place in passage.places],
    }


def place_json(place: Place) -> dict[str, Any]:
    names = ("source", "path", "line_start", "line_end", "locator", "title", "author")
    values = {name: getattr(place, name) for name in names}
    return values | {"page": place.page or None, "url": place.url or place.document_url}


def search_result_json(id: str, result: SearchResult) -> dict[str, Any]:
    return {
        "id": id,
        "standalone_question": result.standalone_question,
        "results": [evidence_json(evidence) for evidence in result.evidence],
    }


def answer_json(id: str, answer: Answer) -> dict[str, Any]:
    return {
        "id": id,
        "standalone_question": answer.standalone_question,
        "plan": plan_json(answer.plan),
        "certainty": answer.certainty,
        "answered": answer.answered,
        "answer": answer.text,
        "sentences": [
            {
                "text": sentence.text,
                "lead": sentence.lead,
                "citations": list(sentence.citations),
                "lines": list(sentence.lines),
                "origin": sentence.origin,
                "support": sentence.support,
            }
            for sentence in answer.sentences
        ],
        "quotes": [
            {"text": quote.text, "n": n, "line": line}
            for quote in answer.quotes
            for n, line in zip(quote.citations, quote.lines, strict=True)
        ],
        "citations": [{"n": citation.n, **evidence_json(citation.evidence)} for citation in answer.citations],
        "nearest": [evidence_json(evidence) for evidence in answer.nearest],
        "model": answer.model,
        "way": answer.mode,
        "trouble": answer.trouble,
        "confidence": _number(answer.confidence),
        "seconds": {
            "retrieve": round(answer.seconds.retrieve, 4),
            "first_token": round(answer.seconds.first_token, 4),
            "total": round(answer.seconds.total, 4),
        },
    }


def plan_json(plan: Plan) -> dict[str, Any]:
    """What a question was read as."""
    return {
        "want": plan.want,
        "unit": plan.unit,
        "matter": plan.matter,
        "filters": [asdict(condition) for condition in plan.conditions],
        "sides": [side.name for side in plan.sides],
        "corrections": [asdict(correction) for correction in plan.corrections],
    }


def _number(value: float) -> float:
    """Rounded; 0.0 for NaN and infinity, which JSON lacks."""
    return round(float(value), 6) if math.isfinite(value) else 0.0
