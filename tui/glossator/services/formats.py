"""All formats that the program imports and exports."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from glossator.formats import registry
from glossator.formats.registry import LazyFormat, Registry
from glossator.plugins import installed_plugins

if TYPE_CHECKING:
    from glossator.formats.spec import Format


def _of_plugins(taken: Collection[str]) -> "Iterable[Format]":
    """Return the formats of plugins; `taken` are the names of all others."""
    if not installed_plugins().plugins:
        return ()
    from glossator.services.plugin_formats import plugin_formats

    return plugin_formats(installed_plugins(), taken)


FORMATS: Final[Registry] = registry.FORMATS.with_formats(
    # Here and not in `formats`, because they need spaCy or SQLite, and `formats` knows neither `ner` nor `store`.
    [
        LazyFormat("spacy", "glossator.services.spacy_format:FORMAT", can_import=True, can_export=True),
        LazyFormat("taguette", "glossator.services.project_databases:TAGUETTE", can_import=True),
        LazyFormat("qualcoder", "glossator.services.project_databases:QUALCODER", can_import=True),
    ],
    _of_plugins,
)
"""The formats by name, with those of plugins, which are imported when a format is first needed."""
