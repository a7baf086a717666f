from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_places
from index.catalog.sources import READWISE, mirror_folder
from index.sources.readwise_mirror import read_account
from index.sync.erase import remove_source
from index.sync.pipeline import sync_sources
from index.sync.report import IngestReport
from index.vectors.store import Vectors
from ingest.errors import AccountUnreachable, NoToken, TokenRefused
from tests.index.conftest import write_notes
from tests.index.rows import count_rows
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder
from tests.ingest.local_readwise import TOKEN, LocalReadwise, serve_readwise

Fetch = Callable[..., IngestReport]
WORDS = {
    1: "A wall of dry stone drinks the rain that falls on it.",
    2: "Hedges are walls that somebody has to feed.",
    3: "Nobody builds a gate before there is a wall.",
    4: "The mason reads a stone once and never asks it again.",
    5: "A lintel carries what it cannot see.",
}


@pytest.fixture
def readwise(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalReadwise]:
    with serve_readwise() as server:
        monkeypatch.setenv("READWISE_TOKEN", TOKEN)
        monkeypatch.setenv("READWISE_URL", server.address)
        monkeypatch.setattr("ingest.readwise_api.client.MAX_WAIT_S", 0.0)  # a test waits for nobody
        monkeypatch.setattr("ingest.readwise_api.client.MAX_ATTEMPTS", 1)
        for id, text in WORDS.items():
            server.add_book(id, f"Walls {id}", {"id": id * 10, "text": text})
        yield server


@pytest.fixture
def fetch(catalog: Catalog, vectors: Vectors, embedder: StandInEmbedder) -> Fetch:
    """Fetch and read the account, and say what that did."""

    def run(*paths: Path | str, **options: object) -> IngestReport:
        given = [Path(path) for path in paths] or [Path(READWISE)]
        return sync_sources(catalog, vectors, lambda: embedder, given, **options)  # type: ignore[arg-type]

    return run


def texts(catalog: Catalog) -> list[str]:
    return sorted(row[0] for row in catalog.connection.execute("SELECT text FROM passages"))


