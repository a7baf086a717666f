from __future__ import annotations

import re

from index.vectors.encoder_list import FIRST_MULTILINGUAL, PACKAGED, canonical_name, find_encoder, listed_encoders
from index.vectors.local_embedder import load_embedder


def test_every_entry_says_where_it_is_from_and_under_which_licence() -> None:
    for encoder in listed_encoders():
        assert encoder.licence in ("MIT", "Apache-2.0")
        assert 256 <= encoder.tokens <= 512 and encoder.dimensions in (384, 768, 1024)
        assert bool(encoder.repo) == bool(re.fullmatch("[0-9a-f]{40}", encoder.revision))
        assert encoder.size or encoder.name == PACKAGED


def test_multilingual_ones_come_first_and_the_proposed_one_is_the_smallest_download() -> None:
    languages = [encoder.languages for encoder in listed_encoders()]
    assert languages == sorted(languages, reverse=True)
    many = [encoder for encoder in listed_encoders() if encoder.languages == "many"]
    assert min(many, key=lambda encoder: encoder.size).name == FIRST_MULTILINGUAL


def test_both_sides_have_their_words_in_front_or_neither_has() -> None:
    assert all(bool(encoder.question) == bool(encoder.passage) for encoder in listed_encoders())
    e5 = [encoder for encoder in listed_encoders() if "e5" in encoder.name]
    assert len(e5) == 2 and {(encoder.question, encoder.passage) for encoder in e5} == {("query: ", "passage: ")}


def test_a_name_of_the_hub_stands_for_the_listed_one() -> None:
    assert canonical_name("BAAI/bge-m3") == "bge-m3" and canonical_name("somebody/another") == "somebody/another"
    assert canonical_name("") == "" and find_encoder("") is None


def test_the_packaged_encoder_has_the_listed_size() -> None:
    listed = find_encoder(PACKAGED)
    assert listed is not None and load_embedder().dimensions == listed.dimensions
