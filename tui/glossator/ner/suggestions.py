"""What a recogniser suggests in a whole text, without the lexicon and without storing anything."""

from collections.abc import Collection

from glossator.domain.annotation import Suggestion
from glossator.ner.pipelines import language_of
from glossator.ner.postprocessing import RULES, found_suggestions, rules_for, same_labels, suggestions_in
from glossator.ner.recogniser import RunningRecogniser
from glossator.text.paragraphs import chunks
from glossator.text.span import Span


def suggestions_of(
    recogniser: RunningRecogniser, text: str, codebook: Collection[str], rules: Collection[str] = RULES
) -> list[Suggestion]:
    """Return what a recogniser suggests in a text, with the probabilities that it gives as scores.

    Args:
        recogniser: what finds entities.
        text: an article's text.
        codebook: the names of its labels, for those that are the same under another name.
        rules: the names of the postprocessing rules; those that do not fit the recogniser's language are left out.

    Raises:
        NoPipeline: when the recogniser cannot be loaded.
        PipelineStopped: when it has failed.
    """
    labels, language = same_labels(codebook), language_of(recogniser.pipeline)
    pieces = list(chunks(text))
    results: list[tuple[Span, list[Suggestion]]] = []
    at_once = recogniser.pipeline.at_once
    for first in range(0, len(pieces), at_once):
        some = pieces[first : first + at_once]
        for piece, entities in zip(some, recogniser.suggest([one.of(text) for one in some]), strict=True):
            results.append((piece, found_suggestions(piece, entities, labels)))
    return suggestions_in(text, results, rules_for(language, rules), language)
