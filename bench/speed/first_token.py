"""Time to the first token: python -m bench.speed.first_token [--model FILE]

The same prompt through the whole of our stack (template, budget, grammar, LlamaIndex) and through bare llama.cpp; then
a follow-up on the same evidence, whose beginning is in the model's cache.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator

from assistant.answering.prompt import build_messages, citation_grammar
from assistant.llm.llama_index_adapter import NotesLLM, stream_chat
from assistant.llm.llama_model import LlamaModel
from assistant.service.model_choice import find_model_file
from assistant.settings import Settings

EXCERPTS = [
    (
        f"Hall {hall}",
        " ".join(f"Pump {n} of hall {hall} lifts {n * 7} litres and was mended in {1900 + n}." for n in range(12)),
    )
    for hall in range(3)
]
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="", help="a GGUF file; default: the default model")
    model = LlamaModel(find_model_file(Settings(model=parser.parse_args().model)) or "default, not downloaded")
    loaded = model.load()
    llm, grammar = NotesLLM(model), citation_grammar(len(EXCERPTS))
    ours, follow_up, bare = [], [], []
    for number in range(ROUNDS):
        messages = build_messages(f"Which pump was mended first, question {number}?", EXCERPTS)
        loaded.llama.reset()
        ours.append(first_piece_s(stream_chat(llm, messages, max_tokens=8, grammar=grammar, stop=threading.Event())))
        other = build_messages(f"Which pump was mended last, question {number}?", EXCERPTS)
        follow_up.append(first_piece_s(stream_chat(llm, other, max_tokens=8, grammar=grammar, stop=threading.Event())))
        loaded.llama.reset()
        prompt = loaded.tokenize(messages)
        bare.append(first_piece_s(loaded.llama.create_completion(prompt, max_tokens=8, temperature=0.0, stream=True)))
    print(f"{model.count_tokens(messages)} tokens; first token {min(ours):.3f} s, bare llama.cpp {min(bare):.3f} s, "
          f"{min(ours) / min(bare):.2f} times; a follow-up {min(follow_up):.3f} s")  # fmt: skip


def first_piece_s(pieces: Iterator[object]) -> float:
    """Seconds until the first piece; the rest is read too, so that the request queue is free again."""
    start = time.monotonic()
    next(iter(pieces))
    seconds = time.monotonic() - start
    for _ in pieces:
        pass
    return seconds


if __name__ == "__main__":
    main()
