"""A model run by sentence-transformers, and its export to ONNX. The home of sentence-transformers."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import EmbedderMissing
from index.vectors.embedder import Matrix
from index.vectors.encoder_list import ListedEncoder
from index.vectors.onnx_embedder import OnnxEmbedder

MIN_EXPORT_COSINE = 0.9999
"""Between a text's vector by the model and by its export; MiniLM's is 0.9999996."""
TRIAL_TEXTS = ("A short question?", "A somewhat longer passage, so that a batch of the two has padding.")


class TorchEmbedder:
    """A model run by sentence-transformers."""

    def __init__(self, name: str, path: str, listed: ListedEncoder | None = None, *, fetch: bool = False) -> None:
        """listed: the encoder's facts, which stand in place of what the model says of itself. fetch: whether a model
        that is not on this machine is downloaded. Raises EmbedderMissing.
        """
        from sentence_transformers import SentenceTransformer

        self.name = name
        folder = None if listed and listed.repo else _local_folder(path)
        if folder is None and not fetch:
            repair = f"download it: notes ingest --embedder {name}"
            raise EmbedderMissing(name, "it is not on this machine", repair)
        options: dict[str, Any] = {"device": "cpu", "model_kwargs": {"attn_implementation": "eager"}}
        if listed:
            options["prompts"] = {"query": listed.question, "document": listed.passage}
            options |= {"revision": listed.revision or None, "config_kwargs": dict(listed.config)}
        try:
            self.model: Any = SentenceTransformer((listed and listed.repo) or folder or path, **options)
            if listed:
                self.model.max_seq_length = listed.tokens
        except (OSError, ValueError) as error:
            repair = "check the name, give a model's folder, or leave --embedder out" if folder is None else ""
            raise EmbedderMissing(name, str(error).splitlines()[0], repair) from error

    @property
    def dimensions(self) -> int:
        return int(self.model.get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._embed(self.model.encode_document, texts)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._embed(self.model.encode_query, texts)

    def _embed(self, encode: Any, texts: Sequence[str]) -> Matrix:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        matrix = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(matrix, dtype=np.float32)


def _local_folder(path: str) -> str | None:
    """The folder of a model on this machine: `path` itself, or the download of the model of that name; else None.

    With a name instead of a folder, huggingface_hub would ask the hub for changes even where the model is here.
    """
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    if Path(path).exists() or Path(path).is_absolute():
        return path
    for name in (path, f"sentence-transformers/{path}"):
        try:
            file = try_to_load_from_cache(name, "modules.json")
        except HFValidationError:
            continue
        if isinstance(file, str):
            return str(Path(file).parent)
    return None


def export_to_onnx(model: TorchEmbedder, folder: Path) -> bool:
    """Export a model into a folder, whole or not at all; False where it cannot be exported or gives other vectors."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            part = Path(temporary) / "export"
            part.mkdir()
            _export(model.model, part)
            exported = OnnxEmbedder(model.name, part)
            pairs = (
                (model.embed_passages(TRIAL_TEXTS), exported.embed_passages(TRIAL_TEXTS)),
                (model.embed_questions(TRIAL_TEXTS), exported.embed_questions(TRIAL_TEXTS)),
            )
            if any(float((ours * theirs).sum(axis=1).min()) < MIN_EXPORT_COSINE for ours, theirs in pairs):
                return False
            if not folder.exists():
                shutil.move(part, folder)
    except Exception:  # whatever an unknown model or torch's exporter raises, the model itself still runs
        return (folder / "meta.json").exists()
    return True


def _export(model: Any, folder: Path) -> None:
    """Write `encoder.onnx`, `tokenizer.json` and `meta.json` of a sentence-transformers model."""
    accepted = model.tokenizer.model_input_names
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in accepted]
    _export_network(model, names, folder / "encoder.onnx")
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    prompts = getattr(model, "prompts", None) or {}
    meta = {
        "inputs": names,
        "dimensions": int(model.get_embedding_dimension()),
        "tokens": int(model.max_seq_length),
        "passage": prompts.get("document") or prompts.get("passage") or prompts.get("corpus") or "",
        "question": prompts.get("query") or "",
    }
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")


def _export_network(model: Any, names: Sequence[str], path: Path) -> None:
    """Write the network from these inputs to a vector of length 1."""
    import torch

    class Pipeline(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model  # as an attribute, so that its weights are exported as weights, not as constants

        def forward(self, *inputs: Any) -> Any:
            output = self.model(dict(zip(names, inputs, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(output, p=2, dim=1)

    ones = torch.ones(2, 7, dtype=torch.long)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pipeline().eval(),
            tuple(ones.clone() for _ in names),
            str(path),
            input_names=names,
            output_names=["vector"],
            dynamic_axes={**{name: {0: "row", 1: "token"} for name in names}, "vector": {0: "row"}},
            opset_version=17,
            dynamo=False,
        )
