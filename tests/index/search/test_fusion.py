from __future__ import annotations

from index.search.fusion import fuse_scores, scale_scores


def test_scaled_scores_run_from_nought_to_one() -> None:
    assert scale_scores({"a": 3.0, "b": 1.0, "c": 2.0}) == {"a": 1.0, "b": 0.0, "c": 0.5}


def test_scores_that_do_not_differ_all_count_whole() -> None:
    assert scale_scores({"a": 0.4, "b": 0.4}) == {"a": 1.0, "b": 1.0}


def test_what_both_legs_find_beats_what_one_finds() -> None:
    fused = fuse_scores({"a": 0.8, "b": 0.8, "c": 0.1}, {"a": 5.0, "c": 1.0}, 0.5)
    assert max(fused, key=lambda one: fused[one]) == "a"


def test_the_least_passage_that_shares_a_word_beats_one_that_shares_none() -> None:
    fused = fuse_scores({"a": 0.5, "b": 0.5, "c": 0.1}, {"a": 1.0, "c": 9.0}, 0.5)
    assert fused["a"] > fused["b"]


def test_one_leg_alone_keeps_its_order() -> None:
    dense = {"a": 0.9, "b": 0.5, "c": 0.7}
    fused = fuse_scores(dense, {"b": 9.0}, 1.0)
    assert sorted(fused, key=lambda one: -fused[one]) == ["a", "c", "b"]
