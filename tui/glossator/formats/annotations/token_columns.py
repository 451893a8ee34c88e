"""Reading tokens in columns: BIO and its relatives, CoNLL-2012 (OntoNotes), and tables of sentences, words and tags."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.token_article import TokenArticle, gaps_of
from glossator.formats.columns import (
    DOCUMENT,
    ColumnLayout,
    find_layout,
    is_blank,
    is_comment,
    is_filled,
    ragged_layout,
    split,
)
from glossator.formats.file_head import FileHead
from glossator.formats.tables.csv_reader import read_csv

_HEAD: Final = 2_000
_FEWEST: Final = 2
_OTHER, _OTHERS = "value of another column", "values of other columns"
_STRANGE, _STRANGES = "line without the columns of the others", "lines without the columns of the others"
_ID: Final = re.compile(r"#\s*(?:newdoc(?:\s+id)?|doc(?:ument)?[ _]?id|doc)\s*[=:]?\s*(.*)", re.IGNORECASE)
TEXT_COMMENT: Final = re.compile(r"#\s*text\s*=\s*(.*)", re.IGNORECASE)
"""The comment with the text of a sentence."""
_OLD_WEBANNO: Final = re.compile(r"\s*# [\w.]+ \| ")
_BEGIN: Final = re.compile(r"#begin document\s*\(?(.*?)\)?\s*(?:;\s*part\s*(\S+))?\s*", re.IGNORECASE)
_END: Final = "#end document"
# The columns of CoNLL-2012 up to the names; those after it are of predicates, and the last one of coreference.
_WORD, _PART_OF_SPEECH, _PARSE, _LEMMA, _FRAME, _SENSE, _SPEAKER, _NAME = 3, 4, 5, 6, 7, 8, 9, 10
_BRACKET: Final = re.compile(r"\(([^()*\s]+)|(\))")
_WORDS: Final = ("word", "words", "token", "tokens", "form")
_LABELS: Final = ("tag", "tags", "label", "labels", "ner", "ner_tag", "ner_tags", "entity", "ne", "iob", "bio")
_SENTENCES: Final = ("sentence #", "sentence", "sentence_id", "sentence_no", "sent_id", "sentence id", "sent")
_DOCUMENTS: Final = ("document", "document_id", "doc_id", "doc", "document id", "article", "article_id", "file")
_ANALYSTS: Final = ("annotator", "analyst", "coder", "user")


def read_columns(text: str) -> Iterator[ImportRecord | str]:
    """Yield the articles of a file of tokens in columns."""
    text = _unfolded(text)
    if is_ontonotes(text):
        return _read_ontonotes(text)
    return _read_table(text) if is_table(text) else _read_bio(text)


def _unfolded(text: str) -> str:
    """Return sentences on lines, such as “Ada|B-PER left|O”, with each token on a line; any other text as it is."""
    lines = [line.split() for line in text.split("\n")]
    rows = [item.split("|") for line in lines[:_HEAD] for item in line if not item.startswith(DOCUMENT)]
    width = len(rows[0]) if rows else 0
    if width < _FEWEST or any(len(row) != width and "" not in row for row in rows):
        return text
    tagged = ["\t".join(row) for row in rows if len(row) == width]
    if find_layout(tagged) is None:
        return text
    return "\n\n".join("\n".join("\t".join(_cells(item, width)) for item in line) for line in lines)


def _cells(item: str, width: int) -> list[str]:
    """Return the parts of a token between bars; one that is a bar itself has more."""
    parts = item.rsplit("|", width - 1)
    return parts if len(parts) == width else [item]


def is_ontonotes(text: str) -> bool:
    """Return whether a file is CoNLL-2012 (OntoNotes)."""
    return text.lstrip().startswith("#begin document")


def is_table(text: str) -> bool:
    """Return whether a file is a table with a header row and columns for words and their labels, one of them IOB."""
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    separator = next((each for each in (",", "\t", ";") if each in first), "")
    names = [name.strip().strip('"').lower() for name in split(first, separator)] if separator else []
    if not ({*names} & {*_WORDS} and {*names} & {*_LABELS}):
        return False
    rows = [split(line, separator) for line in rest.split("\n", _HEAD)[:_HEAD] if not is_blank(line)]
    place = _place(names, _LABELS)
    values = [row[place].strip('"\r ') for row in rows if place is not None and len(row) > place]
    layout = find_layout([f"{number}x {value}" for number, value in enumerate(values) if value and " " not in value])
    return layout is not None


def _read_bio(text: str) -> Iterator[ImportRecord | str]:
    lines = text.split("\n")
    head = [line.rstrip("\r") for line in lines if not is_blank(line)][:_HEAD]
    layout = find_layout(head) or find_layout(head, lenient=True) or ragged_layout(head) or _without_labels(head)
    reader = _Bio(layout)
    for line in lines:
        yield from reader.take(line.rstrip("\r"))
    yield from reader.end()


def _without_labels(lines: Sequence[str]) -> ColumnLayout:
    """Return the layout of lines that show no labels: the token comes first."""
    rows = [line for line in lines if not line.startswith((DOCUMENT, "#"))]
    separator = "\t" if rows and all("\t" in line for line in rows) else ""
    width = max((len(split(line, separator)) for line in rows), default=1)
    return ColumnLayout(separator, width, 0, (), others=tuple(range(1, width)))


class _Bio:
    """Makes articles of lines, one at a time."""

    def __init__(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self._number = 0
        self._rows: list[Sequence[str]] = []
        self._article = TokenArticle({})
        self._text = ""

    def take(self, line: str) -> Iterator[ImportRecord | str]:
        """Take the next line, and yield the article that ends before it."""
        layout = self._layout
        if is_blank(line):
            self._end_sentence()
        elif line.startswith(DOCUMENT):
            yield from self.end()
            self._begin(_id_of(line))
        elif is_comment(line, layout):
            found = _ID.fullmatch(line)
            if found is not None:
                yield from self.end()
                self._begin(found[1].strip())
            elif said := TEXT_COMMENT.fullmatch(line):
                self._text = said[1]
        elif (cells := layout.cells(line)) is not None:
            if cells[layout.token].strip():
                self._rows.append(cells)
            else:
                self._article.leave_out("row without a word", 1, "rows without a word", line.strip())
        elif not layout.labels and (cells := split(line, layout.separator)):
            self._rows.append([*cells, *[""] * (layout.width - len(cells))])
        else:
            self._article.reject(_STRANGE, _STRANGES, line.strip())

    def end(self) -> Iterator[ImportRecord | str]:
        """Yield the article that is not complete, if it has a sentence."""
        self._end_sentence()
        if not self._article.is_empty:
            yield self._article.build()
        self._begin("")

    def _begin(self, title: str) -> None:
        if not self._article.is_empty:
            self._number += 1
        self._article = TokenArticle({"title": title} if title else {}, f"document {self._number + 1}")

    def _end_sentence(self) -> None:
        if not self._rows:
            return
        layout, article = self._layout, self._article
        columns = list(zip(*self._rows, strict=True))
        words = columns[layout.token]
        places = article.add_sentence(words, gaps_of(self._text, words) or ())
        self._text = ""
        analysts = (
            [] if layout.analyst is None else [cell if is_filled(cell) else "" for cell in columns[layout.analyst]]
        )
        for place in layout.labels:
            article.add_labels(places, columns[place], analysts, plain=layout.plain)
        _count_others(article, [cell for place in layout.others for cell in columns[place]])
        self._rows.clear()


def _id_of(line: str) -> str:
    """Return the id of a document after its mark, as in “-DOCSTART- (947testa CRICKET)”; empty for its columns."""
    rest = line.removeprefix(DOCUMENT).strip()
    return rest[1:-1].strip() if rest.startswith("(") and rest.endswith(")") else ""


def _count_others(article: TokenArticle, cells: Sequence[str]) -> None:
    filled = [cell for cell in cells if is_filled(cell)]
    article.leave_out(_OTHER, len(filled), _OTHERS, f"“{filled[0]}”" if filled else "")


def _read_ontonotes(text: str) -> Iterator[ImportRecord | str]:
    article, rows, title = TokenArticle({}), list[list[str]](), ""
    for each in (*text.split("\n"), _END):
        line = each.strip()
        found = _BEGIN.fullmatch(line)
        if (not line or found or line.startswith(_END)) and rows:
            _add_ontonotes(article, rows)
            rows = []
        if (found or line.startswith(_END)) and not article.is_empty:
            yield article.build()
            article = TokenArticle({"title": title}, title)
        if found:
            title = " ".join(part for part in (found[1], f"part {found[2]}" if found[2] else "") if part)
            article = TokenArticle({"title": title}, title)
        elif line and not line.startswith("#"):
            cells = line.split()
            if len(cells) > _NAME:
                rows.append(cells)
            else:
                article.reject(_STRANGE, _STRANGES, line)


def _add_ontonotes(article: TokenArticle, rows: Sequence[Sequence[str]]) -> None:
    places = article.add_sentence([row[_WORD] for row in rows])
    opened: list[tuple[int, str]] = []
    mentions = roles = 0
    for place, row in zip(places, rows, strict=True):
        for label, closes in _BRACKET.findall(row[_NAME]):
            if label:
                opened.append((place[0], label))
            elif closes and opened:
                start, name = opened.pop()
                article.add_mark(start, place[1], name)
            else:
                article.reject("bracket that closes nothing", "brackets that close nothing", row[_NAME])
        mentions += row[-1].count("(") if len(row) > _NAME + 1 else 0
        roles += sum(cell.count("(") for cell in row[_NAME + 1 : -1])
    for _ in opened:
        article.reject("bracket that is not closed", "brackets that are not closed", rows[0][_NAME])
    article.leave_out("mention of a coreference", mentions, "mentions of coreferences")
    article.leave_out("role of a predicate", roles, "roles of predicates")
    kept = (_PART_OF_SPEECH, _PARSE, _LEMMA, _FRAME, _SENSE, _SPEAKER)
    _count_others(article, [row[place] for row in rows for place in kept if row[place].strip("*")])


def _read_table(text: str) -> Iterator[ImportRecord | str]:
    header, lines = read_csv(text)
    names = [name.strip().lower() for name in header]
    word, label = _place(names, _WORDS), _place(names, _LABELS)
    sentence, document = _place(names, _SENTENCES), _place(names, _DOCUMENTS)
    analyst = _place(names, _ANALYSTS)
    assert word is not None, "a table has a column for words"
    assert label is not None, "and one for labels"
    understood = (word, label, sentence, document, analyst)
    others = tuple(place for place in range(len(names)) if place not in understood and names[place])
    article, number = TokenArticle({}, "document 1"), 1
    rows: list[Sequence[str]] = []
    before: tuple[str, str] | None = None

    def end_sentence() -> None:
        if rows:
            places = article.add_sentence([row[word] for row in rows])
            analysts = [] if analyst is None else [row[analyst] for row in rows]
            article.add_labels(places, [row[label] for row in rows], analysts)
            _count_others(article, [row[place] for row in rows for place in others])
            rows.clear()

    for found in lines:
        if not isinstance(found, tuple):
            article.reject(_STRANGE, _STRANGES, f"{found.where}: {found.reason}")
            continue
        row = [*found[1], *[""] * (len(names) - len(found[1]))]
        named = "" if document is None else row[document]
        # An empty cell says the same as the one above it.
        group = (
            named or (before[0] if before else ""),
            (row[sentence] if sentence is not None else "") or (before[1] if before else ""),
        )
        if before is not None and group != before:
            end_sentence()
            if group[0] != before[0]:
                yield article.build()
                number += 1
                article = TokenArticle({"title": group[0]}, f"document {number}")
        elif before is None and named:
            article = TokenArticle({"title": named}, "document 1")
        before = group
        if row[word]:
            rows.append(row)
        else:
            article.reject("row without a word", "rows without a word", found[0])
    end_sentence()
    yield article.build()


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the column with one of these names, the earlier names first."""
    return next((names.index(name) for name in wanted if name in names), None)


def shows_columns(head: FileHead) -> bool:
    """Return whether the beginning of a file shows tokens in columns with labels."""
    text = head.text
    if text.startswith("#FORMAT=") or _OLD_WEBANNO.match(text):
        return False
    if text.lstrip().startswith(DOCUMENT) or is_ontonotes(text) or is_table(text):
        return True
    if head.json is not None or text.lstrip().startswith("<"):
        return False
    return find_layout(head.lines) is not None or _unfolded(text) is not text
