"""The model picker in the side panel: the model in use, and the models that could replace it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.state import JobStatus, ModelChoice, ModelState
from assistant.page.html.labels import render_folded
from assistant.page.html.progress import render_bar
from assistant.page.html.safe_html import escape_text, render_message, render_trouble

FITS = {
    "gpu": "runs on your GPU",
    "memory": "runs well here",
    "slow": "slow on this machine",
    "no": "too large for this machine",
}


def render_model_picker(state: ModelState, choices: Sequence[ModelChoice], download: JobStatus[str]) -> str:
    fitting = [choice for choice in choices if choice.fit != "no" or choice.path]
    too_large = [choice for choice in choices if choice not in fitting]
    rows = "".join(_render_choice(choice, download.running or choice.used) for choice in fitting)
    hidden = "".join(_render_choice(choice, True) for choice in too_large)
    folded = render_folded(f"{len(too_large)} too large for this machine", hidden)
    back = '<button type="button" class="quiet" data-act="take-model" data-name="">Back to the default model</button>'
    return (
        '<div class="writers"><h2 id="panel-title">Who writes the answers</h2>'
        f'{_render_current_model(state)}<div id="model-progress" aria-live="polite">{render_download(download)}</div>'
        f"{f'<p>{back}</p>' if any(choice.used and not choice.model.default for choice in choices) else ''}"
        '<h3>Other models</h3><p class="aside">Downloaded once, from the Hugging Face hub or the package index, and '
        "checked against a known checksum; used without a network afterwards. Every answer is checked against your "
        f'notes, whichever model writes it.</p><ul class="choices">{rows}</ul>{folded}</div>'
    )


def render_download(status: JobStatus[str]) -> str:
    """The progress of a model's download, or its result."""
    if status.running:
        return render_bar(status.progress, status.rate, status.seconds_left, "stop-model")
    if status.trouble:
        return render_trouble(status.trouble)
    if status.result:
        return f'<div class="notice" role="status"><p>{escape_text(status.result)}</p></div>'
    return ""


def _render_current_model(state: ModelState) -> str:
    if not state.ready:
        return f'<p class="aside">{escape_text(state.name or "A model")} is loading.</p>'
    if state.trouble:
        return render_trouble(state.trouble)
    if not state.name:
        return "<p>No model: answers are quotations from your notes.</p>"
    writes = (
        "It writes the answers; each sentence is checked against the passages it cites."
        if state.writes
        else "It is too small to write well, so answers are quotations from your notes. To let it write anyway, use "
        "“Answers” above the question."
    )
    advice = f'<p class="aside">{escape_text(state.advice)}</p>' if state.advice else ""
    offer = f'<p class="aside">{render_message(state.offer)}</p>' if state.offer else ""
    return (
        f'<p class="writername">{escape_text(state.name)}</p><p class="byline">{escape_text(state.detail)}</p>'
        f"<p>{writes}</p>{advice}{offer}"
    )


def _render_choice(choice: ModelChoice, disabled: bool) -> str:
    model = choice.model
    label = "In use" if choice.used else "Use" if choice.path else f"Download {model.size / 1e9:.1f} GB"
    return (
        f'<li class="choice"><div><p class="choicename">{escape_text(model.title)}</p>'
        f'<p class="byline">{escape_text(model.note[:1].upper() + model.note[1:])}. '
        f"{model.memory / 1e9:.1f} GB of memory, {FITS[choice.fit]}. {escape_text(model.licence)}.</p></div>"
        f'<button type="button" class="secondary" data-act="take-model" data-name="{escape_text(model.name)}"'
        f'{" disabled" if disabled else ""} aria-label="{escape_text(f"{label}: {model.title}")}">{label}'
        "</button></li>"
    )
