from __future__ import annotations

from pathlib import Path

from tests.index.conftest import KILN, TIDES, write_notes
from tests.kill_sync import kill_rounds, prepare


def test_an_ingest_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    """Two rounds here; `python tests/kill_sync.py` does sixty on real collections."""
    source = tmp_path / "source"
    write_notes(source, {f"{n}.md": KILN.replace("kiln", f"kiln of {n}") for n in range(10)} | {"tides.md": TIDES})
    place = tmp_path / "place"
    place.mkdir()
    undisturbed = prepare(place, [source], every=1, embedder="stand-in", seed=5)
    assert kill_rounds(place, undisturbed, range(1, 3), "stand-in", seed=5) == 0
