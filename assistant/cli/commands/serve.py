"""Open the page: chat, search, your works, your sources. Only this machine can reach it, unless told otherwise."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from assistant.errors import AssistantFailure, WrongUse
from assistant.library.conversation_store import CONVERSATIONS_FOLDER
from assistant.loopback import is_loopback
from assistant.page.server.serve import PortTaken, serve_page
from assistant.page.server.sign_in import (
    READERS_FILE,
    NamedByProxy,
    Readers,
    SharedPassword,
    SignIn,
    read_readers,
)
from assistant.service.model_choice import DEFAULT_VARIABLE, awaited_model
from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from assistant.settings import data_folder, load_settings

REACHABLE_WARNING = """\
notes: other machines can reach this page under this one's name or address. Whoever signs in reads your notes;
notes: the connection is not encrypted, so let it cross no network that you do not trust."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; another needs a sign-in")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument("--open", action="store_true", help="open the browser")
    parser.add_argument("--fetch-model", action="store_true", help="download the default model if it is not here")
    parser.add_argument(
        "--reader-header", default="", metavar="NAME", help="where a proxy names who has signed in to it"
    )
    parser.add_argument("--proxy", default="", metavar="ADDRESS", help="of that proxy; default: this machine")
    parser.add_argument(
        "--name", action="append", default=[], metavar="HOST", help="what readers call the page behind that proxy"
    )
    parser.add_argument("--mcp", action="store_true", help="serve the notes to other assistants too, at /mcp")


def run(args: argparse.Namespace) -> int:
    data = data_folder(args.data)
    runtime = Runtime(data, fetch_model=args.fetch_model)
    if args.fetch_model and (model := awaited_model(load_settings(data))):
        print(
            f"notes: downloading {model.title} ({model.size / 1e9:.1f} GB, {model.licence}); the page quotes your "
            f"notes until it is here. To leave it out: {DEFAULT_VARIABLE}=none",
            file=sys.stderr,
        )

    def announce(address: str) -> None:
        print(f"notes: the page is at {address} (stop with Ctrl-C)", file=sys.stderr)
        if not is_loopback(args.host):
            print(REACHABLE_WARNING, file=sys.stderr)
        runtime.start_watching()
        runtime.warm_up()

    try:
        serve_page(
            join_library(runtime),
            host=args.host,
            port=args.port,
            open_browser=args.open,
            on_ready=announce,
            conversations=data / CONVERSATIONS_FOLDER,
            sign_in=choose_sign_in(data, args.reader_header, args.proxy),
            names=args.name,
            mcp=args.mcp,
        )
    except KeyboardInterrupt:  # how a page normally ends
        print("\nnotes: the page is closed", file=sys.stderr)
    except PortTaken as taken:
        page = f"http://{taken.host}:{taken.port}"
        raise AssistantFailure(
            f"port {taken.port} is in use, maybe by a page that is up: open {page}, or choose another port with --port"
        ) from taken
    except ValueError as refused:
        raise WrongUse(str(refused)) from refused
    finally:
        runtime.close()
    return 0


def choose_sign_in(data: Path, header: str, proxy: str) -> SignIn | None:
    """By a proxy's header, else the data folder's readers, else one password; None asks nobody."""
    password = os.environ.get("NOTES_PASSWORD", "")
    if header:
        return NamedByProxy(header, proxy)
    if read_readers(data / READERS_FILE):
        return Readers(data / READERS_FILE)
    return SharedPassword(password) if password else None
