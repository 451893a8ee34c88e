"""The command evaluate."""

import click

from glossator.cli.command import WorkspaceCommand, json_option, model_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import ProgressLine, print_message, print_table
from glossator.text.pluralize import counted


@click.command("evaluate", cls=WorkspaceCommand)
@click.option(
    "--against",
    type=click.Choice(["decided"]),
    default="decided",
    help="what to compare with: articles in which everything is decided (default: decided)",
)
@model_option
@json_option
def evaluate_recogniser(context: Context, against: str, model: str, as_json: bool) -> int:  # noqa: ARG001  (it has one choice so far)
    """Compare what a pipeline suggests with what was decided.

    Only articles without undecided suggestions count. The lexicon is not used, and nothing is stored. Decisions that
    began as suggestions of a pipeline favour this pipeline.
    """
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.postprocessing import enabled_rules
    from glossator.ner.recogniser import PipelineStopped
    from glossator.ner.recognisers import find_recogniser, start_recogniser
    from glossator.services.evaluation import ALL_LABELS, decided_articles, evaluate, label_scores

    with context.workspace() as workspace, ProgressLine() as line:
        articles = decided_articles(workspace)
        if not articles:
            raise CommandError(
                "no article is decided completely. Accept or reject all suggestions of some articles first."
            )
        try:
            source = find_recogniser(model or context.settings.model, context.settings.recognisers, workspace.labels)
            (recogniser,) = start_recogniser(source)
            try:
                found = evaluate(
                    workspace,
                    articles,
                    recogniser,
                    rules=enabled_rules(context.settings.tidying),
                    progress=lambda done: line.show(f"{done:,} of {counted(len(articles), 'article')}"),
                )
            finally:
                recogniser.close()
        except (NoPipeline, PipelineStopped) as error:
            raise CommandError(str(error)) from error
        line.clear()
    rows = [
        {
            "label": "all labels" if one.label == ALL_LABELS else one.label,
            "decided": one.counts.decided,
            "suggested": one.counts.suggested,
            "right": one.counts.right,
            "precision": _rounded(one.counts.precision),
            "recall": _rounded(one.counts.recall),
            "f1": _rounded(one.counts.f1),
            "f1_low": _rounded(one.interval.low if one.interval else None),
            "f1_high": _rounded(one.interval.high if one.interval else None),
        }
        for one in label_scores(found)
    ]
    print_table(rows, as_json=as_json)
    few = "" if len(articles) > 1 else " An interval needs two articles."
    print_message(
        f"{source.name} {source.version} in {counted(len(articles), 'decided article')}; "
        f"f1_low to f1_high is the interval of 95 % over articles.{few}"
    )
    return 0


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
