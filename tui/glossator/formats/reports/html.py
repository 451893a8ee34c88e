"""A report to read and print: one HTML file without scripts or other files.

It has a table of contents, the articles with highlights and notes, charts, the codebook, and an index of entities.
All text from outside is escaped, and a content security policy forbids scripts and external resources.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from glossator import __version__
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import TextFormat, metadata_summary
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.formats.capabilities import Feature
from glossator.formats.documents.text_formats import read_text, sniff_page
from glossator.formats.reports.blocks import ReportBlock, report_block
from glossator.formats.reports.charts import bar_chart, strip_charts
from glossator.formats.reports.counts import UsageCounts, periods
from glossator.formats.spec import ExportCounts, Format, one_article
from glossator.text.normalise import shorten
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted
from glossator.text.span import Span

_Placed: TypeAlias = tuple[Span, Annotation]

_MOST_BARS: Final = 24
_MOST_STRIPS: Final = 12
_MOST_FORMS: Final = 60
_LONGEST_QUOTE: Final = 60
_GREY: Final = "#999999"
_BLUE: Final = "#7a93a8"


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the report without rejected annotations, and return a summary."""
    counts, known = ExportCounts(), _Known()
    for found in excerpt.articles():
        known.add(found)
    colours = {label.name: label.colour for label in excerpt.labels}
    page = TextIOWrapper(target, encoding="utf-8", newline="\n")
    try:
        page.write(
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Annotated articles</title>\n'
            f"<style>\n{Path(__file__).with_name('report.css').read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        )
        page.writelines(_opening(excerpt, known, colours))
        for found in excerpt.articles():
            shown = _shown(found)
            counts.articles += 1
            counts.annotations += len(shown)
            page.writelines(_article(found, shown, colours))
        page.writelines(_closing(excerpt, known, colours))
        page.write("</body>\n</html>\n")
    finally:
        # Otherwise the wrapper would close the target when it is deleted.
        page.detach()
    return counts.summary()


@dataclass(slots=True)
class _Known:
    """What is in the articles, collected before they are written.

    Attributes:
        listed: uid, title and origin of each article, with its numbers of accepted and suggested annotations.
        statuses: the number of annotations with each status.
        accepted, all_of_it: counts of the accepted annotations, and of all that are not rejected.
    """

    listed: list[tuple[str, str, str, tuple[int, int]]] = field(default_factory=list)
    statuses: Counter[Status] = field(default_factory=Counter)
    accepted: UsageCounts = field(default_factory=UsageCounts)
    all_of_it: UsageCounts = field(default_factory=UsageCounts)

    def add(self, found: AnnotatedArticle) -> None:
        """Add an article."""
        article, shown = found.article, _shown(found)
        about = " · ".join(part for part in (article.source, article.published_at[:10]) if part)
        accepted = [one for one in shown if one.status is Status.ACCEPTED]
        self.listed.append((article.uid, article.title, about, (len(accepted), len(shown) - len(accepted))))
        self.statuses.update(one.status for one in shown)
        self.accepted.add(article, accepted)
        self.all_of_it.add(article, shown)

    @property
    def counts(self) -> UsageCounts:
        """The counts to show: of accepted annotations, or of suggested ones where none is accepted."""
        return self.accepted if self.statuses[Status.ACCEPTED] else self.all_of_it

    @property
    def counted(self) -> str:
        """What `counts` holds, in a sentence."""
        suggested = self.statuses[Status.SUGGESTED]
        if self.statuses[Status.ACCEPTED]:
            return f"Counts of accepted annotations{f', without the {suggested:,} suggested' if suggested else ''}."
        return "Counts of suggested annotations; none is accepted yet." if suggested else "No annotations."


def _shown(found: AnnotatedArticle) -> list[Annotation]:
    return [one for one in found.annotations if one.status is not Status.REJECTED]


def _opening(excerpt: ExportSnapshot, known: _Known, colours: Mapping[str, str]) -> Iterator[str]:
    """Yield the title, the legend and the table of contents."""
    accepted, suggested = known.statuses[Status.ACCEPTED], known.statuses[Status.SUGGESTED]
    said = f"{counted(len(known.listed), 'article')}, {_by_status(accepted, suggested, ' and undecided')}"
    yield f'<h1>Annotated articles</h1>\n<p class="about">{said}. Made with Glossator {__version__}.</p>\n'
    if excerpt.wanted:
        only = "; ".join(f"{name}: {', '.join(values)}" for name, values in excerpt.wanted.items())
        yield f'<p class="about">Only {escape(only)}</p>\n'
    used = [label for label in excerpt.labels if known.all_of_it.labels[label.name]]
    if used:
        shown = "".join(
            f'<span><mark class="accepted" style="--tint:{escape(colours[label.name])}">{escape(label.name)}</mark>'
            "</span> "
            for label in used
        )
        dotted = '<span><mark class="suggested" style="--tint:currentColor">dotted</mark> undecided</span>'
        yield f'<div class="legend">{shown}{dotted if suggested else ""}</div>\n'
    yield "<nav><ol>\n"
    for uid, title, about, number in known.listed:
        yield (
            f'<li><a href="#{escape(uid)}">{escape(title)}</a> <small>{escape(about)}'
            f"{' · ' if about else ''}{_by_status(*number)}</small></li>\n"
        )
    yield '</ol><a href="#figures">Figures</a> · <a href="#codebook">Codebook</a>'
    if known.counts.mentions:
        yield ' · <a href="#entities">Entities</a>'
    yield "</nav>\n"


def _by_status(accepted: int, suggested: int, more: str = "") -> str:
    said = counted(accepted + suggested, "annotation")
    return f"{said}: {accepted:,} accepted, {suggested:,} suggested{more}" if suggested else said


def _article(found: AnnotatedArticle, shown: Sequence[Annotation], colours: Mapping[str, str]) -> Iterator[str]:
    """Yield the article: its metadata, each paragraph with its notes, and a list of what is accepted in it."""
    article = found.article
    language = f' lang="{escape(article.language)}"' if article.language else ""
    yield f'<section class="article" id="{escape(article.uid)}"{language}>\n'
    yield f'<h2 dir="auto">{escape(article.title)}</h2>\n'
    about = " · ".join(
        part for part in (article.source, article.author, article.published_at[:10], article.url) if part
    )
    if about:
        yield f'<p class="about">{escape(about)}</p>\n'
    if article.metadata:
        yield f'<p class="about" dir="auto">{escape(metadata_summary(article.metadata))}</p>\n'
    whole = [one for one in shown if one.span is None]
    for note, tags in ((article.note, article.tags), *((one.note, one.tags) for one in whole)):
        if note or tags:
            yield f'<aside class="whole">{_tags(tags)}<div class="note" dir="auto">{escape(note)}</div></aside>\n'
    numbered = {
        one.uid: number
        for number, one in enumerate((one for one in shown if one.span and (one.note or one.tags)), start=1)
    }
    for part, inside in _by_paragraph(article.text, [(one.span, one) for one in shown if one.span]):
        yield '<div class="part">'
        beside = [one for span, one in inside if span.start in part and one.uid in numbered]
        if beside:
            yield f"<aside>{''.join(_beside(one, numbered[one.uid]) for one in beside)}</aside>\n"
        shown_as = report_block(article.text, part, article.text_format)
        words = "".join(_marked(article.text, part, shown_as, inside, numbered, colours))
        opened, closed = "<blockquote>" * shown_as.quoted, "</blockquote>" * shown_as.quoted
        yield f'{opened}<{shown_as.tag} dir="auto">{words}</{shown_as.tag}>{closed}</div>\n'
    yield from _found(shown)
    yield "</section>\n"


def _found(shown: Sequence[Annotation]) -> Iterator[str]:
    """Yield the accepted annotations of an article by label, for prints without colours."""
    forms: dict[str, Counter[str]] = {}
    for one in shown:
        if one.span and one.label and one.status is Status.ACCEPTED:
            forms.setdefault(one.label, Counter())[shorten(one.entity or one.quote, _LONGEST_QUOTE)] += 1
    if not forms:
        return
    yield '<div class="found"><div>Accepted in this article:</div>'
    for label in sorted(forms):
        most = forms[label].most_common(_MOST_FORMS)
        said = ", ".join(f"{escape(form)}{f' ({number:,})' if number > 1 else ''}" for form, number in most)
        more = len(forms[label]) - len(most)
        yield f"<div><b>{escape(label)}</b> {said}{f' and {more:,} more' if more else ''}</div>"
    yield "</div>\n"


def _by_paragraph(text: str, placed: Sequence[_Placed]) -> Iterator[tuple[Span, list[_Placed]]]:
    """Yield each paragraph with the annotations that overlap it, by start; `placed` are ordered by start."""
    waiting = deque(placed)
    inside: list[_Placed] = []
    for part in paragraphs(text):
        inside = [each for each in inside if each[0].end > part.start]
        while waiting and waiting[0][0].start < part.end:
            inside.append(waiting.popleft())
        yield part, inside


def _marked(
    text: str,
    part: Span,
    shown_as: ReportBlock,
    inside: Sequence[_Placed],
    numbered: Mapping[str, int],
    colours: Mapping[str, str],
) -> Iterator[str]:
    """Yield the paragraph in pieces, each in the marks of all annotations that cover it.

    The marks of headings and quotations are replaced by the numbers of the notes that end in them.
    """
    edges = {part.start, part.end}
    for mark in shown_as.marks:
        edges.update((mark.start, mark.end))
    hidden = {edge for mark in shown_as.marks for edge in range(mark.start, mark.end)}
    for span, _ in inside:
        edges.update(edge for edge in (span.start, span.end) if part.start < edge < part.end)
    waiting = deque(inside)
    over: list[_Placed] = []
    for start, end in pairwise(sorted(edges)):
        over = [each for each in over if each[0].end > start]
        while waiting and waiting[0][0].start <= start:
            over.append(waiting.popleft())
        if start in hidden:
            yield from (
                f"<sup>{numbered[one.uid]}</sup>" for span, one in over if _ends(span, end, part, one, numbered)
            )
            continue
        for _, one in over:
            colour = colours.get(one.label or "", _GREY)
            means = f" = {one.entity}" if one.entity and one.entity != one.quote else ""
            title = escape(f"{one.label or 'highlight'}{means}, {one.status}")
            yield f'<mark class="{one.status}" style="--tint:{escape(colour)}" title="{title}">'
        yield escape(text[start:end])
        for span, one in reversed(over):
            number = f"<sup>{numbered[one.uid]}</sup>" if _ends(span, end, part, one, numbered) else ""
            yield f"{number}</mark>"


def _ends(span: Span, end: int, part: Span, one: Annotation, numbered: Mapping[str, int]) -> bool:
    """Return whether a note's number comes at `end`: its annotation ends there, or goes on beyond the paragraph."""
    return one.uid in numbered and (span.end == end or (span.end > part.end and end == part.end))


def _beside(one: Annotation, number: int) -> str:
    entity = f" = {escape(one.entity)}" if one.entity and one.entity != one.quote else ""
    note = f'<div class="note" dir="auto">{escape(one.note)}</div>' if one.note else ""
    said = f"<b>{number}</b> <q>{escape(shorten(one.quote, _LONGEST_QUOTE))}</q> {escape(one.label or '')}{entity}"
    return f"<div>{said}{_tags(one.tags)}{note}</div>"


def _tags(paths: Sequence[str]) -> str:
    return f' <span class="tags">{escape(", ".join(paths))}</span>' if paths else ""


def _closing(excerpt: ExportSnapshot, known: _Known, colours: Mapping[str, str]) -> Iterator[str]:
    """Yield the charts, the codebook, and the index of entities."""
    counts = known.counts
    tints = {tag.path: tag.colour for tag in excerpt.tags}
    said = f'<p class="about">{known.counted}</p>\n'
    yield f'<section id="figures">\n<h2>Figures</h2>\n{said}{"".join(_charts(counts, colours, tints))}</section>\n'
    yield f'<section id="codebook">\n<h2>Codebook</h2>\n{said}<table><thead><tr><th>Label or tag</th><th>Meaning</th>'
    yield '<th class="number">Uses</th></tr></thead>\n'
    words = [(one.name, one.description, "", counts.labels[one.name], one.colour) for one in excerpt.labels]
    words += [(one.path, one.description, one.note, counts.tags[one.path], one.colour) for one in excerpt.tags]
    for name, meaning, noted, number, colour in words:
        note = f'<div class="note" dir="auto">{escape(noted)}</div>' if noted else ""
        if number or meaning or note:
            swatch = f'<span class="swatch" style="background:{escape(colour)}"></span>'
            yield (
                f"<tr><td>{swatch}{escape(name)}</td><td>{escape(meaning)}{note}</td>"
                f'<td class="number">{number:,}</td></tr>\n'
            )
    yield "</table>\n</section>\n"
    mentioned = [entity for entity in excerpt.entities if entity.name in counts.mentions]
    if mentioned:
        titles = {uid: title for uid, title, _, _ in known.listed}
        any_noted = any(entity.note for entity in mentioned)
        yield f'<section id="entities">\n<h2>Entities</h2>\n{said}<table><thead><tr><th>Entity</th>'
        yield f"{'<th>Note</th>' if any_noted else ''}<th>Mentioned in</th></tr></thead>\n"
        for entity in mentioned:
            places = "; ".join(
                f'<a href="#{escape(uid)}">{escape(titles[uid])}</a> ({number:,})'
                for uid, number in counts.mentions[entity.name].items()
            )
            others = [alias for alias in (*entity.aliases, entity.reference) if alias not in ("", entity.name)]
            also = f' <span class="tags">{escape(", ".join(others))}</span>' if others else ""
            note = f"<td>{escape(entity.note)}</td>" if any_noted else ""
            yield f"<tr><td>{escape(entity.name)}{also}</td>{note}<td>{places}</td></tr>\n"
        yield "</table>\n</section>\n"


def _charts(counts: UsageCounts, colours: Mapping[str, str], tints: Mapping[str, str]) -> Iterator[str]:
    """Yield charts of the most frequent labels, tags and entities, in all and over time."""
    axis, length = periods(counts.dates)
    undated = f", but for {counted(counts.undated, 'article')} without a date" if counts.undated else ""
    for title, kind, used, colour_of in (
        ("Labels", "label", counts.labels, colours),
        ("Tags", "tag", counts.tags, tints),
        ("Entities", "entity", counts.entities, {}),
    ):
        usual = _BLUE if kind == "entity" else _GREY
        most = used.most_common(_MOST_BARS)
        more = f", the {len(most)} most frequent of {len(used):,}" if len(used) > len(most) else ""
        yield bar_chart(title + more, [(name, number, colour_of.get(name, usual)) for name, number in most])
        names = [name for name, _ in most[:_MOST_STRIPS]]
        dated = [(name, found, colour_of.get(name, usual)) for name, found in counts.over_time(kind, names, length)]
        yield strip_charts(f"{title} by the date of the article{undated}", axis, dated if len(axis) > 1 else [])


FORMAT: Final = Format(
    name="html",
    title="HTML report to read and print (import: web pages)",
    suffixes=(".html", ".htm", ".xhtml"),
    sniff=sniff_page,
    read_articles=one_article(partial(read_text, TextFormat.HTML)),
    write=write,
    lacks=frozenset({Feature.REJECTED, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN}),
)
"""Web pages are read, and the report is written."""
