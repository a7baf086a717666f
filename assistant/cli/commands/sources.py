"""What is read. `notes sources remove PATH` stops reading a folder, or `readwise:`, and takes out what came from it.

`notes sources every MINUTES` sets how often a page or `notes watch` reads all of it again, in addition to when files
change; 0 is never.

`notes sources token` asks for the Readwise account's token, tries it, and puts it into the system's keyring. It is read
from the terminal without being shown, or from standard input; no flag takes it, as other programs see what is typed
there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from getpass import getpass
from pathlib import Path
from typing import Any

from assistant.cli.terminal.progress_bar import terminal_context
from assistant.errors import WrongUse
from assistant.service.store_commands import run_store_command
from assistant.settings import change_settings, data_folder, load_settings, open_catalog
from index.catalog.sources import READWISE, mirror_folder
from index.maintenance.status import SourceStatus, read_sources
from index.sources.readwise_mirror import Account, read_account
from index.sources.source import is_account
from index.sync.history import SyncHistory, read_history
from ingest.readwise_api.api_token import (
    TOKEN_PAGE,
    TOKEN_VARIABLE,
    ApiToken,
    check_shape,
    delete_token,
    find_token,
    save_token,
)
from ingest.readwise_api.client import ReadwiseApi


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("do", nargs="?", choices=("list", "remove", "every", "token"), default="list")
    parser.add_argument(
        "what", nargs="?", default="", metavar="WHAT", help="to remove: a folder, a file, or readwise:; every: minutes"
    )
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    data = data_folder(args.data)
    if args.do == "remove":
        _remove(data, args.what)
    elif args.do == "every":
        _set_interval(data, args.what)
    elif args.do == "token":
        _save_token()
    else:
        _list_sources(data, as_json=args.json)
    return 0


def _list_sources(data: Path, *, as_json: bool) -> None:
    with open_catalog(data, readonly=True) as catalog:
        sources, history = read_sources(catalog), read_history(catalog)
    account = read_account(mirror_folder(data))
    if as_json:
        rows: list[dict[str, Any]] = [asdict(source) for source in sources]
        for row in rows:
            row |= {"account": asdict(account)} if row["path"] == READWISE else {}
        print(json.dumps(rows, ensure_ascii=False))
    elif not sources:
        print("Nothing is read yet: run `notes ingest PATH` on a folder of notes, or `notes ingest readwise:`.")
    else:
        for source in sources:
            print(format_source(source, account if source.path == READWISE else None))
        print(format_history(history, load_settings(data).interval_minutes))


def format_source(source: SourceStatus, account: Account | None) -> str:
    """A source in a line."""
    state = "missing" if source.missing else f"{source.pending:,} new or changed" if source.pending else "up to date"
    if account and account.trouble:
        state = account.trouble
    elif account and account.unfinished:
        state = "a fetch was cut off; `notes ingest` continues it"
    elif account and account.fetched_at:
        counts = {"new": account.added, "changed": account.changed, "gone": account.removed}
        state = f"{state}; highlights of the last fetch: {_join_counts(counts) or 'nothing new'}"
    return f"{source.path}  {source.notes:,} notes, read {source.last_ingest or 'never'}, {state}"


def format_history(history: SyncHistory, minutes: int) -> str:
    """How often the sources are read automatically, when they last were, and what changed then."""
    interval = f"every {minutes:,} minutes and " if minutes > 0 else ""
    lines = [f"A page, or `notes watch`, reads them again {interval}when files change."]
    if news := history.news:
        files = _join_counts({"new": news.new, "changed": news.changed, "removed": news.removed})
        lines.append(f"Last changes {news.at}: {files or 'no file'}; {news.added:,} passages added.")
    if last := history.last:
        failed = f"; {last.failed:,} files cannot be read" if last.failed else ""
        lines.append(f"Last read {last.at}{failed}{'; ' + last.trouble if last.trouble else ''}.")
    return "\n".join(lines)


def _join_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def _set_interval(data: Path, minutes: str) -> None:
    if not minutes.isdecimal():
        raise WrongUse("notes sources every MINUTES: a whole number of minutes, 0 for never")
    change_settings(data, interval_minutes=int(minutes))
    print(f"Read again every {int(minutes):,} minutes." if int(minutes) else "Read again only when files change.")


def _remove(data: Path, path: str) -> None:
    """Stop reading a source; with the account, its token is removed too."""
    if not path:
        raise WrongUse("notes sources remove PATH: name the folder, or readwise:")
    removes_account = is_account(Path(path))
    arguments = {"path": path if removes_account else str(Path(path).expanduser().resolve())}
    with terminal_context() as context:
        erased = run_store_command(data, "remove", arguments, context)
    print(f"{path} is no longer read: {erased['files']:,} files and {erased['passages']:,} passages taken out.")
    if removes_account:
        print("The token is out of the keyring." if delete_token() else "There was no token in the keyring.")
        if find_token():
            print(f"{TOKEN_VARIABLE} is still set in the environment.")


def _save_token() -> None:
    """Ask for a token, try it, and put it into the keyring."""
    prompt = f"The token from {TOKEN_PAGE} (it is not shown): "
    value = getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    ReadwiseApi(ApiToken(value=check_shape(value), origin="keyring")).check_token()
    save_token(value)
    print("The token is valid and is in the keyring now; `notes ingest readwise:` fetches the account.")
