"""A conversation: questions, and answers whose numbered citations open the passages."""

from __future__ import annotations

from assistant.answering.answer import Sentence, cited_lines, voice_of_lead
from assistant.library.conversation import CitedPassage, Conversation, Exchange
from assistant.page.html.icons import icon
from assistant.page.html.labels import VOICE_NAMES, join_labels, line_range
from assistant.page.html.safe_html import escape_text, render_inline, render_message, render_trouble, shorten

SUPPORT = {
    "verbatim": ("word for word", "These are the words of the cited passage."),
    "supported": ("supported", "The cited passages contain its facts and most of its words."),
    "weak": ("partly", "The cited passages support only a part of it. Read them before you rely on it."),
    "none": ("unsupported", "Nothing in your notes supports this sentence."),
}
MIN_SHOWN_S = 0.1
"""Shorter times appear as less than this: 0.0 would look as if nothing had been done."""


def render_thread(conversation: Conversation) -> str:
    """All turns, oldest first."""
    turns = "".join(render_turn(turn, number) for number, turn in enumerate(conversation.turns))
    return f'<div class="thread" role="log" aria-live="polite" data-conversation="{conversation.id}">{turns}</div>'


def render_turn(turn: Exchange, number: int) -> str:
    """One question and its answer. number: from 0, identifies the turn to the page's buttons."""
    scope = join_labels(
        f"Only in {escape_text(turn.scope)}" if turn.scope else "",
        f"Searched for “{escape_text(turn.asked_for)}”" if turn.asked_for else "",
    )
    readas = f'<p class="readas">{scope}</p>' if scope else ""
    return (
        f'<article class="turn is-{turn.state}" data-turn="{number}">'
        f'<h2 class="asked">{escape_text(turn.question)}</h2>'
        f"{readas}{_render_reading(turn)}"
        f'<div class="answer">{_render_answer(turn)}</div>{_render_footer(turn)}</article>'
    )


def _render_reading(turn: Exchange) -> str:
    """What the question was read as; a click asks it again without that."""
    items = "".join(
        f'<li><button type="button" class="reading" data-act="drop" data-label="{escape_text(label)}" '
        f'aria-label="{escape_text(f"Ask again without: {label}")}">{escape_text(label)}'
        f'<span class="cross" aria-hidden="true">×</span></button></li>'
        for label in turn.read_as
    )
    return f'<ul class="readings" aria-label="Read as">{items}</ul>' if items else ""


def _render_answer(turn: Exchange) -> str:
    if turn.state == "looking":
        doing = "Writing an answer from these sentences of your notes…" if turn.quotes else "Reading your notes…"
        working = f'<p class="working" role="status"><span class="pulse" aria-hidden="true"></span>{doing}</p>'
        return working + _render_quotes(turn)
    if turn.state == "done" and not turn.answered:
        return _render_refusal(turn)
    by_number = {source.n: source for source in turn.sources}
    sentences = " ".join(_render_sentence(sentence, by_number) for sentence in turn.sentences)
    caret = '<span class="caret" aria-hidden="true"></span>' if turn.state == "writing" else ""
    shown = f'<p class="sentences">{sentences}{caret}</p>' if sentences else ""
    if turn.state == "failed":
        return shown + render_trouble(turn.trouble)
    where = "You stopped the answer here." if sentences else "Stopped before the first sentence."
    stopped = f'<p class="stopped">{where}</p>' if turn.state == "stopped" else ""
    quotes = _render_quotes(turn)
    if not sentences:
        return stopped + quotes
    return f"{shown}{stopped}{_render_model_failure(turn)}{quotes}{_render_cited_works(turn)}"


def _render_quotes(turn: Exchange) -> str:
    """The notes' own sentences that a written answer stands on."""
    if not turn.quotes:
        return ""
    by_number = {source.n: source for source in turn.sources}
    items = "".join(f"<li>{_render_sentence(quote, by_number)}</li>" for quote in turn.quotes)
    return f'<p class="quoteslabel">In your notes</p><ul class="quotes">{items}</ul>'


def _render_model_failure(turn: Exchange) -> str:
    """Why the model could not write, and the repair."""
    if not turn.trouble:
        return ""
    outcome = "The model stopped" if turn.way == "written" else "Quoted, because the model could not write"
    return f'<div class="notice is-trouble" role="status"><p>{outcome}: {escape_text(turn.trouble)}</p></div>'


def _render_refusal(turn: Exchange) -> str:
    items = "".join(f"<li>{_render_nearest(source)}</li>" for source in turn.nearest)
    nearest = f'<p class="nearlabel">Nearest passages</p><ul class="nearest">{items}</ul>' if items else ""
    message = render_message(turn.refusal) or "Your notes don’t say."
    return f'<div class="refusal"><p class="refusalwords">{message}</p>{nearest}</div>'


def _render_nearest(source: CitedPassage) -> str:
    return (
        f'<button type="button" class="near" data-passage="{escape_text(source.passage_id)}">'
        f'<span class="nearquote">{render_inline(shorten(source.text, 180))}</span>'
        f'<span class="nearwhere">{_source_label(source)}</span></button>'
    )


