from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from tests.index.conftest import KILN, Sync, export, write_notes

NOTES = {
    "books/kiln.md": KILN,
    "books/moss.md": export("Das Moos", "Ines Quist", "Moos braucht Schatten und sonst nichts auf dieser Welt."),
    "books/firing.md": export("Firing", "Oda Brandt, Lev Sorn", "The kiln is the house of the fire."),
    "projects/wall.md": "---\nstatus: active\ndue: 2026-03-15\nrating: 4\ntags: [garden, stone/dry]\n---\n"
    "# North wall\n\nThe wall needs moss.\n\n- [ ] carry the stones\n- [x] ask Ines about moss\n",
    "projects/loft.md": "---\nstatus: paused\ndue: 2026-05-01\nrating: 5\ntags: [house]\n---\n# Loft\n\n"
    "Too dark for plants.\n\n- [ ] sweep it\n",
    "journal/2024-02-11.md": "Fired the small kiln. Two pots cracked.\n",
    "journal/2025-08-14.md": "Planted moss by the wall.\n",
}


@pytest.fixture
def stored(catalog: Catalog, vault: Path, sync: Sync) -> Catalog:
    """Books of three authors in two languages, two projects with metadata and tasks, two days of a journal."""
    write_notes(vault, NOTES)
    sync()
    return catalog
