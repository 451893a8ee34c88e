"""Choosing a recogniser by its name (a program, one of a plugin, or a spaCy pipeline), and starting it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from glossator.domain.codebook import Label
from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import NoPipeline, Pipeline, find_pipeline
from glossator.ner.plugin_recognisers import PluginPipeline, find_plugin_pipeline, plugin_recognisers
from glossator.ner.program_recogniser import ProgramRecogniser, program_recogniser
from glossator.ner.programs import BadProgram, configured_program
from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
from glossator.ner.remote_pipeline import RemotePipeline
from glossator.text.pluralize import counted

_NO_PROGRAMS: Final[Mapping[str, Mapping[str, Any]]] = {}


def find_recogniser(
    wanted: str = "",
    programs: Mapping[str, Mapping[str, Any]] = _NO_PROGRAMS,
    labels: Callable[[], Iterable[Label]] = tuple,
) -> RecogniserSource:
    """Return the recogniser that `wanted` names; the default pipeline if it is empty. A program is started.

    Args:
        wanted: the name of a program, a plugin's recogniser, or a spaCy pipeline; “lexicon” for the lexicon alone.
        programs: the tables of programs in the settings, by name.
        labels: returns the labels of the codebook, which a program is given.

    Raises:
        NoPipeline: when there is no such recogniser, or the program fails.
    """
    if wanted in programs:
        try:
            program = program_recogniser(configured_program(wanted, programs[wanted], labels()))
        except BadProgram as error:
            raise NoPipeline(f"In the settings, in [recognisers.{wanted}], {error}. Correct that.") from error
        program.greet()
        return program
    if wanted == LexiconOnly().name:
        return LexiconOnly()
    registered = find_plugin_pipeline(wanted) if wanted else None
    return registered or find_pipeline(wanted, [*programs, *plugin_recognisers()])


def start_recogniser(source: RecogniserSource, most: int = 1) -> Sequence[RunningRecogniser]:
    """Start a recogniser up to `most` times, so that as many texts are analysed at once, and return without waiting.

    A program is started once, because what it uses, such as a model, would be in memory several times.
    """
    if isinstance(source, ProgramRecogniser | LexiconOnly):
        return [source]
    assert isinstance(source, Pipeline | PluginPipeline), "there are no others"
    return [RemotePipeline(source) for _ in range(most)]


def take_dropped(source: RecogniserSource) -> int:
    """Return how many finds of a program did not fit the text, and were dropped, since the last call."""
    return source.take_dropped() if isinstance(source, ProgramRecogniser) else 0


def dropped_message(dropped: int) -> str:
    """Return the message about finds that were dropped; empty if none was."""
    return f"{counted(dropped, 'find')} dropped (wrong label or quote)" if dropped else ""
