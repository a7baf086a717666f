"""What of an outline is a work's, and what stands beside it."""

from __future__ import annotations

from tests.ingest.parse_text import parse_text

SHELF = """- Books
  - Grain and Water, by Tove Halling
    - Quotes
      - "The miller hears the river before the weather." (p. 12)
      - "A wheel forgives what a sluice does not." (p. 40)
    - My thoughts
      - ask at the museum
- Garden
  - prune the quince
  - mend the gate
"""


def test_what_stands_beside_a_shelf_of_books_is_the_readers() -> None:
    documents = parse_text(SHELF, "everything.txt")
    passages = [each for document in documents for each in (*document.highlights, *document.paragraphs)]
    assert {each.voice for each in passages if "quince" in each.text or "museum" in each.text} == {"reader"}
    assert {each.voice for each in passages if "miller" in each.text} == {"author"}
