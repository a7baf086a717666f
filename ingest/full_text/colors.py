"""The names of colours, as reading tools call theirs. Pure."""

from __future__ import annotations

import colorsys
import re

HUES = ((15, "red"), (40, "orange"), (70, "yellow"), (165, "green"), (255, "blue"), (300, "purple"), (345, "pink"))
"""The last degree of each colour's hue."""
HEX = re.compile(r"#?([0-9a-f]{6})$", re.I)


def name_color(written: str) -> str:
    """The name of a colour `#rrggbb`; "" for black, white and what is no such colour."""
    match = HEX.match(written.strip())
    if not match:
        return ""
    red, green, blue = (int(match[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.15:
        return "gray" if 0.1 < lightness < 0.95 else ""
    return next((name for last, name in HUES if hue * 360 <= last), "red" if lightness < 0.7 else "pink")
