"""What the page is told of the store: whatever is wrong with it has words, and what was mended is seen at once."""

from __future__ import annotations

import threading
from pathlib import Path

from assistant.library.state import Reading
from assistant.service.notes_library import NotesLibrary
from index.catalog.lock import hold_store
from tests.index.conftest import KILN, write_notes


def read(library: NotesLibrary, folder: Path) -> Reading:
    return library.read_sources(
        add=str(folder), allow_removals=False, progress=lambda done: None, stop=threading.Event()
    )


def test_a_broken_store_says_what_to_do_and_is_open_once_it_was_done(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.sqlite3"
    catalog.write_bytes(b"no catalog at all " * 500)
    library = NotesLibrary(tmp_path)
    state = library.state()
    assert state.store == "broken" and "move it away" in state.trouble
    catalog.unlink()
    assert library.state().store == "empty"
    library.close()


def test_unreadable_settings_are_told_as_a_broken_store(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("model = [", "utf-8")
    library = NotesLibrary(tmp_path)
    assert "settings.toml" in library.state().trouble
    (tmp_path / "settings.toml").unlink()
    assert library.state().store == "empty"
    library.close()


def test_while_another_holds_the_store_it_says_who_and_reading_waits(tmp_path: Path) -> None:
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    library = NotesLibrary(tmp_path / "data")
    with hold_store(tmp_path / "data", "notes ingest"):
        state = library.state()
        assert state.store == "busy" and "notes ingest" in state.trouble
        assert "notes ingest" in read(library, tmp_path / "vault").trouble
    assert library.state().store == "empty"
    assert read(library, tmp_path / "vault").new == 1
    assert library.state().store == "ready"
    library.close()


def test_a_folder_without_notes_is_told_as_such_and_can_be_taken_off_the_list(tmp_path: Path) -> None:
    write_notes(tmp_path / "vault", {"kiln.md": KILN})
    write_notes(tmp_path / "pictures", {"kiln.png": "no note"})
    library = NotesLibrary(tmp_path / "data")
    assert "only files that end in csv" in read(library, tmp_path / "pictures").remark
    assert read(library, tmp_path / "vault").remark == ""
    passages = library.state().passages
    assert "its 0 passages" in library.remove_source(str(tmp_path / "pictures")).remark
    assert [source.path for source in library.state().sources] == [str(tmp_path / "vault")]
    assert f"its {passages} passages" in library.remove_source(str(tmp_path / "vault")).remark
    assert "nothing was read from there" in library.remove_source(str(tmp_path / "vault")).trouble
    assert (library.state().store, (tmp_path / "vault" / "kiln.md").read_text("utf-8")) == ("empty", KILN)
    library.close()


def test_a_folder_that_is_not_there_is_told_and_changes_nothing(tmp_path: Path) -> None:
    library = NotesLibrary(tmp_path / "data")
    assert "check the spelling" in read(library, tmp_path / "nowhere").trouble
    assert library.state().sources == ()
    library.close()
