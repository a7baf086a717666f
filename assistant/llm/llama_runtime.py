"""A model in llama.cpp: one prompt at a time completed or scored. Imported only where a model is loaded.

A `Llama` takes one call at a time (two at once crash it); `llama_model.py` ensures that. A message's text cannot
become a control token: the template's own pieces are tokenised with control tokens, messages without.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant.llm.chat_template import PromptPart, Render, render_beginning, render_prompt
from assistant.llm.layer_tap import LayerTap
from assistant.llm.model import Message, ModelFacts, Speed
from assistant.llm.prefix_states import PrefixStates


class Loaded:
    """A model in llama.cpp, with its facts and chat template.

    What a prompt has in common with the one before it is not read again; nor is a beginning whose state was kept.
    """

    def __init__(self, llama: Any, tap: LayerTap, facts: ModelFacts, render: Render) -> None:
        """tap: the one that the model's context was made with."""
        self.llama = llama
        self._tap = tap
        self.facts = facts
        self._render = render
        self.speed: Speed | None = None
        """Of the last answer; None before the first answer of more than one token."""

    def tokenize(self, messages: Sequence[Message]) -> list[int]:
        """The prompt, rendered by the GGUF's own template."""
        return self._tokens_of(render_prompt(self._render, messages))

    def tokenize_beginning(self, messages: Sequence[Message]) -> list[int]:
        """What all prompts share that begin with these messages."""
        return self._tokens_of(render_beginning(self._render, messages))

    def first_token(self, text: str) -> int:
        """The token with which an answer of this text begins."""
        return int(self.llama.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=False)[0])

    def _tokens_of(self, parts: Sequence[PromptPart]) -> list[int]:
        bos = self.llama.detokenize([self.llama.token_bos()], special=True).decode("utf-8", "replace")
        wants_bos = self.llama.metadata.get("tokenizer.ggml.add_bos_token", "false") == "true"
        add_bos = wants_bos and not (bos and parts[0].text.startswith(bos))
        tokens: list[int] = []
        for part in parts:
            text = part.text.encode("utf-8", "replace")
            tokens += self.llama.tokenize(text, add_bos=add_bos, special=not part.is_message)
            add_bos = False
        return tokens

    def complete(
        self, prompt: list[int], room: int, grammar: str, stop: threading.Event, states: PrefixStates
    ) -> Iterator[str]:
        """Pieces of text. `stop` is checked inside llama.cpp while it reads the prompt, then between tokens."""
        import llama_cpp

        from assistant.llm.grammar import GrammarConstraint  # it imports llama.cpp

        constraint = GrammarConstraint(self.llama, grammar) if grammar else None
        self._restore(prompt, states)
        llama_cpp.llama_perf_context_reset(self.llama.ctx)
        completion = self.llama.create_completion(
            prompt,
            max_tokens=room,
            temperature=0.0,
            repeat_penalty=1.0,
            logits_processor=llama_cpp.LogitsProcessorList([constraint]) if constraint else None,
            stream=True,
        )
        try:
            with self._aborting(stop) as end_aborting:
                for chunk in completion:
                    # A Python call for each node of the graph costs 6 % of writing speed, and hardly any of reading.
                    end_aborting()
                    if piece := chunk["choices"][0]["text"]:
                        yield piece
                    if stop.is_set():
                        return
        finally:
            completion.close()
            if constraint:
                constraint.close()
            self.speed = _speed_of(llama_cpp.llama_perf_context(self.llama.ctx)) or self.speed

    def keep(self, beginning: list[int], stop: threading.Event, states: PrefixStates) -> None:
        """Read a beginning and keep the state after it, unless it is kept or stored."""
        import llama_cpp

        tokens = tuple(beginning)
        if not tokens or states.state(tokens) is not None:
            return
        with self._aborting(stop):
            self._read(beginning, states)
        size = llama_cpp.llama_state_seq_get_size(self.llama.ctx, 0)
        buffer = (ctypes.c_uint8 * size)()
        if written := llama_cpp.llama_state_seq_get_data(self.llama.ctx, buffer, size, 0):
            states.add(tokens, bytes(memoryview(buffer)[:written]))

    def first_token_logarithms(
        self, prompt: list[int], choices: Sequence[int], stop: threading.Event, states: PrefixStates
    ) -> tuple[float, ...]:
        """The natural logarithm of each token's probability to come first after the prompt."""
        import llama_cpp
        import numpy as np

        with self._aborting(stop):
            self._read(prompt, states)
        raw = llama_cpp.llama_get_logits_ith(self.llama.ctx, -1)
        logits = np.ctypeslib.as_array(raw, shape=(self.llama.n_vocab(),)).astype(np.float64)
        total = logits.max() + np.log(np.exp(logits - logits.max()).sum())
        return tuple(float(logits[choice] - total) for choice in choices)

    def layer_output(
        self, prompt: list[int], layer: int, stop: threading.Event, states: PrefixStates
    ) -> tuple[float, ...]:
        """The output of a layer at the prompt's last token; () where there is no such layer."""
        with self._aborting(stop), self._tap.listening(layer, self.llama.n_embd()):
            self._read(prompt, states)
        return self._tap.output

    def _read(self, prompt: list[int], states: PrefixStates) -> None:
        """Read a prompt, so that the model stands after its last token."""
        self._restore(prompt, states)
        llama = self.llama
        shared = min(self._shared(prompt), len(prompt) - 1)  # the last one is read for its output
        if not llama._ctx.kv_cache_seq_rm(-1, shared, -1):  # a recurrent state cannot be cut
            llama._ctx.kv_cache_clear()
            shared = 0
        llama.n_tokens = shared
        llama.eval(prompt[shared:])

    def _restore(self, prompt: list[int], states: PrefixStates) -> None:
        """Take up the kept state of the prompt's beginning where it saves reading."""
        import llama_cpp

        tokens = states.find(prompt)
        state = states.state(tokens) if len(tokens) > self._shared(prompt) else None
        if state is None:
            return
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if llama_cpp.llama_state_seq_set_data(self.llama.ctx, buffer, len(state), 0) == len(state):
            self.llama.input_ids[: len(tokens)] = tokens
            self.llama.n_tokens = len(tokens)
        else:  # of another llama.cpp, or damaged
            states.drop(tokens)
            self.llama.n_tokens = 0
        self.llama._requires_eval = True

    def _shared(self, prompt: list[int]) -> int:
        """How many tokens of the prompt's beginning the model has just read."""
        return int(self.llama.longest_token_prefix(self.llama._input_ids.tolist(), prompt))

    @contextmanager
    def _aborting(self, stop: threading.Event) -> Iterator[Callable[[], None]]:
        """Lets `stop` end a call of llama.cpp, until the block or the yielded function ends it."""
        import llama_cpp

        abort = llama_cpp.ggml_abort_callback(lambda _data: stop.is_set())  # held here: it must outlive the call
        no_abort = llama_cpp.ggml_abort_callback()

        def end() -> None:
            llama_cpp.llama_set_abort_callback(self.llama.ctx, no_abort, None)

        llama_cpp.llama_set_abort_callback(self.llama.ctx, abort, None)
        try:
            yield end
        finally:
            end()

    def close(self) -> None:
        """Free its memory."""
        self.llama.close()


def _speed_of(counters: Any) -> Speed | None:
    """From llama.cpp's counters, which count one token where there was none."""
    if counters.n_eval < 2 or not counters.t_eval_ms:
        return None
    has_read = counters.n_p_eval > 1 and counters.t_p_eval_ms
    return Speed(
        reading=1000 * counters.n_p_eval / counters.t_p_eval_ms if has_read else 0.0,
        writing=1000 * counters.n_eval / counters.t_eval_ms,
    )
