"""Where there is nothing, the command line says so and what to do next."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import run_notes
from tests.index.conftest import write_notes


def test_without_a_command_the_help_is_shown_with_how_to_begin() -> None:
    """As wrong use: nothing was done."""
    done = run_notes()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Begin with `notes ingest FOLDER`" in done.stderr and "search" in done.stderr


def test_a_search_before_anything_was_read_says_how_to_read_and_one_that_fails_does_not(tmp_path: Path) -> None:
    """The exit code is 0 for both."""
    found = run_notes("search", "tides", "--data", tmp_path / "data")
    assert (found.returncode, found.stderr) == (0, "") and "notes ingest PATH" in found.stdout
    write_notes(tmp_path / "vault", {"kiln.md": "# Kiln\n\nA kiln is patient.\n"})
    assert run_notes("ingest", tmp_path / "vault", "--data", tmp_path / "data").returncode == 0
    found = run_notes("search", "kiln", "--author", "Nemo", "--data", tmp_path / "data")
    assert found.returncode == 0 and found.stdout == "Nothing found; try other words for it.\n"


def test_a_folder_without_notes_and_no_folder_at_all_are_told(tmp_path: Path) -> None:
    """On standard error, beside the report."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").touch()
    named = run_notes("ingest", tmp_path / "pictures", "--data", tmp_path / "data")
    assert named.returncode == 0 and "holds no notes: only files that end in csv" in named.stderr
    unnamed = run_notes("ingest", "--json", "--data", tmp_path / "other")
    assert unnamed.returncode == 0 and "name a folder" in unnamed.stderr and unnamed.stdout.startswith("{")


def test_the_status_of_nothing_names_no_vectors(tmp_path: Path) -> None:
    """Nor an encoder that was never used."""
    done = run_notes("status", "--data", tmp_path / "data")
    assert done.returncode == 0 and "vectors" not in done.stdout and "notes ingest PATH" in done.stdout
