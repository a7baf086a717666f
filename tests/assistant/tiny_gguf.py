"""Tiny GGUF files of three families, their weights random: each with its own kind of vocabulary and chat template.

They write nonsense, and that is the point: whatever holds for them does not come from the model's good sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np

WIDTH, HEADS, LAYERS, FEED, CONTEXT = 64, 4, 2, 128, 4096

LLAMA_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'assistant' %} {{ message['content'] }}{{ eos_token }}"
    "{% elif message['role'] == 'system' %}[INST] <<SYS>>\n{{ message['content'] }}\n<</SYS>> [/INST]"
    "{% else %}[INST] {{ message['content'] }} [/INST]{% endif %}{% endfor %}"
)
QWEN_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
GEMMA_TEMPLATE = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "<start_of_turn>{{ 'model' if message['role'] == 'assistant' else message['role'] }}\n"
    "{{ message['content'] | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How one family's files look."""

    name: str
    """llama.cpp's name of the architecture."""
    vocabulary: Literal["pieces", "bytes"]
    """SentencePiece with byte tokens, or byte-level BPE."""
    turns: tuple[str, ...]
    """Its own control tokens."""
    template: str


FAMILIES = (
    Family(name="llama", vocabulary="pieces", turns=(), template=LLAMA_TEMPLATE),
    Family(name="qwen2", vocabulary="bytes", turns=("<|im_start|>", "<|im_end|>"), template=QWEN_TEMPLATE),
    Family(name="gemma", vocabulary="pieces", turns=("<start_of_turn>", "<end_of_turn>"), template=GEMMA_TEMPLATE),
)

OUTPUT = {"gemma": "token_embd.weight"}
"""Families whose output is their embedding."""


def write_model(
    path: Path,
    family: Family,
    *,
    template: str | None = None,
    architecture: str = "",
    kind: str = "",
    pools: bool = False,
    parts: int = 0,
    context: int = CONTEXT,
) -> Path:
    """A model that llama.cpp loads. template: "" leaves it out. architecture: another word than the family's.

    kind: what it says it is, where not a model. pools: as embedding models do. parts: files it says it is split into.
    context: tokens it says it was made for.
    """
    name = architecture or family.name
    writer = gguf.GGUFWriter(path, name)
    writer.add_name(f"tiny {family.name}")
    writer.add_context_length(context)
    if kind:
        writer.add_type(kind)
    if pools:
        writer.add_pooling_type(gguf.PoolingType.LAST)
    if parts:
        writer.add_uint16("split.count", parts)
        writer.add_uint16("split.no", 0)
        writer.add_int32("split.tensors.count", 99)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_key_length(WIDTH // HEADS)
    writer.add_value_length(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    tokens, first_byte = _add_vocabulary(writer, family)
    if template if template is not None else family.template:
        writer.add_chat_template(template or family.template)
    for tensor, shape in _shapes(family, tokens):
        weights = _weights(tensor, shape)
        if tensor == OUTPUT.get(family.name, "output.weight"):
            # Bytes that are no letters of their own are never written: llama-cpp-python decodes a run of them
            # anew with each token.
            weights[first_byte + 128 : first_byte + 256] = 0
        writer.add_tensor(tensor, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _weights(tensor: str, shape: tuple[int, ...]) -> Any:
    if tensor.endswith("norm.weight"):
        return np.ones(shape, np.float32)
    return np.random.default_rng(sum(tensor.encode())).normal(0, 0.3, shape).astype(np.float32)


def _shapes(family: Family, tokens: int) -> list[tuple[str, tuple[int, ...]]]:
    shapes: list[tuple[str, tuple[int, ...]]] = [
        ("token_embd.weight", (tokens, WIDTH)),
        ("output_norm.weight", (WIDTH,)),
    ]
    if family.name not in OUTPUT:
        shapes.append(("output.weight", (tokens, WIDTH)))
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        shapes += [(f"{block}.{part}_norm.weight", (WIDTH,)) for part in ("attn", "ffn")]
        shapes += [(f"{block}.attn_{part}.weight", (WIDTH, WIDTH)) for part in ("q", "k", "v", "output")]
        shapes += [(f"{block}.ffn_{part}.weight", (FEED, WIDTH)) for part in ("gate", "up")]
        shapes.append((f"{block}.ffn_down.weight", (WIDTH, FEED)))
        if family.name == "qwen2":
            shapes += [(f"{block}.attn_{part}.bias", (WIDTH,)) for part in ("q", "k", "v")]
    return shapes


def _add_vocabulary(writer: gguf.GGUFWriter, family: Family) -> tuple[int, int]:
    """How many tokens, and which is the first of the 256 bytes."""
    kinds = gguf.TokenType
    if family.vocabulary == "pieces":
        special = ["<unk>", "<s>", "</s>"]
        raw = [f"<0x{byte:02X}>" for byte in range(256)]
        plain = ["▁", *"etaoinshrdlu", "▁t", "he", "▁the", "in", "er"]
        tokens = [*special, *family.turns, *raw, *plain]
        types = [
            kinds.UNKNOWN,
            *[kinds.CONTROL] * (2 + len(family.turns)),
            *[kinds.BYTE] * 256,
            *[kinds.NORMAL] * len(plain),
        ]
        scores = [0.0] * (len(tokens) - len(plain)) + [-float(rank) for rank in range(len(plain))]
        writer.add_tokenizer_model("llama")
        writer.add_token_scores(scores)
        writer.add_bos_token_id(1)
        writer.add_unk_token_id(0)
        writer.add_add_bos_token(True)
        end = tokens.index(family.turns[-1]) if family.turns else 2
    else:
        letters = [chr(code) for code in _byte_letters()]
        merges = ["t h", "th e", "i n", "e r"]
        plain = [*letters, *[merge.replace(" ", "") for merge in merges]]
        tokens = [*plain, "<|endoftext|>", *family.turns]
        types = [*[kinds.NORMAL] * len(plain), *[kinds.CONTROL] * (1 + len(family.turns))]
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("qwen2")
        writer.add_token_merges(merges)
        end = tokens.index(family.turns[-1])
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_eos_token_id(end)
    return len(tokens), tokens.index("<0x00>") if family.vocabulary == "pieces" else 0


def _byte_letters() -> list[int]:
    """The letter that byte-level BPE writes for each byte: itself where it can be seen, else one from 256 on."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [byte if byte in seen else next(spare) for byte in range(256)]
