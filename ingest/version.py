"""The readers' version, apart from them, so that asking for it loads none of them."""

from __future__ import annotations

PARSER_VERSION = 3
"""Goes up whenever a reader reads something otherwise, so that known files are read anew."""
