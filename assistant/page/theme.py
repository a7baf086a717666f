"""The page's colours and fonts as a Gradio theme; page.css has the rest.

The sans font is one that Gradio contains, the serif comes as a package: nothing is fetched. Of the fonts in Gradio 6.31
most files hold no Latin letters; Source Sans Pro (400 and 700) and IBM Plex Mono (400) do.
"""

from __future__ import annotations

from importlib.util import find_spec
from inspect import signature
from pathlib import Path

import gradio as gr

STATIC = Path(__file__).with_name("static")
SCRIPT = STATIC / "page.js"

SANS = (gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "Segoe UI", "Helvetica", "Arial", "sans-serif")
MONO = (gr.themes.LocalFont("IBM Plex Mono", weights=(400,)), "ui-monospace", "monospace")
VALUES = {
    "body_background_fill": "var(--paper)",
    "background_fill_primary": "var(--sheet)",
    "background_fill_secondary": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-2)",
    "border_color_primary": "var(--rule)",
    "block_background_fill": "transparent",
    "block_border_width": "0px",
    "block_label_background_fill": "transparent",
    "block_label_text_color": "var(--ink-2)",
    "block_shadow": "none",
    "input_background_fill": "var(--sheet)",
    "input_border_color": "var(--rule)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--ink-3)",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-2)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_border_color": "var(--accent)",
    "button_secondary_background_fill": "var(--sheet)",
    "button_secondary_background_fill_hover": "var(--wash)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "var(--rule)",
    "color_accent": "var(--accent)",
    "link_text_color": "var(--accent)",
    "link_text_color_hover": "var(--accent-2)",
}
"""Gradio's variables, for light and dark; page.css defines the custom properties for each."""


def make_theme() -> gr.themes.Base:
    """Colours as on paper and ink, in a light and a dark version."""
    theme = gr.themes.Base(
        font=SANS, font_mono=MONO, radius_size=gr.themes.sizes.radius_md, text_size=gr.themes.sizes.text_md
    )
    settable = signature(theme.set).parameters
    values = {f"{name}{suffix}": value for suffix in ("", "_dark") for name, value in VALUES.items()}
    return theme.set(**{name: value for name, value in values.items() if name in settable})


def serif_folder() -> Path | None:
    """The files of the package `fontpkg-source-serif-4`; without it the page shows the machine's own serif."""
    spec = find_spec("fontpkg_source_serif_4")
    return Path(spec.origin).with_name("files") if spec and spec.origin else None
