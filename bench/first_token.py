"""How soon the first token comes: python bench/first_token.py [--model FILE]

The same prompt through the whole of our stack (template, budget, grammar, LlamaIndex) and through bare llama.cpp; then
a follow-up on the same evidence, whose start the model has read already.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator

from assistant.answering.prompt import build_messages, citation_grammar
from assistant.llm.llama_index_adapter import NotesLLM, stream_chat
from assistant.llm.llama_model import LlamaModel
from assistant.llm.model import Message

NOTES = [
    " ".join(f"Pump {n} of hall {hall} lifts {n * 7} litres and was mended in {1900 + n}." for n in range(12))
    for hall in range(3)
]
ROUNDS = 3


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--model", default="", help="a GGUF; the packaged one where none is given")
    model = LlamaModel(words.parse_args().model)
    loaded = model.load()
    llm, grammar = NotesLLM(model), citation_grammar(len(NOTES))
    first, follow, bare = [], [], []
    for number in range(ROUNDS):
        asked = build_messages(f"Which pump was mended first, question {number}?", NOTES)
        loaded.llama.reset()
        first.append(first_piece(stream_chat(llm, asked, max_tokens=8, grammar=grammar, stop=threading.Event())))
        again = [*asked, Message(role="assistant", content="Pump 0."), Message(role="user", content="And the last?")]
        follow.append(first_piece(stream_chat(llm, again, max_tokens=8, grammar=grammar, stop=threading.Event())))
        loaded.llama.reset()
        prompt = loaded.tokenize(asked)
        bare.append(first_piece(loaded.llama.create_completion(prompt, max_tokens=8, temperature=0.0, stream=True)))
    print(f"{model.count_tokens(asked)} tokens; first token {min(first):.3f} s, bare llama.cpp {min(bare):.3f} s, "
          f"{min(first) / min(bare):.2f} times; a follow-up {min(follow):.3f} s")  # fmt: skip


def first_piece(pieces: Iterator[object]) -> float:
    began = time.monotonic()
    next(iter(pieces))
    took = time.monotonic() - began
    for _ in pieces:  # to the end, so that the line is free
        pass
    return took


if __name__ == "__main__":
    main()
