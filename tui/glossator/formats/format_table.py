"""The table of formats that people read: what each is, what can be done with it, and what it cannot hold."""

from collections.abc import Iterable
from typing import Final

from glossator.formats.capabilities import Feature
from glossator.formats.spec import Format

# The share of the features that a format may lack to have them listed.
_MOST: Final = 0.6


def format_rows(formats: Iterable[Format]) -> list[dict[str, str]]:
    """Return a row for each format, by heading."""
    return [
        {
            "format": each.name,
            "extensions": " ".join(each.suffixes),
            "articles": "import" if each.read_articles is not None else "",
            "annotations": _annotations(each),
            "written": "export" if each.can_export else "",
            "content": each.title,
            "cannot hold": _cannot_hold(each) if each.can_export else "",
        }
        for each in formats
    ]


def mapping_rows(formats: Iterable[Format]) -> list[dict[str, str]]:
    """Return a row for each thing that files with annotations hold, by heading: format, thing, and what becomes of it.

    Formats whose files hold the same come together.
    """
    named: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for each in formats:
        if each.mapping:
            named.setdefault(each.mapping, []).append(each.name)
    return [
        {"format": ", ".join(names), "in the file": there, "here": here}
        for mapping, names in named.items()
        for there, here in mapping
    ]


def _annotations(one: Format) -> str:
    if one.read_rows is not None:
        return "into its articles"
    return "import" if one.read_annotations is not None else ""


def _cannot_hold(one: Format) -> str:
    """Return what a format cannot hold, or what alone it holds where that is shorter."""
    if len(one.lacks) < _MOST * len(Feature):
        return "; ".join(feature.plural for feature in Feature if feature in one.lacks)
    always = [] if one.is_extract else ["accepted annotations with a label"]
    held = "; ".join([*always, *(feature.plural for feature in Feature if feature not in one.lacks)])
    return f"everything except {held}"
