"""A recogniser whose texts are analysed by the workers of an engine."""

from collections.abc import Sequence

from glossator.ner.batch_task import WantedRecogniser, find_entities
from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.plugin_recognisers import PluginPipeline
from glossator.ner.recogniser import FoundEntity, PipelineStopped, RecogniserSource
from glossator.runtime.engines import Engine, WorkerLost


class EngineRecogniser:
    """A recogniser on an engine; thread-safe, as many calls at a time as there are threads."""

    def __init__(self, source: RecogniserSource, engine: Engine) -> None:
        """Prepare a recogniser; the engine remains its owner's.

        Raises:
            NoPipeline: when it is a program or the lexicon, which run only here.
        """
        if not isinstance(source, Pipeline | PluginPipeline):
            raise NoPipeline(f"{source.name} runs only in this program. Leave out --on.")
        self.pipeline: RecogniserSource = source
        self._engine = engine
        # A worker may run in another folder.
        by_path = isinstance(source, Pipeline) and not source.is_package
        module = str(source.folder) if isinstance(source, Pipeline) and by_path else source.module
        self._wanted = WantedRecogniser(module, source.name, source.version)

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text.

        Raises:
            NoPipeline: when a worker cannot load the recogniser.
            PipelineStopped: when it has failed, or its workers have ended.
            EngineFailed: when the engine cannot run anything.
        """
        try:
            return self._engine.run(find_entities, self._wanted, texts)
        except WorkerLost as error:
            raise PipelineStopped(str(error)) from error

    def close(self) -> None:
        """Do nothing: the engine is closed by its owner."""
