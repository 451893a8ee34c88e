"""The parser with probabilities: the entities of spaCy, in the same pipelines."""

from typing import TYPE_CHECKING

import pytest

from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import PACKAGED, find_pipeline
from glossator.ner.scored_parser import take_parser
from seeds.build import SEEDS

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def pipeline() -> LocalPipeline:
    """The small pipeline."""
    return LocalPipeline(find_pipeline(PACKAGED))


def test_the_entities_are_those_of_spacy(pipeline: LocalPipeline) -> None:
    texts = [part for file in sorted(SEEDS.glob("*.txt"))[:3] for part in file.read_text("utf-8").split("\n\n")]
    texts += ["", "\n \n", "Mira", "東京 👩🏻‍🚒 $3"]
    pipeline._nlp.enable_pipe("ner")
    docs = list(pipeline._nlp.pipe(texts))
    pipeline._nlp.disable_pipe("ner")
    expected = [[(one.start_char, one.end_char, one.label_) for one in doc.ents] for doc in docs]
    found = pipeline.suggest(texts)
    assert [[one[:3] for one in some] for some in found] == expected
    assert sum(map(len, expected)) > 20
    scores = [one.score for some in found for one in some]
    assert all(score is not None and 0 < score <= 1 for score in scores)
    assert len(set(scores)) > 10


def test_an_entity_of_some_words_has_the_product_of_its_tokens(pipeline: LocalPipeline) -> None:
    (found,) = pipeline.suggest(["Angela Merkel met Emmanuel Macron in Berlin."])
    assert [round(one.score or 0, 2) for one in found] == pytest.approx([0.99, 0.99, 0.99], abs=0.03)


def _blank(*components: str) -> "Language":
    import spacy

    nlp = spacy.blank("en")
    for name in components:
        nlp.add_pipe(name)
    return nlp


@pytest.mark.parametrize("components", [(), ("entity_ruler",), ("ner", "entity_ruler"), ("ner", "beam_ner")])
def test_other_pipelines_run_as_they_are(components: tuple[str, ...]) -> None:
    nlp = _blank(*components)
    assert take_parser(nlp) is None
    assert nlp.pipe_names == list(components)
