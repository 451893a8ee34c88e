"""The commands analyse and compare."""

import dataclasses
import time
from collections import Counter
from collections.abc import Callable
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
    from glossator.runtime.engines import Engine


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
def analyse_articles(
    context: Context, uids: tuple[str, ...], every: bool, model: str, engine_named: "Callable[[], Engine] | None"
) -> int:
    """Suggest entities with spaCy or another recogniser.

    The language of each article chooses the pipeline, unless --model names one.
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
        except (NoPipeline, EngineFailed) as error:
            raise CommandError(str(error)) from error
    news = [analysed_by(groups, done)]
    news += filter(None, [counted(added, "suggestion"), dropped_message(dropped_finds(groups))])
    print_message(f"{', '.join(news)}.")
    return 0 if len(done) == todo else 1


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

    Only articles that both have analysed are compared.
    """
    from glossator.store.queries.pipeline_comparison import compare

    with context.workspace() as workspace:
        articles, differences = workspace.ask(compare, one, other)
    if not articles:
        raise CommandError(
            f"no article was analysed by both {one} and {other}. Run “glossator analyse --all --model NAME” for each."
        )
    print_table([dataclasses.asdict(difference) for difference in differences], as_json=as_json)
    kinds = Counter(difference.kind for difference in differences)
    summary = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common()) or "no difference"
    print_message(f"{counted(articles, 'article')} analysed by both: {summary}.")
    return 0
