from __future__ import annotations

from datetime import date
from pathlib import Path

from index.browse.review_log import (
    REVIEW_FILE,
    ReviewLog,
    begin_review,
    drop_missing,
    read_review_log,
    write_review_log,
)
from index.catalog.catalog import Catalog

MONDAY, TUESDAY, FRIDAY = date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 10)


def test_at_the_first_look_nothing_is_new() -> None:
    first = begin_review(ReviewLog(), MONDAY, newest=40)
    assert (first.day, first.since, first.before) == ("2024-05-06", "", 40)


def test_what_came_after_the_last_day_with_a_look_is_new_all_day() -> None:
    monday = begin_review(begin_review(ReviewLog(), MONDAY, 40), MONDAY, 45)
    friday = begin_review(monday, FRIDAY, 60)
    assert (friday.since, friday.before) == ("2024-05-06", 45)
    assert begin_review(friday, FRIDAY, 70).before == 45


def test_a_store_that_begins_anew_is_not_waited_for() -> None:
    full = begin_review(begin_review(ReviewLog(), MONDAY, 4000), TUESDAY, 10)
    assert full.before == 10


def test_a_log_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    log = ReviewLog(day="2024-05-06", since="2024-05-01", before=3, newest=9, again=("a",), shown={"a": "2024-05-06"})
    write_review_log(tmp_path, log)
    assert read_review_log(tmp_path) == log
    (tmp_path / REVIEW_FILE).write_text("spoilt", "utf-8")
    assert read_review_log(tmp_path) == ReviewLog()


def test_what_was_shown_long_ago_is_forgotten(tmp_path: Path) -> None:
    write_review_log(tmp_path, ReviewLog(day="2024-05-06", shown={"a": "2022-01-01", "b": "2024-01-01"}))
    assert read_review_log(tmp_path).shown == {"b": "2024-01-01"}


def test_what_is_gone_from_the_catalog_is_not_remembered(tmp_path: Path) -> None:
    write_review_log(tmp_path, ReviewLog(day="2024-05-06", again=("gone",), shown={"gone": "2024-05-06"}))
    with Catalog.open(tmp_path) as catalog:
        drop_missing(catalog)
    assert (read_review_log(tmp_path).again, dict(read_review_log(tmp_path).shown)) == ((), {})
    assert b"gone" not in (tmp_path / REVIEW_FILE).read_bytes()
