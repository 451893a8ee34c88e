"""Recognition from the command line: having articles read, and comparing what two pipelines found."""

import argparse
import dataclasses
import time
from collections import Counter
from typing import Final

from glossator.cli.context import CommandError, Context
from glossator.cli.progress import ProgressLine
from glossator.cli.tables import print_message, print_table
from glossator.text.normalise import printable
from glossator.text.pluralize import counted

_FEW: Final = 100_000


def analyse_articles(context: Context, arguments: argparse.Namespace) -> int:
    """Have a pipeline read the articles that it has not read yet; print a line for each."""
    from glossator.ner.pipelines import NoPipeline, find_pipeline
    from glossator.ner.postprocessing import enabled_rules
    from glossator.services.bulk_analysis import Analysed, analyse_many
    from glossator.store.queries.library import inactive_articles

    with context.workspace() as workspace, ProgressLine() as line:
        if workspace.unwritable:
            # Recognition takes long, and nothing of it could be kept.
            raise CommandError(workspace.unwritable)
        try:
            pipeline = find_pipeline(arguments.model or context.settings.model)
            unread = workspace.unanalysed_articles(pipeline.name, pipeline.version)
            away = workspace.ask(inactive_articles)
            for uid in arguments.uids:
                workspace.article(uid)
            wanted = [uid for uid in unread if uid not in away]
            todo = wanted if arguments.all else [uid for uid in dict.fromkeys(arguments.uids) if uid in unread]
            lengths = {article.uid: article.length for article in workspace.articles()}
            total = sum(lengths[uid] for uid in todo)
            read = added = characters = 0
            began = time.monotonic()
            # A few articles are read sooner than a second process is there.
            processes = None if total > _FEW else 1
            line.show(progress(0, len(todo), 0, total, 0.0))
            for outcome in analyse_many(
                workspace, todo, pipeline, processes=processes, tidying=enabled_rules(context.settings.tidying)
            ):
                line.clear()
                characters += lengths[outcome.uid]
                if isinstance(outcome, Analysed):
                    read += 1
                    added += outcome.added
                    print(f"{printable(outcome.uid)}  {counted(outcome.added, 'suggestion')}", flush=True)
                else:
                    print_message(f"glossator: {outcome.uid}: {outcome.reason}")
                line.show(progress(read, len(todo), characters, total, time.monotonic() - began))
        except NoPipeline as error:
            raise CommandError(str(error)) from error
    print_message(f"{read:,} read by {pipeline.name} {pipeline.version}, {counted(added, 'suggestion')}.")
    return 0 if read == len(todo) else 1


def progress(read: int, articles: int, characters: int, total: int, seconds: float) -> str:
    """Return how far the reading is, how fast it goes, and how long it will still take.

    Args:
        read, articles: how many are read, of how many.
        characters, total: how many are in those.
        seconds: how long it took so far.
    """
    rate = characters / seconds if seconds > 0 else 0.0
    if not rate:
        return f"{read:,} of {articles:,} articles"
    left = round((total - characters) / rate)
    spoken = f"{left // 3600} h {left % 3600 // 60} min" if left >= 3600 else f"{left // 60} min {left % 60} s"
    return f"{read:,} of {articles:,} articles, {rate:,.0f} characters a second, {spoken} left"


def compare_pipelines(context: Context, arguments: argparse.Namespace) -> int:
    """Print where two pipelines differ in the articles that both have read."""
    from glossator.store.queries.pipeline_comparison import compare

    with context.workspace() as workspace:
        articles, differences = workspace.ask(compare, arguments.one, arguments.other)
    if not articles:
        raise CommandError(
            f"no article was read by both {arguments.one} and {arguments.other}; "
            "have them read with “glossator analyse --all --model NAME”."
        )
    print_table([dataclasses.asdict(difference) for difference in differences], as_json=arguments.json)
    kinds = Counter(difference.kind for difference in differences)
    told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common()) or "no difference"
    print_message(f"{counted(articles, 'article')} read by both: {told}.")
    return 0
