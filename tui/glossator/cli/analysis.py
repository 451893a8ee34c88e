"""The commands analyse and compare."""

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from glossator.cli.command import WorkspaceCommand, json_option, model_option
from glossator.cli.context import Context
from glossator.cli.engine_option import EngineName
from glossator.cli.errors import CommandError
from glossator.cli.output import ProgressLine, print_message, print_table
from glossator.cli.stored_names import ARTICLE, UIDS
from glossator.text.normalise import printable
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.ner.recogniser import RecogniserSource
    from glossator.runtime.engines import Engine
    from glossator.store.workspace import Workspace


@click.command("analyse", cls=WorkspaceCommand)
@click.argument("uids", nargs=-1, metavar="[UID]...", type=ARTICLE, help=UIDS)
@click.option("--all", "every", is_flag=True, help="all articles that are not analysed with their recogniser")
@model_option
@click.option(
    "--on",
    "engine_named",
    type=EngineName(),
    metavar="ENGINE",
    help="local, local:N (N processes) or dask://HOST:PORT (default: all processors, if there is enough to analyse)",
)
@click.option(
    "--with", "second_named", metavar="NAME", default="", help="another recogniser, whose opinion changes the scores"
)
def analyse_articles(
    context: Context,
    uids: tuple[str, ...],
    every: bool,
    model: str,
    engine_named: "Callable[[], Engine] | None",
    second_named: str,
) -> int:
    """Suggest entities with spaCy or another recogniser.

    The language of each article chooses the pipeline, unless --model names one. With --with, another recogniser gives
    its opinion on the suggestions that are undecided: the score rises where it finds the same, and falls elsewhere. It
    suggests nothing itself.
    """
    if bool(uids) is every:
        raise click.UsageError("name articles, or give --all instead")
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.postprocessing import enabled_rules
    from glossator.ner.recognisers import dropped_message
    from glossator.runtime.engines import EngineFailed
    from glossator.services.article_recognisers import analyse_groups, analysed_by, analysis_groups, dropped_finds
    from glossator.services.bulk_analysis import Analysed
    from glossator.store.queries.library import inactive_articles

    with context.workspace() as workspace, ProgressLine() as line, ExitStack() as stack:
        if workspace.unwritable:
            # Refuse before a long analysis whose results could not be stored.
            raise CommandError(workspace.unwritable)
        try:
            lengths = {article.uid: article.length for article in workspace.articles()}
            if every:
                inactive = workspace.ask(inactive_articles)
                wanted = [uid for uid in lengths if uid not in inactive]
            else:
                wanted = [workspace.article(uid).uid for uid in dict.fromkeys(uids)]
            groups = analysis_groups(workspace, wanted, context.preferences(model))
            second = _second(context, workspace, second_named, [group.source for group in groups])
            for sentence in (sentence for group in groups for sentence in group.advice):
                print_message(sentence)
            todo = sum(len(group.uids) for group in groups)
            total = sum(lengths[uid] for group in groups for uid in group.uids)
            engine = stack.enter_context(closing(engine_named())) if engine_named else None
            done: list[str] = []
            added = characters = 0
            began = time.monotonic()
            line.show(progress(0, todo, 0, total, 0.0))
            for outcome in analyse_groups(
                workspace, groups, lengths, engine=engine, tidying=enabled_rules(context.settings.tidying)
            ):
                line.clear()
                characters += lengths[outcome.uid]
                if isinstance(outcome, Analysed):
                    done.append(outcome.uid)
                    added += outcome.added
                    print(f"{printable(outcome.uid)}  {counted(outcome.added, 'suggestion')}", flush=True)
                else:
                    print_message(f"glossator: {outcome.uid}: {outcome.reason}")
                line.show(progress(len(done), todo, characters, total, time.monotonic() - began))
            line.clear()
            opinions = OpinionSum()
            if second is not None:
                rated = [group.source for group in groups]
                opinions = _give_opinions(context, workspace, second, rated, set(wanted), lengths, engine, line)
        except (NoPipeline, EngineFailed) as error:
            raise CommandError(str(error)) from error
    news = [analysed_by(groups, done)]
    news += filter(None, [counted(added, "suggestion"), dropped_message(dropped_finds(groups))])
    print_message(f"{', '.join(news)}.")
    if second is not None:
        print_message(opinions.sentence(f"{second.name} {second.version}"))
    return 0 if len(done) == todo and not opinions.failed else 1


@dataclasses.dataclass(slots=True)
class OpinionSum:
    """The numbers of articles on which an opinion was given or failed, and of suggestions."""

    articles: int = 0
    failed: int = 0
    agreed: int = 0
    disagreed: int = 0

    def sentence(self, second: str) -> str:
        """Return the sentence about the opinions of a recogniser."""
        if not self.articles:
            return f"{second} gave no new opinion." if self.failed else f"{second} has given its opinion before."
        return (
            f"{second} agrees with {self.agreed:,} of {counted(self.agreed + self.disagreed, 'undecided suggestion')} "
            f"in {counted(self.articles, 'article')}; the scores are adjusted."
        )


