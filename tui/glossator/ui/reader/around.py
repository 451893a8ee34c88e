"""What else is known of the annotation in the editor: others here, its text elsewhere, its entity, the article."""

from typing import Final

from textual.content import Content

from glossator.store.queries.related import related_annotations
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.editor import EditTarget

# The most lines of each part.
_MOST: Final = 4


def around(workspace: Workspace, target: EditTarget) -> Content:
    """Return what else is known of an edit target, in parts with headings; called on a worker's thread."""
    annotation, article = target.annotation, target.article
    parts: list[tuple[str, list[str]]] = []
    if annotation is not None and annotation.span is not None:
        span = annotation.span
        others = workspace.annotations_between(article.id, span.start, span.end)
        here = [f"{one.label or '–'} {one.status}  {one.quote}" for one in others if one.id != annotation.id]
        parts.append(("Also here", here[:_MOST]))
        known = workspace.ask(related_annotations, annotation.id, _MOST)
        same = ", ".join(f"{number:,} {status}" for status, number in known.same_text)
        parts.append(("Same text in this article", [same] if same else []))
        if known.mentions:
            total = f"{counted(known.mentions, 'mention')} in {counted(known.articles, 'article')}"
            named = [f"{number:>4,}  {title}" for title, number in known.most] if known.articles > 1 else []
            parts.append((annotation.entity or "", [total, *named]))
    if annotation is not None:
        about = [" ".join(f"#{tag}" for tag in article.tags)] if article.tags else []
        about += [f"✎ {article.note.partition(chr(10))[0]}"] if article.note else []
        parts.append(("Article", about))
    lines = []
    for heading, sentences in parts:
        if sentences:
            lines += [Content.styled(visible(heading), "dim"), *(Content(visible(one)) for one in sentences)]
            lines.append(Content(""))
    return Content("\n").join(lines)
