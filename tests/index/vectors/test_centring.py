from __future__ import annotations

from pathlib import Path

import numpy as np

from index.vectors.centring import CENTRES_FILE, CentredEmbedder, _centre_texts
from ingest.text.language import guess_language
from tests.index.stand_in_embedder import Rows, StandInEmbedder, draw_word

ENGLISH = ["The kiln is opened in the morning.", "Tides follow the moon.", "the tides and the moon"]
GERMAN = "moon, tides und das"


class LeaningEmbedder(StandInEmbedder):
    """Adds one direction to all its vectors and one for each language, as some encoders do: every cosine is high."""

    def embed_questions(self, texts: list[str]) -> Rows:  # type: ignore[override]
        leanings = np.stack([draw_word("leaning", self.dimensions, guess_language(text)) for text in texts])
        rows = super().embed_questions(texts) + 3.0 / np.sqrt(self.dimensions) + 0.3 * leanings
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]


def test_unrelated_texts_come_near_zero_and_related_ones_stay_near_each_other(tmp_path: Path) -> None:
    leaning, centred = LeaningEmbedder(), CentredEmbedder(LeaningEmbedder(), tmp_path)
    kiln, tides, moon = leaning.embed_passages(ENGLISH)
    assert kiln @ tides > 0.85
    kiln, tides, moon = centred.embed_passages(ENGLISH)
    assert abs(kiln @ tides) < 0.4 and tides @ moon > 0.5
    assert np.allclose(np.linalg.norm([kiln, tides, moon], axis=1), 1, atol=1e-5)
    assert (centred.name, centred.dimensions) == (leaning.name, leaning.dimensions)
    rows = centred.embed_passages(ENGLISH)
    assert rows.dtype == np.float32


def test_a_text_in_another_language_is_nearer_for_what_it_says_than_one_in_the_same(tmp_path: Path) -> None:
    texts = [ENGLISH[2], GERMAN, ENGLISH[0]]
    moon, mond, kiln = LeaningEmbedder().embed_passages(texts)
    assert moon @ kiln > moon @ mond
    moon, mond, kiln = CentredEmbedder(LeaningEmbedder(), tmp_path).embed_passages(texts)
    assert moon @ mond > moon @ kiln


def test_the_means_are_kept_beside_the_export(tmp_path: Path) -> None:
    first = CentredEmbedder(LeaningEmbedder(), tmp_path).embed_questions(ENGLISH)
    assert (tmp_path / CENTRES_FILE).is_file()
    again = LeaningEmbedder()
    assert np.array_equal(CentredEmbedder(again, tmp_path).embed_questions(ENGLISH), first)
    assert not again.embedded


def test_the_texts_are_the_same_number_in_every_language_and_mostly_known_for_it() -> None:
    for language, texts in _centre_texts().items():
        assert len(texts) == 12 and sum(guess_language(text) == language for text in texts) >= 10
