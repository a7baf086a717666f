from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.account import read_account
from index.catalog import Catalog
from index.report import IngestReport
from index.sources import READWISE, mirror_folder
from index.sync import sync_sources
from index.vectors import Vectors
from ingest.errors import AccountUnreachable, NoToken, TokenRefused
from tests.index.conftest import write_notes
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
        monkeypatch.setattr("ingest.readwise_api.LONGEST_WAIT", 0.0)  # a test waits for nobody
        monkeypatch.setattr("ingest.readwise_api.TRIES", 1)
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
    for place in (catalog.places([row[0]])[row[0]][0] for row in catalog.connection.execute("SELECT id FROM passages")):
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
    readwise.books[2]["highlights"][0]["updated_at"] = readwise.books[1]["highlights"][0]["updated_at"]
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
    assert catalog.count("sources") == 0 and not readwise.asked


def test_a_token_that_is_refused_at_first_leaves_no_source_behind(
    readwise: LocalReadwise, fetch: Fetch, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READWISE_TOKEN", "AnotherTokenAltogether")
    with pytest.raises(TokenRefused):
        fetch()
    assert catalog.count("sources") == 0
    monkeypatch.setenv("READWISE_TOKEN", TOKEN)
    fetch()
    assert len(texts(catalog)) == 5


def test_a_dry_run_asks_nobody(readwise: LocalReadwise, fetch: Fetch, catalog: Catalog) -> None:
    report = fetch(dry_run=True)
    assert not readwise.asked and catalog.count("sources") == 0 and report.dry_run
