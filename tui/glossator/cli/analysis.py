"""The commands analyse and compare."""

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Sequence
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
@click.option("--all", "every", is_flag=True, help="all articles that the pipeline has not analysed")
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

    With --with, another recogniser gives its opinion on the suggestions that are undecided: the score rises where it
    finds the same, and falls elsewhere. It suggests nothing itself.
    """
    if bool(uids) is every:
        raise click.UsageError("name articles, or give --all instead")
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.postprocessing import enabled_rules
    from glossator.ner.recognisers import dropped_message, find_recogniser, take_dropped
    from glossator.runtime.engines import EngineFailed
    from glossator.services.bulk_analysis import Analysed, analyse_many, processes_for
    from glossator.store.queries.library import inactive_articles

    with context.workspace() as workspace, ProgressLine() as line, ExitStack() as stack:
        if workspace.unwritable:
            # Refuse before a long analysis whose results could not be stored.
            raise CommandError(workspace.unwritable)
        try:
            pipeline = find_recogniser(model or context.settings.model, context.settings.recognisers, workspace.labels)
            second = None
            if second_named:
                second = find_recogniser(second_named, context.settings.recognisers, workspace.labels)
                if (second.name, second.version) == (pipeline.name, pipeline.version):
                    raise CommandError(f"{second.name} cannot give an opinion on itself. Name another with --with.")
            todo = workspace.unanalysed_articles(pipeline.name, pipeline.version)
            if every:
                inactive = workspace.ask(inactive_articles)
                todo = [uid for uid in todo if uid not in inactive]
            else:
                named = [workspace.article(uid).uid for uid in dict.fromkeys(uids)]
                todo = [uid for uid in named if uid in todo]
            lengths = {article.uid: article.length for article in workspace.articles()}
            total = sum(lengths[uid] for uid in todo)
            engine = stack.enter_context(closing(engine_named())) if engine_named else None
            done = added = characters = 0
            began = time.monotonic()
            line.show(progress(0, len(todo), 0, total, 0.0))
            for outcome in analyse_many(
                workspace,
                todo,
                pipeline,
                processes=processes_for(total),
                engine=engine,
                tidying=enabled_rules(context.settings.tidying),
            ):
                line.clear()
                characters += lengths[outcome.uid]
                if isinstance(outcome, Analysed):
                    done += 1
                    added += outcome.added
                    print(f"{printable(outcome.uid)}  {counted(outcome.added, 'suggestion')}", flush=True)
                else:
                    print_message(f"glossator: {outcome.uid}: {outcome.reason}")
                line.show(progress(done, len(todo), characters, total, time.monotonic() - began))
            line.clear()
            opinions = OpinionSum()
            if second is not None:
                wanted = None if every else [workspace.article(uid).uid for uid in uids]
                opinions = _give_opinions(context, workspace, pipeline, second, wanted, engine, line)
        except (NoPipeline, EngineFailed) as error:
            raise CommandError(str(error)) from error
    news = [f"{counted(done, 'article')} analysed with {pipeline.name} {pipeline.version}"]
    news += filter(None, [counted(added, "suggestion"), dropped_message(take_dropped(pipeline))])
    print_message(f"{', '.join(news)}.")
    if second is not None:
        print_message(opinions.sentence(f"{second.name} {second.version}"))
    return 0 if done == len(todo) and not opinions.failed else 1


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


def _give_opinions(
    context: Context,
    workspace: "Workspace",
    pipeline: "RecogniserSource",
    second: "RecogniserSource",
    wanted: Sequence[str] | None,
    engine: "Engine | None",
    line: ProgressLine,
) -> OpinionSum:
    """Let a recogniser give its opinion on the suggestions of another, in all articles or those that are wanted."""
    from glossator.ner.postprocessing import enabled_rules
    from glossator.services.bulk_analysis import NotAnalysed, processes_for
    from glossator.services.second_opinions import give_opinions_on_many, version_of
    from glossator.store.second_opinions import articles_without_opinion

    todo = workspace.ask(articles_without_opinion, version_of(second), version_of(pipeline))
    if wanted is not None:
        todo = [uid for uid in todo if uid in wanted]
    lengths = {article.uid: article.length for article in workspace.articles()}
    total = sum(lengths[uid] for uid in todo)
    found = OpinionSum()
    characters = 0
    began = time.monotonic()
    for outcome in give_opinions_on_many(
        workspace,
        todo,
        second,
        pipeline,
        processes=processes_for(total),
        engine=engine,
        rules=enabled_rules(context.settings.tidying),
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
        line.show(f"{second.name}: {progress(done, len(todo), characters, total, time.monotonic() - began)}")
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
