"""Who writes, as HTML for the side panel: the model in use, and the models that could take its place."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.state import JobStatus, ModelChoice, ModelState
from assistant.page.html.progress import render_bar
from assistant.page.html.safe_html import escape_text, render_message, render_trouble

FITS = {
    "gpu": "runs on your GPU",
    "memory": "runs well here",
    "slow": "slow on this machine",
    "no": "too large for this machine",
}


def render_model_picker(state: ModelState, choices: Sequence[ModelChoice], look: JobStatus[str]) -> str:
    """The panel: what writes now, what is on its way, and the list."""
    fitting = [one for one in choices if one.fit != "no" or one.here]
    rest = [one for one in choices if one not in fitting]
    rows = "".join(_render_choice(one, busy=look.running) for one in fitting)
    large = "".join(_render_choice(one, busy=True) for one in rest)
    more = (
        f'<details class="more"><summary>{len(rest)} too large for this machine</summary><ul>{large}</ul></details>'
        if rest
        else ""
    )
    packaged = any(one.used for one in choices)
    back = (
        '<p><button type="button" class="quiet" data-act="take-model" data-name="">Back to the packaged model</button>'
        "</p>"
        if packaged
        else ""
    )
    return (
        '<div class="writers"><h2 id="panel-title">Who writes the answers</h2>'
        f'{_render_current_model(state)}<div id="model-progress" aria-live="polite">{render_download(look)}</div>{back}'
        '<h3>Other models</h3><p class="aside">Fetched once from the Hugging Face hub, checked against a known '
        "checksum, then used without a network. Each answer is held against your notes whoever writes it.</p>"
        f'<ul class="choices">{rows}</ul>{more}</div>'
    )


def render_download(look: JobStatus[str]) -> str:
    """How a model on its way stands."""
    if look.running:
        return render_bar(look.progress, look.rate, look.seconds_left, "stop-model", size=True)
    if look.trouble:
        return render_trouble(look.trouble)
    if look.result:
        return f'<div class="notice" role="status"><p>{escape_text(look.result)}</p></div>'
    return ""


def _render_current_model(state: ModelState) -> str:
    if not state.ready:
        return f'<p class="aside">{escape_text(state.name or "A model")} is loading.</p>'
    if state.trouble:
        return render_trouble(state.trouble)
    if not state.name:
        return "<p>No model: answers are your notes’ own sentences, quoted.</p>"
    writes = (
        "It writes the answers; each sentence is checked against the passages it cites."
        if state.writes
        else "Too small to write well, so answers are your notes’ own sentences, quoted. “Answers” above the question "
        "lets it write all the same."
    )
    advice = f'<p class="aside">{escape_text(state.advice)}</p>' if state.advice else ""
    offer = f'<p class="aside">{render_message(state.offer)}</p>' if state.offer else ""
    return (
        f'<p class="writername">{escape_text(state.name)}</p><p class="byline">{escape_text(state.detail)}</p>'
        f"<p>{writes}</p>{advice}{offer}"
    )


def _render_choice(one: ModelChoice, busy: bool) -> str:
    label = "In use" if one.used else "Use" if one.here else f"Fetch {one.size / 1e9:.1f} GB"
    off = " disabled" if busy or one.used else ""
    return (
        f'<li class="choice"><div><p class="choicename">{escape_text(one.title)}</p>'
        f'<p class="byline">{escape_text(one.note[:1].upper() + one.note[1:])}. {one.memory / 1e9:.1f} GB of memory, '
        f"{FITS[one.fit]}. "
        f"{escape_text(one.licence)}.</p></div>"
        f'<button type="button" class="secondary" data-act="take-model" data-name="{escape_text(one.name)}"{off} '
        f'aria-label="{escape_text(label + ": " + one.title)}">{label}</button></li>'
    )
