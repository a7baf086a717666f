from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from index.browse.daily_review import MAX_RESURFACED, daily_review, make_review, pick_resurfaced, read_pool
from index.browse.review_log import ReviewLog
from index.catalog.catalog import Catalog
from index.catalog.queries.review import ReviewCandidate
from index.vectors.store import Vectors
from tests.index.conftest import Sync, export, write_notes

DAY = date(2024, 5, 6)


def candidates(works: int, each: int, **kinds: Sequence[str]) -> list[ReviewCandidate]:
    """`each` passages of each work, those of the ids named in `kinds` of that kind."""
    return [
        ReviewCandidate(
            id=f"{work}-{number}",
            n=work * each + number,
            work=f"work {work}",
            favorite=f"{work}-{number}" in kinds.get("favorite", ()),
            own=f"{work}-{number}" in kinds.get("own", ()),
            highlighted_at="2021-03-04",
        )
        for work in range(works)
        for number in range(each)
    ]


def test_a_day_has_one_choice_and_the_next_another() -> None:
    pool = candidates(20, 5)
    assert pick_resurfaced(pool, DAY, {}) == pick_resurfaced(list(reversed(pool)), DAY, {})
    assert pick_resurfaced(pool, DAY, {}) != pick_resurfaced(pool, DAY + timedelta(days=1), {})


def test_a_favourite_and_an_own_note_come_first_and_each_is_of_another_work() -> None:
    pool = candidates(9, 4, favorite=["3-1"], own=["5-2"])
    picked = pick_resurfaced(pool, DAY, {})
    assert picked[:2] == ["3-1", "5-2"] and len({one.split("-")[0] for one in picked}) == MAX_RESURFACED


def test_what_was_shown_comes_again_only_after_all_others() -> None:
    pool, shown, seen = candidates(12, 1), dict[str, str](), Counter[str]()
    for days in range(4):
        day = DAY + timedelta(days=days)
        picked = pick_resurfaced(pool, day, shown)
        shown |= {one: day.isoformat() for one in picked}
        seen.update(picked)
    assert len(seen) == 12 and set(seen.values()) == {1}


def test_a_book_with_many_highlights_comes_no_oftener_than_one_with_few() -> None:
    pool = [*candidates(1, 900), *(one for one in candidates(10, 3) if one.work != "work 0")]
    firsts = Counter(pick_resurfaced(pool, DAY + timedelta(days=n), {})[0].split("-")[0] for n in range(300))
    assert firsts["0"] < 60


def test_what_was_picked_in_the_morning_stays_all_day() -> None:
    pool = candidates(9, 4)
    morning = pick_resurfaced(pool, DAY, {})
    assert (
        pick_resurfaced([*pool, *candidates(40, 1)[9:]], DAY, dict.fromkeys(morning, DAY.isoformat()), morning)
        == morning
    )


def test_what_was_marked_within_the_month_is_not_seen_again_yet() -> None:
    fresh = [ReviewCandidate(id="a", n=1, work="w", favorite=True, own=True, highlighted_at="2024-05-01T10:00:00Z")]
    assert pick_resurfaced(fresh, DAY, {}) == [] and pick_resurfaced(fresh, DAY + timedelta(days=60), {}) == ["a"]


KILNS = export(
    "Kilns of the North",
    "Oda Brandt",
    "The kiln must cool for two days before anybody opens its door to look at the pots.",
    "Wood for the kiln is stacked in autumn and burnt in spring, when the wind is steady.",
)
LATER = export(
    "A Potter's Winter",
    "Ines Quist",
    "The kiln must cool for three days before she opens its door and looks at her pots.",
    "Snow on the roof of the shed weighs more than all the bowls that stand below it.",
)


def test_what_came_since_the_last_visit_stands_beside_what_it_relates_to(
    catalog: Catalog, vectors: Vectors, vault: Path, sync: Sync
) -> None:
    write_notes(vault, {"kilns.md": KILNS})
    sync()
    first, log = make_review(catalog, vectors, ReviewLog(), DAY)
    assert (first.new_passages, first.arrivals) == (0, ()) and len(first.resurfaced) == 1
    write_notes(vault, {"later.md": LATER})
    sync()
    seen, log = make_review(catalog, vectors, log, DAY + timedelta(days=3))
    assert (seen.since, seen.new_passages, seen.new_works) == ("2024-05-06", 2, 1)
    (arrival,) = seen.arrivals
    assert "three days" in arrival.passage.text
    assert [old.passage.places[0].title for old in arrival.older] == ["Kilns of the North"]
    assert all(one.passage.places[0].title == "Kilns of the North" for one in seen.resurfaced)
    later, _ = make_review(catalog, vectors, log, DAY + timedelta(days=4))
    assert later.new_passages == 0


def test_an_empty_store_has_nothing_to_see_and_keeps_no_file(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "none", readonly=True) as catalog:
        seen = daily_review(catalog, Vectors(catalog, owner=False), DAY)
    assert (seen.new_passages, seen.arrivals, seen.resurfaced) == (0, (), ()) and not (tmp_path / "none").exists()


def test_a_visit_is_remembered(catalog: Catalog, vectors: Vectors, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kilns.md": KILNS})
    sync()
    first = daily_review(catalog, vectors, DAY)
    assert daily_review(catalog, vectors, DAY) == first
    again = daily_review(catalog, vectors, DAY + timedelta(days=1))
    assert again.since == "2024-05-06" and again.resurfaced != first.resurfaced


def test_after_the_first_look_of_a_day_only_its_choice_and_what_is_new_are_read(
    catalog: Catalog, vectors: Vectors, vault: Path, sync: Sync
) -> None:
    """Until one of the choice is gone: then another is chosen from all."""
    firings = "The {} firing of the year was the longest, and nobody slept before its end."
    counted = ("first", "second", "third", "fourth", "fifth", "sixth")
    for number in counted:
        write_notes(vault, {f"{number}.md": export(f"The {number} kiln", f"Oda {number}", firings.format(number))})
    sync()
    first, log = make_review(catalog, vectors, ReviewLog(), DAY)
    assert (len(read_pool(catalog, ReviewLog())), len(log.again)) == (6, MAX_RESURFACED)
    write_notes(vault, {"later.md": LATER})
    sync()
    assert len(read_pool(catalog, log)) == MAX_RESURFACED + 2
    assert make_review(catalog, vectors, log, DAY)[0].resurfaced == first.resurfaced
    gone = first.resurfaced[0].passage
    (vault / gone.places[0].path).unlink()
    sync()
    assert len(read_pool(catalog, log)) == 7
    assert len(make_review(catalog, vectors, log, DAY)[0].resurfaced) == MAX_RESURFACED
