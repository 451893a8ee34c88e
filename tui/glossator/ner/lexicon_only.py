"""The recogniser that finds nothing itself, for languages without a pipeline: only the lexicon suggests."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.ner.recogniser import LARGE_BATCH, FoundEntity


@dataclass(frozen=True, slots=True)
class LexiconOnly:
    """A recogniser without finds of its own; it is its own source.

    Attributes:
        name, version: under which its runs are stored.
        loaded_from, digest: for the records of the workspace; it has no files.
        at_once: the most texts to give it at a time.
    """

    name: str = "lexicon"
    version: str = "1"
    loaded_from: str = "glossator"
    digest: str = "0" * 64
    at_once: int = LARGE_BATCH

    @property
    def pipeline(self) -> "LexiconOnly":
        """The source that it was started from."""
        return self

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return no entities for each text."""
        return [[] for _ in texts]

    def close(self) -> None:
        """Do nothing: it has no process."""