def _second(
    context: Context, workspace: "Workspace", named: str, rated: "Sequence[RecogniserSource]"
) -> "RecogniserSource | None":
    """Return the recogniser that gives its opinion; None if none is named.

    Raises:
        CommandError: when it can rate none of the recognisers.
    """
    if not named:
        return None
    from glossator.ner.recognisers import find_recogniser
    from glossator.services.second_opinions import can_rate

    second = find_recogniser(named, context.settings.recognisers, workspace.labels)
    if not any(can_rate(second, one) for one in rated):
        names = ", ".join(one.name for one in rated)
        raise CommandError(
            f"{second.name} cannot give an opinion on suggestions of {names}: it is the same, or for another language. "
            "Name another with --with."
        )
    return second


def _give_opinions(
    context: Context,
    workspace: "Workspace",
    second: "RecogniserSource",
    rated: "Sequence[RecogniserSource]",
    wanted: Collection[str],
    lengths: Mapping[str, int],
    engine: "Engine | None",
    line: ProgressLine,
) -> OpinionSum:
    """Let a recogniser give its opinion on the suggestions of others in articles, and return what came of it."""
    from glossator.ner.postprocessing import enabled_rules
    from glossator.services.bulk_analysis import NotAnalysed, processes_for
    from glossator.services.second_opinions import articles_to_rate, can_rate, give_opinions_on_many

    todo = {one: articles_to_rate(workspace, second, one, wanted) for one in rated if can_rate(second, one)}
    articles = sum(map(len, todo.values()))
    total = sum(lengths[uid] for uids in todo.values() for uid in uids)
    found = OpinionSum()
    characters = 0
    began = time.monotonic()
    rules = enabled_rules(context.settings.tidying)
    for about, uids in todo.items():
        for outcome in give_opinions_on_many(
            workspace, uids, second, about, processes=processes_for(total), engine=engine, rules=rules
        ):
            characters += lengths[outcome.uid]
            if isinstance(outcome, NotAnalysed):
                line.clear()
                found.failed += 1
                print_message(f"glossator: {outcome.uid}: {outcome.reason}")
            else:
                found.articles += 1
                found.agreed += outcome.agreed
                found.disagreed += outcome.disagreed
            done = found.articles + found.failed
            line.show(f"{second.name}: {progress(done, articles, characters, total, time.monotonic() - began)}")
    line.clear()
    return found


def progress(done: int, articles: int, characters: int, total: int, seconds: float) -> str:
    """Return the progress of an analysis, with its speed and the estimated remaining time.

    Args:
        done, articles: the numbers of analysed and of all articles.
        characters, total: the numbers of their characters.
        seconds: the elapsed time.
    """
    rate = characters / seconds if seconds > 0 else 0.0
    if not rate:
        return f"{done:,} of {articles:,} articles"
    seconds_left = round((total - characters) / rate)
    minutes, rest = divmod(seconds_left, 60)
    left = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"
    return f"{done:,} of {articles:,} articles, {rate:,.0f} characters a second, {left} left"


@click.command("compare", cls=WorkspaceCommand)
@click.argument("one", metavar="A", help="pipeline, such as en_core_web_sm, or “en_core_web_sm 3.8.0”")
@click.argument("other", metavar="B", help="another pipeline")
@json_option
def compare_pipelines(context: Context, one: str, other: str, as_json: bool) -> int:
    """Compare the suggestions of two pipelines.

    Only articles that both have analysed, or given their opinion on, are compared.
    """
    from glossator.store.queries.pipeline_comparison import compare

    with context.workspace() as workspace:
        found = workspace.ask(compare, one, other)
    if not found.articles:
        raise CommandError(
            f"no article was analysed by both {one} and {other}. Run “glossator analyse --all --model NAME” for each."
        )
    print_table([dataclasses.asdict(difference) for difference in found.differences], as_json=as_json)
    kinds = [("the same", found.same), *Counter(difference.kind for difference in found.differences).most_common()]
    summary = ", ".join(f"{number:,} {kind}" for kind, number in kinds)
    print_message(f"{counted(found.articles, 'article')} analysed by both: {summary}.")
    rights = [("both", found.both), (one, found.only_first), (other, found.only_second)]
    shares = [f"{count.right:,} of {count.decided:,} from {whose}" for whose, count in rights if count.decided]
    if shares:
        print_message(f"Accepted, of the suggestions that were decided: {', '.join(shares)}.")
    return 0
