"""The settings file: written by readers and by the program, each leaving the other's lines alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsUnreadable
from assistant.settings import SETTINGS_FILE, Settings, change_settings, load_settings

WRITTEN = '# mine\nmodel = "~/a.gguf"  # the old one\n\ncontext = 2048\n'


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_a_change_leaves_other_lines_and_comments_as_they_are(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(WRITTEN)
    assert change_settings(tmp_path, model="none", gpu_layers=0) == Settings(model="none", context=2048, gpu_layers=0)
    assert (tmp_path / SETTINGS_FILE).read_text() == '# mine\nmodel = "none"\n\ncontext = 2048\ngpu_layers = 0\n'


def test_a_change_makes_the_folder_and_the_file(tmp_path: Path) -> None:
    change_settings(tmp_path / "new" / "data", endpoint_elsewhere=True, strictness=0.25)
    assert load_settings(tmp_path / "new" / "data") == Settings(endpoint_elsewhere=True, strictness=0.25)


@given(model=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, model: str) -> None:
    data = tmp_path_factory.mktemp("any")
    change_settings(data, model=model, context=1)
    assert load_settings(data) == Settings(model=model, context=1)


def test_a_value_over_several_lines_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text('model = """\nfirst\nsecond = 2\n"""\ncontext = 512\n')
    change_settings(tmp_path, model="b.gguf")
    assert load_settings(tmp_path) == Settings(model="b.gguf", context=512)


@pytest.mark.parametrize(
    "change", [{"modle": "a"}, {"context": "many"}, {"endpoint_elsewhere": 1}, {"gpu_layers": True}]
)
def test_what_is_no_setting_is_refused_and_nothing_is_written(tmp_path: Path, change: dict[str, int | str]) -> None:
    with pytest.raises(SettingsUnreadable):
        change_settings(tmp_path, **change)
    assert not (tmp_path / SETTINGS_FILE).exists()


def test_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text("model = [")
    with pytest.raises(SettingsUnreadable, match="correct that line"):
        change_settings(tmp_path, model="none")
    assert (tmp_path / SETTINGS_FILE).read_text() == "model = ["
