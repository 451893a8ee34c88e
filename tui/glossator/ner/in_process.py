"""Loading a recogniser in this process, for the processes that do nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from glossator.ner.pipelines import find_pipeline
from glossator.ner.plugin_recognisers import PluginRecogniser, plugin_recognisers
from glossator.ner.recogniser import FoundEntity


@dataclass(frozen=True, slots=True)
class LoadedRecogniser:
    """A recogniser that is loaded in this process; not thread-safe.

    Attributes:
        name, version: those of the recogniser.
        suggest: returns the entities in each text; raises RecogniserFailed when a plugin fails.
    """

    name: str
    version: str
    suggest: Callable[[Sequence[str]], list[list[FoundEntity]]]


def load(module: str) -> LoadedRecogniser:
    """Load the recogniser of a plugin, or a spaCy pipeline, by its name or path.

    Raises:
        NoPipeline: when it cannot be loaded.
    """
    if registered := plugin_recognisers().get(module):
        _, recogniser = registered
        return LoadedRecogniser(recogniser.name, recogniser.version, PluginRecogniser(*registered).suggest)
    from glossator.ner.local_pipeline import LocalPipeline

    pipeline = find_pipeline(module)
    return LoadedRecogniser(pipeline.name, pipeline.version, LocalPipeline(pipeline).suggest)
