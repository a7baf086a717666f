"""Open the page: chat, search, your works, your sources. Only this machine can reach it, unless told otherwise."""

from __future__ import annotations

import argparse
import os
import sys

from assistant.errors import AssistantFailure, WrongUse

NAME = "serve"
HELP = "open the page in the browser"
REACHED = """\
notes: other machines can reach this page under this one's name or address. Whoever has the password reads your notes;
notes: the connection is not encrypted, so let it cross no network that you do not trust. Any user name will do."""


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; another needs NOTES_PASSWORD")
    words.add_argument("--port", type=int, default=7860)
    words.add_argument("--open", action="store_true", help="open the browser")
    words.add_argument("--mcp", action="store_true", help="serve the notes to other assistants too, at /mcp")


def run(given: argparse.Namespace) -> int:
    from assistant.loopback import is_loopback
    from assistant.page.server.serve import PortTaken, serve_page
    from assistant.service.notes_library import NotesLibrary
    from assistant.settings import data_folder

    data = data_folder(given.data)
    library = NotesLibrary(data)

    def tell(address: str) -> None:
        print(f"notes: the page is at {address} (stop with Ctrl-C)", file=sys.stderr)
        if not is_loopback(given.host):
            print(REACHED, file=sys.stderr)
        library.start_watching()
        library.warm_up()

    try:
        serve_page(
            library,
            host=given.host,
            port=given.port,
            open_browser=given.open,
            on_ready=tell,
            conversations=data / "conversations",
            password=os.environ.get("NOTES_PASSWORD", ""),
            mcp=given.mcp,
        )
    except KeyboardInterrupt:  # how a page ends, and nothing amiss
        print("\nnotes: the page is closed", file=sys.stderr)
    except PortTaken as taken:
        page = f"http://{taken.host}:{taken.port}"
        raise AssistantFailure(
            f"port {taken.port} is in use, maybe by a page that is up: open {page}, or choose another port with --port"
        ) from taken
    except ValueError as refused:
        raise WrongUse(str(refused)) from refused
    finally:
        library.close()
    return 0
