"""The page's colours, type and spaces as Gradio's theme; page.css has the rest.

The sans is one that Gradio carries, the serif comes as a package: nothing is fetched from anywhere. (Of the fonts
in Gradio 6.31 most files hold no Latin letters; Source Sans Pro, 400 and 700, and IBM Plex Mono 400 do.)
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import gradio as gr

STATIC = Path(__file__).with_name("static")
SCRIPT = STATIC / "page.js"


def serif_folder() -> Path | None:
    """Where the package `fontpkg-source-serif-4` keeps its files; without it the machine's own serif is shown."""
    found = find_spec("fontpkg_source_serif_4")
    return Path(found.origin).with_name("files") if found and found.origin else None


def make_theme() -> gr.themes.Base:
    """Paper and ink, by day and by night. The values themselves stand in page.css, as custom properties."""
    sans = (
        gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)),
        "Segoe UI",
        "Helvetica",
        "Arial",
        "sans-serif",
    )
    mono = (gr.themes.LocalFont("IBM Plex Mono", weights=(400,)), "ui-monospace", "monospace")
    theme = gr.themes.Base(
        font=sans, font_mono=mono, radius_size=gr.themes.sizes.radius_md, text_size=gr.themes.sizes.text_md
    )
    both = {
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
    known = _settable(theme)
    values = {name: value for name, value in both.items() if name in known}
    values |= {f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in known}
    return theme.set(**values)


def _settable(theme: gr.themes.Base) -> frozenset[str]:
    import inspect

    return frozenset(inspect.signature(theme.set).parameters)
