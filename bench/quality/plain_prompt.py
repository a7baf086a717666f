"""The baseline of every figure on answers: a plain prompt over the program's own first four passages.

Stands in for the command in a scorer: --notes "python -m bench.quality.plain_prompt". `ask --batch - --json` is
answered here with the default model (or NOTES_MODEL_FILE); every other verb goes to the command itself. No gate, no
examples, no check: what the model says is the answer, and all four passages are its citations.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from assistant.answering.serialise import evidence_json
from assistant.cli.main import main as notes
from assistant.llm.llama_model import LlamaModel
from assistant.llm.model import Message
from assistant.service.composition import open_index
from assistant.service.model_choice import find_model_file
from assistant.settings import Settings
from index.search.evidence import Question
from index.search.query_rewriting import Turn

PASSAGES = 4
ANSWER_TOKENS = 120
DENIAL = "I don't know"
SYSTEM = (
    "Answer from the notes below in one to three sentences; if they do not hold the answer, say only: I don't know."
)


def main() -> None:
    if sys.argv[1:2] != ["ask"]:
        sys.exit(notes(sys.argv[1:]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb")
    parser.add_argument("--batch", required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    file = os.environ.get("NOTES_MODEL_FILE") or find_model_file(Settings()) or "default, not downloaded"
    model = LlamaModel(file)
    with open_index(args.data) as index:
        for line in sys.stdin if args.batch == "-" else Path(args.batch).read_text("utf-8").splitlines():
            asked = json.loads(line)
            start = time.monotonic()
            history = tuple(Turn(role=turn["role"], content=turn["content"]) for turn in asked.get("history", []))
            result = index.searcher.search(Question(text=asked["question"], history=history, top=PASSAGES))
            texts = [f"{item.passage.places[0].title}: {item.shown}\n{item.passage.note}" for item in result.evidence]
            prompt = "\n\n".join([*texts, f"Question: {result.standalone_question}"])
            messages = [Message(role="system", content=SYSTEM), Message(role="user", content=prompt)]
            text = "".join(model.write(messages, max_tokens=ANSWER_TOKENS)).strip()
            answered = not text.replace("’", "'").casefold().startswith(DENIAL.casefold())
            cited = [{"n": n, **evidence_json(item)} for n, item in enumerate(result.evidence, 1)] if answered else []
            answer: dict[str, Any] = {
                "id": asked["id"], "answered": answered, "answer": text, "citations": cited,
                "sentences": [{"text": text, "citations": [item["n"] for item in cited]}] if answered else [],
                "model": model.name, "seconds": {"total": round(time.monotonic() - start, 3)},
            }  # fmt: skip
            print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
