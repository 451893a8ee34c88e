"""A loaded pipeline at work."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from glossator.ner.pipelines import NoPipeline, Pipeline

if TYPE_CHECKING:
    from spacy.language import Language

# What finds entities; whatever else a pipeline has is not loaded.
_NEEDED: Final = ("tok2vec", "transformer", "ner", "entity_ruler", "span_ruler")
# Texts that go through the network together; with more, it takes longer for each, and far more memory.
_BATCH: Final = 16
# Characters of the texts whose words are kept.
_KEPT: Final = 100_000


Found: TypeAlias = tuple[int, int, str]
"""Where an entity starts and ends in a text, in code points, end exclusive, and its label."""


class Suggests(Protocol):
    """What a reading needs of a recogniser, wherever its pipeline is at work."""

    pipeline: Pipeline

    def suggest(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return what the pipeline finds in each of some texts, in the order given."""
        ...


class Recogniser:
    """Finds entities with one pipeline. Use one thread at a time."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Load the pipeline, which takes about a second.

        Raises:
            NoPipeline: when spaCy cannot load it, or nothing in it finds entities.
        """
        try:
            self._nlp = _loaded(pipeline, [name for name in pipeline.components if name not in _NEEDED])
        except (OSError, ImportError, ValueError) as error:
            raise NoPipeline(f"spaCy cannot load {pipeline.module}: {' '.join(str(error).split())[:200]}") from error
        if not {"ner", "entity_ruler", "span_ruler"} & set(self._nlp.pipe_names):
            raise NoPipeline(f"{pipeline.module} has no part that finds entities; name another with --model.")
        self.pipeline = pipeline
        self._kept = 0

    def suggest(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return what the pipeline finds in each of some texts, in the order given.

        What spaCy keeps of the words of texts is let go of after each call, and made anew in the next: the more texts
        it is given at a time, the less often. Of the first texts it stays, since most words are in those.
        """
        keeping = self._kept < _KEPT
        self._kept += sum(map(len, texts)) if keeping else 0
        with nullcontext() if keeping else self._nlp.memory_zone():
            return [
                [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
                for doc in self._nlp.pipe(texts, batch_size=_BATCH)
            ]


def _loaded(pipeline: Pipeline, exclude: Sequence[str]) -> "Language":
    """Load the pipeline from its folder, and from nowhere else that has its name.

    Raises:
        OSError, ImportError, ValueError: when that fails.
    """
    from spacy.util import load_model_from_path

    if not pipeline.is_package:
        return load_model_from_path(pipeline.folder, exclude=exclude)
    spec = spec_from_file_location(
        pipeline.module, pipeline.folder / "__init__.py", submodule_search_locations=[str(pipeline.folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{pipeline.folder} is not a package")
    module = module_from_spec(spec)
    # The components that a package brings along import it by name.
    sys.modules[pipeline.module] = module
    spec.loader.exec_module(module)
    loaded: Language = module.load(exclude=exclude)
    return loaded
