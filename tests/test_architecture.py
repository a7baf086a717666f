"""The structure of the code: data flows one way, folders are small, the catalog alone knows the tables, and each heavy
library has one home.

A unit is a package, or a module in the root of a stage. Imports are read wherever they stand, inside functions too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = {
    "ingest": """errors version document passage note decode walk text markdown metadata full_text.pdf full_text
        word_accounting document_builder transcripts voices extraction records
        readwise_api formats.general formats.kindle formats.podcasts formats.readwise formats.apps formats
        dedup chunk dialects located_data structured_data parse""".split(),
    "index": """errors progress atomic_write lexical catalog catalog.queries catalog.postgres vectors sources linkage
        search browse sync maintenance""".split(),
    "assistant": """errors loopback settings text questions llm llm.endpoint model_downloads evidence answering.routes
        answering.rewording answering library page.html page page.server service cli.terminal cli.commands cli
        __main__""".split(),
}
"""The units of each stage: one may import what stands before it, in its own stage and in the stages above."""
SIDE_BY_SIDE = ("assistant.page", "assistant.service")
"""Neither imports the other; both know `assistant.library`."""
MAX_MODULES = 15
LARGE_FOLDERS = {"assistant/cli/commands"}
"""One module for each command, however many there are."""
SQL_OWNERS = ("index/catalog/",)
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|REPLACE|VACUUM|ATTACH)\s")
SQL_CALLS = {"execute", "executemany", "executescript"}
HOMES = {
    "Stemmer": {"index/lexical/tokenize.py"},
    "charset_normalizer": {"ingest/decode.py"},
    "chromadb": {"index/vectors/chroma.py"},
    "filelock": {"assistant/model_downloads/download.py"},
    "httpx": {
        "ingest/readwise_api/client.py",
        "assistant/llm/endpoint/http.py",
        "assistant/llm/endpoint/model.py",
        "assistant/model_downloads/hub.py",
    },
    "huggingface_hub": {"index/vectors/sentence_transformer.py"},
    "keyring": {"ingest/readwise_api/api_token.py"},
    "llama_cpp": {"assistant/llm/grammar.py", "assistant/llm/llama_loading.py", "assistant/llm/llama_runtime.py"},
    "llama_index": {"index/search/llama_index_adapter.py", "assistant/llm/llama_index_adapter.py"},
    "lxml": {"ingest/full_text/markup.py"},
    "markdown_it": {"ingest/markdown/blocks.py"},
    "mcp": {"assistant/page/server/mcp.py"},
    "onnxruntime": {"index/vectors/onnx_embedder.py"},
    "pathspec": {"ingest/walk.py"},
    "psycopg": {"index/catalog/postgres/connection.py"},
    "pypdfium2": {"ingest/full_text/pdf/file.py"},
    "rapidfuzz": {
        "assistant/answering/routes/quotations.py",
        "assistant/questions/catalog_names.py",
        "index/search/spelling.py",
        "ingest/dedup/align.py",
    },
    "ray": {"index/sync/ray_workers.py"},
    "sentence_transformers": {"index/vectors/sentence_transformer.py"},
    "sentencex": {"ingest/text/sentences.py"},
    "tomlkit": {"assistant/settings.py"},
    "torch": {"index/vectors/sentence_transformer.py"},
    "tqdm": {"assistant/cli/terminal/progress_bar.py"},
    "trafilatura": {"ingest/full_text/web_page.py"},
    "watchfiles": {"index/sync/watch.py"},
    "yaml": {"ingest/metadata/front_matter.py"},
}
"""A library and the only modules that may import it. Gradio's home is the package assistant/page."""
HEAVY = ("torch", "chromadb", "gradio", "sentence_transformers", "llama_index", "llama_cpp", "numpy", "onnxruntime")
FORBIDDEN_NAMES = {"utils", "util", "common", "models", "types", "helpers", "misc"}

