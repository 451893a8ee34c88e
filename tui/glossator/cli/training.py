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

    The pipeline is compared with the one that it was trained from, in completely decided articles that are held back,
    about one in five. It is written to FOLDER only if its F1 is higher there; otherwise nothing is written, and the
    exit code is 1. At least 500 decisions are needed. The workspace is not changed.
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
                    progress=lambda what, done, total: line.show(f"{what} {done:,} of {total:,}"),
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
    interval = result.interval
    return {
        "base": base.name,
        "base_version": base.version,
        "decisions": result.texts.decisions,
        "training_articles": len(result.texts.training),
        "held_back_articles": len(result.texts.held_back),
        "gain": _rounded(result.gain),
        "gain_low": _rounded(interval.low if interval else None),
        "gain_high": _rounded(interval.high if interval else None),
        "folder": str(folder) if result.is_better else None,
        "labels": _rows(result),
    }


def _summary(result: "TrainingResult", base: "Pipeline", folder: Path) -> str:
    """Return how the pipelines compare, and how to use the new one."""
    texts, interval = result.texts, result.interval
    what = (
        f"{counted(texts.decisions, 'decision')}: trained on {counted(len(texts.training), 'article')}, compared with "
        f"{base.name} {base.version} on {len(texts.held_back):,} held back."
    )
    over = "" if interval is None else f" (interval of 95 % over articles: {interval.low:+.3f} to {interval.high:+.3f})"
    if not result.is_better:
        change = "is the same" if result.gain == 0 else f"is {-result.gain:.3f} lower"
        return f"{what} F1 of all labels {change} after training{over}. Nothing was written; go on with {base.module}."
    chance = " That may be chance: decide on more articles, and train again." if result.may_be_chance else ""
    there = shlex.quote(f"./{folder}" if folder.name == str(folder) else str(folder))
    setting = json.dumps(str(folder.absolute()), ensure_ascii=False)
    return (
        f"{what} F1 of all labels is {result.gain:.3f} higher after training{over}.{chance} Written to {folder}. "
        f"Use it with --model {there}, or with model = {setting} in the settings."
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
