"""assistant.library.conversation_store: TODO."""

from __future__ import annotations

import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.library.conversation import Conversation, Shown, Source, Turn

FOLDER = "conversations"
"""In the data folder."""


ERASED = "What this answer quoted was forgotten, and the answer with it."


class ConversationFolder:
    """Past conversations, a JSON file each, readable by their owner only. Without a folder they stay in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, Conversation] = {}
        self._lock = threading.Lock()

    def keep(self, conversation: Conversation) -> None:
        """Write it, replacing what was kept of it; one without turns is not kept."""
        if not conversation.turns:
            return
        if self._folder is None:
            self._memory[conversation.id] = conversation
            return
        with self._lock:
            text = json.dumps(asdict(self._still_erased(conversation)), ensure_ascii=False)
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._folder / f".{conversation.id}.{secrets.token_hex(4)}"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            fresh.replace(self._path(conversation.id))

    def erase(self, gone: Callable[[Source], bool]) -> int:
        """Empty the answers that hold a source which is `gone`; how many. Questions stay: they are the reader's own."""
        count = 0
        for kept, _ in list(self._read_all()):
            turns = tuple(
                _erase(turn) if any(gone(one) for one in (*turn.sources, *turn.nearest)) else turn
                for turn in kept.turns
            )
            if turns != kept.turns:
                count += sum(new != old for new, old in zip(turns, kept.turns, strict=True))
                self.keep(replace(kept, turns=turns))
        return count

    def _still_erased(self, conversation: Conversation) -> Conversation:
        """What a page still shows of an answer that was erased meanwhile is not written down again."""
        before = self.load(conversation.id)
        if before is None or not any(turn.erased for turn in before.turns):
            return conversation
        kept = {number: turn for number, turn in enumerate(before.turns) if turn.erased}
        return replace(conversation, turns=tuple(kept.get(n, turn) for n, turn in enumerate(conversation.turns)))

    def find(self, words: str = "", limit: int = 100) -> tuple[Conversation, ...]:
        """Newest first; those that hold all of `words` anywhere."""
        wanted = words.lower().split()
        found = [c for c, text in self._read_all() if all(word in text.lower() for word in wanted)]
        return tuple(sorted(found, key=lambda c: c.started, reverse=True)[:limit])

    def load(self, conversation_id: str) -> Conversation | None:
        """None where it is not there or cannot be read."""
        if self._folder is None or not re.fullmatch(r"[0-9a-f]{16}", conversation_id):
            return self._memory.get(conversation_id)
        try:
            return _rebuild(json.loads(self._path(conversation_id).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def delete(self, conversation_id: str) -> None:
        self._memory.pop(conversation_id, None)
        if self._folder is not None and re.fullmatch(r"[0-9a-f]{16}", conversation_id):
            self._path(conversation_id).unlink(missing_ok=True)

    def _path(self, conversation_id: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{conversation_id}.json"

    def _read_all(self) -> Iterator[tuple[Conversation, str]]:
        ids = [path.stem for path in self._folder.glob("*.json")] if self._folder is not None else list(self._memory)
        for kept in map(self.load, ids):
            if kept is not None:  # one broken file must not hide the others
                yield kept, " ".join(part for turn in kept.turns for part in (turn.question, turn.answer))


def _erase(turn: Turn) -> Turn:
    return Turn(question=turn.question, state="done", answered=False, refusal=ERASED, erased=True)


def _rebuild(raw: dict[str, Any]) -> Conversation:
    turns = tuple(
        Turn(
            **{
                **turn,
                "sentences": tuple(Shown(**{**s, "citations": tuple(s["citations"])}) for s in turn["sentences"]),
                "sources": tuple(Source(**s) for s in turn["sources"]),
                "nearest": tuple(Source(**s) for s in turn["nearest"]),
            }
        )
        for turn in raw["turns"]
    )
    return Conversation(id=raw["id"], started=raw["started"], turns=turns)
