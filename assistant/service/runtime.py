"""The parts behind a page: the store, the model, and the assistant that joins them.

The store is opened when it is first used, and again after a failure, so that a page can say what is wrong and works as
soon as it is repaired.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from assistant.answering.assistant import Assistant
from assistant.errors import AssistantFailure
from assistant.service.composition import Index, join_assistant, join_index
from assistant.service.model_manager import ModelManager
from assistant.service.store_owner import StoreOwner
from index.errors import IndexFailure
from index.search.evidence import Question


class Runtime:
    """The parts of one data folder. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True, fetch_model: bool = False) -> None:
        """Opens nothing yet. writes: whether this process wants to own the store and read its sources. fetch_model:
        whether the page downloads the default model where it is not here.
        """
        self.data = data
        self.writes = writes
        self.models = ModelManager(data, fetch=fetch_model)
        self._store_lock = threading.Lock()
        self._join_lock = threading.Lock()
        self._store: StoreOwner | None = None
        self._watches = False
        self._is_warm = False
        self._joined: tuple[Index, Assistant] | None = None
        self._joined_parts: tuple[object, ...] = ()

    def close(self) -> None:
        """Stop watching and downloading, and release the store."""
        self.models.close()
        with self._store_lock:
            if self._store is not None:
                self._store.close()
            self._store = None

    @property
    def store(self) -> StoreOwner:
        """The store, opened if it is not open yet. Raises IndexFailure, SettingsUnreadable."""
        with self._store_lock:
            if self._store is None:
                self._store = StoreOwner(self.data, writes=self.writes)
                if self._watches:
                    self._store.start_watching()
            return self._store

    def store_trouble(self) -> str:
        """Why the store cannot be opened; "" if it is open."""
        try:
            self.store  # noqa: B018
        except (IndexFailure, AssistantFailure) as failure:
            return str(failure)
        return ""

    def start_watching(self) -> None:
        """Follow the sources, as soon as the store can be opened."""
        self._watches = True
        if not self.store_trouble():
            self.store.start_watching()

    def join(self) -> tuple[Index, Assistant]:
        """The index and the assistant, joined at first use and after a change of encoder, model or ownership."""
        store, models = self.store, self.models
        with self._join_lock:
            parts = (store.vectors, store.catalog.state.embedder, models.model)
            if self._joined is None or self._joined_parts != parts:
                index = join_index(store.catalog, store.vectors, models.settings)
                self._joined = index, join_assistant(index, models.model, models.settings)
                self._joined_parts = parts
                if self._is_warm:
                    threading.Thread(target=self._prepare, args=self._joined[1:], name="prepare", daemon=True).start()
            return self._joined

    def warm_up(self) -> None:
        """Load in the background what the first question would otherwise wait for, and again what replaces it."""
        self._is_warm = True
        threading.Thread(target=self._search_once, name="warm-up", daemon=True).start()

    def _search_once(self) -> None:
        try:
            self.join()[0].searcher.search(Question(text="warm up"))
        except (IndexFailure, AssistantFailure):
            return  # the first question will report it

    def _prepare(self, assistant: Assistant) -> None:
        with suppress(AssistantFailure):  # the first question will report it
            assistant.prepare()
