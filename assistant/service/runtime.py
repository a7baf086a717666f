"""The parts behind the page, for a process that stays: the store, the model, and the assistant that they are joined to.

The store is opened at the first use, and tried again after a failure, so that a page can say what is wrong with it
and be there when it is mended.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantFailure
from assistant.service.model_manager import ModelManager
from assistant.service.store_owner import StoreOwner
from index.errors import IndexFailure

if TYPE_CHECKING:
    from assistant.answering.assistant import Assistant
    from assistant.service.composition import Index


class Runtime:
    """The parts of one data folder. Safe to share between threads."""

    def __init__(self, data: Path, *, writes: bool = True) -> None:
        """Opens nothing yet. writes: whether this process wants to be the one that reads the sources again."""
        self._data = data
        self._writes = writes
        self._guard = threading.Lock()
        self._joining = threading.Lock()
        self._keeper: StoreOwner | None = None
        self._writer: ModelManager | None = None
        self._watching = False
        self._joined: tuple[Index, Assistant] | None = None
        self._joined_of: tuple[object, ...] = ()

    def close(self) -> None:
        """Stop watching and let go of the store."""
        with self._guard:
            if self._keeper is not None:
                self._keeper.close()
            self._keeper = None

    def start_watching(self) -> None:
        """Have the keeper follow the sources, now or as soon as the store can be opened."""
        self._watching = True
        if not self.try_open():
            self.open()[0].start_watching()

    def open(self) -> tuple[StoreOwner, ModelManager]:
        """The store and the model, opened where they are not yet. Raises IndexFailure, SettingsUnreadable."""
        with self._guard:
            if self._keeper is None:
                self._keeper = StoreOwner(self._data, writes=self._writes)
                if self._watching:
                    self._keeper.start_watching()
            if self._writer is None:
                self._writer = ModelManager(self._data)
            return self._keeper, self._writer

    def try_open(self) -> str:
        """Why the store cannot be opened; "" where it is open."""
        try:
            self.open()
        except (IndexFailure, AssistantFailure) as failure:
            return str(failure)
        return ""

    def join(self) -> tuple[Index, Assistant]:
        """The searcher and the assistant, joined at first use and after a change of encoder, model or lock."""
        from assistant.service.composition import join_assistant, join_index

        keeper, writer = self.open()
        with self._joining:
            wanted = (keeper.vectors, keeper.catalog.setting("embedder"), writer.model)
            if self._joined is None or self._joined_of != wanted:
                index = join_index(keeper.catalog, keeper.vectors, writer.settings)
                self._joined = index, join_assistant(index, writer.model, writer.settings)
                self._joined_of = wanted
            return self._joined
