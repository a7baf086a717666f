"""The lines that no rule took can be seen, not only counted."""

from __future__ import annotations

from pathlib import Path

from index.catalog.catalog import Catalog
from index.maintenance.status import list_misread
from tests.index.conftest import KILN, TIDES, Sync, write_notes


def test_each_line_is_told_with_its_file_and_number(catalog: Catalog, vault: Path, sync: Sync) -> None:
    odd = KILN + "%% odd line %%\n"
    write_notes(vault, {"kiln.md": odd, "tides.md": TIDES})
    sync()
    [found] = list_misread(catalog, 10)
    assert (found.path, found.why) == ("kiln.md", "%% odd line %%")
    assert found.line and odd.splitlines()[found.line - 1] == "%% odd line %%"
    assert list_misread(catalog, 0) == []


def test_a_file_that_is_gone_is_passed_over(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_notes(vault, {"kiln.md": KILN + "%% odd line %%\n"})
    sync()
    (vault / "kiln.md").unlink()
    assert list_misread(catalog, 10) == []
