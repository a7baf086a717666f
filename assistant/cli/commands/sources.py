"""What is read. `notes sources remove PATH` stops reading a folder, or `readwise:`, and takes out what came of it.

`notes sources every MINUTES` sets how often a page or `notes watch` reads all of it again, besides when files change;
0 is never.

`notes sources token` asks for the Readwise account's token, tries it, and puts it into the system's keyring. It is read
from the terminal unseen, or from standard input; no flag takes it, as other programs see what is typed there.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.terminal.format import announce_wait

if TYPE_CHECKING:
    from index.maintenance.status import SourceStatus
    from index.sources.readwise_mirror import Account
    from index.sync.history import SyncHistory

NAME = "sources"
HELP = "what is read, and how often; remove a source; the Readwise account's token"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("do", nargs="?", choices=("list", "remove", "every", "token"), default="list")
    words.add_argument(
        "what", nargs="?", default="", metavar="WHAT", help="to remove: a folder, a file, or readwise:; every: minutes"
    )
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.settings import data_folder

    data = data_folder(given.data)
    if given.do == "remove":
        return remove(data, Path(given.what) if given.what else None)
    if given.do == "every":
        return set_interval(data, given.what)
    if given.do == "token":
        return ask_token()
    return show(data, given.json)


def show(data: Path, as_json: bool) -> int:
    """List the sources."""
    from assistant.settings import load_settings
    from index.catalog.catalog import Catalog
    from index.maintenance.status import read_sources
    from index.sources.readwise_mirror import read_account
    from index.sources.source import READWISE, mirror_folder
    from index.sync.history import read_looks

    with Catalog.open(data, readonly=True) as catalog:
        known, looks = read_sources(catalog), read_looks(catalog)
    account = read_account(mirror_folder(data))
    if as_json:
        told: list[dict[str, Any]] = [asdict(source) for source in known]
        for source in told:
            source |= {"account": asdict(account)} if source["path"] == READWISE else {}
        print(json.dumps(told, ensure_ascii=False))
    elif not known:
        print("Nothing is read yet: run `notes ingest PATH` on a folder of notes, or `notes ingest readwise:`.")
    else:
        for one in known:
            print(describe(one, account if one.path == READWISE else None))
        print(describe_looks(looks, load_settings(data).interval_minutes))
    return 0


def describe(source: SourceStatus, account: Account | None) -> str:
    """A source in a line."""
    state = "missing" if source.missing else f"{source.pending:,} new or changed" if source.pending else "up to date"
    if account and account.trouble:
        state = account.trouble
    elif account and account.unfinished:
        state = "a fetch was cut off; `notes ingest` goes on with it"
    elif account and account.fetched_at:
        counts = {"new": account.added, "changed": account.changed, "gone": account.removed}
        told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing new"
        state = f"{state}; highlights of the last fetch: {told}"
    return f"{source.path}  {source.notes:,} notes, read {source.last_ingest or 'never'}, {state}"


def describe_looks(looks: SyncHistory, minutes: int) -> str:
    """How often the sources are read by themselves, when they last were, and what came of it."""
    often = f"every {minutes:,} minutes and " if minutes > 0 else ""
    lines = [f"A page, or `notes watch`, reads them again {often}when files change."]
    if looks.news:
        told = {"new": looks.news.new, "changed": looks.news.changed, "removed": looks.news.removed}
        files = ", ".join(f"{count:,} {what}" for what, count in told.items() if count)
        lines.append(f"Last news {looks.news.at}: {files or 'no file'}; {looks.news.added:,} passages added.")
    if looks.last:
        failed = f"; {looks.last.failed:,} files cannot be read" if looks.last.failed else ""
        lines.append(f"Last looked {looks.last.at}{failed}{'; ' + looks.last.trouble if looks.last.trouble else ''}.")
    return "\n".join(lines)


def set_interval(data: Path, minutes: str) -> int:
    """Keep how often to read again, in the settings."""
    from assistant.errors import WrongUse
    from assistant.settings import change_settings

    if not minutes.isdecimal():
        raise WrongUse("notes sources every MINUTES: a whole number of minutes, 0 for never")
    change_settings(data, interval_minutes=int(minutes))
    print(f"Read again every {int(minutes):,} minutes." if int(minutes) else "Read again only when files change.")
    return 0


def remove(data: Path, path: Path | None) -> int:
    """Stop reading a source; of the account the token goes too."""
    from assistant.errors import WrongUse
    from assistant.service.store_client import give_order
    from index.sources.source import is_account
    from ingest.readwise_api.api_token import TOKEN_VARIABLE, delete_token, find_token

    if path is None:
        raise WrongUse("notes sources remove PATH: name the folder, or readwise:")
    asked = str(path if is_account(path) else path.expanduser().resolve())
    gone = give_order(data, "remove", {"path": asked}, on_wait=announce_wait)
    print(f"{path} is no longer read: {gone['files']:,} files and {gone['passages']:,} passages taken out.")
    if is_account(path):
        print("The token is out of the keyring." if delete_token() else "There was no token in the keyring.")
        if find_token():
            print(f"{TOKEN_VARIABLE} is still set in the environment.")
    return 0


def ask_token() -> int:
    """Take a token in, try it, and keep it."""
    from getpass import getpass

    from ingest.readwise_api.api_token import TOKEN_PAGE, Token, check_shape, save_token
    from ingest.readwise_api.client import ReadwiseApi

    asked = f"The token from {TOKEN_PAGE} (it is not shown): "
    value = getpass(asked) if sys.stdin.isatty() else sys.stdin.readline()
    ReadwiseApi(Token(value=check_shape(value), origin="keyring")).check_token()
    save_token(value)
    print("The token is right, and is in the keyring now; `notes ingest readwise:` fetches the account.")
    return 0
