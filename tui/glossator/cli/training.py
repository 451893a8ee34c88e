"""The command train."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from glossator.cli.command import FILE, WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import ProgressLine, print_json, print_message, print_table
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.ner.pipelines import Pipeline
    from glossator.services.training import TrainingResult


@click.command("train", cls=WorkspaceCommand)
@click.argument("folder", type=FILE, metavar="FOLDER")
@click.option(
    "--model",
    metavar="NAME",
    default="",
    help="spaCy pipeline to start from, a package or a folder (default: from settings, else a pipeline)",
)
@json_option
def train_on_decisions(context: Context, folder: Path, model: str, as_json: bool) -> int:
    """Train a pipeline on decisions; keep it only if better.

    The decided articles are divided into five parts by the hash of their text. For each part, a pipeline is trained on
    the articles of the other four, and compared with the original pipeline in the completely decided articles of this
    part. If F1 over all parts is higher after training, a pipeline is trained on all decided articles and written to
    FOLDER; otherwise nothing is written, and the exit code is 1. At least 500 decisions and 2 completely decided
    articles are needed, and an original pipeline that was not itself trained on decisions. The workspace is not
    changed.
    """
    from glossator.ner.pipelines import NoPipeline, find_pipeline
    from glossator.ner.postprocessing import enabled_rules
    from glossator.runtime.signals import cleanup_on_termination
    from glossator.services.atomic_output import ExportRefused, check_new_folder
    from glossator.services.training import TrainingRefused, train_pipeline

    with context.workspace() as workspace, ProgressLine() as line:
        try:
            check_new_folder(folder)
            base = find_pipeline(model or context.settings.model)
            with cleanup_on_termination():
                result = train_pipeline(
                    workspace,
                    base,
                    folder,
                    rules=enabled_rules(context.settings.tidying),
                    progress=lambda what, step, total: line.show(f"{what} {step:,} of {total:,}"),
                )
        except (ExportRefused, TrainingRefused, NoPipeline) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            line.clear()
            print_message("glossator: interrupted; nothing was written.")
            return 130
    if as_json:
        print_json(_as_json(result, base, folder))
    else:
        print_table(_rows(result), as_json=False)
    print_message(_summary(result, base, folder))
    return 0 if result.is_better else 1


def _rows(result: "TrainingResult") -> list[dict[str, Any]]:
    return [
        {
            "label": one.label or "all labels",
            "decided": one.before.decided,
            "f1_before": _rounded(one.before.f1),
            "f1_after": _rounded(one.after.f1),
        }
        for one in result.labels
    ]


def _as_json(result: "TrainingResult", base: "Pipeline", folder: Path) -> dict[str, Any]:
    plan, interval = result.plan, result.interval
    return {
        "base": base.name,
        "base_version": base.version,
        "decisions": plan.decisions,
        "decided_articles": len(plan.training.articles),
        "compared_articles": len(plan.compared),
        "parts": len(plan.parts),
        "gain": _rounded(result.gain),
        "gain_low": _rounded(interval.low if interval else None),
        "gain_high": _rounded(interval.high if interval else None),
        "folder": str(folder) if result.is_better else None,
        "labels": _rows(result),
    }


def _summary(result: "TrainingResult", base: "Pipeline", folder: Path) -> str:
    """Return how the pipelines compare, and how to use the new one."""
    plan, interval = result.plan, result.interval
    what = (
        f"{counted(plan.decisions, 'decision')} in {counted(len(plan.training.articles), 'article')}: {base.name} "
        f"{base.version} was compared with {counted(len(plan.parts), 'pipeline')} trained from it on "
        f"{len(plan.compared):,} completely decided articles, each held back once."
    )
    over = "" if interval is None else f" (interval of 95 % over articles: {interval.low:+.3f} to {interval.high:+.3f})"
    if not result.is_better:
        change = "is the same" if result.gain == 0 else f"is {-result.gain:.3f} lower"
        return f"{what} F1 of all labels {change} after training{over}. Nothing was written; go on with {base.module}."
    chance = " That may be chance: decide on more articles, and train again." if result.may_be_chance else ""
    there = shlex.quote(f"./{folder}" if folder.name == str(folder) else str(folder))
    setting = json.dumps(str(folder.absolute()), ensure_ascii=False)
    return (
        f"{what} F1 of all labels is {result.gain:.3f} higher after training{over}.{chance} A pipeline trained on all "
        f"{counted(len(plan.training.articles), 'article')} was written to {folder}. "
        f"Use it with --model {there}, or with model = {setting} in the settings."
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
