"""llama.cpp loaded from several threads at once: a page describes one model while another is taken up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assistant.llm.llama_loading import LOAD_LOG, load_llama
from installer.proof import make_head, tensor_size
from tests.assistant.tiny_gguf import FAMILIES, write_model

LOADING = """
import sys, threading
from pathlib import Path
from assistant.llm.llama_loading import load_llama

def load(path, heard):
    for _ in range(8):
        loaded = load_llama(Path(path), Path(path).stem, context=512, gpu_layers=None, threads=1)
        heard.append(loaded.facts.layers)
        loaded.close()

heard = {path: [] for path in sys.argv[1:]}
threads = [threading.Thread(target=load, args=item) for item in heard.items()]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*(len(each) for each in heard.values()))
"""


def test_models_loaded_at_once_by_several_threads_all_load(tmp_path: Path) -> None:
    paths = [str(write_model(tmp_path / f"{family.name}.gguf", family)) for family in FAMILIES]
    # A process of its own: where this goes wrong llama.cpp ends the program.
    done = subprocess.run([sys.executable, "-c", LOADING, *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["8"] * len(paths), "")


def test_the_log_of_a_model_of_many_layers_is_kept_from_its_beginning(tmp_path: Path) -> None:
    """The device stands among its first lines."""
    head, tensors = make_head(256, 512, layers=80)
    path = tmp_path / "deep.gguf"
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + sum(tensor_size(kind, count) for kind, count in tensors))
    loaded = load_llama(path, "deep", context=64, gpu_layers=None, threads=1)
    assert loaded.facts.layers == 80 and len(LOAD_LOG) > 2_000
    assert "loaded meta data" in "".join(LOAD_LOG[:200])
    loaded.close()
