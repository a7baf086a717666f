"""Past conversations are kept, found, erased and deleted, in a folder or in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answer import Sentence
from assistant.library.conversation import CitedPassage, Conversation, Exchange
from assistant.library.conversation_store import ERASED, ConversationStore

QUOTED = "The difference is the tide, and the harbour knows it."
TURN = Exchange(
    question="What of the moon?",
    state="done",
    sentences=(Sentence(text=QUOTED, citations=(1,), support="verbatim"),),
    sources=(CitedPassage(n=1, passage_id="0" * 16, text=QUOTED, path="Tides.md"),),
)
CONVERSATION = Conversation(id="0123456789abcde0", started="2026-01-01T00:00:00", turns=(TURN,))


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "past" if request.param == "folder" else None)


def test_conversations_are_kept_found_and_deleted(store: ConversationStore) -> None:
    store.save(CONVERSATION)
    assert store.load(CONVERSATION.id) == CONVERSATION
    assert store.search("MOON harbour") == (CONVERSATION,) and store.search("volcano") == ()
    store.delete(CONVERSATION.id)
    assert store.load(CONVERSATION.id) is None and store.search() == ()


def test_an_answer_still_shown_by_a_page_stays_erased_when_it_is_saved_again(store: ConversationStore) -> None:
    store.save(CONVERSATION)
    assert store.erase(lambda cited: cited.path == "Tides.md") == 1
    store.save(replace(CONVERSATION, turns=(TURN, Exchange(question="And now?"))))
    kept = store.load(CONVERSATION.id)
    assert kept is not None and [turn.question for turn in kept.turns] == ["What of the moon?", "And now?"]
    assert kept.turns[0].answer == ERASED and kept.turns[0].sources == ()


def test_a_broken_conversation_hides_no_other(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    store.save(CONVERSATION)
    (tmp_path / "0123456789abcdef.json").write_text("{")
    assert store.search() == (CONVERSATION,)
    assert (tmp_path / f"{CONVERSATION.id}.json").stat().st_mode & 0o077 == 0
    assert store.load("../../etc/passwd") is None
