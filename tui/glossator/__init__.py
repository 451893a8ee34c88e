"""Glossator: a terminal reader and annotator for articles."""

from typing import Final

__version__: Final = "0.1.0"
