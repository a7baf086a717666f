"""The house holds: data flows one way, and each heavy library has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = ("ingest", "index", "assistant")
HOMES = {
    "chromadb": {"index/vectors/store.py"},
    "sentence_transformers": {"index/vectors/local_embedder.py"},
    "llama_index": {"index/search/llama_index_adapter.py", "assistant/llm/llama_index_adapter.py"},
    "llama_cpp": {"assistant/llm/llama_runtime.py"},
    "markdown_it": {"ingest/markdown/blocks.py"},
    "yaml": {"ingest/metadata/front_matter.py"},
    "charset_normalizer": {"ingest/decode.py"},
    "sentencex": {"ingest/text/sentences.py"},
    "keyring": {"ingest/readwise_api/api_token.py"},
}
"""A heavy library and the only modules that may import it. Gradio's home is the package assistant/page."""
HEAVY = ("torch", "chromadb", "gradio", "sentence_transformers", "llama_index", "llama_cpp", "numpy", "onnxruntime")
FORBIDDEN_NAMES = {"utils", "util", "common", "models", "types", "helpers", "misc"}


def modules() -> Iterator[Path]:
    for stage in STAGES:
        yield from sorted((ROOT / stage).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Full dotted names of what a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_stage_imports_itself_and_earlier_stages_only(path: Path) -> None:
    stage = path.relative_to(ROOT).parts[0]
    later = STAGES[STAGES.index(stage) + 1 :]
    assert not {name for name in imports(path) if name.split(".")[0] in later}


@pytest.mark.parametrize("library", list(HOMES))
def test_a_heavy_library_is_imported_only_in_its_home(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix() for path in modules() if library in {n.split(".")[0] for n in imports(path)}
    }
    assert users <= HOMES[library]


def test_gradio_is_imported_only_in_the_page() -> None:
    users = {
        path.relative_to(ROOT).as_posix() for path in modules() if "gradio" in {n.split(".")[0] for n in imports(path)}
    }
    assert users and all(user.startswith("assistant/page/") for user in users)


def test_no_module_is_a_drawer_for_everything() -> None:
    named = {path for path in modules() if path.stem in FORBIDDEN_NAMES}
    assert named <= {ROOT / "assistant/cli/commands/models.py"}, "the verb `notes models` alone is called so"


def test_modules_import_one_another_without_a_circle() -> None:
    graph = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): load_time_imports(path)
        for path in modules()
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above, name))
        if name not in done:
            for other in graph.get(name, set()):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def load_time_imports(path: Path) -> set[str]:
    """What a module imports when it is loaded: at its top level, `if TYPE_CHECKING` left out."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def loaded_by(code: str) -> set[str]:
    """The heavy libraries in memory after a fresh Python ran `code`."""
    tell = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    code = "from assistant.cli.main import build_parser; build_parser().format_help()"
    assert loaded_by(code) == set()


def test_reading_notes_loads_nothing_heavy() -> None:
    assert loaded_by("import ingest.parse, ingest.chunk, ingest.walk") == set()


def test_opening_the_catalog_loads_nothing_heavy() -> None:
    assert loaded_by("import index.catalog.catalog, index.sync.pipeline") == set()
