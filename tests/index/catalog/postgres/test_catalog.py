"""The same notes in a file and on a server: the same catalog, found and scored the same; and what only a server has."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_terms
from index.catalog.passages import list_passage_ids, read_passages
from index.catalog.postgres.catalog import PostgresCatalog, split_library
from index.catalog.queries.works import list_works
from index.errors import IndexFailure, StoreReadOnly, StoreUnusable
from index.linkage.duplicates import list_duplicates
from index.maintenance.check import check_store
from index.maintenance.export import export_store
from index.search.evidence import Question
from index.search.lexical import search_phrase, search_words
from index.search.searcher import Searcher
from index.sync.erase import forget_path
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.conftest import SAMPLES
from tests.index.conftest import KILN, TIDES, open_on_server, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder


@pytest.fixture
def hosted(server: str, tmp_path: Path) -> Iterator[PostgresCatalog]:
    with open_on_server(server, tmp_path / "hosted") as catalog:
        yield catalog


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "embedded") as catalog:
        yield catalog


def read_into(catalog: Catalog, folder: Path) -> None:
    sync_sources(catalog, Vectors(catalog), lambda: StandInEmbedder(), [folder])


def test_the_sample_notes_are_the_same_store_with_the_same_answers(embedded: Catalog, hosted: Catalog) -> None:
    stores = (embedded, hosted)
    for store in stores:
        read_into(store, SAMPLES)
    assert snapshot(hosted) == snapshot(embedded)
    assert count_terms(hosted) == count_terms(embedded)
    assert list_works(hosted) == list_works(embedded)
    assert list_duplicates(hosted) == list_duplicates(embedded)
    assert all(result.healthy for result in check_store(hosted, Vectors(hosted)))
    searchers = [Searcher(store, Vectors(store), StandInEmbedder()) for store in stores]
    for passage in read_passages(embedded, list_passage_ids(embedded)[::7]).values():
        words = passage.text.split()
        for text in (passage.text, " ".join(words[:6]), passage.places[0].title):
            ours, theirs = (search_words(store, text, 50) for store in stores)
            assert ours == theirs, "BM25 to the last place, in the same order"
        run = " ".join(words[2:5])
        assert search_phrase(embedded, run, 50) == search_phrase(hosted, run, 50)
        ours, theirs = (searcher.search(Question(text=" ".join(words[:8]))).evidence for searcher in searchers)
        assert [one.passage.id for one in ours] == [one.passage.id for one in theirs]
        assert [one.score for one in ours] == pytest.approx([one.score for one in theirs], abs=1e-4)


def test_what_is_forgotten_goes_from_both(embedded: Catalog, hosted: Catalog, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write_notes(vault, {"kiln.md": KILN, "copy/kiln.md": KILN, "tides.md": TIDES})
    for store in (embedded, hosted):
        read_into(store, vault)
        forget_path(store, Vectors(store), vault / "tides.md")
        read_into(store, vault)
    assert snapshot(hosted) == snapshot(embedded) and len(snapshot(hosted)["passages"]) == 3


def test_an_export_moves_a_library_to_the_server_and_back(embedded: Catalog, hosted: Catalog, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write_notes(vault, {"kiln.md": KILN, "copy/kiln.md": KILN, "tides.md": TIDES})
    read_into(embedded, vault)
    there = export_store(embedded, tmp_path / "there").file
    read_into(hosted, there)
    assert snapshot(hosted) == snapshot(embedded)
    back = export_store(hosted, tmp_path / "back").file
    assert sorted(back.read_text("utf-8").splitlines()[1:]) == sorted(there.read_text("utf-8").splitlines()[1:])


def test_two_that_read_at_once_make_the_store_of_one(embedded: Catalog, hosted: PostgresCatalog) -> None:
    read_into(embedded, SAMPLES)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            with hosted.writing():
                read_into(hosted, SAMPLES)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and snapshot(hosted) == snapshot(embedded)


def test_after_lost_connections_the_next_run_finishes(
    embedded: Catalog, hosted: PostgresCatalog, server: str, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    rng = random.Random(3)
    killer = PostgresCatalog(tmp_path, f"{server}&library={hosted.library}")
    failed = 0
    for turn in range(20):
        write_notes(vault, {f"{turn}/kiln.md": KILN.replace("kiln", f"kiln {turn}"), f"{turn}/tides.md": TIDES})
        pid = hosted.number("SELECT pg_backend_pid()")
        timer = threading.Timer(
            rng.uniform(0, 0.15), lambda pid=pid: killer.execute("SELECT pg_terminate_backend(?)", pid)
        )
        timer.start()
        try:
            read_into(hosted, vault)
        except IndexFailure:
            failed += 1
        timer.join()
        time.sleep(0.02)
    read_into(hosted, vault)
    read_into(embedded, vault)
    assert failed and snapshot(hosted) == snapshot(embedded)
    assert all(result.healthy for result in check_store(hosted, Vectors(hosted)))
    killer.close()


WAYS = (
    *(f"SELECT * FROM {{0}}.{table}" for table in (
        "passages", "occurrences", "documents", "works", "files", "sources", "settings", "vectors", "properties",
        "lexical", "lexical_rows", "lexical_languages", "links", "paragraphs", "keep_apart", "forgotten", "near_1",
    )),
    "INSERT INTO {0}.settings VALUES ('a', 'b')",
    "UPDATE {0}.passages SET text = ''",
    "DELETE FROM {0}.passages",
    "TRUNCATE {0}.passages CASCADE",
    "DROP TABLE {0}.passages",
    "DROP SCHEMA {0} CASCADE",
    "ALTER SCHEMA {0} RENAME TO taken",
    "CREATE TABLE {0}.mine (a INT)",
    "CREATE VIEW window_in AS SELECT * FROM {0}.passages",
    "COPY {0}.passages TO STDOUT",
    "SELECT * FROM ts_stat('SELECT words FROM {0}.lexical')",
    "SELECT {0}.matching('a')",
    "SET ROLE postgres",
    "GRANT USAGE ON SCHEMA {0} TO PUBLIC",
    "ALTER TABLE {0}.passages OWNER TO CURRENT_USER",
)  # fmt: skip
"""To another reader's library `{0}`."""


