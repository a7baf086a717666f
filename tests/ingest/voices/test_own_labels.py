"""Labels by which the reader speaks."""

from ingest.voices.own_labels import OWN_LABEL, reader_of_label


def test_a_possessive_before_a_note_is_the_reader() -> None:
    assert reader_of_label("My note: buy brass", "author") == "reader"
    assert reader_of_label("Meine Notiz: Messing kaufen", "unknown") == "reader"
    assert reader_of_label("Note: the brass is old", "author") == "author"
    assert reader_of_label("My take: brass is overrated", "author") == "reader"
    assert reader_of_label("The view: brass from above", "author") == "author"


def test_a_pronoun_before_a_colon_is_the_reader() -> None:
    assert OWN_LABEL.match("- me: buy brass") and OWN_LABEL.match("Moi : du laiton")
    assert not OWN_LABEL.match("Vera: buy brass")
