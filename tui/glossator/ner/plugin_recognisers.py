"""The recognisers of plugins."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glossator.ner.pipelines import is_pipeline, pipeline_digest
from glossator.ner.recogniser import LARGE_BATCH, FoundEntity, Recogniser, without_overlaps
from glossator.plugins import Plugin, describe, installed_plugins


class RecogniserFailed(Exception):
    """A recogniser that raised an error, or returned what is no entity; the message is a sentence."""


@cache
def plugin_recognisers() -> Mapping[str, tuple[Plugin, Recogniser]]:
    """Return the recognisers of plugins by name, each with its plugin."""
    found = installed_plugins().additions(
        "register_recognisers", Recogniser, "recogniser", lambda one: one.name, taken=(), check=_wrong
    )
    return {recogniser.name: (plugin, recogniser) for plugin, recogniser in found}


def _wrong(recogniser: Recogniser) -> str:
    """Return why a recogniser cannot be used; empty if it can."""
    values: tuple[object, ...] = (recogniser.name, recogniser.version)
    for value in values:
        if not (isinstance(value, str) and value.strip() and value.isprintable()):
            return "its name and version must be texts"
    return "a spaCy pipeline has its name" if is_pipeline(recogniser.name) else ""


def find_plugin_pipeline(name: str) -> "PluginPipeline | None":
    """Return the recogniser of a plugin with this name, or None."""
    if name not in plugin_recognisers():
        return None
    plugin, recogniser = plugin_recognisers()[name]
    package = sys.modules[type(recogniser).__module__.partition(".")[0]]
    file = Path(package.__file__ or "")
    return PluginPipeline(
        recogniser.name, recogniser.version, plugin.name, file.parent if hasattr(package, "__path__") else file
    )


@dataclass(frozen=True, slots=True)
class PluginPipeline:
    """A recogniser of a plugin that can be started.

    Attributes:
        name, version: those of the recogniser.
        plugin: the name of the plugin.
        package: the folder or file of the Python package that the recogniser is in.
    """

    name: str
    version: str
    plugin: str
    package: Path

    @property
    def digest(self) -> str:
        """The digest of its files. Raises NoPipeline when one cannot be read."""
        return pipeline_digest(self.package)

    @property
    def at_once(self) -> int:
        """The most texts to give it at a time."""
        return LARGE_BATCH

    @property
    def module(self) -> str:
        """The name by which the process finds it."""
        return self.name

    @property
    def loaded_from(self) -> str:
        """The plugin, for the records of the workspace."""
        return f"plugin {self.plugin}"


class PluginRecogniser:
    """A recogniser of a plugin in this process, whose errors and wrong answers are reported."""

    def __init__(self, plugin: Plugin, recogniser: Recogniser) -> None:
        self._plugin = plugin
        self._recogniser = recogniser

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text.

        Raises:
            RecogniserFailed: when the plugin fails.
        """
        try:
            answer = self._recogniser.suggest(texts)
            return [
                without_overlaps(_entity(text, *one) for one in found)
                for text, found in zip(texts, answer, strict=True)
            ]
        except Exception as error:
            # A plugin may raise and return anything.
            raise RecogniserFailed(
                f"The recogniser {self._recogniser.name} of the plugin {self._plugin.name} failed ({describe(error)})."
            ) from error


def _entity(text: str, start: Any, end: Any, label: Any, score: Any = None) -> FoundEntity:
    """Return an entity in `text`.

    Raises:
        ValueError: when it is none.
    """
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise ValueError(f"no text from {start!r} to {end!r}")
    if not (isinstance(label, str) and label.strip()):
        raise ValueError(f"no label {label!r}")
    if not (score is None or (isinstance(score, int | float) and 0 <= score <= 1)):
        raise ValueError(f"no score {score!r}")
    return FoundEntity(start, end, label, score)
