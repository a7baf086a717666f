"""Past conversations as a list in the side panel."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.conversation import Conversation
from assistant.page.html.icons import icon
from assistant.page.html.passage_panel import render_timestamp
from assistant.page.html.safe_html import escape_text, shorten


def render_history(found: Sequence[Conversation], words: str = "") -> str:
    """Newest first, with a field that searches them. words: what they were searched for."""
    rows = "".join(_render_conversation(one) for one in found)
    none = "No conversation holds these words." if words else "Nothing has been asked yet."
    listed = f'<ul class="pastlist">{rows}</ul>' if rows else f'<p class="hint">{none}</p>'
    return (
        '<div class="past"><h2 id="panel-title">Past conversations</h2>'
        '<p class="aside">Kept on this machine only.</p>'
        f'<label class="searchfield is-small"><span class="away">Search past conversations</span>'
        f"{icon('search')}"
        f'<input type="search" data-input="past" autocomplete="off" placeholder="Search" value="'
        f'{escape_text(words)}">'
        f"</label>{listed}</div>"
    )


def _render_conversation(one: Conversation) -> str:
    more = f" · {len(one.turns)} questions" if len(one.turns) > 1 else ""
    return (
        f'<li><button type="button" class="pastone" data-act="open" data-id="{one.id}">'
        f"<span>{escape_text(shorten(one.title, 120))}</span>"
        f'<span class="byline">{render_timestamp(one.started)}{more}</span></button>'
        f'<button type="button" class="round is-small" data-act="forget" data-id="{one.id}" '
        f'aria-label="Delete: {escape_text(shorten(one.title, 60))}">{icon("delete")}</button></li>'
    )
