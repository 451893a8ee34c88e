"""LexisNexis and Nexis Uni: texts, Word documents, RTF and web pages with one or many articles.

There are two layouts. In the older one, each article starts with "3 of 20 DOCUMENTS", source, date and title come above
fields such as "BYLINE: …", and others such as "LOAD-DATE: …" below the text. In the newer one, title, source and date
come above "Section: …" and "Length: …", the text starts below "Body" and ends above "Load-Date: …", and each article
ends with "End of Document".
"""

import re
from collections.abc import Sequence
from typing import Final

from glossator.formats.file_head import FileHead
from glossator.formats.news.delivery import (
    COPYRIGHT,
    DeliveredArticle,
    Delivery,
    article_reader,
    date_in,
    language_in,
    without_by,
)
from glossator.formats.news.lines import bare, paragraphs, rejoined
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import flatten

_START: Final = re.compile(
    r"\s*\d[\d.,]*\s+(?:of|de|von|van|di|sur)\s+\d[\d.,]*\s+(?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTEN|DOCUMENTI|DOCUMENTOS)\s*",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?:End of Document|Fin du document|Ende des Dokuments|Fin del documento)", re.IGNORECASE)
_PAGE: Final = re.compile(r"Page \d+(?: of \d+)?|Link to (?:PDF|Image)", re.IGNORECASE)
_LABELS: Final = {
    "author": "BYLINE AUTEUR AUTOR AUTORE AUTHOR",
    "section": "SECTION RUBRIQUE RUBRIK SECTIE SECCIÓN SECCION SEZIONE",
    "length": "LENGTH LONGUEUR LÄNGE LAENGE LENGTE LONGITUD LUNGHEZZA",
    "dateline": "DATELINE ORT",
    "highlight": "HIGHLIGHT ENCART ZUSAMMENFASSUNG",
    "series": "SERIES",
    "edition": "EDITION ÉDITION AUSGABE EDITIE EDICIÓN",
    "column": "COLUMN",
    "contact": "CONTACT",
}
_BELOW: Final = {
    "load date": "LOAD-DATE DATE-CHARGEMENT UPDATE LADEDATUM",
    "language": "LANGUAGE LANGUE SPRACHE TAAL IDIOMA LINGUA",
    "graphic": "GRAPHIC GRAPHIQUE GRAFIK",
    "publication type": "PUBLICATION-TYPE TYPE-PUBLICATION PUBLIKATIONSTYP DOCUMENT-TYPE TYPE PUBLICATIE-TYPE",
    "correction date": "CORRECTION-DATE",
    "correction": "CORRECTION",
    "notes": "NOTES NOTE",
    "id": "ACC-NO JOURNAL-CODE ISSN JOURNAL CODE",
    "url": "URL",
    "distribution": "DISTRIBUTION",
}
_CLASSES: Final = frozenset(
    (
        *("SUBJECT", "COMPANY", "ORGANIZATION", "TICKER", "INDUSTRY", "PERSON", "CITY", "STATE", "COUNTRY"),
        *("SUJET", "SUJETS", "SOCIÉTÉ", "PERSONNE", "SECTEUR", "ZONE-GÉOGRAPHIQUE", "ORGANISATION", "VILLE", "PAYS"),
        *("GEOGRAPHIC", "PUBLICATION-SUBJECT", "NAICS", "SIC", "CLASSIFICATION", "PRODUCT", "TRADE-NAMES", "CATEGORY"),
    )
)
_FIELD_OF: Final = {
    label: name for table in (_LABELS, _BELOW) for name, labels in table.items() for label in labels.split()
}
_LABEL: Final = re.compile(r"([^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,2})[ \t]*:[ \t]*(.*)", re.DOTALL)
# A classification by the database gives the share of each of its terms.
_RATED: Final = re.compile(r"[^\W\d_a-zß-ÿ]{2}[^a-zß-ÿ:]*:.*\(\d{1,3}\s?%\)", re.DOTALL)
_BODY: Final = frozenset(("body", "corps", "text", "texte", "hauptteil", "cuerpo", "corpo", "inhalt"))
_HEADINGS: Final = frozenset(
    ("graphic", "classification", "notes", "correction", "correction-date", "series", "highlight")
)
_COVER: Final = re.compile(
    r"(?:Date and Time|Job Number|User Name|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type)\b.*"
    r"|Documents? \(\d+\)|Download Request:.*|Time Of Request:.*",
    re.IGNORECASE,
)
_LONGEST_DATE: Final = 90


def read_lines(lines: Sequence[str]) -> Delivery:
    """Return the articles in the lines of a delivery of either layout."""
    starts = [place for place, line in enumerate(lines) if _START.fullmatch(bare(line))]
    return _numbered(lines, starts) if starts else _ended(lines)


