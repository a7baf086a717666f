"""The files of a folder that are notes, and those skipped, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.walk import NOT_DOWNLOADED, NoteFile, SkippedFile, UnreadFile, walk_notes


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words\n", "utf-8")


def read_names(root: Path, *, hidden: bool = False) -> list[str]:
    return [file.relative for file in walk_notes(root, hidden=hidden) if isinstance(file, NoteFile)]


def skipped(root: Path) -> dict[str, str]:
    return {file.relative: file.why for file in walk_notes(root) if isinstance(file, SkippedFile)}


def test_notes_at_any_depth_are_listed_by_name(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/deep/x.TXT", "c.markdown", "d.csv", "e.srt", "f.vtt", "g.jsonl", "h.odt", "i.png")
    assert read_names(tmp_path) == ["a/deep/x.TXT", "b.md", "c.markdown", "d.csv", "e.srt", "f.vtt", "g.jsonl"]


def test_folders_of_backups_and_settings_are_skipped_by_default(tmp_path: Path) -> None:
    write(
        tmp_path, "a.md", ".trash/b.md", ".obsidian/c.md", ".git/d.md", ".recycle/e.md", "logseq/bak/f.md", "bak/g.md"
    )
    assert read_names(tmp_path) == ["a.md", "bak/g.md"]
    assert set(skipped(tmp_path)) == {".trash", ".obsidian", ".git", ".recycle", "logseq/bak"}
    assert len(read_names(tmp_path, hidden=True)) == 7


def test_a_hidden_note_is_read(tmp_path: Path) -> None:
    write(tmp_path, ".@somebody's talk.md")
    assert read_names(tmp_path) == [".@somebody's talk.md"]


def test_what_the_ignore_file_names_is_skipped_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path, "drafts/a.md", "b.md", "sub/c.txt", "sub/d.md", "top.md", "sub/top.md")
    (tmp_path / ".notesignore").write_text("# mine\ndrafts/\n*.txt\n/top.md\n", "utf-8")
    assert read_names(tmp_path) == ["b.md", "sub/d.md", "sub/top.md"]
    assert ".notesignore" in skipped(tmp_path)["drafts"]
    assert len(read_names(tmp_path, hidden=True)) == 6


def test_the_ignore_file_follows_the_rules_of_gitignore(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.md", "x/a/b/d.md", "e1.md", "e2.md", "deep/f/g.md")
    (tmp_path / ".notesignore").write_text("a/b\ne*.md\n!e2.md\n[z-a]\n**/f/\n", "utf-8")
    assert read_names(tmp_path) == ["e2.md", "x/a/b/d.md"]


def test_a_loop_of_links_is_reported_and_ends(tmp_path: Path) -> None:
    write(tmp_path, "a/x.md")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    assert read_names(tmp_path) == ["a/x.md"]
    assert "contains it" in skipped(tmp_path)["a/round"]


def test_a_link_to_a_missing_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    assert skipped(tmp_path) == {"gone.md": "a link to a file that does not exist"}


def test_a_linked_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/y.md", "notes/x.md")
    (tmp_path / "notes" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert read_names(tmp_path / "notes") == ["more/y.md", "x.md"]


def test_one_file_is_a_folder_of_itself(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (file,) = walk_notes(tmp_path / "a.md")
    assert isinstance(file, NoteFile) and file.relative == "a.md" and file.size == 6


def test_a_missing_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        list(walk_notes(tmp_path / "nowhere"))


def test_a_placeholder_of_a_cloud_drive_is_not_downloaded(tmp_path: Path) -> None:
    write(tmp_path, "a.md", ".b.md.icloud", ".a.md.icloud", ".c.docx.icloud", ".obsidian/.d.md.icloud")
    with (tmp_path / "hole.md").open("wb") as file:
        file.truncate(5000)
    assert read_names(tmp_path) == ["a.md"]
    assert {name: why for name, why in skipped(tmp_path).items() if name != ".obsidian"} == {
        "b.md": NOT_DOWNLOADED,
        "hole.md": NOT_DOWNLOADED,
    }
    assert [file.relative for file in walk_notes(tmp_path) if isinstance(file, UnreadFile)] == ["c.docx"]