def test_nobody_sees_or_changes_anothers_library(server: str, hosted: PostgresCatalog, tmp_path: Path) -> None:
    assert len(WAYS) >= 30
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    read_into(hosted, tmp_path / "vault")
    before = snapshot(hosted)
    role = f"role_{hosted.library}"
    run = hosted.connection.run_script
    run(f"CREATE ROLE {role} LOGIN; GRANT CREATE ON DATABASE postgres TO {role}")
    other = server.replace("//postgres:@", f"//{role}@").replace("//postgres@", f"//{role}@")
    try:
        with PostgresCatalog.connect(tmp_path / "other", f"{other}&library={role}") as theirs:
            for way in WAYS:
                with pytest.raises(
                    Exception, match=r"may not be written to|permission denied|must be owner|must be able to SET ROLE"
                ):
                    theirs.connection.run_script(way.format(hosted.library))
            with pytest.raises(StoreUnusable):
                PostgresCatalog.connect(tmp_path / "taken", f"{other}&library={hosted.library}")
            assert snapshot(hosted) == before
            run(f"GRANT USAGE ON SCHEMA {hosted.library} TO {role}")
            run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {hosted.library} TO {role}")
            with PostgresCatalog.connect(tmp_path / "shared", f"{other}&library={hosted.library}") as shared:
                assert snapshot(shared) == before
                with pytest.raises(StoreReadOnly):
                    read_into(shared, SAMPLES)
    finally:
        run(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://anna@host/db", ("postgresql://anna@host/db", "notes")),
        ("postgresql://host/db?library=anna&sslmode=require", ("postgresql://host/db?sslmode=require", "anna")),
    ],
)
def test_an_address_names_its_library(address: str, expected: tuple[str, str]) -> None:
    assert split_library(address) == expected


def test_a_library_has_a_plain_name_and_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable):
        PostgresCatalog(tmp_path, 'postgresql://host/db?library=a"b')
    assert "secret" not in str(PostgresCatalog(tmp_path, "postgresql://anna:secret@host/db").path)