def _render_sentence(sentence: Sentence, by_number: dict[int, CitedPassage]) -> str:
    voice = {"reader": " is-mine", "machine": " is-machine"}.get(voice_of_lead(sentence.lead) or "", "")
    lead = f'<span class="lead{voice}">{escape_text(sentence.lead)}:</span> ' if sentence.lead else ""
    lines = dict(zip(sentence.citations, sentence.lines, strict=False))
    citations = "".join(_render_citation(by_number[n], lines.get(n, 0)) for n in sentence.citations if n in by_number)
    badge = _render_badge(sentence) if sentence.citations or sentence.support == "weak" else ""
    begin, _, last_word = sentence.text.rstrip().rpartition(" ")  # a citation stays on the line of the last word
    return (
        f'<span class="sentence is-{sentence.support}">{lead}'
        f'<span class="words">{escape_text(begin)} </span>'
        f'<span class="tail"><span class="words">{escape_text(last_word)}</span>{citations}{badge}</span></span>'
    )


def _render_citation(source: CitedPassage, line: int) -> str:
    """line: the first of the words that the sentence stands on; 0 for the passage as a whole."""
    label = f"Citation {source.n}: {source.title or source.path}"
    where = _source_label(source) + (f", line {line}" if line else "")
    return (
        f'<button type="button" class="cite" data-passage="{escape_text(source.passage_id)}" data-n="{source.n}" '
        f'data-line="{line or ""}" '
        f'data-quote="{escape_text(shorten(source.text, 280))}" data-where="{where}" '
        f'aria-label="{escape_text(label)}">{source.n}</button>'
    )


def _render_badge(sentence: Sentence) -> str:
    word, explanation = SUPPORT[sentence.support]
    return (
        f'<button type="button" class="badge is-{sentence.support}" data-tip="{escape_text(explanation)}" '
        f'aria-label="{escape_text(f"{word}: {explanation}")}">{icon(sentence.support)}'
        f'<span class="badgeword">{word}</span></button>'
    )


def _render_cited_works(turn: Exchange) -> str:
    """The cited works, each once, with the numbers of its citations."""
    if turn.state == "writing" or not turn.sources:
        return ""
    by_work: dict[str, list[CitedPassage]] = {}
    for source in turn.sources:
        by_work.setdefault(_source_label(source), []).append(source)
    lines = {source.n: found for source in turn.sources if (found := cited_lines(turn.sentences, source.n))}
    items = "".join(_render_cited_work(label, sources, lines) for label, sources in by_work.items())
    return f'<ol class="cited" aria-label="Cited passages">{items}</ol>'


def _render_cited_work(label: str, sources: list[CitedPassage], lines: dict[int, tuple[int, ...]]) -> str:
    """lines: those that sentences stand on, by number of the citation."""
    citations = "".join(_render_citation(source, lines.get(source.n, (0,))[0]) for source in sources)
    first, *others = sources
    where = f"{len(sources)} passages" if others else _render_file_lines(first, lines.get(first.n, ()))
    return (
        f'<li class="citedwork"><span class="citedchips">{citations}</span><span class="citedname">{label}</span>'
        f'<span class="citedline{" is-count" if len(sources) > 1 else ""}">{where}</span></li>'
    )


def _render_footer(turn: Exchange) -> str:
    if turn.state in ("looking", "writing"):
        return ""
    label = "" if turn.way == "talk" else join_labels(_maker_label(turn), _duration_label(turn.seconds))
    words = f'<span class="footwords">{escape_text(label)}</span>' if label else ""
    return f'<footer class="turnfoot">{words}<span class="acts">{_render_actions(turn)}</span></footer>'


def _maker_label(turn: Exchange) -> str:
    """Who made the answer, and why it is quoted although the model was to write."""
    if turn.state == "failed" or not turn.answered or not turn.model:
        return ""
    if turn.way == "written":
        return f"Written by {turn.model}"
    quoted_instead = turn.wanted == "write" and turn.way == "quoted" and turn.state == "done" and not turn.trouble
    reason = ", because your notes support nothing that the model wrote" if quoted_instead else ""
    return turn.model[:1].upper() + turn.model[1:] + reason


def _duration_label(seconds: float) -> str:
    if not seconds:
        return ""
    return f"{seconds:.1f}\u00a0s" if seconds >= MIN_SHOWN_S else f"<\u00a0{MIN_SHOWN_S}\u00a0s"


def _render_actions(turn: Exchange) -> str:
    actions = {"retry": "Ask again", "edit": "Edit the question"}
    if turn.sentences and turn.way != "talk":  # an answer about the program itself is not worth keeping
        actions |= {"copy": "Copy the answer", "save": "Save as a note"}
    return "".join(
        f'<button type="button" class="act" data-act="{act}" title="{label}" aria-label="{label}">{icon(act)}</button>'
        for act, label in actions.items()
    )


def _source_label(source: CitedPassage) -> str:
    """Title, author, and whose words if not the author's; escaped."""
    voice = VOICE_NAMES.get(source.voice, "").lower()
    return escape_text(join_labels(source.title or source.path, source.author, source.origin, voice))


def _render_file_lines(source: CitedPassage, cited: tuple[int, ...]) -> str:
    """File and lines in separate elements: if there is no room, the file's name is cut and never the lines.

    cited: the lines that sentences stand on; () shows the passage's.
    """
    file = escape_text(source.path.rsplit("/", 1)[-1])
    if source.spot:
        return f'<span class="citedfile">{file}</span><span>, {escape_text(source.spot)}</span>'
    lines = ", ".join(map(str, cited)) or line_range(source.line_start, source.line_end)
    return f'<span class="citedfile">{file}</span><span>:{lines}</span>'
