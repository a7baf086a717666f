"""A question for a matter. Pure."""

from __future__ import annotations


def question_about(matter: str) -> str:
    """The question for what the notes say about a matter."""
    return f"What is said about {matter.strip()}?"
