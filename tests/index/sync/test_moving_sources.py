"""Files that a cloud drive moves away or copies: kept, told, and folded into the real file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import list_passage_ids
from index.linkage.duplicates import list_duplicates
from index.maintenance.status import read_sources
from index.sync.report import read_report
from ingest.walk import NOT_DOWNLOADED
from tests.index.conftest import Sync, write_notes

NOTES = {
    f"{name}.md": f"The {name} was mended with tin and patience in the spring." for name in ("kettle", "ladle", "sieve")
}


def evict_to_icloud(note: Path) -> None:
    note.unlink()
    (note.parent / f".{note.name}.icloud").write_bytes(b"bplist00")


def evict_to_hole(note: Path) -> None:
    size = note.stat().st_size
    note.unlink()
    with note.open("wb") as file:
        file.truncate(size)


def evict_to_zeros(note: Path) -> None:
    note.write_bytes(bytes(note.stat().st_size))
    os.utime(note, ns=(1, 1))


@pytest.mark.parametrize("evict", [evict_to_icloud, evict_to_hole, evict_to_zeros])
def test_an_evicted_file_is_kept_and_told(evict, sync: Sync, vault: Path, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    write_notes(vault, NOTES)
    sync()
    for name in NOTES:
        evict(vault / name)
    report = sync()
    assert (report.notes.seen, report.notes.unchanged, report.notes.removed, report.notes.failed) == (3, 3, 0, 0)
    assert not report.asked and not report.failures and len(list_passage_ids(catalog)) == 3
    assert {trouble.path for trouble in report.skipped if trouble.why == NOT_DOWNLOADED} == set(NOTES)


@pytest.mark.parametrize("evict", [evict_to_icloud, evict_to_hole, evict_to_zeros])
def test_a_file_is_read_when_it_comes_back(evict, sync: Sync, vault: Path, catalog: Catalog) -> None:  # type: ignore[no-untyped-def]
    write_notes(vault, NOTES)
    new = vault / "pan.md"
    write_notes(vault, {"pan.md": "The pan was never mended at all, for it was made of iron."})
    evict(new)
    assert sync().passages.total == 3
    (vault / ".pan.md.icloud").unlink(missing_ok=True)
    state = new.stat() if new.exists() else None
    write_notes(vault, {"pan.md": "The pan was never mended at all, for it was made of iron."})
    if state:
        os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
    report = sync()
    assert (report.passages.total, report.notes.new) == (4, 1) and not report.skipped


def test_what_is_evicted_does_not_count_as_lost(sync: Sync, vault: Path) -> None:
    notes = {f"{number}.md": f"The clock of tower {number} stood still for {number} years." for number in range(10)}
    write_notes(vault, notes)
    sync()
    for number in range(8):
        evict_to_icloud(vault / f"{number}.md")
    (vault / "9.md").unlink()
    report = sync()
    assert report.notes.removed == 1 and not report.asked


def test_the_status_counts_and_names_what_is_not_downloaded(sync: Sync, vault: Path, catalog: Catalog) -> None:
    write_notes(vault, {f"{number}.md": f"Line {number} about a kettle.\n" for number in range(4)})
    sync()
    for number in range(4):
        evict_to_icloud(vault / f"{number}.md")
    [source] = read_sources(catalog)
    assert (source.not_downloaded, source.not_downloaded_files) == (4, ("0.md", "1.md", "2.md"))


def test_files_of_other_kinds_are_counted_and_named(sync: Sync, vault: Path, catalog: Catalog) -> None:
    write_notes(
        vault, NOTES | {f"scans/{number}.odt": "%PDF" for number in range(5)} | {"page.svg": "<svg>", "LICENSE": ""}
    )
    write_notes(
        vault, {".hidden.odt": "", "Thumbs.db": "", ".obsidian/app.json": "", "~$draft.docx": "", "drafts/x.mobi": ""}
    )
    write_notes(vault, {".notesignore": "drafts/", ".away.mobi.icloud": ""})
    report = sync()
    assert report.unread == {"odt": 5, "mobi": 1, "svg": 1, "other": 1}
    assert report.unread_files["odt"] == ("scans/0.odt", "scans/1.odt", "scans/2.odt")
    assert report.unread_files["mobi"] == ("away.mobi",)
    assert read_report(report.to_json()).unread == report.unread
    [source] = read_sources(catalog)
    assert (source.unread, source.not_downloaded) == (report.unread, 0)


@pytest.mark.parametrize(
    "copy", ["kettle (conflicted copy 2024-03-04).md", "kettle.sync-conflict-20240304-101112-AB3DEFG.md"]
)
def test_a_conflicted_copy_folds_into_the_real_file(copy: str, sync: Sync, vault: Path, catalog: Catalog) -> None:
    write_notes(vault, {copy: NOTES["kettle.md"]})
    sync()
    write_notes(vault, {"kettle.md": NOTES["kettle.md"]})
    assert sync().passages.total == 1
    [fold] = list_duplicates(catalog)
    assert (fold.kept.path, fold.duplicate.path, fold.why) == ("kettle.md", copy, "conflicted copy")
