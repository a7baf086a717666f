"""Other programs can use the notes: over the page's API, and over MCP with a real client."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.page.api_tools import make_tools
from assistant.page.server.serve import serve_page
from tests.assistant.page_stand_in import PASSAGES, StandIn

NAMES = ["search_notes", "ask_notes", "read_passage", "list_works"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    ready, addresses = threading.Event(), []

    def tell(where: str) -> None:
        addresses.append(where)
        ready.set()

    options = {"port": 0, "on_ready": tell, "mcp": True}
    threading.Thread(target=serve_page, args=(StandIn(pace=0).library,), kwargs=options, daemon=True).start()
    assert ready.wait(60)
    yield addresses[0]


def test_each_tool_documents_arguments_and_result() -> None:
    for tool in make_tools(StandIn().library):
        assert "Args:" in str(tool.__doc__) and "Returns:" in str(tool.__doc__)


def test_a_failing_tool_returns_the_reason() -> None:
    stand_in = StandIn()
    stand_in.trouble = RuntimeError("no")
    ask = next(tool for tool in make_tools(stand_in.library) if tool.__name__ == "ask_notes")
    assert "RuntimeError" in ask("moon")["error"]


def test_the_api_answers_a_gradio_client(address: str) -> None:
    from gradio_client import Client

    client = Client(address, verbose=False)
    assert sorted(client.view_api(return_format="dict")["named_endpoints"]) == sorted(f"/{name}" for name in NAMES)
    result = client.predict("moon tide", api_name="/search_notes")
    assert result["results"][0]["file"] == "Readwise/Tide Tables.md"
    answer = client.predict("neap tides", api_name="/ask_notes")
    assert answer["answered"] and answer["citations"][0]["line_start"] == 8
    assert client.predict("0" * 16, api_name="/read_passage")["error"].startswith("no passage")
    assert client.predict("lindqvist", api_name="/list_works")["total"] == 1


async def _use(transport: Any) -> None:
    from mcp import Client

    async with Client(transport) as client:
        tools = await client.list_tools()
        assert [tool.name for tool in tools.tools] == NAMES
        result = await client.call_tool("search_notes", {"question": "moon tide", "top": 1})
        (first,) = result.structured_content["results"]
        opened = await client.call_tool("read_passage", {"passage_id": first["passage_id"]})
        assert opened.structured_content["passage"]["text"] in {passage.text for passage in PASSAGES}
        answer = await client.call_tool("ask_notes", {"question": "What is the capital of France?"})
        assert answer.structured_content["answered"] is False


def test_another_assistant_uses_the_notes_over_http(address: str) -> None:
    asyncio.run(_use(f"{address}/mcp"))


def test_notes_mcp_serves_another_assistant_over_standard_input(sample_data: Path) -> None:
    from mcp import Client, StdioServerParameters, stdio_client

    words = ["-m", "assistant", "mcp", "--data", str(sample_data)]

    async def use() -> None:
        async with Client(stdio_client(StdioServerParameters(command=sys.executable, args=words))) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == NAMES
            result = await client.call_tool("search_notes", {"question": "how forgetting slows down", "top": 2})
            first, _ = result.structured_content["results"]
            opened = await client.call_tool("read_passage", {"passage_id": first["passage_id"]})
            assert opened.structured_content["passage"]["text"] == first["text"]
            answer = await client.call_tool("ask_notes", {"question": "What is double descent?"})
            assert answer.structured_content["answered"]
            works = await client.call_tool("list_works", {"words": "leaky bucket"})
            assert works.structured_content["works"][0]["title"] == "The Leaky Bucket"

    asyncio.run(use())


def test_another_assistant_uses_the_notes_over_standard_input() -> None:
    from mcp import StdioServerParameters, stdio_client

    program = (
        "from tests.assistant.page_stand_in import StandIn; from assistant.page.server.mcp import serve_stdio; "
        "serve_stdio(StandIn(pace=0).library)"
    )
    asyncio.run(_use(stdio_client(StdioServerParameters(command=sys.executable, args=["-c", program]))))
