"""The page's few icons, drawn here so that nothing is loaded."""

from __future__ import annotations

_PATHS = {
    "verbatim": '<path d="M3.5 6.5h3v3a3 3 0 0 1-3 3M9.5 6.5h3v3a3 3 0 0 1-3 3"/>',
    "supported": '<path d="m3.5 8.5 3 3 6-7"/>',
    "weak": '<path d="M3 8c1.7-2.2 3.3-2.2 5 0s3.300 2.2 5 0"/>',
    "none": '<path d="M8 3.500v5.500M8 12v.1"/>',
    "retry": '<path d="M13 8a5 5 0 1 1-1.500-3.600M13 2.500v3h-3"/>',
    "edit": '<path d="m3 13 .7-3L10.500 3.200l2.300 2.300L6 12.300zM9 4.700 11.300 7"/>',
    "copy": '<rect x="5.500" y="5.500" width="7.500" height="7.500" rx="1.500"/><path d="M3 '
    '10.500V4.500A1.500 1.500 0 0 1 4.500 3h6"/>',
    "save": '<path d="M8 2.500v7.500M5 7.200l3 3 3-3M3 13h10"/>',
    "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "file": '<path d="M4 2.500h5l3 3v8H4zM9 2.500v3h3"/>',
    "like": '<circle cx="5" cy="8" r="2.500"/><circle cx="11" cy="8" r="2.500"/>',
    "ask": '<path d="M3 4.500A1.500 1.500 0 0 1 4.500 3h7A1.500 1.500 0 0 1 13 4.500v5a1.500 1.500 0 0 '
    '1-1.500 1.500H8l-3 2.500V11h-.500A1.500 1.500 0 0 1 3 9.500z"/>',
    "search": '<circle cx="7" cy="7" r="4"/><path d="m10 10 3.500 3.500"/>',
    "delete": '<path d="M3 4.500h10M6 4.500V3h4v1.500M4.500 4.500l.700 8.500h5.600l.700-8.500"/>',
    "past": '<circle cx="8" cy="8" r="5.500"/><path d="M8 5v3.200l2 1.300"/>',
    "new": '<path d="M8 3v10M3 8h10"/>',
    "theme": '<circle cx="8" cy="8" r="5.500"/><path d="M8 2.500a5.500 5.500 0 0 1 0 11z" fill="currentColor"/>',
    "down": '<path d="m4.500 6.500 3.500 3.500 3.500-3.500"/>',
    "next": '<path d="M6.500 3.500 11 8l-4.500 4.500"/>',
    "back": '<path d="M9.500 3.500 5 8l4.500 4.500"/>',
}


def icon(name: str) -> str:
    """An SVG of 16 by 16 in the colour of the text around it, hidden from screen readers."""
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        'focusable="false">'
        f"{_PATHS[name]}</svg>"
    )
