from ingest.records.line_kinds import read_lines_of


def test_labels_beside_each_other_are_read_one_by_one() -> None:
    lines = read_lines_of(4, "> **Location:** p. 8 · **Color:** green · **Date:** 2024-05-02")
    assert [line.label.kind for line in lines if line.label] == ["location", "color", "date"]
