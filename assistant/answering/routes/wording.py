"""Plans and their conditions in words, as answers repeat what was understood. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions.plan import Plan, Unit
from assistant.text.date_phrases import format_date, format_range
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import LANGUAGES

_NOUNS: dict[Unit, str] = {"": "passage", "words": "word", "properties": "property", "places": "place"}
_COMPARED = {"is": "", "before": "before ", "after": "after ", "over": "over ", "under": "under "}
_UNSPACED = {"ja": "Japanese", "zh": "Chinese", "th": "Thai"}


def name_unit(unit: Unit) -> str:
    """The noun of one unit: "note"."""
    return _NOUNS.get(unit) or unit.removesuffix("s")


def describe_conditions(conditions: Sequence[Condition]) -> str:
    """What a list holds, behind its noun: "by Ines Quist tagged garden in 2024"; "" without conditions."""
    phrases: dict[tuple[str, str, bool], str] = {}
    for condition in conditions:
        is_date = condition.field in ("since", "until")
        key = ("dates" if is_date else condition.field, condition.name, condition.negated)
        if key not in phrases:
            alike = [each for each in conditions if (each.field, each.name, each.negated) == key]
            phrases[key] = _describe_dates(conditions, condition.name) if is_date else _describe(alike)
    return " ".join(filter(None, phrases.values()))


def _describe(alike: Sequence[Condition]) -> str:
    """Conditions of one field and name, one of which must hold."""
    first, no = alike[0], alike[0].negated
    values = " or ".join(f"“{each.value}”" if each.field == "matter" else each.value for each in alike)
    match first.field:
        case "author":
            return f"{'not ' if no else ''}by {values}" if values else f"with{'out' if no else ''} an author"
        case "work":
            return f"{'not ' if no else ''}from {values}"
        case "kind":
            own = values in ("highlights", "prose")
            return f"{'that are' if own else 'from'} {('no ' if own else 'other than ') if no else ''}{values}"
        case "tag":
            return f"{'not ' if no else ''}tagged {values}" if values else "without a tag" if no else "with a tag"
        case "property":
            value = " or ".join(f"{_COMPARED.get(each.operator, '')}{format_value(each.value)}" for each in alike)
            return f"with{'out' if no else ''} {first.name}{f' {value}' if value.strip() else ''}"
        case "voice":
            words = {"reader": "your own words", "author": "an author's words", "machine": "a machine's words"}
            return f"with{'out' if no else ''} {words.get(first.value, values)}"
        case "matter":
            return f"{'not ' if no else ''}mentioning {values}"
        case "language":
            names = [_UNSPACED.get(each.value) or LANGUAGES.get(each.value, each.value).title() for each in alike]
            return f"{'not ' if no else ''}in {' or '.join(names)}"
        case "path":
            return f"{'not ' if no else ''}in {' or '.join(each.value.strip('/') for each in alike)}"
        case "place":
            return f"at {first.name or 'place'} {values}"
    return ""


def _describe_dates(conditions: Sequence[Condition], name: str) -> str:
    bounds = {each.field: each.value for each in conditions if each.field in ("since", "until") and each.name == name}
    how = {"published": "published ", "highlighted": "marked "}.get(name, "")
    return how + format_range(bounds.get("since", ""), bounds.get("until", ""))


def format_value(value: str) -> str:
    """A property's value, a date of ISO 8601 in words."""
    try:
        return format_date(value[:10]) if value[:2] in ("19", "20") and value[4:5] == "-" else value
    except ValueError:
        return value


def describe_corrections(plan: Plan) -> str:
    """Which words were understood as others, as a sentence; "" for none."""
    parts = [f"“{each.written}” as “{each.understood}”" for each in plan.corrections]
    return f"I read {' and '.join(parts)}." if parts else ""