def _numbered(lines: Sequence[str], starts: Sequence[int]) -> Delivery:
    """Return the articles of the older layout, each of which starts with its number."""
    delivery = Delivery()
    delivery.leave_out("cover page", lines[: starts[0]])
    for start, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        article = DeliveredArticle()
        article.leave_out_database_line(lines[start])
        _read_numbered(article, paragraphs(lines[start + 1 : end]))
        delivery.articles.append(article)
    return delivery


def _read_numbered(article: DeliveredArticle, groups: list[list[str]]) -> None:
    groups = [rest for group in groups if (rest := _without_database_lines(article, group))]
    first = next((place for place, group in enumerate(groups) if _field(group[0], _LABELS)), len(groups))
    body = next((place for place in range(first, len(groups)) if not _field(groups[place][0], _LABELS)), len(groups))
    below = next((place for place in range(body, len(groups)) if _is_below(groups[place])), len(groups))
    if first == len(groups):
        # Without fields above the text, it starts below the date and the title.
        dated = next((place for place, group in enumerate(groups[:4]) if date_in(" ".join(group))), 0)
        first = body = min(dated + 2, len(groups))
        below = next((place for place in range(body, len(groups)) if _is_below(groups[place])), len(groups))
    _read_top(article, groups[:first])
    for group in groups[first:body]:
        _read_field(article, group)
    text = groups[body:below]
    while text and COPYRIGHT.match(text[-1][0]):
        article.leave_out("copyright line", " ".join(text.pop()))
    article.text = rejoined(text)
    _read_below(article, groups[below:])


def _is_below(group: Sequence[str]) -> bool:
    """Return whether a paragraph of the older layout starts what is below the text."""
    return bool(_field(group[0], _BELOW)) or _RATED.match(" ".join(group)) is not None


def _without_database_lines(article: DeliveredArticle, group: list[str]) -> list[str]:
    """Return a paragraph without the lines of the database in it, such as numbers of pages."""
    for line in group:
        if _PAGE.fullmatch(bare(line)) or _END.fullmatch(bare(line)):
            article.leave_out_database_line(line)
    return [line for line in group if not (_PAGE.fullmatch(bare(line)) or _END.fullmatch(bare(line)))]


def _read_top(article: DeliveredArticle, groups: Sequence[list[str]]) -> None:
    """Read what is above the fields in the older layout: the source, the date, and the title."""
    named = []
    for group in groups:
        line = flatten(" ".join(map(bare, group)))
        if COPYRIGHT.match(line):
            article.leave_out("copyright line", line)
        else:
            named.append(line)
    dated = next(
        (place for place, line in enumerate(named) if place and len(line) <= _LONGEST_DATE and date_in(line)), None
    )
    if dated is None:
        article.state("source", named[0] if named else "")
        article.state("title", " ".join(named[1:]))
        return
    article.state("source", " ".join(named[:dated]))
    article.state_date(named[dated])
    article.state("title", " ".join(named[dated + 1 :]))


def _ended(lines: Sequence[str]) -> Delivery:
    """Return the articles of the newer layout, each of which ends with a line that says so."""
    delivery = Delivery()
    start = 0
    ends = [place for place, line in enumerate(lines) if _END.fullmatch(bare(line))]
    for end in ends:
        article = DeliveredArticle()
        _read_ended(delivery, article, [line.strip() for line in lines[start:end]], is_first=start == 0)
        article.leave_out_database_line(lines[end])
        delivery.articles.append(article)
        start = end + 1
    delivery.leave_out("text after the last article", lines[start:])
    return delivery


def _read_ended(delivery: Delivery, article: DeliveredArticle, lines: list[str], *, is_first: bool) -> None:
    body = next((place for place, line in enumerate(lines) if bare(line).casefold() in _BODY), None)
    fields = [place for place, line in enumerate(lines[:body]) if _field(line, _LABELS)]
    if body is None:
        body = fields[-1] if fields else -1
        first = fields[0] if fields else 0
    else:
        article.leave_out_database_line(lines[body])
        first = fields[0] if fields else body
    # The date is the last one above the fields; a cover page has others.
    above = [(place, bare(line)) for place, line in enumerate(lines[:first]) if bare(line)]
    rest = []
    for place, line in above:
        if COPYRIGHT.match(line) or _PAGE.fullmatch(line):
            article.leave_out("copyright line", line)
        else:
            rest.append((place, line))
    dated = max(
        (number for number, (_, line) in enumerate(rest) if len(line) <= _LONGEST_DATE and date_in(line)), default=None
    )
    top = [line for _, line in rest]
    if dated is not None and dated >= 1:
        _read_names(delivery, article, top[:dated], is_first=is_first)
        article.state_date(top[dated])
        for line in top[dated + 1 :]:
            article.add_metadata("edition", line)
    elif top:
        article.state("title", top[-1])
        delivery.leave_out("cover page", top[:-1])
    _read_fields(article, lines[first:body])
    below = next((place for place in range(body + 1, len(lines)) if _starts_below(lines[place])), len(lines))
    text = [line for line in lines[body + 1 : below] if not _PAGE.fullmatch(bare(line))]
    article.text = rejoined(paragraphs(text))
    _read_below(article, paragraphs(_apart(lines[below:])))


