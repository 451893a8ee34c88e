"""Choices of labels and articles for a chooser."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from glossator.domain.annotation import Annotation
from glossator.domain.article import ArticleSummary
from glossator.domain.codebook import Label
from glossator.ui.widgets.article.glyphs import shortened, visible
from glossator.ui.widgets.colours import UNLABELLED, readable_on

if TYPE_CHECKING:
    from glossator.ui.screens.chooser import Choice

_HIGHLIGHT_KEY = "h"
# The numbers of choices that a key chooses.
_DIGITS = range(1, 10)


def label_choices(labels: Iterable[Label]) -> "list[Choice]":
    """Return a choice for each label that is not archived, and one without a label, whose value is empty."""
    from glossator.ui.screens.chooser import Choice

    offered = [
        (label.name, label.key, label.name, label.description, label.colour) for label in labels if not label.archived
    ]
    free = all(key != _HIGHLIGHT_KEY for _, key, *_ in offered)
    none_key = _HIGHLIGHT_KEY if free else ""
    offered.append(("", none_key, "no label", "Highlight without a label", UNLABELLED))
    return [
        Choice(
            value,
            Content.assemble(
                (f" {visible(key) or ' '} ", f"bold {readable_on(colour)} on {colour}"),
                f"  {visible(name):<12} ",
                (visible(description), "dim"),
            ),
            key,
        )
        for value, key, name, description, colour in offered
    ]


def code_choices(annotation: Annotation) -> "list[Choice]":
    """Return a choice for each tag, the label and the entity of an annotation; values are tag:…, label:…, entity:…."""
    from glossator.ui.screens.chooser import Choice

    codes = [*(("tag", tag) for tag in annotation.tags), ("label", annotation.label), ("entity", annotation.entity)]
    known = [(kind, name) for kind, name in codes if name]
    return [
        Choice(
            f"{kind}:{name}",
            Content.assemble((f" {number} ", "bold reverse"), f"  {visible(name)}  ", (kind, "dim")),
            str(number) if number in _DIGITS else "",
        )
        for number, (kind, name) in enumerate(known, start=1)
    ]


def article_choices(articles: Iterable[ArticleSummary]) -> "list[Choice]":
    """Return a choice for each article; typing filters by title, source and date."""
    from glossator.ui.screens.chooser import Choice

    return [
        Choice(
            article.uid,
            Content.assemble(
                (f"{article.decided:>4} of {article.annotations:<5}", "dim"),
                f"{shortened(article.title)}  ",
                (visible(article.source), "dim"),
            ),
            about=f"{article.title} {article.source} {article.published_at}".casefold(),
        )
        for article in articles
    ]
