"""The page answers its own reader, but no other sites and no other host names."""

import asyncio
import base64
from typing import Any

import pytest

from assistant.page.server.security import Guard
from assistant.page.server.serve import serve_page
from assistant.page.server.sign_in import NamedByProxy, SharedPassword
from tests.assistant.page_stand_in import StandIn


def status(headers: dict[str, str], path: str = "/", method: str = "GET", **options: Any) -> int:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    guard = Guard(app, **{"host": "127.0.0.1", **options})
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": raw, "client": ("127.0.0.1", 5000)}
    asyncio.run(guard(scope, None, send))  # type: ignore[arg-type]
    return int(sent[0]["status"])


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "localhost", "[::1]:7860"])
def test_names_of_this_machine_are_served(host: str) -> None:
    assert status({"host": host}) == 200
    assert status({"host": host, "origin": f"http://{host}"}, "/gradio_api/queue/join", "POST") == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:7860", "evil.example:7860", ""])
def test_a_foreign_name_that_resolves_to_this_machine_is_refused(host: str) -> None:
    assert status({"host": host}) == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999", "file://"])
def test_a_request_made_by_another_site_is_refused(origin: str) -> None:
    assert status({"host": "localhost:7860", "origin": origin}, "/gradio_api/queue/join", "POST") == 403


def test_a_site_may_link_to_the_page_but_not_load_from_it() -> None:
    host = {"host": "localhost:7860", "sec-fetch-site": "cross-site"}
    assert status({**host, "sec-fetch-mode": "navigate"}) == 200
    assert status({**host, "sec-fetch-mode": "no-cors"}) == 403
    assert status({**host, "sec-fetch-mode": "navigate"}, "/config") == 403


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x"])
def test_uploads_files_and_proxies_are_closed(path: str) -> None:
    assert status({"host": "localhost:7860"}, path) == 404


def test_a_password_is_asked_of_every_request() -> None:
    host = {"host": "notes.lan:7860"}
    right = "Basic " + base64.b64encode(b"me:secret").decode()
    wrong = "Basic " + base64.b64encode(b"me:guess").decode()
    assert status(host, host="0.0.0.0", sign_in=SharedPassword("secret")) == 401
    assert status({**host, "authorization": wrong}, host="0.0.0.0", sign_in=SharedPassword("secret")) == 401
    assert status({**host, "authorization": "Basic ###"}, host="0.0.0.0", sign_in=SharedPassword("secret")) == 401
    assert status({**host, "authorization": right}, host="0.0.0.0", sign_in=SharedPassword("secret")) == 200


def test_a_name_that_resolves_to_this_machine_does_not_pass_for_the_proxy() -> None:
    """A site of that name could send the header with what the reader's browser asks."""
    named, behind = {"x-reader": "oda"}, {"sign_in": NamedByProxy("X-Reader"), "names": ["Notes.example"]}
    assert status({"host": "evil.example:7860", **named}, **behind) == 421
    for host in ("notes.example", "NOTES.example:443", "127.0.0.1:7860"):
        assert status({"host": host, **named}, **behind) == 200
    assert status({"host": "notes.example"}, **behind) == 401


def test_a_host_that_others_reach_needs_a_password() -> None:
    with pytest.raises(ValueError, match="password"):
        serve_page(StandIn().library, host="0.0.0.0", port=0)
