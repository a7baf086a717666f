from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.catalog.passages import embedding_text
from index.errors import EmbedderMissing
from index.vectors.local_embedder import load_embedder
from index.vectors.onnx_embedder import BATCH_TOKENS, batch_by_length
from ingest.passage import Passage, Place


def passage(**place: object) -> Passage:
    where = Place(source="/s", path="a.md", line_start=1, line_end=1, **place)  # type: ignore[arg-type]
    return Passage(text="The text.", kind="highlight", voice="author", note="My note.", places=(where,))


def test_title_author_and_section_stand_in_front_of_what_is_embedded() -> None:
    text = embedding_text(passage(title="A Title", author="An Author", section=("A Title", "One")))
    assert text == "A Title. An Author. One\nThe text.\nMy note."


def test_what_is_unset_leaves_no_mark_in_what_is_embedded() -> None:
    assert embedding_text(passage()) == "The text.\nMy note."


def test_the_packaged_encoder_knows_likeness_of_meaning_and_is_run_without_torch() -> None:
    embedder = load_embedder()
    rows = embedder.embed_passages(["A cat sleeps on the sofa.", "Inflation rose last year.", ""])
    question = embedder.embed_questions(["a feline is resting"])[0]
    assert rows.shape == (3, embedder.dimensions) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ question > rows[1] @ question + 0.3
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    embedder = load_embedder()
    texts = ["One short line.", "A longer line that goes on for some more words than that.", "x " * 400]
    together = embedder.embed_passages(texts)
    alone = np.vstack([embedder.embed_passages([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_an_encoder_that_is_not_there_is_named() -> None:
    with pytest.raises(EmbedderMissing, match="no/such/folder"):
        load_embedder("/no/such/folder").embed_questions(["x"])


@pytest.mark.parametrize("fetch", [False, True])
def test_only_where_the_reader_chose_it_is_an_encoder_that_is_not_there_asked_for_at_the_hub(
    fetch: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[object] = []

    def refuse(*address: object, **_more: object) -> None:
        reached.append(address)
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # between tries
    with pytest.raises(EmbedderMissing, match="nobody/no-such-encoder") as failure:
        load_embedder("nobody/no-such-encoder", cache=tmp_path, fetch=fetch).embed_questions(["x"])
    assert bool(reached) == fetch
    assert ("notes ingest --embedder nobody/no-such-encoder" in str(failure.value)) != fetch


def test_every_text_is_in_one_batch_of_its_own_length() -> None:
    lengths = [5, 300, 5, 17, 600, 5]
    batches = batch_by_length(lengths)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(len({lengths[index] for index in batch}) == 1 for batch in batches)
    assert all(len(batch) == 1 or sum(lengths[index] for index in batch) <= BATCH_TOKENS for batch in batches)


def test_loading_the_module_loads_no_model_library() -> None:
    modules = "index.vectors.local_embedder, index.search.searcher"
    code = f"import sys, {modules}; print([m for m in ('torch', 'onnxruntime') if m in sys.modules])"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout.strip() == "[]"