def _read_names(delivery: Delivery, article: DeliveredArticle, above: Sequence[str], *, is_first: bool) -> None:
    """Read the lines above the date: the title and the source; the first article has the cover page above them."""
    *titles, source = above
    article.state("source", source)
    has_cover = is_first and any(map(_COVER.fullmatch, titles))
    # The title is one line, or else it has no cover page above it.
    article.state("title", titles[-1] if has_cover else " ".join(titles))
    if has_cover:
        delivery.leave_out("cover page", titles[:-1])


def _read_fields(article: DeliveredArticle, lines: Sequence[str]) -> None:
    """Read fields of the newer layout, whose values may go on in the next lines."""
    group: list[str] = []
    for line in lines:
        if _field(line, _LABELS) and group:
            _read_field(article, group)
            group = []
        if line:
            group.append(line)
    if group:
        _read_field(article, group)


def _starts_below(line: str) -> bool:
    """Return whether what is below the text starts with a line of the newer layout."""
    return bare(line).casefold() in _HEADINGS or _field(line, _BELOW) in ("load date", "correction date")


def _apart(lines: Sequence[str]) -> list[str]:
    """Return the lines below the text with each heading and each dated field as a paragraph of its own."""
    found: list[str] = []
    for line in lines:
        is_heading = bare(line).casefold() in _HEADINGS
        if is_heading or _field(line, _BELOW) == "load date":
            found.append("")
        if line:
            found.append(f"{bare(line)}:" if is_heading else line)
    return found


def _read_below(article: DeliveredArticle, groups: Sequence[list[str]]) -> None:
    """Read what is below the text: fields, which may have several paragraphs, the classification, and the copyright."""
    name = "below the text"
    for group in groups:
        label = _label(group[0])
        if COPYRIGHT.match(group[0]):
            article.leave_out("copyright line", " ".join(group))
        elif label in _CLASSES or _RATED.match(" ".join(group)):
            article.left_out.add("the classification", " ".join(group), number=0)
        elif label in _FIELD_OF:
            name = _FIELD_OF[label]
            _read_field(article, group)
        else:
            _add(article, name, " ".join(map(bare, group)))


def _label(line: str) -> str:
    """Return the label of a field in capitals, such as "LOAD-DATE"; empty for any other line."""
    match = _LABEL.match(bare(line))
    return match[1].upper() if match else ""


def _field(line: str, table: dict[str, str]) -> str:
    """Return the name of the field that a line starts, if it is in `table`; empty otherwise."""
    name = _FIELD_OF.get(_label(line), "")
    return name if name in table else ""


def _read_field(article: DeliveredArticle, group: Sequence[str]) -> None:
    """Store the field that the first line of `group` starts; other lines are an edition or part of the date line."""
    whole = " ".join(map(bare, group))
    match = _LABEL.match(whole)
    if match is None or (name := _FIELD_OF.get(match[1].upper())) is None:
        article.add_metadata("edition", whole)
    else:
        _add(article, name, match[2].strip())


def _add(article: DeliveredArticle, name: str, value: str) -> None:
    """Store the value of a field."""
    if name == "author":
        article.state("author", without_by(value))
    elif name == "language":
        article.state("language", language_in(value))
        if not language_in(value):
            article.add_metadata("language", value)
    elif name == "url":
        article.state("url", value)
    elif name == "load date":
        article.add_metadata("load date", date_in(value) or value)
    else:
        article.add_metadata(name, value)


_NUMBERED_FIELD: Final = re.compile(rf"^[ \t#*]*(?:{'|'.join(_FIELD_OF)})[* \t]*:", re.MULTILINE)
_NUMBER: Final = re.compile(rf"^[ \t]*{_START.pattern}$", re.MULTILINE | re.IGNORECASE)
_ENDED: Final = re.compile(rf"^[ \t#*]*{_END.pattern}[* \t]*$", re.MULTILINE | re.IGNORECASE)
_NEW_FIELD: Final = re.compile(r"^[ \t#*]*(?:Length|Load-Date|Section|Byline)\s*:", re.MULTILINE)


def _sniff(head: FileHead) -> Evidence:
    """Recognise both layouts in any file, by the lines between articles and a field."""
    text = head.shown_text
    is_old = _NUMBER.search(text) is not None and _NUMBERED_FIELD.search(text) is not None
    is_new = _NEW_FIELD.search(text) is not None and _ENDED.search(text) is not None
    return Evidence.KIND if is_old or is_new else Evidence.NONE


FORMAT: Final = Format(
    name="nexis",
    title="LexisNexis or Nexis Uni delivery (text, Word, RTF, web page)",
    sniff=_sniff,
    read_articles=article_reader(read_lines, "LexisNexis or Nexis Uni"),
)
