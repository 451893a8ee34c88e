"""The command agree: how far analysts agree."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from glossator.cli.command import QUERY_SYNTAX, WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_json, print_message, print_table
from glossator.cli.search import explain_query
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.agreement.measure import Figure
    from glossator.services.agreement import Agreement, AnalystComparison

_LABEL, _ARTICLE, _PAIR = "label", "article", "pair"
_NO_LABEL: Final = "(none)"
_NO_SPAN: Final = "(not marked)"
# What a pair has in a row, by measure and unit; the others are in the JSON.
_OF_PAIRS: Final = (
    ("observed agreement", "suggestions"),
    ("Cohen's kappa", "suggestions"),
    ("F1 exact", "spans"),
    ("F1 exact", "spans nobody suggested"),
)


@click.command("agree", cls=WorkspaceCommand, epilog=QUERY_SYNTAX)
@click.option(
    "--by", "rows", type=click.Choice([_LABEL, _ARTICLE, _PAIR]), help="table of labels, articles or pairs instead"
)
@click.option(
    "--analyst",
    "analysts",
    multiple=True,
    metavar="NAME",
    help="analyst to compare; can be repeated (default: all who have done an article)",
)
@click.option("--where", metavar="QUERY", default="", help="only articles that match QUERY")
@json_option
def agree(context: Context, rows: str | None, analysts: tuple[str, ...], where: str, as_json: bool) -> int:
    """Measure how far analysts agree.

    Only articles that all of them have done are compared: nothing in the article is undecided, and each analyst has
    decided on all that a pipeline suggested.
    """
    from glossator.domain.query import BadQuery
    from glossator.runtime.gc_tuning import gc_paused
    from glossator.services.agreement import agreement
    from glossator.store.queries.agreement import judged_articles
    from glossator.store.queries.verdicts import deciding_analysts

    with context.workspace() as workspace, gc_paused():
        known = workspace.ask(deciding_analysts)
        _check(known, analysts)
        try:
            articles = workspace.ask(lambda connection: list(judged_articles(connection, where)))
        except BadQuery as error:
            raise CommandError(explain_query(where, error)) from error
        found = agreement(articles, analysts or known, idle=bool(analysts))
    if as_json:
        print_json(_as_json(found, rows))
    elif rows == _LABEL:
        _print_labels(found.together)
    elif rows == _ARTICLE:
        print_table(_articles(found.together), as_json=False)
    elif rows == _PAIR:
        print_table([_pair(one) for one in found.pairs], as_json=False)
    else:
        print_table([_row(figure) for figure in found.together.figures], as_json=False)
    print_message(_summary(found))
    return 0


def _check(known: list[str], analysts: tuple[str, ...]) -> None:
    """Raise CommandError if there are no two analysts to compare."""
    names = ", ".join(known)
    for name in analysts:
        if name not in known:
            raise CommandError(f"{name} has decided on nothing here. Analysts: {names or 'none'}.")
    if len(known) < 2:
        raise CommandError(
            f"{f'Only {names} has' if known else 'Nobody has'} decided on annotations here. Merge a colleague's "
            'workspace with "glossator merge", then compare again.'
        )
    if len(set(analysts)) == 1:
        raise CommandError(f"One analyst cannot be compared. Name another one. Analysts: {names}.")


def _summary(found: "Agreement") -> str:
    """Return who was compared, in which articles, and where the intervals come from."""
    names = ", ".join(found.together.analysts)
    count = found.together.articles
    if not count:
        done = ", ".join(f"{name} {number:,}" for name, number in found.done.items())
        return (
            f"No article is done by all of {names}. Of {counted(found.decided, 'article')}: {done}. An article is "
            "done when nothing in it is undecided and the analyst has decided on all that a pipeline suggested."
        )
    interval = next((one.interval for one in found.together.figures if one.interval is not None), None)
    method = "" if interval is None else f" Intervals: 95 %, {interval.method} over articles."
    others = ", ".join(name for name in found.done if name not in found.together.analysts)
    left_out = f" Not compared: {others}." if others else ""
    return f"{names}: {count:,} of {counted(found.decided, 'article')} done by all.{method}{left_out}"


def _row(figure: "Figure") -> dict[str, Any]:
    return {
        "measure": figure.measure,
        "unit": str(figure.unit),
        "items": figure.items,
        "value": _number(figure),
        "interval": _interval(figure),
    }


def _number(figure: "Figure") -> str:
    return figure.reason if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: "Figure") -> str:
    interval = figure.interval
    return "" if interval is None else f"{interval.low:.3f} to {interval.high:.3f}"


def _print_labels(found: "AnalystComparison") -> None:
    print_table(
        [
            {
                "label": one.label or _NO_LABEL,
                "spans": one.spans,
                "unmatched": one.unmatched,
                "F1 exact": _number(one.exact),
                "interval": _interval(one.exact),
                "F1 overlapping": _number(one.overlapping),
            }
            for one in found.labels
        ],
        as_json=False,
    )
    print()
    print_table(
        [
            {"label": one.label or _NO_LABEL, "other analyst": _other(one.other), "spans": one.times}
            for one in found.confusion
        ],
        as_json=False,
    )


def _other(label: str | None) -> str:
    return _NO_SPAN if label is None else label or _NO_LABEL


def _articles(found: "AnalystComparison") -> list[dict[str, Any]]:
    return [
        {
            "uid": one.uid,
            "disagreements": one.disagreements,
            "annotations": one.annotations,
            "observed, suggestions": _number(one.suggestions),
            "F1 exact, spans": _number(one.spans),
            "title": one.title,
        }
        for one in found.worst
    ]


def _pair(found: "AnalystComparison") -> dict[str, Any]:
    figures = {f"{measure}, {unit}": found.figure(measure, unit) for measure, unit in _OF_PAIRS}
    return {"analysts": ", ".join(found.analysts), "articles": found.articles} | {
        name: _number(figure) for name, figure in figures.items()
    }


def _as_json(found: "Agreement", rows: str | None) -> dict[str, Any]:
    together = found.together
    about = {
        "analysts": together.analysts,
        "articles": together.articles,
        "decided": found.decided,
        "done": found.done,
    }
    match rows:
        case "label":
            return about | {
                "labels": [asdict(one) for one in together.labels],
                "confusion": [asdict(one) for one in together.confusion],
            }
        case "article":
            return about | {"worst": [asdict(one) for one in together.worst]}
        case "pair":
            return about | {
                "pairs": [
                    {
                        "analysts": one.analysts,
                        "articles": one.articles,
                        "figures": [asdict(figure) for figure in one.figures],
                    }
                    for one in found.pairs
                ]
            }
        case _:
            return about | {"figures": [asdict(one) for one in together.figures]}
