"""Choosing a recogniser by name, the recogniser of a plugin or a spaCy pipeline; and starting it."""

from collections.abc import Sequence

from glossator.ner.pipelines import Pipeline, find_pipeline
from glossator.ner.plugin_recognisers import PluginPipeline, find_plugin_pipeline, plugin_recognisers
from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
from glossator.ner.remote_pipeline import RemotePipeline


def find_recogniser(wanted: str = "") -> RecogniserSource:
    """Return the recogniser that `wanted` names: one of a plugin, or a spaCy pipeline; the default one if it is empty.

    Raises:
        NoPipeline: when there is no such recogniser.
    """
    registered = find_plugin_pipeline(wanted) if wanted else None
    return registered or find_pipeline(wanted, plugin_recognisers())


def start_recogniser(source: RecogniserSource, most: int = 1) -> Sequence[RunningRecogniser]:
    """Start a recogniser `most` times, so that as many texts are analysed at once, and return without waiting."""
    assert isinstance(source, Pipeline | PluginPipeline), "there are no others"
    return [RemotePipeline(source) for _ in range(most)]
