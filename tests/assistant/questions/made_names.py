"""Names of a catalog that exists only here."""

from __future__ import annotations

from datetime import date

from index.catalog.queries.vocabulary import Vocabulary

TODAY = date(2024, 3, 6)
NAMES = Vocabulary(
    authors=("Ana Reis", "Dr. Oluf Sandberg", "Mirela Costantin"),
    titles=("The Ferry Book", "Salt: A Slow History", "Tides", "Boat project", "2024-02-03"),
    tags=("boats", "long-read", "health"),
    properties={"status": ("active", "paused", "done"), "due": ("2024-05-01",)},
    folders=("Recipes",),
)
