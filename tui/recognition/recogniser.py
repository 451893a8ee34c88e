"""A loaded pipeline at work."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from tui.model.annotation import Suggestion
from tui.model.span import Span
from tui.recognition.pipelines import NoPipeline, Pipeline

if TYPE_CHECKING:
    from spacy.language import Language

# What finds entities; whatever else a pipeline has is not loaded.
_NEEDED: Final = ("tok2vec", "transformer", "ner", "entity_ruler", "span_ruler")
_BATCH: Final = 16


class Suggests(Protocol):
    """What a reading needs of a recogniser, wherever its pipeline is at work."""

    pipeline: Pipeline

    def suggest(self, text: str, pieces: Sequence[Span]) -> Iterator[tuple[Span, list[Suggestion]]]:
        """Yield each piece with what the pipeline finds in it, in the order given."""
        ...


class Recogniser:
    """Finds entities with one pipeline. Use one thread at a time."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Load the pipeline, which takes about a second.

        Raises:
            NoPipeline: when spaCy cannot load it, or nothing in it finds entities.
        """
        import spacy

        try:
            self._nlp: Language = spacy.load(
                pipeline.module, exclude=[name for name in pipeline.components if name not in _NEEDED]
            )
        except (OSError, ImportError, ValueError) as error:
            raise NoPipeline(f"spaCy cannot load {pipeline.module}: {' '.join(str(error).split())[:200]}") from error
        if not {"ner", "entity_ruler", "span_ruler"} & set(self._nlp.pipe_names):
            raise NoPipeline(f"{pipeline.module} has no part that finds entities; name another with --model.")
        self.pipeline = pipeline

    def suggest(self, text: str, pieces: Sequence[Span]) -> Iterator[tuple[Span, list[Suggestion]]]:
        """Yield each piece with what the pipeline finds in it, in the order given.

        Args:
            text: the article's text.
            pieces: what to read of it; offsets of the suggestions count from the start of `text`, like theirs.
        """
        for first in range(0, len(pieces), _BATCH):
            batch = pieces[first : first + _BATCH]
            found: list[list[Suggestion]] = []
            with self._nlp.memory_zone():
                for piece, doc in zip(
                    batch, self._nlp.pipe((piece.of(text) for piece in batch), batch_size=_BATCH), strict=True
                ):
                    found.append(
                        [
                            Suggestion(
                                Span(piece.start + entity.start_char, piece.start + entity.end_char), entity.label_
                            )
                            for entity in doc.ents
                        ]
                    )
            yield from zip(batch, found, strict=True)
