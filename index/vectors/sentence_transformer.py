"""index.vectors.sentence_transformer: TODO."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import EmbedderMissing

if TYPE_CHECKING:
    from index.vectors.embedder import Rows

    pass


SAME = 0.9999
"""Least cosine between a text's vector by the model and by its export; MiniLM's is .9999996."""


TRIAL = ("A short question?", "A somewhat longer passage, so that a batch of the two holds padding.")


class TorchEmbedder:
    """A model run by sentence-transformers. fetch: whether the hub is asked for one that is not on this machine."""

    def __init__(self, name: str, path: str, *, fetch: bool = False) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name
        here = _find_here(path)
        if here is None and not fetch:
            repair = f"have it fetched: notes ingest --embedder {name}"
            raise EmbedderMissing(name, "it is not on this machine", repair)
        kwargs = {"attn_implementation": "eager"}
        try:
            self.model: Any = SentenceTransformer(here or path, device="cpu", model_kwargs=kwargs)
        except (OSError, ValueError) as trouble:
            repair = "check the name, give a model's folder, or leave --embedder out" if here is None else ""
            raise EmbedderMissing(name, str(trouble).splitlines()[0], repair) from trouble

    @property
    def dimensions(self) -> int:
        return int(self.model.get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._rows(self.model.encode_document, texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._rows(self.model.encode_query, texts)

    def _rows(self, encode: Any, texts: Sequence[str]) -> Rows:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)


def _find_here(path: str) -> str | None:
    """The folder of a model on this machine: the one given, or where one of that name was fetched to.

    Asked for by its name, a model that is here makes huggingface_hub go to the hub all the same, for what is new.
    """
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    if Path(path).exists() or Path(path).is_absolute():
        return path
    for name in (path, f"sentence-transformers/{path}"):
        try:
            found = try_to_load_from_cache(name, "modules.json")
        except HFValidationError:
            continue
        if isinstance(found, str):
            return str(Path(found).parent)
    return None


def _export_checked(model: TorchEmbedder, folder: Path) -> bool:
    """Export a model into a folder, which is there whole or not at all; False where it can't be, or is not the same."""
    from index.vectors.onnx_embedder import OnnxEmbedder

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            made = Path(beside) / "made"
            made.mkdir()
            _export(model.model, made)
            again = OnnxEmbedder(model.name, made)
            pairs = (
                (model.embed_passages(TRIAL), again.embed_passages(TRIAL)),
                (model.embed_questions(TRIAL), again.embed_questions(TRIAL)),
            )
            if any(float((ours * theirs).sum(axis=1).min()) < SAME for ours, theirs in pairs):
                return False
            if not folder.exists():
                shutil.move(made, folder)
    except Exception:  # whatever a stranger's model or torch's exporter raises, the model itself still runs
        return (folder / "meta.json").exists()
    return True


def _export(model: Any, folder: Path) -> None:
    """Write `encoder.onnx`, `tokenizer.json` and `meta.json` of a sentence-transformers model."""
    import warnings

    import torch

    names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in model.tokenizer.model_input_names]

    class Whole(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model  # as a part of this one, its weights are the export's, not constants

        def forward(self, *given: Any) -> Any:
            out = self.model(dict(zip(names, given, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(out, p=2, dim=1)

    ones = torch.ones(2, 7, dtype=torch.long)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            tuple(ones.clone() for _ in names),
            str(folder / "encoder.onnx"),
            input_names=names,
            output_names=["vector"],
            dynamic_axes={**{n: {0: "row", 1: "token"} for n in names}, "vector": {0: "row"}},
            opset_version=17,
            dynamo=False,
        )
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
