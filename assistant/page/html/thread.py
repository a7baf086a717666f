"""A conversation as HTML: questions, answers with numbered citations and what they stand on."""

from __future__ import annotations

from assistant.answering.answer import whose_lead
from assistant.library.conversation import Conversation, Shown, Source, Turn
from assistant.page.html.icons import icon
from assistant.page.html.safe_html import escape_text, render_inline, render_message, render_trouble, shorten

SUPPORT = {
    "verbatim": ("word for word", "These are the words of the passage it cites."),
    "supported": ("supported", "Its facts and most of its words stand in the passages it cites."),
    "weak": ("partly", "Only a part of it stands in what it cites. Read the passage before you rely on it."),
    "none": ("unsupported", "Nothing in your notes stands behind this sentence."),
}
VOICES = {"author": "", "reader": "your words", "machine": "written by a machine"}
BRIEF = 0.1
"""Seconds; what took less is told as less than that: 0.0 would look like nothing was done."""


def render_thread(conversation: Conversation) -> str:
    """All turns, oldest first; "" before the first question."""
    turns = (render_turn(turn, number) for number, turn in enumerate(conversation.turns))
    return "".join(turns)


def render_turn(turn: Turn, number: int) -> str:
    """One question and its answer. number: from 0, names the turn to the page's buttons."""
    body = {
        "looking": _render_looking,
        "writing": _render_answer,
        "done": _render_answer,
        "stopped": _render_answer,
        "failed": _render_failed,
    }[turn.state](turn)
    return (
        f'<article class="turn is-{turn.state}" data-turn="{number}">'
        f'<h2 class="asked">{escape_text(turn.question)}</h2>'
        f"{_render_scope(turn)}"
        f'<div class="answer">{body}</div>'
        f"{_render_footer(turn)}</article>"
    )


def _render_scope(turn: Turn) -> str:
    parts = []
    if turn.scope:
        parts.append(f"Only in {escape_text(turn.scope)}")
    if turn.asked_for:
        parts.append(f"Read as “{escape_text(turn.asked_for)}”")
    return f'<p class="readas">{" · ".join(parts)}</p>' if parts else ""


def _render_looking(turn: Turn) -> str:
    return '<p class="working" role="status"><span class="pulse" aria-hidden="true"></span>Reading your notes…</p>'


def _render_failed(turn: Turn) -> str:
    told = f'<p class="sentences">{_render_sentences(turn)}</p>' if turn.sentences else ""
    return f"{told}{render_trouble(turn.trouble)}"


def _render_answer(turn: Turn) -> str:
    if turn.state == "done" and not turn.answered:
        return _render_refusal(turn)
    if not turn.sentences:
        return '<p class="stopped">Stopped before the first sentence.</p>' if turn.state == "stopped" else ""
    tail = '<span class="caret" aria-hidden="true"></span>' if turn.state == "writing" else ""
    stopped = '<p class="stopped">You stopped the answer here.</p>' if turn.state == "stopped" else ""
    return f'<p class="sentences">{_render_sentences(turn)}{tail}</p>{stopped}{_render_model_failure(turn)}{_render_cited_works(turn)}'


def _render_model_failure(turn: Turn) -> str:
    """That the model could not write, and what to do."""
    if not turn.trouble:
        return ""
    done = "The model could not go on" if turn.way == "written" else "Quoted, as the model could not write"
    return f'<div class="notice is-trouble" role="status"><p>{done}: {escape_text(turn.trouble)}</p></div>'


def _render_refusal(turn: Turn) -> str:
    nearest = "".join(f"<li>{_render_nearest(source)}</li>" for source in turn.nearest)
    near = f'<p class="nearlabel">What came nearest</p><ul class="nearest">{nearest}</ul>' if nearest else ""
    words = render_message(turn.refusal) or "Your notes don’t say."
    return f'<div class="refusal"><p class="refusalwords">{words}</p>{near}</div>'


def _render_nearest(source: Source) -> str:
    return (
        f'<button type="button" class="near" data-passage="{escape_text(source.passage_id)}">'
        f'<span class="nearquote">{render_inline(shorten(source.text, 180))}</span>'
        f'<span class="nearwhere">{_name(source)}</span></button>'
    )


def _render_sentences(turn: Turn) -> str:
    by_number = {source.n: source for source in turn.sources}
    return " ".join(_render_sentence(sentence, by_number) for sentence in turn.sentences)


