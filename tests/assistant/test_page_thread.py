"""A turn of a conversation, as HTML."""

from __future__ import annotations

import pytest

from assistant.page.conversation import Shown, Turn
from assistant.page.thread import show_turn


@pytest.mark.parametrize(("seconds", "told"), [(0.02, "under 0.1 s"), (0.1, "0.1 s"), (2.34, "2.3 s")])
def test_an_answer_tells_who_wrote_it_and_how_long_it_took_never_as_nothing(seconds: float, told: str) -> None:
    said = Shown(text="Neap tides come twice a month.", citations=(), support="verbatim")
    turn = Turn(question="When?", state="done", answered=True, sentences=(said,), model="quoted", seconds=seconds)
    assert f">Quoted · {told}<" in show_turn(turn, 0)
