from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.llm.model import Speed
from assistant.service.diagnostics import NO_FACTS
from assistant.service.measured_speed import read_speed, save_speed

FACTS = replace(NO_FACTS, parameters=1_500_000_000)
SPEED = Speed(reading=40.0, writing=8.0)


def test_the_speed_of_a_model_on_the_processor_is_kept(tmp_path: Path) -> None:
    assert read_speed(tmp_path) == 0.0
    save_speed(FACTS, SPEED, tmp_path)
    assert read_speed(tmp_path) == 12.0


def test_a_model_on_a_gpu_a_small_one_and_an_unmeasured_one_say_nothing(tmp_path: Path) -> None:
    for facts, speed in (
        (replace(FACTS, gpu_layers=12), SPEED),
        (replace(FACTS, parameters=135_000_000), SPEED),
        (FACTS, replace(SPEED, writing=0.0)),
    ):
        save_speed(facts, speed, tmp_path)
    assert read_speed(tmp_path) == 0.0
    save_speed(FACTS, SPEED, tmp_path / "not-there")


def test_a_damaged_note_counts_as_none(tmp_path: Path) -> None:
    save_speed(FACTS, SPEED, tmp_path)
    next(tmp_path.iterdir()).write_text("fast", "utf-8")
    assert read_speed(tmp_path) == 0.0
