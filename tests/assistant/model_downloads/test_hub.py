"""Where the hub has a file; what it answers is tested with the downloads."""

from __future__ import annotations

import pytest

from assistant.model_downloads.catalogue import HubFile
from assistant.model_downloads.hub import file_url

FILE = HubFile(repo="Someone/Some-GGUF", revision="91cad51170dc346986eccefdc2dd33a9da36ead9", file="some q4.gguf")


def test_a_file_is_asked_for_at_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    commit = "91cad51170dc346986eccefdc2dd33a9da36ead9"
    assert file_url(FILE) == f"https://huggingface.co/Someone/Some-GGUF/resolve/{commit}/some%20q4.gguf"


def test_a_mirror_takes_the_hubs_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/hub/")
    assert file_url(FILE).startswith("https://mirror.example/hub/Someone/Some-GGUF/resolve/")
