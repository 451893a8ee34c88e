"""All formats that the program imports and exports."""

from typing import Final

from glossator.formats import registry
from glossator.formats.registry import LazyFormat, Registry

FORMATS: Final[Registry] = registry.FORMATS.with_formats(
    # Here and not in `formats`, because it needs spaCy, and `formats` and `ner` do not know each other.
    [LazyFormat("spacy", "glossator.services.spacy_format:FORMAT", can_import=True, can_export=True)]
)
"""The formats by name; those of other packages are added with `with_formats`."""
