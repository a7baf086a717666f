"""What is taken off behind a highlight's text."""

import pytest

from ingest.metadata.trailing_metadata import strip_trailing_metadata


@pytest.mark.parametrize(
    ("text", "location", "tags"),
    [
        ("Bells wait. (p. 12)", "Page 12", []),
        ("“Bells wait.” [Page 5](zotero://open-pdf/items/A?page=5) #bronze, #wind", "Page 5", ["bronze", "wind"]),
        ("“Bells wait.” (Voss, 2019, p. 7) ([pdf](zotero://open-pdf/items/A))", "Page 7", []),
        ('<mark class="hltr">"Bells wait."</mark> [Seite 9](zotero://open-pdf/items/A)', "Page 9", []),
        ("==Bells wait.== (S. 17)", "Page 17", []),
    ],
)
def test_links_places_tags_and_marks_are_taken_off(text: str, location: str, tags: list[str]) -> None:
    tail = strip_trailing_metadata(text)
    assert (tail.text, tail.location, tail.tags) == ("Bells wait.", location, tags)


def test_a_link_within_the_words_of_a_page_stays() -> None:
    text = "Bells wait in [towers](https://bells.example/towers)"
    assert strip_trailing_metadata(text).text == text


def test_a_cut_up_address_is_read_in_time() -> None:
    text = "The clock. " + "&#x2F;proxy" * 400 + " !"
    assert strip_trailing_metadata(text).tags == []
