"""What is forgotten is forgotten by past conversations too."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.answer import Sentence
from assistant.library.command_context import CommandContext
from assistant.library.conversation import CitedPassage, Conversation, Exchange
from assistant.library.conversation_store import CONVERSATIONS_FOLDER, ERASED, ConversationStore
from assistant.service.store_commands import COMMANDS
from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with two notes, and a past conversation whose answers quote one each."""
    write_notes(tmp_path / "vault", {"kiln.md": KILN, "tides.md": TIDES})
    with Catalog.open(tmp_path / "data") as catalog:
        sync_sources(catalog, None, StandInEmbedder, [tmp_path / "vault"])
        quoted = {
            row["path"]: CitedPassage(
                n=1, passage_id=row["id"], text=row["text"], folder=str(tmp_path / "vault"), path=row["path"]
            )
            for row in catalog.connection.execute(
                "SELECT passage AS id, text, path FROM occurrences WHERE unit = 'passage'"
            )
        }
    turns = tuple(
        Exchange(
            question=f"What of {path}?",
            state="done",
            sentences=(Sentence(text=source.text, citations=(1,), support="verbatim"),),
            sources=(source,),
        )
        for path, source in sorted(quoted.items())
    )
    kept = Conversation(id="0" * 16, started="2026-01-01T00:00:00", turns=turns)
    ConversationStore(tmp_path / "data" / CONVERSATIONS_FOLDER).save(kept)
    return tmp_path / "data"


@pytest.mark.parametrize("name", ["forget", "remove"])
def test_answers_that_quoted_what_is_forgotten_are_emptied_and_others_stay(data: Path, name: str) -> None:
    folder = ConversationStore(data / CONVERSATIONS_FOLDER)
    before = folder.load("0" * 16)
    assert before is not None
    path = data.parent / "vault" / ("kiln.md" if name == "forget" else "")
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        done = COMMANDS[name](catalog, vectors, {"path": str(path)}, CommandContext())
        vectors.close()
    after = folder.load("0" * 16)
    assert after is not None and done["answers"] == (1 if name == "forget" else 2)
    assert after.turns[0].question == "What of kiln.md?" and after.turns[0].answer == ERASED
    assert (after.turns[1] == before.turns[1]) == (name == "forget")
    held = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file()).lower()
    assert before.turns[0].sentences[0].text.lower().encode() not in held
