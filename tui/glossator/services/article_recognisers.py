"""Which recogniser analyses which article, by the language of the article; and analysing articles with several."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import installed_pipelines
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import RecogniserSource
from glossator.ner.recogniser_choice import (
    RecogniserChoice,
    RecogniserPreferences,
    advice_for,
    choose_recogniser,
    language_of_named,
)
from glossator.ner.recognisers import find_recogniser, take_dropped
from glossator.runtime.background import interruptible
from glossator.services.article_languages import languages_of_articles
from glossator.state.settings import Settings
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.runtime.engines import Engine
    from glossator.services.bulk_analysis import Outcome


@dataclass(frozen=True, slots=True)
class ChosenRecogniser:
    """The recogniser for articles of a language.

    Attributes:
        source: the recogniser.
        advice: what to do where only the lexicon suggests, because nothing is installed for the language; else empty.
    """

    source: RecogniserSource
    advice: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisGroup:
    """Articles that one recogniser analyses.

    Attributes:
        source: the recogniser.
        uids: the articles that it has not analysed completely.
        advice: as of `ChosenRecogniser`, with the number of articles; a sentence for each language without a pipeline.
    """

    source: RecogniserSource
    uids: tuple[str, ...]
    advice: tuple[str, ...] = ()


def preferences_of(settings: Settings, asked: str = "") -> RecogniserPreferences:
    """Return the recognisers that the settings name; `asked` is the one for all articles, or empty."""
    return RecogniserPreferences(asked, settings.model, settings.models, settings.recognisers)


def recogniser_for(workspace: Workspace, language: str, preferences: RecogniserPreferences) -> ChosenRecogniser:
    """Return the recogniser for articles of a language, ISO 639 or empty. A program is started.

    Raises:
        NoPipeline: when there is no recogniser of the wanted name, or the program fails.
    """
    choice = _choice(language, preferences)
    return ChosenRecogniser(
        find_recogniser(choice.wanted, preferences.programs, workspace.labels),
        advice_for(choice.missing) if choice.missing else "",
    )


def _choice(language: str, preferences: RecogniserPreferences) -> RecogniserChoice:
    named = partial(language_of_named, programs=preferences.programs)
    return choose_recogniser(language, preferences, named, installed_pipelines)


def analysis_groups(
    workspace: Workspace,
    uids: Collection[str],
    preferences: RecogniserPreferences,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[AnalysisGroup]:
    """Return the articles by the recogniser for their language, without those that it has analysed already.

    There is a group for each recogniser, also if it has nothing to do; one for no articles.

    Raises:
        NoPipeline: when there is no recogniser of a wanted name, or a program fails.
        Cancelled: when it was cancelled.
    """
    languages: Mapping[str, str]
    if preferences.asked:
        languages = dict.fromkeys(uids, "")
    else:
        found = languages_of_articles(workspace, uids, cancelled)
        languages = {uid: language.code for uid, language in found.items()}
    choices = {code: _choice(code, preferences) for code in dict.fromkeys(languages.values())}
    groups = []
    for wanted in dict.fromkeys(choice.wanted for choice in choices.values()) or [_choice("", preferences).wanted]:
        # A program is started for its version.
        source = interruptible(partial(find_recogniser, wanted, preferences.programs, workspace.labels), cancelled)
        waiting = set(workspace.unanalysed_articles(source.name, source.version))
        todo = [uid for uid, code in languages.items() if choices[code].wanted == wanted and uid in waiting]
        missing = [choice.missing for choice in choices.values() if choice.wanted == wanted and choice.missing]
        counts = {code: sum(languages[uid] == code for uid in todo) for code in missing}
        advice = [advice_for(code, counted(count, "article")) for code, count in counts.items() if count]
        groups.append(AnalysisGroup(source, tuple(todo), tuple(advice)))
    return groups


def analyse_groups(
    workspace: Workspace,
    groups: Sequence[AnalysisGroup],
    lengths: Mapping[str, int],
    *,
    engine: "Engine | None" = None,
    tidying: Collection[str] = RULES,
    cancelled: Callable[[], bool] = lambda: False,
) -> "Iterator[Outcome]":
    """Analyse the articles of groups, one group after another, and yield the outcomes as they come.

    Args:
        workspace: where the articles are.
        groups: the articles with their recognisers.
        lengths: the code points of each article.
        engine: runs the recognisers instead of processes of this program; it is closed by the caller.
        tidying: the names of the postprocessing rules.
        cancelled: asked between batches.

    Raises:
        NoPipeline: when a recogniser cannot be loaded.
        EngineFailed: when the engine cannot run it.
    """
    # The reader needs only the choice, as soon as an article is open.
    from glossator.services.bulk_analysis import analyse_many, processes_for

    for group in groups:
        if group.uids and not cancelled():
            take_dropped(group.source)
            # What was chosen for lack of a pipeline needs no engine.
            on_engine = None if isinstance(group.source, LexiconOnly) and group.advice else engine
            yield from analyse_many(
                workspace,
                group.uids,
                group.source,
                processes=processes_for(sum(lengths[uid] for uid in group.uids)),
                engine=on_engine,
                tidying=tidying,
                cancelled=cancelled,
            )


def dropped_finds(groups: Sequence[AnalysisGroup]) -> int:
    """Return how many finds of programs did not fit the text, and were dropped, in the last analysis of groups."""
    return sum(take_dropped(group.source) for group in groups)


def analysed_by(groups: Sequence[AnalysisGroup], done: Collection[str]) -> str:
    """Return how many articles were analysed with which recogniser: “3 articles analysed with fr_core_news_sm 3.8.0”.

    Args:
        groups: the groups of the analysis.
        done: the uids of the articles that were analysed.
    """
    finished = set(done)
    total = f"{counted(len(finished), 'article')} analysed"
    counts = [(_described(group.source), sum(uid in finished for uid in group.uids)) for group in groups]
    named = [(name, count) for name, count in counts if count] or counts
    if len(named) == 1:
        return f"{total} with {named[0][0]}"
    return f"{total} ({', '.join(f'{count:,} with {name}' for name, count in named)})" if finished else total


def _described(source: RecogniserSource) -> str:
    return "the lexicon alone" if isinstance(source, LexiconOnly) else f"{source.name} {source.version}"
