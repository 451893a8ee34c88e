"""Choosing the recogniser for articles of a language: what the user named, else what is installed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from glossator.domain.languages import ENGLISH, MULTILINGUAL, language_name
from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import (
    SIZES,
    NoPipeline,
    Pipeline,
    download_command,
    find_pipeline,
    finds_entities,
    pipelines_of_spacy,
)
from glossator.ner.plugin_recognisers import plugin_recognisers


@dataclass(frozen=True, slots=True)
class RecogniserPreferences:
    """Which recognisers the user wants.

    Attributes:
        asked: the recogniser for all articles, such as that of --model; empty for a choice by language.
        model: the recogniser of the settings; empty for the default pipeline.
        by_language: the recognisers of the settings for languages, by ISO 639 code.
        programs: the tables of recogniser programs in the settings, by name.
    """

    asked: str = ""
    model: str = ""
    by_language: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecogniserChoice:
    """The recogniser for a language.

    Attributes:
        wanted: its name, as `find_recogniser` takes it; empty for the default pipeline.
        missing: the language if nothing is installed for it, so that only the lexicon suggests; else empty.
    """

    wanted: str
    missing: str = ""


def choose_recogniser(
    language: str,
    preferences: RecogniserPreferences,
    language_of_recogniser: Callable[[str], str],
    installed: Callable[[], Sequence[Pipeline]],
) -> RecogniserChoice:
    """Return the recogniser for articles of a language.

    It is, in this order: the one for all articles; the one of the settings for the language; the one of the settings
    unless it is a pipeline of another language; the default pipeline for English and where the language is not known;
    the best installed pipeline of the language; the best one for many languages; the lexicon alone.

    Args:
        language: ISO 639; empty if it is not known.
        preferences: what the user wants.
        language_of_recogniser: returns the language of the recogniser with a name, or an empty text for any language.
        installed: returns the installed pipelines; called only if it matters, because listing them takes long.
    """
    if preferences.asked:
        return RecogniserChoice(preferences.asked)
    if named := preferences.by_language.get(language):
        return RecogniserChoice(named)
    if preferences.model:
        trained_for = language_of_recogniser(preferences.model)
        if not language or trained_for in ("", MULTILINGUAL, language):
            return RecogniserChoice(preferences.model)
    if language in ("", ENGLISH):
        return RecogniserChoice("")
    usable = sorted(filter(finds_entities, installed()), key=_rank)
    fitting = [*(one for one in usable if one.language == language)]
    fitting += [one for one in usable if one.language == MULTILINGUAL]
    return RecogniserChoice(fitting[0].module) if fitting else RecogniserChoice(LexiconOnly().name, missing=language)


def _rank(pipeline: Pipeline) -> tuple[int, str]:
    """Return what pipelines of a language are sorted by: larger ones first, then those without a size, by name."""
    size = pipeline.name.rpartition("_")[2]
    return (SIZES.index(size) if size in SIZES else len(SIZES)), pipeline.module


def language_of_named(name: str, programs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the language of the pipeline with a name; empty for a recogniser of another kind, or if there is none."""
    if name in programs or name == LexiconOnly().name or name in plugin_recognisers():
        return ""
    try:
        return find_pipeline(name).language
    except NoPipeline:
        # Reported when it is to be used.
        return ""


def advice_for(language: str, of: str = "this article") -> str:
    """Return the message that only the lexicon suggests in articles of a language, which `of` describes, and a remedy.

    Only spaCy's own download command is suggested, because packages of other people may have the name of a pipeline.
    """
    available = pipelines_of_spacy(language)
    get = ""
    if available:
        # The medium one of three sizes, or the only one.
        chosen = available[len(available) // 2]
        get = f"get {chosen} from spaCy with “{download_command(chosen)}”, or "
    return (
        f"No pipeline for {language_name(language)} is installed, so only the lexicon suggests in {of}. To have more, "
        f'{get}name a recogniser under [models] in the settings: {language} = "NAME".'
    )