def _render_sentence(sentence: Shown, by_number: dict[int, Source]) -> str:
    whose = {"reader": " is-mine", "machine": " is-machine"}.get(whose_lead(sentence.lead) or "", "")
    lead = f'<span class="lead{whose}">{escape_text(sentence.lead)}:</span> ' if sentence.lead else ""
    chips = "".join(_render_citation(by_number[n]) for n in sentence.citations if n in by_number)
    badge = _render_badge(sentence) if sentence.citations or sentence.support == "weak" else ""
    begin, _, last = sentence.text.rstrip().rpartition(" ")  # so that no chip stands alone on a line
    return (
        f'<span class="sentence is-{sentence.support}">{lead}'
        f'<span class="words">{escape_text(begin)} </span>'
        f'<span class="tail"><span class="words">{escape_text(last)}</span>{chips}{badge}</span></span>'
    )


def _render_citation(source: Source) -> str:
    label = f"Citation {source.n}: {source.title or source.path}"
    return (
        f'<button type="button" class="cite" data-passage="{escape_text(source.passage_id)}" data-n="'
        f'{source.n}" '
        f'data-quote="{escape_text(shorten(source.text, 280))}" data-where="{_name(source)}" '
        f'aria-label="{escape_text(label)}">{source.n}</button>'
    )


def _render_badge(sentence: Shown) -> str:
    word, why = SUPPORT[sentence.support]
    return (
        f'<button type="button" class="badge is-{sentence.support}" data-tip="{escape_text(why)}" '
        f'aria-label="{escape_text(f"{word}: {why}")}">{icon(sentence.support)}'
        f'<span class="badgeword">{word}</span></button>'
    )


def _render_cited_works(turn: Turn) -> str:
    """The works cited, each once, with the numbers that lead into it."""
    if turn.state == "writing" or not turn.sources:
        return ""
    groups: dict[str, list[Source]] = {}
    for source in turn.sources:
        groups.setdefault(_name(source), []).append(source)
    items = "".join(_render_cited_work(name, sources) for name, sources in groups.items())
    return f'<ol class="cited" aria-label="Cited passages">{items}</ol>'


def _render_cited_work(name: str, sources: list[Source]) -> str:
    chips = "".join(_render_citation(source) for source in sources)
    line = _render_file_lines(sources[0]) if len(sources) == 1 else f"{len(sources)} passages"
    return (
        f'<li class="citedwork"><span class="citedchips">{chips}</span><span class="citedname">{name}</span>'
        f'<span class="citedline{" is-count" if len(sources) > 1 else ""}">{line}</span></li>'
    )


def _render_footer(turn: Turn) -> str:
    if turn.state in ("looking", "writing"):
        return ""
    told = []
    if turn.way == "talk":  # the program about itself: nothing was looked up, nothing is worth keeping
        return f'<footer class="turnfoot"><span class="acts">{_render_actions(turn)}</span></footer>'
    if turn.state != "failed" and turn.answered and turn.model:
        told.append(f"Written by {turn.model}" if turn.way == "written" else turn.model[:1].upper() + turn.model[1:])
    if turn.wanted == "write" and turn.way == "quoted" and turn.state == "done" and not turn.trouble:
        told[-1] += ", as nothing that the model wrote stands in them"
    if turn.seconds:
        told.append(f"{turn.seconds:.1f}\u00a0s" if turn.seconds >= BRIEF else f"<\u00a0{BRIEF}\u00a0s")
    words = f'<span class="footwords">{escape_text(" · ".join(told))}</span>' if told else ""
    return f'<footer class="turnfoot">{words}<span class="acts">{_render_actions(turn)}</span></footer>'


def _render_actions(turn: Turn) -> str:
    acts = [("retry", "Ask again"), ("edit", "Edit the question")]
    if turn.sentences and turn.way != "talk":
        acts += [("copy", "Copy the answer"), ("save", "Save as a note")]
    return "".join(
        f'<button type="button" class="act" data-act="{act}" title="{label}" aria-label="{label}">{icon(act)}</button>'
        for act, label in acts
    )


def _name(source: Source) -> str:
    """Title and author, and whose words where they are not the author's; escaped."""
    name = source.title or source.path
    parts = [name, source.author, VOICES.get(source.voice, "")]
    return escape_text(" · ".join(part for part in parts if part))


def _render_file_lines(source: Source) -> str:
    """File and lines, apart: where there is no room the file's name is cut, never the lines."""
    lines = f"{source.line_start}" + (f"–{source.line_end}" if source.line_end > source.line_start else "")
    return f'<span class="citedfile">{escape_text(source.path.rsplit("/", 1)[-1])}</span><span>:{lines}</span>'