def test_an_account_is_read_as_a_source_whose_places_cite_a_line_of_a_real_file(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    report = fetch()
    assert (report.notes.new, report.passages.total) == (5, 5) and texts(catalog) == sorted(WORDS.values())
    for place in (
        read_places(catalog, [row[0]])[row[0]][0] for row in catalog.connection.execute("SELECT id FROM passages")
    ):
        assert place.source == READWISE
        lines = (mirror_folder(catalog.data) / place.path).read_text("utf-8").splitlines()
        assert lines[place.line_start - 1].removeprefix("> ") in WORDS.values()


def test_a_second_fetch_asks_only_for_what_is_new_and_changes_nothing(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    fetch()
    before = snapshot(catalog)
    readwise.asked.clear()
    report = fetch()
    assert (report.notes.unchanged, report.passages.added) == (5, 0) and snapshot(catalog) == before
    assert [sorted(asked) for asked in readwise.asked] == [["includeDeleted", "updatedAfter"]]


def test_what_is_new_changed_or_deleted_in_the_account_is_followed(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    fetch()
    readwise.add_highlight(1, 11, "And gives it back in summer.")
    readwise.add_highlight(2, 20, "Hedges are walls that somebody has to feed and cut.")
    readwise.delete_highlight(3, 30)
    for id in (4, 5):
        readwise.delete_book(id)
    report = fetch()
    assert texts(catalog) == [
        WORDS[1],
        "And gives it back in summer.",
        "Hedges are walls that somebody has to feed and cut.",
    ]
    assert (report.notes.changed, report.notes.removed, report.asked) == (2, 3, ())
    account = read_account(mirror_folder(catalog.data))
    assert (account.added, account.changed, account.removed) == (1, 1, 3)


@pytest.mark.parametrize("page", [0, 1, 2])
@pytest.mark.parametrize("fault", ["cut", "500", "half json", "429 900", "no json"])
def test_a_fetch_cut_at_any_page_and_run_again_ends_equal(
    tmp_path: Path, readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, fault: str, page: int
) -> None:
    readwise.faults = [""] * page + [fault]
    with pytest.raises(Exception, match="run `notes ingest`"):
        fetch()
    assert len(texts(catalog)) == 2 * page and not read_account(mirror_folder(catalog.data)).stamp
    readwise.asked.clear()
    fetch()
    assert readwise.asked[0].get("pageCursor", "0") == str(2 * page)
    assert texts(catalog) == sorted(WORDS.values())
    with Catalog.open(tmp_path / "whole") as whole:
        sync_sources(whole, None, StandInEmbedder, [Path(READWISE)])
        assert snapshot(whole) == snapshot(catalog)


def test_a_cursor_that_is_refused_begins_the_run_again(readwise: LocalReadwise, fetch: Fetch, catalog: Catalog) -> None:
    readwise.faults = ["", "500"]
    with pytest.raises(AccountUnreachable):
        fetch()
    readwise.faults = ["404"]
    fetch()
    assert texts(catalog) == sorted(WORDS.values())


def test_the_stamp_is_from_before_the_first_request_and_kept_only_at_the_end(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    readwise.faults = ["", "500"]
    with pytest.raises(AccountUnreachable):
        fetch()
    cut = read_account(mirror_folder(catalog.data))
    assert cut.unfinished and not cut.stamp and "HTTP 500" in cut.trouble
    fetch()
    done = read_account(mirror_folder(catalog.data))
    assert done.stamp == cut.run_started and not done.unfinished and not done.trouble


def test_a_file_that_was_lost_or_changed_by_hand_is_fetched_whole(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    fetch()
    before = snapshot(catalog)
    files = sorted(mirror_folder(catalog.data).glob("*/*.md"))
    files[0].unlink()
    files[1].write_text("---\nreadwise_book: 2\nspoilt\n", "utf-8")
    readwise.add_highlight(2, 20, WORDS[2])
    fetch()
    assert (
        texts(catalog) == sorted(WORDS.values()) and files[0].exists() and "spoilt" not in files[1].read_text("utf-8")
    )
    assert {row[0] for row in snapshot(catalog)["files"]} == {row[0] for row in before["files"]}


def test_a_mirror_that_is_gone_is_fetched_anew_and_nothing_is_embedded_again(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, embedder: StandInEmbedder
) -> None:
    import shutil

    fetch()
    before = snapshot(catalog)
    shutil.rmtree(mirror_folder(catalog.data))
    embedder.embedded.clear()
    fetch()
    assert snapshot(catalog) == before and not embedder.embedded


def test_an_account_that_suddenly_holds_little_of_a_lost_mirror_is_asked_about(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog
) -> None:
    import shutil

    fetch()
    shutil.rmtree(mirror_folder(catalog.data))
    for id in (1, 2, 3):
        del readwise.books[id]
    report = fetch()
    assert [asked.source for asked in report.asked] == [READWISE] and len(texts(catalog)) == 5
    assert fetch(allow_removals=True).notes.removed == 3


def test_an_account_that_cannot_be_reached_stops_no_other_source_and_loses_nothing(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, {"plain.md": "A thought of my own.\n"})
    fetch()
    fetch(vault)
    write_notes(vault, {"later.md": "Another that came later.\n"})
    readwise.faults = ["500"] * 3
    report = sync_sources(catalog, None, StandInEmbedder)
    assert report.notes.new == 1 and report.notes.removed == 0
    assert [(one.path, "HTTP 500" in one.why) for one in report.failures] == [(READWISE, True)]
    assert len(texts(catalog)) == 7


def test_without_a_token_nothing_begins(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READWISE_TOKEN")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(NoToken, match="notes sources token"):
        fetch()
    assert count_rows(catalog, "sources") == 0 and not readwise.asked


def test_a_token_that_is_refused_at_first_leaves_no_source_behind(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READWISE_TOKEN", "AnotherTokenAltogether")
    with pytest.raises(TokenRefused):
        fetch()
    assert count_rows(catalog, "sources") == 0
    monkeypatch.setenv("READWISE_TOKEN", TOKEN)
    fetch()
    assert len(texts(catalog)) == 5


def test_a_dry_run_asks_nobody(readwise: LocalReadwise, fetch: Fetch, catalog: Catalog) -> None:
    report = fetch(dry_run=True)
    assert not readwise.asked and count_rows(catalog, "sources") == 0 and report.dry_run


def obsidian_note(book: dict[str, Any]) -> str:
    """A book of the account as Readwise's Obsidian plugin writes it with its default template."""
    lines = [f"# {book['title']}", "", "![rw-book-cover](https://example.org/cover.png)", "", "## Metadata"]
    lines += [f"- Author: [[{book['author']}]]", f"- Full Title: {book['title']}", f"- Category: #{book['category']}"]
    lines += [f"- Summary: {book['summary']}"] if book["summary"] else []
    lines += [f"- URL: {book['source_url']}"] if book["source_url"] else []
    lines += ["", "## Highlights"]
    for mark in sorted(book["highlights"], key=lambda one: one["location"]):
        lines += obsidian_highlight(book, mark)
    return "\n".join(lines) + "\n"


def obsidian_highlight(book: dict[str, Any], mark: dict[str, Any]) -> list[str]:
    note = mark["note"] or ""
    if note.startswith(".h1"):
        return [f"- # {mark['text']}"]
    if book["category"] == "podcasts":
        tail = f" ([Time\u00a00:{mark['location'] // 60:02}:{mark['location'] % 60:02}]({mark['url']}))"
    elif mark["url"]:
        tail = f" ([View Highlight]({mark['url']}))"
    else:
        kindle = f"https://readwise.io/to_kindle?action=open&asin={book['asin']}&location={mark['location']}"
        tail = f" ([Location\u00a0{mark['location']}]({kindle}))"
    tags = [tag["name"] for tag in mark["tags"]]
    return [
        "- " + mark["text"].replace("\n", "\n  ") + tail,
        *([f"    - Tags: {' '.join(f'[[{tag}]]' for tag in tags)} "] if tags else []),
        *([f"    - Note: {note}".replace("\n", "\n      ")] if note else []),
    ]


def fill_account(server: LocalReadwise) -> None:
    """Books, an article, an episode and a thread, with what makes their two forms differ."""
    server.books.clear()
    server.add_book(
        1,
        "The Mason's Year",
        {"id": 101, "text": "Winter", "note": ".h1", "location": 3},
        {"id": 102, "text": "Frost opens what the trowel closed.", "location": 9, "tags": [{"id": 1, "name": "frost"}]},
        {"id": 103, "text": "Nothing is laid\nwhile the mortar sleeps.\n\nNothing at all.", "location": 21},
        {"id": 104, "text": "Yes.", "location": 30, "note": "Underlined twice.\nAsk Ines."},
        asin="B0MASON001",
    )
    server.add_book(
        2,
        "How Hedges Move",
        {
            "id": 201,
            "text": "A hedge [walks](https://example.org/w) a hand a year.",
            "location": 12,
            "location_type": "offset",
            "url": "https://read.readwise.io/read/01hqmason0000000000000wall",
        },
        {
            "id": 202,
            "text": "Hawthorn &amp; blackthorn do the walking; *ash* stands still.",
            "location": 40,
            "location_type": "offset",
            "url": "https://read.readwise.io/read/01hqmason0000000000001wall",
        },
        category="articles",
        source="reader",
        source_url="https://example.org/hedges?utm_source=feed",
        summary="An article on hedges.",
    )
    server.add_book(
        3,
        "Episode 12: Gates",
        {
            "id": 301,
            "text": "What gates say\nKey takeaways:\n(* Gates tell the truth., * Walls keep it to themselves.)\n"
            "Transcript:\nSpeaker 1\nA gate is the only honest part of a wall.",
            "location": 754,
            "location_type": "time_offset",
            "url": "https://share.snipd.com/snip/0f1e2d3c-1111-2222-3333-444455556666",
        },
        category="podcasts",
        source="snipd",
    )
    server.add_book(
        4,
        "Tweets From Bram Okafor",
        {"id": 401, "text": "Walls do not keep out; they keep in.", "location": 0, "location_type": "order",
         "url": "https://twitter.com/bram/status/1234567890123456789"},
        category="tweets",
        source="twitter",
    )  # fmt: skip


@pytest.mark.parametrize("first", ["account", "files"])
def test_an_account_and_its_markdown_export_are_one_catalog_with_each_highlight_once(
    first: str, readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, vault: Path
) -> None:
    fill_account(readwise)
    write_notes(vault, {f"Readwise/{book['title']}.md": obsidian_note(book) for book in readwise.books.values()})
    for source in (READWISE, vault) if first == "account" else (vault, READWISE):
        fetch(source)
    rows = catalog.connection.execute("SELECT id, text, kind, voice, note, tags FROM passages ORDER BY id").fetchall()
    highlights = [row for row in rows if row["kind"] == "highlight"]
    assert len(highlights) == 8, [row["text"] for row in highlights]
    for row in rows:
        sources = sorted(place.source for place in read_places(catalog, [row["id"]])[row["id"]])
        assert sources == sorted([str(vault), READWISE]), row["text"]
    assert count_rows(catalog, "works") == 4
    noted = next(row for row in rows if row["text"] == "Yes.")
    assert noted["note"] == "Underlined twice.\nAsk Ines."


def test_a_deletion_in_the_account_takes_its_place_and_leaves_the_files(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, vault: Path
) -> None:
    fill_account(readwise)
    write_notes(vault, {"gates.md": obsidian_note(readwise.books[3])})
    fetch()
    fetch(vault)
    readwise.delete_book(3)
    readwise.delete_highlight(1, 102)
    fetch()
    kept = {row[0]: row[1] for row in catalog.connection.execute("SELECT text, id FROM passages")}
    assert "Frost opens what the trowel closed." not in kept
    (place,) = read_places(catalog, [kept["Speaker 1\nA gate is the only honest part of a wall."]]).popitem()[1]
    assert place.source == str(vault)


def test_a_removal_that_was_killed_leaves_nothing_of_the_mirror_behind(
    readwise: LocalReadwise,
    fetch: Fetch,
    catalog: Catalog,
    vectors: Vectors,
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    fetch()
    monkeypatch.setattr("index.sync.erase.wipe", die)
    with pytest.raises(KeyboardInterrupt):
        remove_source(catalog, vectors, Path(READWISE))
    monkeypatch.undo()
    assert list(mirror_folder(catalog.data).glob("*/*.md"))
    write_notes(vault, {"own.md": "A thought of my own.\n"})
    fetch(vault)
    assert not mirror_folder(catalog.data).exists()
