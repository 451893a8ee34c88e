"""Finding entities with the parser of a spaCy pipeline, with the probability of each.

spaCy's parser labels a text token by token: at each it takes the valid action with the highest score, which begins,
continues or ends an entity of a label or is outside of any, and forgets the scores. Here the same methods take the same
actions, and the scores are kept. The probability of an entity is the product of the softmax of its tokens' actions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from glossator.ner.recogniser import FoundEntity

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

PARSER: Final = "ner"
"""The name of the component."""


class ScoredParser:
    """The component of a pipeline that finds entities, used without the rest of the pipeline."""

    def __init__(self, component: "EntityRecognizer") -> None:
        self._component = component
        self._columns = {action: column for column, action in enumerate(component.move_names)}

    def find(self, docs: Sequence["Doc"]) -> list[list[FoundEntity]]:
        """Set the entities of documents, and return them with their probabilities."""
        step = self._component.model.predict(docs)
        states = self._component.moves.init_batch(docs)
        probabilities: list[list[np.ndarray]] = [[] for _ in docs]
        running = [(number, state) for number, state in enumerate(states) if not state.is_final()]
        # Each action moves each text that is not at its end by one token.
        while running:
            scores = step.predict([state for _, state in running])
            exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
            for (number, _), row in zip(running, exponentials / exponentials.sum(axis=1, keepdims=True), strict=True):
                probabilities[number].append(row)
            self._component.transition_states([state for _, state in running], scores)
            running = [(number, state) for number, state in running if not state.is_final()]
        self._component.set_annotations(docs, states)
        return [
            [
                FoundEntity(
                    one.start_char, one.end_char, one.label_, self._probability(one.start, one.end, one.label_, of)
                )
                for one in doc.ents
            ]
            for doc, of in zip(docs, probabilities, strict=True)
        ]

    def _probability(self, start: int, end: int, label: str, of: Sequence["np.ndarray"]) -> float:
        """Return the product of the probabilities of an entity's actions; `start` and `end` are tokens."""
        actions = ["U"] if end - start == 1 else ["B", *"I" * (end - start - 2), "L"]
        columns = [self._columns[f"{action}-{label}"] for action in actions]
        return float(np.prod([of[start + place][column] for place, column in enumerate(columns)]))


def take_parser(pipeline: "Language") -> ScoredParser | None:
    """Return the parser of a pipeline and disable it there; None where another component may change what it finds."""
    from spacy.pipeline import EntityRecognizer

    if pipeline.pipe_names[-1:] != [PARSER]:
        return None
    component = pipeline.get_pipe(PARSER)
    if type(component) is not EntityRecognizer:
        return None
    pipeline.disable_pipe(PARSER)
    return ScoredParser(component)
