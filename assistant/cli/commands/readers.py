"""Who signs in to the page: add or remove a reader, each with a password. Without any, the page asks nobody."""

from __future__ import annotations

import argparse
import getpass
import sys

from assistant.errors import WrongUse
from assistant.page.server.sign_in import READERS_FILE, read_readers, remove_reader, write_reader
from assistant.settings import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("add", "remove"), help="without it, the readers are listed")
    parser.add_argument("name", nargs="?", default="", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    file = data_folder(args.data) / READERS_FILE
    if args.action and not args.name:
        raise WrongUse(f"name the reader: notes readers {args.action} NAME")
    if args.action == "add":
        write_reader(file, args.name, _ask_password(args.name))
    elif args.action == "remove":
        remove_reader(file, args.name)
    for name in read_readers(file):
        print(name)
    return 0


def _ask_password(name: str) -> str:
    """From the terminal, twice; else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(f"Password for {name}: ")
    if password != getpass.getpass("Again: "):
        raise WrongUse("the two passwords differ")
    return password
