"""Past conversations as a list in the side panel."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.conversation import Conversation
from assistant.page.html.icons import icon
from assistant.page.html.labels import render_timestamp
from assistant.page.html.safe_html import escape_text, shorten


def render_history(conversations: Sequence[Conversation], query: str = "") -> str:
    """The conversations in the given order, below a search field. query: what they were searched for."""
    rows = "".join(map(_render_conversation, conversations))
    hint = "No conversation contains these words." if query else "No questions yet."
    listed = f'<ul class="pastlist">{rows}</ul>' if rows else f'<p class="hint">{hint}</p>'
    return (
        '<div class="past"><h2 id="panel-title">Past conversations</h2>'
        '<p class="aside">Stored only on this machine.</p>'
        f'<label class="searchfield is-small"><span class="away">Search past conversations</span>{icon("search")}'
        f'<input type="search" data-input="past" autocomplete="off" placeholder="Search" value="{escape_text(query)}">'
        f"</label>{listed}</div>"
    )


def _render_conversation(conversation: Conversation) -> str:
    more = f" · {len(conversation.turns)} questions" if len(conversation.turns) > 1 else ""
    return (
        f'<li><button type="button" class="pastone" data-act="open" data-id="{conversation.id}">'
        f"<span>{escape_text(shorten(conversation.title, 120))}</span>"
        f'<span class="byline">{render_timestamp(conversation.started)}{more}</span></button>'
        f'<button type="button" class="round is-small" data-act="forget" data-id="{conversation.id}" '
        f'aria-label="Delete: {escape_text(shorten(conversation.title, 60))}">{icon("delete")}</button></li>'
    )
