"""A pipeline with a parser that is trained in half a second, and finds “Lumen” as a GPE."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from glossator.ner.pipelines import Pipeline, find_pipeline

if TYPE_CHECKING:
    from spacy.language import Language

_EMBEDDING: Final = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": 16,
    "depth": 1,
    "embed_size": 200,
    "window_size": 1,
    "maxout_pieces": 2,
    "subword_features": True,
}
_LISTENER: Final = {"@architectures": "spacy.Tok2VecListener.v1", "width": 16, "upstream": "tok2vec"}
_EXAMPLES: Final[list[tuple[str, list[tuple[int, int, str]]]]] = [
    ("Rain fell in Lumen.", [(13, 18, "GPE")]),
    ("Lumen is wet.", [(0, 5, "GPE")]),
    ("She left Lumen today.", [(9, 14, "GPE")]),
    ("Nobody saw it.", []),
    ("It rained all day.", []),
]


def tiny_pipeline(folder: Path, *, is_shared: bool = False) -> Pipeline:
    """Write the pipeline en_tiny to `folder` and return it.

    Args:
        folder: where it is written.
        is_shared: whether its parser uses the vectors of a component of its own.
    """
    _trained(is_shared=is_shared).to_disk(folder)
    return find_pipeline(str(folder))


@cache
def _trained(*, is_shared: bool) -> "Language":
    import spacy
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(1)
    nlp = spacy.blank("en", meta={"name": "tiny", "version": "1.0"})
    # Others do not use its vectors unless they are shared.
    nlp.add_pipe("tok2vec", config={"model": _EMBEDDING})
    nlp.add_pipe("ner", config={"model": _parser(_LISTENER if is_shared else _EMBEDDING)})
    examples = [Example.from_dict(nlp.make_doc(text), {"entities": found}) for text, found in _EXAMPLES]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.02
    for _ in range(20):
        nlp.update(examples, sgd=optimizer)
    # As in the pipelines of spaCy.
    nlp.add_pipe("sentencizer")
    nlp.disable_pipe("sentencizer")
    return nlp


def _parser(vectors: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 16,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": vectors,
    }
