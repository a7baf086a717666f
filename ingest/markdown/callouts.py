"""The head of a callout: `[!quote|#ffd400]- `, as Obsidian writes it behind `>`."""

CALLOUT_HEAD = r"\[!(?P<kind>[\w-]+)(?:\|(?P<data>[^\]\n]*))?\][+-]?[ \t]*"
"""Its pattern, for a larger one. data: what a theme or an exporter writes behind the kind, often a colour."""
