"""A reader's own encoder: any folder that sentence-transformers can load, and the index built anew beside the old."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.catalog.catalog import Catalog
from index.search.evidence import Question
from index.search.searcher import Searcher
from index.sync.pipeline import sync_sources
from index.vectors.local_embedder import load_embedder, packaged_folder
from index.vectors.sentence_transformer import TorchEmbedder
from index.vectors.store import Vectors
from tests.index.conftest import KILN, Sync, write_notes


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small encoder of 48 dimensions with random weights, saved as sentence-transformers saves any."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    bare = tmp_path_factory.mktemp("bare")
    tokenizer = AutoTokenizer.from_pretrained(str(packaged_folder()))
    sizes = {"hidden_size": 48, "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": 96}
    BertModel(BertConfig(vocab_size=len(tokenizer), max_position_embeddings=128, **sizes)).save_pretrained(bare)
    tokenizer.save_pretrained(bare)
    words = Transformer(str(bare), max_seq_length=64)
    folder = tmp_path_factory.mktemp("own") / "model"
    SentenceTransformer(modules=[words, Pooling(48, pooling_mode="cls")]).save(str(folder))
    return folder


def test_its_export_gives_the_vectors_that_the_model_gives(own_model: Path, tmp_path: Path) -> None:
    texts = ["A cat sleeps on the sofa.", "Inflation rose last year, and the year before it too."]
    exported = load_embedder(str(own_model), cache=tmp_path)
    assert exported.name == str(own_model) and exported.dimensions == 48
    plain = TorchEmbedder("plain", str(own_model))
    assert (exported.embed_passages(texts) * plain.embed_passages(texts)).sum(axis=1).min() > 0.9999
    assert [file.name for file in tmp_path.glob("*/encoder.onnx")] == ["encoder.onnx"]


def test_an_index_changes_over_to_it_and_still_finds(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path, own_model: Path, tmp_path: Path
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    before, generation = catalog.state.embedder, catalog.state.generation
    own = load_embedder(str(own_model), cache=tmp_path / "exports")
    report = sync_sources(catalog, vectors, lambda: own, [vault], embedder=own.name)
    assert report.passages.added == 0
    assert catalog.state.embedder == own.name != before
    assert catalog.state.generation != generation
    found = Searcher(catalog, vectors, own).search(Question(text="kiln", retriever="dense", top=3)).evidence
    assert len(found) == 3 and all(np.isfinite(one.cosine) for one in found)
