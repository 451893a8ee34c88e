"""Finding entities with a spaCy pipeline in this process."""

import sys
import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from typing import TYPE_CHECKING, Final

from glossator.ner.pipelines import FINDING, NoPipeline, Pipeline
from glossator.ner.recogniser import FoundEntity
from glossator.ner.scored_parser import take_parser

if TYPE_CHECKING:
    from spacy.language import Language

# The components that find entities; others are not loaded.
_NEEDED: Final = FINDING | {"tok2vec", "transformer"}
# Texts per batch; larger ones take more time per text, and far more memory.
_BATCH: Final = 16
# The number of characters after which spaCy's cache of words is no longer filled.
_KEPT: Final = 100_000


class LocalPipeline:
    """Finds entities with one pipeline; not thread-safe."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Load the pipeline, which takes about a second.

        Raises:
            NoPipeline: when spaCy cannot load it, or no component finds entities.
        """
        self._nlp = load_language(pipeline)
        if not FINDING.intersection(self._nlp.pipe_names):
            raise NoPipeline(f"{pipeline.module} has no component that finds entities. Choose another with --model.")
        self.pipeline = pipeline
        self._parser = take_parser(self._nlp)
        self._kept = 0

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text, with their probabilities where the pipeline is of the usual kind.

        spaCy's cache of words is kept for the first texts, which have most of the words; for later texts it is freed
        after each call, so give many at a time.
        """
        keeping = self._kept < _KEPT
        self._kept += sum(map(len, texts)) if keeping else 0
        with nullcontext() if keeping else self._nlp.memory_zone():
            docs = self._nlp.pipe(texts, batch_size=_BATCH)
            if self._parser is None:
                return [
                    [FoundEntity(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
                    for doc in docs
                ]
            found: list[list[FoundEntity]] = []
            while some := list(islice(docs, _BATCH)):
                found += self._parser.find(some)
            return found

    def close(self) -> None:
        """Do nothing: it ends with this process."""


def load_language(pipeline: Pipeline) -> "Language":
    """Return what spaCy loads of a pipeline, with only the components that find entities.

    Raises:
        NoPipeline: when spaCy cannot load it.
    """
    try:
        return _loaded(pipeline, [name for name in pipeline.components if name not in _NEEDED])
    except (OSError, ImportError, ValueError) as error:
        raise NoPipeline(f"spaCy cannot load {pipeline.module}: {' '.join(str(error).split())[:200]}") from error


def _loaded(pipeline: Pipeline, exclude: Sequence[str]) -> "Language":
    """Return the pipeline from its own folder, even if another module has its name.

    Raises:
        OSError, ImportError, ValueError: when it cannot be loaded.
    """
    from spacy.util import load_model_from_path

    # spaCy warns of pipelines that an earlier version trained (W095). The medium one on PyPI is of 3.7; its figures in
    # benchmarks/README.md were measured with the spaCy that is installed here.
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    if not pipeline.is_package:
        return load_model_from_path(pipeline.folder, exclude=exclude)
    spec = spec_from_file_location(
        pipeline.module, pipeline.folder / "__init__.py", submodule_search_locations=[str(pipeline.folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{pipeline.folder} is not a package")
    module = module_from_spec(spec)
    # The package's own components import it by name.
    sys.modules[pipeline.module] = module
    spec.loader.exec_module(module)
    loaded: Language = module.load(exclude=exclude)
    return loaded
