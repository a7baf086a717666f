"""A question becomes a stream of conversations that can be stopped at any point."""

import threading
import time
from dataclasses import replace
from itertools import pairwise

from assistant.answering.answer import Citation, Sentence
from assistant.errors import ModelUnavailable
from assistant.library.conversation import start_conversation
from assistant.page.html.thread import render_thread
from assistant.page.markdown_export import turn_to_note
from assistant.page.turn_stream import StopSignals, stream_turns
from index.search.evidence import Evidence
from tests.assistant.page_stand_in import StandIn, StandInChat, make_passage


def ask(library: StandIn, text: str = "moon tide harbour", stop: threading.Event | None = None) -> list:
    return list(stream_turns(library.library.chat, start_conversation(), text, stop or threading.Event()))


def test_a_turn_grows_sentence_by_sentence_and_nothing_shown_is_taken_back() -> None:
    steps = [step.turns[-1] for step in ask(StandIn(pace=0))]
    assert steps[0].state == "looking" and steps[-1].state == "done"
    said = [tuple(s.text for s in step.sentences) for step in steps]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(said))


def test_each_number_shown_has_its_passage_at_once() -> None:
    for step in ask(StandIn(pace=0)):
        turn = step.turns[-1]
        assert {n for s in turn.sentences for n in s.citations} <= {source.n for source in turn.sources}


def test_stopping_ends_the_answer_and_the_model() -> None:
    library, stop = StandIn(pace=0.05, repeat=50), threading.Event()
    stream = stream_turns(library.library.chat, start_conversation(), "moon tide", stop)
    for step in stream:
        if step.turns[-1].sentences:
            stop.set()
    assert step.turns[-1].state == "stopped" and len(step.turns[-1].sentences) < 10
    assert library.stopped.wait(1)


def test_a_stop_is_shown_although_the_model_cannot_hear_it_yet() -> None:
    """As one that reads a long prompt, or is being loaded."""

    class Deaf(StandInChat):
        free = threading.Event()

        def ask(self, question, **given):  # type: ignore[no-untyped-def]
            self.free.wait(60)
            return super().ask(question, **given)

    chat, stop = Deaf(StandIn(pace=0)), threading.Event()
    stop.set()
    last = list(stream_turns(chat, start_conversation(), "moon tide", stop))[-1]
    assert last.turns[-1].state == "stopped" and not chat.free.is_set()
    chat.free.set()


def test_a_closed_stream_stops_the_model_within_a_second() -> None:
    library = StandIn(pace=0.05, repeat=200)
    stream = stream_turns(library.library.chat, start_conversation(), "moon tide", threading.Event())
    next(stream), next(stream)
    begun = time.perf_counter()
    stream.close()
    assert library.stopped.wait(1) and time.perf_counter() - begun < 1


def test_a_new_question_of_a_session_stops_the_one_before() -> None:
    answering = StopSignals()
    first, other = answering.begin("a"), answering.begin("b")
    second = answering.begin("a")
    assert first.is_set() and not second.is_set() and not other.is_set()
    answering.stop("a")
    assert second.is_set() and not other.is_set()


def test_trouble_is_told_in_its_own_words_and_the_page_lives_on() -> None:
    library = StandIn(pace=0)
    library.trouble = ModelUnavailable("/m.gguf", "it is cut short", "fetch it again")
    turn = ask(library)[-1].turns[-1]
    assert turn.state == "failed" and "fetch it again" in turn.trouble
    library.trouble = None
    assert ask(library)[-1].turns[-1].state == "done"


def test_words_of_notes_are_escaped_in_an_answer() -> None:
    library = StandIn([make_passage('moon <img src=x onerror="alert(1)">', title='"><script>tide</script>')], pace=0)
    shown = render_thread(ask(library, "moon <b>tide</b>")[-1])
    assert "<img" not in shown and "<script" not in shown and "<b>" not in shown


def test_an_answer_is_saved_as_a_note_with_footnotes_that_lead_back() -> None:
    turn = ask(StandIn(pace=0), "Does the moon / tide: matter?")[-1].turns[-1]
    name, text = turn_to_note(turn)
    assert name == "Does the moon tide matter.md"
    assert text.startswith("# Does the moon / tide: matter?\n")
    for source in turn.sources:
        assert f"[^{source.n}]: “" in text and f"{source.path}:{source.line_start}" in text
    assert "](obsidian://open?path=%2Fhome%2Freader%2Fnotes%2FReadwise%2F" in text
    assert "](file:///home/reader/notes/Readwise/Tide%20Tables.md)" in text


def test_a_saved_note_says_who_made_it_and_what_is_only_partly_supported() -> None:
    turn = ask(StandIn(pace=0))[-1].turns[-1]
    text = turn_to_note(replace(turn, way="written", model="Some 4B"))[1]
    assert "*Written by Some 4B from your notes on " in text
    weak = [sentence for sentence in turn.sentences if sentence.support == "weak"]
    assert weak and text.count("*(only partly in the notes)*") == len(weak)
    assert "*Counted in your catalog on " in turn_to_note(replace(turn, way="catalog"))[1]


def test_a_file_with_brackets_in_its_name_is_still_one_link() -> None:
    library = StandIn([make_passage("The moon pulls the tide.", title="Tides [new] (2nd)")], pace=0)
    text = turn_to_note(ask(library, "moon tide")[-1].turns[-1])[1]
    assert (
        r"[Readwise/Tides \[new\] (2nd).md:12](file:///home/reader/notes/Readwise/Tides%20%5Bnew%5D%20%282nd%29.md)"
        in text
    )


def test_a_question_that_is_asked_anew_shows_its_new_quotes_alone() -> None:
    class Translating(StandInChat):
        def ask(self, question, *, on_citation, on_quote=None, **given):  # type: ignore[no-untyped-def]
            for text in ("first", "second"):
                evidence = Evidence(passage=make_passage(text), rank=1, score=1.0, cosine=1.0, lexical=1.0)
                on_citation(Citation(n=1, evidence=evidence))
                on_quote(Sentence(text=text, citations=(1,), support="verbatim", lines=(12,), lead=""))
            return super().ask(question, on_citation=on_citation, **given)

    chat = Translating(StandIn(pace=0))
    shown = [step.turns[-1] for step in stream_turns(chat, start_conversation(), "moon tide", threading.Event())]
    quoted = [[quote.text for quote in turn.quotes] for turn in shown if turn.quotes]
    assert quoted[:2] == [["first"], ["second"]]
    assert all(len({source.n for source in turn.sources}) == len(turn.sources) for turn in shown)
