"""What a recogniser suggests in a whole text, without the lexicon and without storing anything."""

from collections.abc import Collection

from glossator.domain.annotation import Suggestion
from glossator.ner.pipelines import language_of
from glossator.ner.postprocessing import RULES, rules_for, suggestions_in
from glossator.ner.recogniser import RunningRecogniser
from glossator.text.paragraphs import chunks
from glossator.text.span import Span


def suggestions_of(recogniser: RunningRecogniser, text: str, rules: Collection[str] = RULES) -> list[Suggestion]:
    """Return what a recogniser suggests in a text, with the probabilities that it gives as scores.

    Args:
        recogniser: what finds entities.
        text: an article's text.
        rules: the names of the postprocessing rules; those that do not fit the recogniser's language are left out.

    Raises:
        NoPipeline: when the recogniser cannot be loaded.
        PipelineStopped: when it has failed.
    """
    pieces = list(chunks(text))
    results: list[tuple[Span, list[Suggestion]]] = []
    at_once = recogniser.pipeline.at_once
    for first in range(0, len(pieces), at_once):
        some = pieces[first : first + at_once]
        for piece, entities in zip(some, recogniser.suggest([one.of(text) for one in some]), strict=True):
            spans = (Span(piece.start + one.start, piece.start + one.end) for one in entities)
            found = zip(spans, entities, strict=True)
            results.append((piece, [Suggestion(span, one.label, one.score) for span, one in found]))
    return suggestions_in(text, results, rules_for(language_of(recogniser.pipeline), rules))
