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
    # Here and not in `formats`, because it needs spaCy, and `formats` and `ner` do not know each other.
    [LazyFormat("spacy", "glossator.services.spacy_format:FORMAT", can_import=True, can_export=True)],
    _of_plugins,
)
"""The formats by name, with those of plugins, which are imported when a format is first needed."""
