"""A report to read and to print: one HTML file that needs nothing else, and runs nothing.

Every article with its highlights and the notes beside them, then the codebook, an index of entities, and charts. All
text from outside is escaped, and a policy in the file forbids scripts and anything from elsewhere.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from io import TextIOWrapper
from itertools import pairwise
from typing import BinaryIO, Final, TypeAlias

from tui.formats.annotated import Handed
from tui.formats.charts import bars
from tui.model.annotation import Annotation, Status
from tui.model.article import Article
from tui.model.excerpt import Annotated, Excerpt
from tui.model.paragraphs import paragraphs
from tui.model.span import Span

_Placed: TypeAlias = tuple[Span, Annotation]

_MOST_BARS: Final = 24
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfcf9; --faint: #77736b; --line: #d9d4c9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e2d9; --paper: #1b1a18; --faint: #9b958a; --line: #3b3833; } }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 1.05rem/1.6 Georgia, "Times New Roman", serif; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.about, .plain, nav, figcaption, th { color: var(--faint); font: 0.85rem/1.5 system-ui, sans-serif; }
.part { display: grid; grid-template-columns: minmax(0, 40rem) minmax(12rem, 1fr); gap: 0 2rem; }
.part p { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
aside { font: 0.82rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; } aside div { margin: 0 0 0.6rem; }
aside .note { white-space: pre-wrap; }
mark { color: inherit; background: color-mix(in srgb, var(--tint) 30%, transparent); border-radius: 2px; }
mark.suggested { background: none; text-decoration: underline dotted var(--tint) 2px; text-underline-offset: 3px; }
mark sup { font: 0.62em/1 system-ui, sans-serif; color: var(--faint); padding-left: 1px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } td.number { text-align: right; }
svg text { fill: currentColor; font: 12px system-ui, sans-serif; } figure { margin: 1rem 0 2rem; }
@media (max-width: 50rem) { .part { grid-template-columns: 1fr; } }
@media print { :root { --ink: #000; --paper: #fff; --faint: #555; --line: #bbb; }
  body { margin: 0; max-width: none; font-size: 10.5pt; }
  h2 { break-after: avoid; } .part { break-inside: avoid; } .article + .article { break-before: page; }
  mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def write(excerpt: Excerpt, target: BinaryIO) -> str:
    """Write the report, and return what was written in a few words; rejected annotations are left out of it."""
    handed, counts = Handed(), _Counts()
    colours = {label.name: label.colour for label in excerpt.labels}
    page = TextIOWrapper(target, encoding="utf-8", newline="\n")
    try:
        page.write(
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Annotated articles</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>Annotated articles</h1>\n"
        )
        page.write(_filter(excerpt.wanted))
        for found in excerpt.articles():
            shown = [one for one in found.annotations if one.status is not Status.REJECTED]
            handed.articles += 1
            handed.annotations += len(shown)
            counts.take(found.article, shown)
            page.writelines(_article(found, shown, colours))
        page.writelines(_closing(excerpt, counts, colours))
        page.write("</body>\n</html>\n")
    finally:
        # Otherwise the wrapper would close the target when it goes.
        page.detach()
    return handed.summary()


class _Counts:
    """What the charts and the index are made of, counted as the articles pass."""

    def __init__(self) -> None:
        self.labels, self.tags, self.entities = Counter[str](), Counter[str](), Counter[str]()
        self.months = Counter[str]()
        self.mentions: dict[str, dict[str, int]] = {}
        self.titles: dict[str, str] = {}

    def take(self, article: Article, shown: Sequence[Annotation]) -> None:
        """Count an article with its annotations."""
        self.titles[article.uid] = article.title
        self.labels.update(one.label for one in shown if one.label)
        self.tags.update(path for one in shown for path in one.tags)
        self.tags.update(article.tags)
        self.entities.update(one.entity for one in shown if one.entity)
        if article.published_at:
            self.months[article.published_at[:7]] += sum(1 for one in shown if one.entity or one.label)
        for one in shown:
            if one.entity:
                places = self.mentions.setdefault(one.entity, {})
                places[article.uid] = places.get(article.uid, 0) + 1


def _filter(wanted: Mapping[str, Sequence[str]]) -> str:
    if not wanted:
        return ""
    said = "; ".join(f"{name}: {', '.join(values)}" for name, values in wanted.items())
    return f'<p class="about">Only {escape(said)}</p>\n'


def _article(found: Annotated, shown: Sequence[Annotation], colours: Mapping[str, str]) -> Iterator[str]:
    """Yield the article: what is known of it, then each paragraph with the notes of what starts in it."""
    article = found.article
    known = (article.source, article.author, article.published_at, article.url)
    yield f'<section class="article" id="{escape(article.uid)}">\n<h2>{escape(article.title)}</h2>\n'
    yield f'<p class="about">{escape(" · ".join(part for part in known if part))}</p>\n'
    whole = [one for one in shown if one.span is None]
    for note, tags in ((article.note, article.tags), *((one.note, one.tags) for one in whole)):
        if note or tags:
            yield f'<aside><div>{_tags(tags)}<div class="note">{escape(note)}</div></div></aside>\n'
    numbered = {one.uid: number for number, one in enumerate((one for one in shown if _says_more(one)), start=1)}
    for part, inside in _by_paragraph(article.text, [(one.span, one) for one in shown if one.span]):
        yield f'<div class="part"><p>{"".join(_marked(article.text, part, inside, numbered, colours))}</p>\n<aside>'
        for span, one in inside:
            if span.start in part and one.uid in numbered:
                yield _beside(one, numbered[one.uid])
        yield "</aside></div>\n"
    yield "</section>\n"


def _by_paragraph(text: str, placed: Sequence[_Placed]) -> Iterator[tuple[Span, list[_Placed]]]:
    """Yield each paragraph with what reaches into it, by start; `placed` are by start."""
    waiting = deque(placed)
    inside: list[_Placed] = []
    for part in paragraphs(text):
        inside = [each for each in inside if each[0].end > part.start]
        while waiting and waiting[0][0].start < part.end:
            inside.append(waiting.popleft())
        yield part, inside


def _says_more(one: Annotation) -> bool:
    return one.span is not None and bool(one.note or one.tags or one.entity)


def _marked(
    text: str,
    part: Span,
    inside: Sequence[_Placed],
    numbered: Mapping[str, int],
    colours: Mapping[str, str],
) -> Iterator[str]:
    """Yield the paragraph in pieces, each within the marks of all annotations that cover it."""
    edges = {part.start, part.end}
    for span, _ in inside:
        edges.update(edge for edge in (span.start, span.end) if part.start < edge < part.end)
    waiting = deque(inside)
    over: list[_Placed] = []
    for start, end in pairwise(sorted(edges)):
        over = [each for each in over if each[0].end > start]
        while waiting and waiting[0][0].start <= start:
            over.append(waiting.popleft())
        for _, one in over:
            colour = colours.get(one.label or "", "#999999")
            title = escape(f"{one.label or 'highlight'}, {one.status}")
            yield f'<mark class="{one.status}" style="--tint:{escape(colour)}" title="{title}">'
        yield escape(text[start:end])
        for span, one in reversed(over):
            last = span.end == end or (span.end > part.end and end == part.end)
            yield f"<sup>{numbered[one.uid]}</sup></mark>" if last and one.uid in numbered else "</mark>"


def _beside(one: Annotation, number: int) -> str:
    entity = f" = {escape(one.entity)}" if one.entity else ""
    note = f'<div class="note">{escape(one.note)}</div>' if one.note else ""
    return f"<div><b>{number}</b> {escape(one.label or '')}{entity}{_tags(one.tags)}{note}</div>"


def _tags(paths: Sequence[str]) -> str:
    return f' <span class="plain">{escape(", ".join(paths))}</span>' if paths else ""


def _closing(excerpt: Excerpt, counts: _Counts, colours: Mapping[str, str]) -> Iterator[str]:
    """Yield the charts, the codebook, and the index of entities."""
    tints = {tag.path: tag.colour for tag in excerpt.tags}
    charts = (
        (
            "Labels",
            [(name, number, colours.get(name, "#999999")) for name, number in counts.labels.most_common(_MOST_BARS)],
        ),
        ("Tags", [(path, number, tints.get(path, "#999999")) for path, number in counts.tags.most_common(_MOST_BARS)]),
        ("Entities", [(name, number, "#7a93a8") for name, number in counts.entities.most_common(_MOST_BARS)]),
        (
            "Annotations by month of the article",
            [(month, counts.months[month], "#7a93a8") for month in sorted(counts.months)],
        ),
    )
    drawn = "".join(bars(title, rows) for title, rows in charts)
    if drawn:
        yield f"<section>\n<h2>In figures</h2>\n{drawn}</section>\n"
    yield "<section>\n<h2>Codebook</h2>\n<table><tr><th>Label or tag</th><th>Meaning</th><th>Uses</th></tr>\n"
    words = [(label.name, label.description, counts.labels[label.name]) for label in excerpt.labels]
    words += [(tag.path, tag.description, counts.tags[tag.path]) for tag in excerpt.tags]
    for name, meaning, number in words:
        if number or meaning:
            yield f'<tr><td>{escape(name)}</td><td>{escape(meaning)}</td><td class="number">{number:,}</td></tr>\n'
    yield "</table>\n</section>\n"
    known = [entity for entity in excerpt.entities if entity.name in counts.mentions]
    if known:
        yield "<section>\n<h2>Entities</h2>\n<table><tr><th>Entity</th><th>Note</th><th>Mentioned in</th></tr>\n"
        for entity in known:
            places = "; ".join(
                f'<a href="#{escape(uid)}">{escape(counts.titles[uid])}</a> ({number:,})'
                for uid, number in counts.mentions[entity.name].items()
            )
            yield f"<tr><td>{escape(entity.name)}</td><td>{escape(entity.note)}</td><td>{places}</td></tr>\n"
        yield "</table>\n</section>\n"
