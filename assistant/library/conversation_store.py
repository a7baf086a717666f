"""Past conversations, kept on this machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.answering.answer import Sentence
from assistant.library.conversation import CitedPassage, Conversation, Exchange
from index.atomic_write import write_atomically

CONVERSATIONS_FOLDER = "conversations"
"""In the data folder."""
ERASED = "This answer quoted notes that were forgotten, so it was erased with them."


class ConversationStore:
    """One JSON file a conversation, readable by its owner only; without a folder, conversations stay in memory.

    Safe to share between threads.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, Conversation] = {}
        self._lock = threading.RLock()

    def save(self, conversation: Conversation) -> None:
        """Replace what is kept of the conversation; one without turns is not kept."""
        if not conversation.turns:
            return
        with self._lock:
            conversation = self._keep_erasures(conversation)
            if self._folder is None:
                self._memory[conversation.id] = conversation
                return
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = json.dumps(asdict(conversation), ensure_ascii=False)
            write_atomically(self._path(conversation.id), text, mode=0o600)

    def erase(self, is_forgotten: Callable[[CitedPassage], bool]) -> int:
        """Empty the answers that show a forgotten passage; how many. Questions stay: they are the reader's own."""
        count = 0
        with self._lock:
            for conversation, _ in list(self._read_all()):
                turns = tuple(
                    _erase_answer(turn) if any(map(is_forgotten, (*turn.sources, *turn.nearest))) else turn
                    for turn in conversation.turns
                )
                if turns != conversation.turns:
                    count += sum(new != old for new, old in zip(turns, conversation.turns, strict=True))
                    self.save(replace(conversation, turns=turns))
        return count

    def _keep_erasures(self, conversation: Conversation) -> Conversation:
        """The conversation with every answer empty that is already erased: an open page may still hold its words."""
        kept = self.load(conversation.id)
        if kept is None:
            return conversation
        erased = {number: turn for number, turn in enumerate(kept.turns) if turn.erased}
        turns = tuple(erased.get(number, turn) for number, turn in enumerate(conversation.turns))
        return replace(conversation, turns=turns)

    def search(self, words: str = "", limit: int = 100) -> tuple[Conversation, ...]:
        """The conversations that contain all of `words`, newest first."""
        wanted = words.lower().split()
        matches = [kept for kept, text in self._read_all() if all(word in text.lower() for word in wanted)]
        return tuple(sorted(matches, key=lambda kept: kept.started, reverse=True)[:limit])

    def load(self, conversation_id: str) -> Conversation | None:
        """None if it does not exist or cannot be read."""
        if self._folder is None or not _is_id(conversation_id):
            return self._memory.get(conversation_id)
        try:
            return _rebuild(json.loads(self._path(conversation_id).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def delete(self, conversation_id: str) -> None:
        with self._lock:
            self._memory.pop(conversation_id, None)
            if self._folder is not None and _is_id(conversation_id):
                self._path(conversation_id).unlink(missing_ok=True)

    def _path(self, conversation_id: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{conversation_id}.json"

    def _read_all(self) -> Iterator[tuple[Conversation, str]]:
        """Every conversation with its questions and answers as one text."""
        ids = [path.stem for path in self._folder.glob("*.json")] if self._folder is not None else list(self._memory)
        for kept in map(self.load, ids):
            if kept is not None:  # one broken file must not hide the others
                yield kept, " ".join(part for turn in kept.turns for part in (turn.question, turn.answer))


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{16}", text))


def _erase_answer(turn: Exchange) -> Exchange:
    return Exchange(question=turn.question, state="done", answered=False, refusal=ERASED, erased=True)


def _rebuild(raw: dict[str, Any]) -> Conversation:
    turns = tuple(
        Exchange(
            **{
                **turn,
                "sentences": tuple(map(_rebuild_sentence, turn["sentences"])),
                "quotes": tuple(map(_rebuild_sentence, turn.get("quotes", ()))),
                "sources": tuple(CitedPassage(**source) for source in turn["sources"]),
                "nearest": tuple(CitedPassage(**source) for source in turn["nearest"]),
                "read_as": tuple(turn.get("read_as", ())),
                "dropped": tuple(turn.get("dropped", ())),
            }
        )
        for turn in raw["turns"]
    )
    return Conversation(id=raw["id"], started=raw["started"], turns=turns)


def _rebuild_sentence(raw: dict[str, Any]) -> Sentence:
    return Sentence(**{**raw, "citations": tuple(raw["citations"]), "lines": tuple(raw.get("lines", ()))})
