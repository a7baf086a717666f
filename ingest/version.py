"""The version of the readers, in a module of its own so that checking it loads none of them."""

from __future__ import annotations

PARSER_VERSION = 9
"""Incremented when a reader's output changes, so that known files are read again."""
