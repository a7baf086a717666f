"""Accessibility faults of a page, found by axe."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious(page: Page, where: str) -> list[str]:
    """The serious and critical faults, a line each that begins with `where`."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{where}: {fault['id']}: {node['html'][:160]}"
        for fault in violations
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
