"""The screen is the workspace: what is seen in the terminal, compared with what is in the file."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from textual.command import CommandPalette
from textual.geometry import Region
from textual.widgets._toast import Toast

from glossator.domain.annotation import DOUBTFUL, Annotation, Status
from glossator.domain.article import Article
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.widgets.article.glyphs import clusters, guarded, shown, visible
from glossator.ui.widgets.article.paint import MARGIN
from tests.emulator import Emulator
from tests.walk.window import Window

_MOST_QUOTED: Final = 200


def reader_complaints(window: Window) -> list[str]:
    """Return what the reader shows that is not in the workspace: other text, marks, counts, annotation or note."""
    return list(_of_reader(window)) if _reader_is_seen(window) else []


async def repaint_complaints(window: Window) -> list[str]:
    """Return what looks different once everything is drawn again, on any page: it was not repainted in time."""
    if isinstance(window.app.screen, CommandPalette):
        # Textual's own, which moves while it looks.
        return []
    before = window.emulator.cells
    after = await window.redrawn()
    places = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if not places:
        return []
    columns, _ = window.emulator.size
    lines = sorted({place // columns for place in places})
    was, now = ("".join(cell.data for cell in cells[lines[0] * columns :][:columns]) for cells in (before, after))
    first = places[0]
    return [
        f"{len(places)} cells were not repainted, in lines {lines}; the first line was {was!r} and is {now!r}; "
        f"its cell {first % columns} was {before[first]} and is {after[first]}"
    ]


def _reader_is_seen(window: Window) -> bool:
    screen = window.app.screen
    return isinstance(screen, ReaderScreen) or (
        isinstance(screen, KeyPrompt) and window.reader in window.app.screen_stack[-2:]
    )


def _of_reader(window: Window) -> Iterator[str]:
    article = _named_above(window)
    if article is None:
        yield f"no article is named above the text: {window.emulator.lines[0]!r}"
        return
    if article.uid != window.reader.session.article.uid:
        yield f"the title is that of {article.title!r}, and {window.reader.session.article.title!r} is open"
    covered = _covered(window)
    yield from _progress(window, article)
    yield from _text(window, article, covered)
    yield from _status(window)
    yield from _editor(window, article, covered)


def _named_above(window: Window) -> Article | None:
    """Return the article whose title is on the first line of the terminal."""
    line = window.emulator.lines[0].strip()
    workspace = window.reader.session.workspace
    fitting = [one for one in workspace.articles() if f"{line}  ".startswith(f"{visible(one.title)}  ")]
    return workspace.article(max(fitting, key=lambda one: len(one.title)).uid) if fitting else None


def _covered(window: Window) -> list[Region]:
    """Return what lies over the reader."""
    reader, top = window.reader, window.app.screen
    covering = [toast.region for toast in top.query(Toast)]
    if top is not reader:
        covering += [child.region for child in top.children if child.display]
    return covering


def _progress(window: Window, article: Article) -> Iterator[str]:
    decided, total = window.reader.session.workspace.tally(article.id)
    line = window.emulator.lines[0]
    if total and f"{decided} of {total} decided" not in line and f"{decided}/{total}" not in line:
        yield f"{decided} of {total} are decided, and the title line is {line!r}"


def _text(window: Window, article: Article, covered: Sequence[Region]) -> Iterator[str]:
    """Compare each line of the pane, with its margin, with the stored text at the offsets that the pane claims."""
    pane = window.reader.pane
    annotations = window.reader.session.workspace.annotations(article.id)
    region, layout, rows = pane.content_region, pane._layout, window.emulator.rows
    width = pane.scrollable_content_region.width
    expected_at = None
    for y in range(region.height):
        line = int(pane.scroll_y) + y
        written = ""
        if line in layout.lines:
            start, end = layout.span_of(line)
            if expected_at not in (None, start):
                yield f"line {line} starts at {start}, and the one before ends at {expected_at}"
            expected_at = end
            left = max(0, (width - layout.width - MARGIN) // 2)
            written = " " * left + _margin(annotations, start, end) + _written(article.text[start:end])
        expected = _as_seen(written, width)
        seen = rows[region.y + y][region.x : region.x + width]
        for x, (want, have) in enumerate(zip(expected, seen, strict=True)):
            if want != have and not any(one.contains(region.x + x, region.y + y) for one in covered):
                yield f"line {line} should be {''.join(expected)!r}, and {''.join(seen)!r} is seen"
                break
    if expected_at is None and article.text:
        yield "no text is seen"


def _written(text: str) -> str:
    return "".join(shown(cluster)[0] for cluster in clusters(text.removesuffix("\n")))


def _margin(annotations: Sequence[Annotation], start: int, end: int) -> str:
    here = [one for one in annotations if one.span is not None and start <= one.span.start < end]
    suggested = [one for one in here if one.status is Status.SUGGESTED]
    doubtful = any(one.score is not None and one.score < DOUBTFUL for one in suggested)
    marks = (
        "≠" if any(one.disputed for one in here) else " ",
        "?" if doubtful else "◦" if suggested else " ",
        "•" if any(one.note for one in here) else " ",
        "#" if any(one.tags for one in here) else " ",
    )
    return f"{''.join(marks)}  "


@lru_cache(maxsize=4_096)
def _as_seen(written: str, width: int) -> list[str]:
    """Return what each of so many cells holds when a terminal is given `written`."""
    emulator = Emulator(width + 2, 1)
    emulator.feed(written)
    return emulator.rows[0][:width]


def _status(window: Window) -> Iterator[str]:
    """In a narrow window the status line says what is under the cursor, unless a message takes all of its room."""
    reader = window.reader
    current = _stored(window, reader.pane.current)
    if reader.has_class("-narrow") and window.app.screen is reader:
        line = window.emulator.lines[-1]
        said = " ".join(visible(reader.status.said).split())
        seen = " ".join(" ".join(window.emulator.lines[-5:]).split())
        if said and said in seen:
            return
        if current is not None and f"{visible(current.label or '–')} {current.status}" not in line:
            yield f"the status line does not name {current.label} {current.status}: {line!r}"
        if current is None and any(f" {status.value}  " in line.partition("enter Mark")[0] for status in Status):
            yield f"the status line names an annotation, and there is none: {line!r}"


def _editor(window: Window, article: Article, covered: Sequence[Region]) -> Iterator[str]:
    """The editor shows the annotation under the cursor, or the article, with its note."""
    reader, editor = window.reader, window.reader.editor
    if window.app.screen is not reader or not editor.region or reader.has_class("listing") or editor.scroll_y:
        return
    current = None if reader.whole_article else _stored(window, reader.pane.current)
    about, note = editor.query_one("#about").content_region, editor.query_one("#note").content_region
    words = article.title if current is None else current.quote[:_MOST_QUOTED]
    yield from _begins(window, about, visible(words), covered)
    if current is not None and about.height > 1:
        label = f"{visible(current.label or 'no label')}  {current.status}"
        yield from _begins(window, Region(about.x, about.y + 1, about.width, about.height - 1), label, covered)
    if not editor.drafts and reader.focused is not editor.query_one("#note"):
        stored = article.note if current is None else current.note
        words = guarded(stored.partition("\n")[0]).partition(" ")[0] if stored else "n to edit"
        yield from _begins(window, note, words, covered)


def _begins(window: Window, region: Region, words: str, covered: Sequence[Region]) -> Iterator[str]:
    """Compare the first line of a region with the words that it should begin with, as far as there is room."""
    visible_part = region.intersection(Region(0, 0, *window.emulator.size))
    bottom = window.reader.query_one("#panes").region.bottom
    if not visible_part or region.y >= bottom or any(one.overlaps(region) for one in covered):
        return
    seen = window.emulator.rows[region.y][region.x : region.right]
    # The last cell may hold an ellipsis, or half of a wide character.
    expected = _as_seen(words, 1_000)[: max(0, region.width - 2)]
    wanted = "".join(expected).rstrip()
    if not "".join(seen).startswith(wanted):
        yield f"the editor should show {wanted!r}, and shows {''.join(seen)!r}"


def _stored(window: Window, annotation: Annotation | None) -> Annotation | None:
    """Return the annotation as it is in the workspace."""
    return None if annotation is None else window.reader.session.workspace.annotation(annotation.id)