PATHS = {
    path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__").replace("/", "."): path
    for stage in ORDER
    for path in sorted((ROOT / stage).rglob("*.py"))
}
"""Each module's file by its dotted name; a package's is its `__init__.py`."""
PACKAGES = {name for name, path in PATHS.items() if path.name == "__init__.py"}


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(PATHS[name].read_text("utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """Dotted names of what a module imports: of a `from` import the module, and the module with each name."""
    names: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{name}: relative import"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def own_imports(name: str) -> set[str]:
    """The modules of this project that a module imports; a package only where nothing within it is named."""
    names = {imported for imported in imports(name) if imported in PATHS}
    return {one for one in names if one not in PACKAGES or not any(other.startswith(f"{one}.") for other in names)}


def unit_of(name: str) -> str:
    """The package of a module; the module itself in the root of a stage."""
    package = name if name in PACKAGES else name.rpartition(".")[0]
    return name if package in ORDER else package


def users_of(library: str) -> set[str]:
    """Paths of the modules that import a library."""
    return {
        PATHS[name].relative_to(ROOT).as_posix()
        for name in PATHS
        if library in {imported.split(".")[0] for imported in imports(name)}
    }


@pytest.mark.parametrize("name", PATHS)
def test_a_module_imports_only_what_stands_before_it_in_the_order(name: str) -> None:
    order = [f"{stage}.{unit}" for stage, units in ORDER.items() for unit in units]
    unit = unit_of(name)
    units = {unit_of(imported) for imported in own_imports(name)} - {unit, *ORDER}
    if unit in ORDER:
        assert not units, "the root package of a stage imports nothing"
    else:
        assert not {other for other in units if order.index(other) > order.index(unit)}


def test_the_order_names_each_unit_once() -> None:
    units = {unit_of(name) for name in PATHS} - set(ORDER)
    order = [f"{stage}.{unit}" for stage, names in ORDER.items() for unit in names]
    assert sorted(units) == sorted(order)


def test_page_and_service_do_not_import_each_other() -> None:
    for own, other in (SIDE_BY_SIDE, SIDE_BY_SIDE[::-1]):
        names = [name for name in PATHS if f"{name}.".startswith(f"{own}.")]
        assert not [name for name in names if any(f"{one}.".startswith(f"{other}.") for one in own_imports(name))]


def test_modules_import_one_another_without_a_circle() -> None:
    assert find_circle({name: own_imports(name) - {name} for name in PATHS}) == ()


def test_folders_import_one_another_without_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for name in PATHS:
        unit = unit_of(name)
        graph.setdefault(unit, set()).update({unit_of(imported) for imported in own_imports(name)} - {unit})
    assert find_circle(graph) == ()


def find_circle(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Names of which each imports the next and the last is the first again; () where there is no such circle."""
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if name in path:
            return (*path[path.index(name) :], name)
        if name in done:
            return ()
        done.add(name)
        return next((circle for other in sorted(graph.get(name, ())) if (circle := visit(other, (*path, name)))), ())

    return next((circle for name in graph if (circle := visit(name, ()))), ())


@pytest.mark.parametrize(
    ("graph", "circle"),
    [
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, ()),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ("b", "c", "b")),
        ({"a": {"a"}}, ("a", "a")),
    ],
)
def test_a_circle_is_found_where_there_is_one(graph: dict[str, set[str]], circle: tuple[str, ...]) -> None:
    assert find_circle(graph) == circle


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_a_folder_holds_at_most_15_modules(package: str) -> None:
    folder = PATHS[package].parent
    if folder.relative_to(ROOT).as_posix() not in LARGE_FOLDERS:
        assert len(list(folder.glob("*.py"))) <= MAX_MODULES


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_a_package_says_what_each_of_its_modules_does(package: str) -> None:
    assert ast.get_docstring(tree_of(package)), "a package has a docstring"
    text = PATHS[package].read_text("utf-8")
    parts = [name.rpartition(".")[2] for name in PATHS if name.rpartition(".")[0] == package]
    assert not [part for part in parts if not re.search(rf"\b{part}\b", text)]


@pytest.mark.parametrize("name", PATHS)
def test_only_the_catalog_runs_sql(name: str) -> None:
    if not PATHS[name].relative_to(ROOT).as_posix().startswith(SQL_OWNERS):
        assert not list(sql_lines(tree_of(name)))


def sql_lines(tree: ast.AST) -> Iterator[int]:
    """Lines with a statement of SQL or a call that runs one."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL_CALLS
        ):
            yield node.lineno


def test_sql_is_recognised_in_strings_and_calls() -> None:
    assert list(sql_lines(ast.parse('"With a docstring."\nprint("SELECTED")'))) == []
    assert list(sql_lines(ast.parse('read("SELECT 1")\nread(f"DELETE FROM {table}")\ndb.execute(text)'))) == [3, 1, 2]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_in_its_home(library: str) -> None:
    assert users_of(library) == HOMES[library]


def test_gradio_is_imported_only_in_the_page() -> None:
    users = users_of("gradio")
    assert users and all(user.startswith("assistant/page/") for user in users)


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {name for name in PATHS if name.rpartition(".")[2] in FORBIDDEN_NAMES}
    assert names <= {"assistant.cli.commands.models"}, "only the command `notes models` has such a name"


def loaded_by(code: str) -> set[str]:
    """The heavy libraries in memory after a fresh Python ran `code`."""
    report = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    process = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(process.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    code = "from assistant.cli.main import build_parser; build_parser().format_help()"
    assert loaded_by(code) == set()


def test_reading_notes_loads_nothing_heavy() -> None:
    assert loaded_by("import ingest.parse, ingest.chunk, ingest.walk") == set()


def test_opening_the_catalog_loads_nothing_heavy() -> None:
    assert loaded_by("import index.catalog.catalog, index.sync.pipeline") == set()
