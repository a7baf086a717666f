"""Front matter is read as strings, and line by line where YAML refuses it."""

from __future__ import annotations

from ingest.metadata.front_matter import read_front_matter


def front_of(text: str) -> dict[str, object]:
    return dict(read_front_matter(text.split("\n")).values)


def test_dates_numbers_and_booleans_stay_strings() -> None:
    values = front_of("---\ndate: 2024-03-24\nid: 0123\ndraft: no\n---")
    assert values == {"date": "2024-03-24", "id": "0123", "draft": "no"}


def test_values_that_begin_with_hash_at_or_brackets_are_values() -> None:
    values = front_of("---\ntags: #x\nauthor: @me\nlink: [[A]] [[B]]\nsource: {{url}}\n---")
    assert values == {"tags": "#x", "author": "@me", "link": "[[A]] [[B]]", "source": "{{url}}"}


def test_a_block_that_is_no_yaml_is_read_by_lines_with_a_warning() -> None:
    front = read_front_matter(["---", 'title: "a "b" c"', "list:", "  - one: two: three", "  - four", "---", "text"])
    assert front.values["title"] and front.values["list"] == ["one: two: three", "four"]
    assert front.end == 6
    assert "no valid YAML" in front.warnings[0].why


def test_two_rules_with_prose_between_are_no_front_matter() -> None:
    assert read_front_matter(["---", "", "Just words.", "", "---"]).end == 0


def test_an_unclosed_block_is_no_front_matter() -> None:
    assert read_front_matter(["---", "title: x", "more"]).end == 0


def test_a_block_of_aliases_upon_aliases_is_not_expanded() -> None:
    bomb = [
        "---",
        "a: &a [x, x]",
        *(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)),
        "---",
    ]
    assert read_front_matter(bomb).end == len(bomb)


def test_deep_brackets_do_not_exhaust_the_stack() -> None:
    assert read_front_matter(["---", "a: " + "[" * 50_000, "---"]).end == 3


def test_blank_lines_may_stand_above_it() -> None:
    assert read_front_matter(["", "---", "a: b", "---"]).end == 4


def test_a_list_below_a_value_does_not_take_its_place() -> None:
    assert front_of("---\ntitle: a: b\n  - x\n---") == {"title": "a: b"}


def test_toml_and_json_are_read_as_yaml_is() -> None:
    expected = {"title": "Kites", "tags": ["sky"], "draft": "false", "date": "2024-03-04"}
    assert front_of('+++\ntitle = "Kites"\ntags = ["sky"]\ndraft = false\ndate = 2024-03-04\n+++\ntext') == expected
    json = '{"title": "Kites", "tags": ["sky"], "draft": false, "date": "2024-03-04"}'
    assert front_of(f"---\n{json}\n---\ntext") == expected
    assert front_of(f"{json}\n\ntext") == expected


def test_sentences_with_colons_between_rules_are_no_front_matter() -> None:
    lines = ["---", "", "Remember: the kiln is lit at noon.", "Bring: wood and the long iron.", "", "---", "Done."]
    assert read_front_matter(lines).end == 0
