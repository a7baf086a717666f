"""Names of copies that sync tools make."""

from __future__ import annotations

import pytest

from ingest.dedup.copy_names import is_copy_of, original_paths


@pytest.mark.parametrize(
    "name",
    [
        "Tides (conflicted copy 2024-03-04)",
        "Tides (Jonna's conflicted copy)",
        "Tides (Jonna's conflicted copy 2024-03-04 101112)",
        "Tides (In Konflikt stehende Kopie von Jonna 2024-03-04)",
        "Tides (Copie en conflit de Jonna 2024-03-04)",
        "Tides (SFConflict jonna@example.org 2024-03-04-10-11-12)",
        "Tides (Conflicted copy laptop 202403041011)",
        "Tides.sync-conflict-20240304-101112-ABCDEFG",
        "Tides_conflict-20240304-101112",
        "Tides 2",
        "Tides (1)",
        "Tides copy",
        "Tides copy 3",
        "Tides - Copy (2)",
        "Tides - Kopie",
        "Copy of Tides",
        "Kopie von Tides",
        "Tides (1) (conflicted copy 2024-03-04)",
    ],
)
def test_the_name_of_a_copy_leads_to_its_file(name: str) -> None:
    assert is_copy_of(f"Sea/{name}.md", "Sea/Tides.md")
    assert not is_copy_of(f"Sea/{name}.md", "Land/Tides.md") and not is_copy_of(f"Sea/{name}.md", "Sea/Tides.txt")


@pytest.mark.parametrize("path", ["Tides.md", "2.md", "Tides (draft).md", "2024-03-04.md", "Copy.md", "Tides"])
def test_other_names_are_of_no_copy(path: str) -> None:
    assert original_paths(path) == ()
