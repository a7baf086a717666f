"""A plot of how often what was estimated is so, as SVG."""

from __future__ import annotations

from collections.abc import Mapping

from sklearn.calibration import calibration_curve

from bench.quality.logistic_fit import Array

COLORS = ("#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#b83280")


def draw_calibration(sets: Mapping[str, tuple[Array, Array]], bins: int) -> str:
    """The share that was answerable against the estimate, in bins of equal count; a colour a set.

    sets: by name, the estimates (0 to 1) and the labels (0 or 1).
    """
    drawn = "".join(
        _draw_set(name, *values, bins, number, COLORS[number]) for number, (name, values) in enumerate(sets.items())
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="380" height="370" font-family="sans-serif" font-size="12">'
        '<rect width="380" height="370" fill="white"/><path d="M40 320V20M40 320H340" stroke="#333"/>'
        '<path d="M40 320L340 20" stroke="#aaa" stroke-dasharray="4"/>'
        f'{drawn}<text x="110" y="350">estimated chance, 0 to 1</text>'
        '<text x="18" y="250" transform="rotate(-90 18 250)">share that was answerable</text></svg>\n'
    )


def _draw_set(name: str, estimates: Array, labels: Array, bins: int, number: int, color: str) -> str:
    shares, means = calibration_curve(labels, estimates, n_bins=bins, strategy="quantile")
    points = [(40 + 300 * mean, 320 - 300 * share) for mean, share in zip(means, shares, strict=True)]
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{color}"/>' for x, y in points)
    return f'{dots}<text x="50" y="{34 + 16 * number}" fill="{color}">{name}</text>'
