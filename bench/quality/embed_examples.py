"""Embeds the examples of questions with the packaged encoder: `assistant/questions/example_vectors.npz`.

To be run after every change of `assistant/questions/examples.txt`: python -m bench.quality.embed_examples
"""

from __future__ import annotations

from assistant.questions.frames import PACKAGED_VECTORS, Frames
from index.vectors.local_embedder import load_embedder

if __name__ == "__main__":
    Frames(load_embedder()).write_vectors(PACKAGED_VECTORS)
