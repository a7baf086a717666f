from __future__ import annotations

from pathlib import Path

import numpy as np

from index.vectors.centring import CENTRES_FILE, CentredEmbedder
from tests.index.stand_in_embedder import Rows, StandInEmbedder

TEXTS = ["The kiln is opened in the morning.", "Tides follow the moon.", "the tides and the moon"]


class LeaningEmbedder(StandInEmbedder):
    """Adds one direction to all its vectors, as some encoders do: every cosine is high."""

    def embed_questions(self, texts: list[str]) -> Rows:  # type: ignore[override]
        rows = super().embed_questions(texts) + 3.0 / np.sqrt(self.dimensions)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]


def test_unrelated_texts_come_near_zero_and_related_ones_stay_near_each_other(tmp_path: Path) -> None:
    leaning, centred = LeaningEmbedder(), CentredEmbedder(LeaningEmbedder(), tmp_path)
    kiln, tides, moon = leaning.embed_passages(TEXTS)
    assert kiln @ tides > 0.85
    kiln, tides, moon = centred.embed_passages(TEXTS)
    assert abs(kiln @ tides) < 0.4 and tides @ moon > 0.5
    assert np.allclose(np.linalg.norm([kiln, tides, moon], axis=1), 1, atol=1e-5)
    assert (centred.name, centred.dimensions) == (leaning.name, leaning.dimensions)
    assert centred.embed_passages(TEXTS).dtype == np.float32


def test_the_means_are_kept_beside_the_export(tmp_path: Path) -> None:
    first = CentredEmbedder(LeaningEmbedder(), tmp_path).embed_questions(TEXTS)
    assert (tmp_path / CENTRES_FILE).is_file()
    again = LeaningEmbedder()
    assert np.array_equal(CentredEmbedder(again, tmp_path).embed_questions(TEXTS), first)
    assert not again.embedded
