"""The task of an engine: finding the entities in a batch of texts, in whatever process runs it.

Workers import this module by its name, so it needs neither a workspace nor a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from socket import gethostname
from threading import Lock

from glossator.ner.in_process import LoadedRecogniser, load
from glossator.ner.pipelines import NoPipeline
from glossator.ner.plugin_recognisers import RecogniserFailed
from glossator.ner.recogniser import FoundEntity, PipelineStopped

# A worker may run tasks in several threads, but a pipeline runs in one.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class WantedRecogniser:
    """The recogniser that a worker has to use.

    Attributes:
        module: the module, plugin name or path by which it is found.
        name, version: under which its suggestions are stored.
    """

    module: str
    name: str
    version: str


def find_entities(wanted: WantedRecogniser, texts: Sequence[str]) -> list[list[FoundEntity]]:
    """Return the entities in each text, found by the recogniser as it is installed where this runs.

    It is loaded once in a process.

    Raises:
        NoPipeline: when it cannot be loaded there, or is another version.
        PipelineStopped: when it fails.
    """
    with _ONE_AT_A_TIME:
        try:
            recogniser = _loaded(wanted.module)
        except NoPipeline as error:
            raise NoPipeline(f"The worker on {gethostname()} cannot analyse: {error}") from error
        if (recogniser.name, recogniser.version) != (wanted.name, wanted.version):
            raise NoPipeline(
                f"The worker on {gethostname()} has {recogniser.name} {recogniser.version}, not {wanted.name} "
                f"{wanted.version}. Install the same version there, and restart the worker."
            )
        try:
            return recogniser.suggest(texts)
        except RecogniserFailed as error:
            raise PipelineStopped(str(error)) from error


@cache
def _loaded(module: str) -> LoadedRecogniser:
    return load(module)
