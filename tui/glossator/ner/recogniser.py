"""The interface of everything that finds entities in texts: spaCy pipelines, plugins and programs."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol, runtime_checkable

LARGE_BATCH: Final = 128
"""The most texts to give at a time to a recogniser that takes milliseconds for each."""


class FoundEntity(NamedTuple):
    """An entity in a text.

    Attributes:
        start, end: code points, the end exclusive.
        label: its label.
        score: the confidence, from 0 to 1; None if there is none.
    """

    start: int
    end: int
    label: str
    score: float | None = None


def without_overlaps(found: Iterable[FoundEntity]) -> list[FoundEntity]:
    """Return entities in order; of those that overlap the first, and of those that start together the longest."""
    kept: list[FoundEntity] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


class PipelineStopped(Exception):
    """A recogniser that has failed or ended; the next call tries again. The message is a sentence."""


@runtime_checkable
class Recogniser(Protocol):
    """What finds entities in texts. Plugins register objects like this; see docs/plugins.md.

    Attributes:
        name: its name, under which its suggestions are stored.
        version: whatever changes when it may find other entities, such as a number or the hash of a model.
    """

    @property
    def name(self) -> str: ...  # noqa: D102  (above)

    @property
    def version(self) -> str: ...  # noqa: D102  (above)

    def suggest(self, texts: Sequence[str]) -> Sequence[Sequence[FoundEntity]]:
        """Return the entities in each text."""
        ...


class RecogniserSource(Protocol):
    """A recogniser that can be started: a spaCy pipeline, a plugin's recogniser, or a program.

    Attributes:
        name, version: under which its suggestions are stored.
        loaded_from: the place that it is loaded from, for the records of the workspace.
        digest: the SHA-256 of its files, or of its command, in hexadecimal.
        at_once: the most texts to give it at a time.
    """

    @property
    def name(self) -> str: ...  # noqa: D102  (above)

    @property
    def version(self) -> str: ...  # noqa: D102  (above)

    @property
    def loaded_from(self) -> str: ...  # noqa: D102  (above)

    @property
    def digest(self) -> str: ...  # noqa: D102  (above)

    @property
    def at_once(self) -> int: ...  # noqa: D102  (above)

    def __hash__(self) -> int: ...


class RunningRecogniser(Protocol):
    """A recogniser that was started; thread-safe, one call at a time. `pipeline` is what it was started from."""

    @property
    def pipeline(self) -> RecogniserSource: ...  # noqa: D102  (above)

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text.

        Raises:
            NoPipeline: when it cannot be loaded.
            PipelineStopped: when it has failed; the next call tries again.
        """
        ...

    def close(self) -> None:
        """End it, even while it is working."""
        ...
