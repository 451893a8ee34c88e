"""CoNLL-U: sentences of numbered tokens, as in Universal Dependencies, with names in the column MISC.

Names are read from any key of MISC, or any column, with labels of the usual schemes. Written are a document for each
article, its sentences with their text, and the labels under the key NER; of annotations that overlap, the longest.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.token_article import Place, TokenArticle, gaps_of
from glossator.formats.annotations.token_sentences import OUTSIDE, Token, sentences_of
from glossator.formats.capabilities import Feature, without_overlaps
from glossator.formats.encodings import decode
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text.span import Span

_COLUMNS: Final = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
_ROW: Final = re.compile(r"(\d+)(?:([-.])(\d+))?")
_COMMENT: Final = re.compile(r"#\s*([\w.]+(?:\s+(?:id|part))?)\s*(?:=\s*(.*))?")
_LABEL: Final = re.compile(r"O|[BIESLU]-.+")
_NAMES: Final = ("ner", "ne", "name", "entity")
_ESCAPES: Final = {r"\s": " ", r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\p": "|", "\\\\": "\\"}
_WRITTEN: Final = {character: escaped for escaped, character in _ESCAPES.items()}
_PIPE: Final = re.compile(r"\|")
_ESCAPED: Final = re.compile(r"\\.")
_BRACKET: Final = re.compile(r"\(([^()]*)|([^()]*)\)")
_HEAD: Final = 400
_FIELD_OF_TYPE: Final = "etype"


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the accepted, labelled annotations, and return a summary."""
    counts = ExportCounts()
    for found in excerpt.articles():
        kept = without_overlaps(one for one in found.annotations if one.label and one.status is Status.ACCEPTED)
        counts.articles += 1
        counts.annotations += len(kept)
        article = found.article
        lines = [f"# newdoc id = {article.uid}"]
        lines += [f"# title = {article.title}"] if article.title else []
        sentences = [[_inked(one, article.text) for one in each] for each in sentences_of(article.text, kept)]
        for number, tokens in enumerate(sentences, start=1):
            start, end = tokens[0].span.start, tokens[-1].span.end
            following = sentences[number][0].span.start if number < len(sentences) else len(article.text)
            lines += [f"# sent_id = {article.uid}-{number}"]
            lines += [f"# text = {' '.join(article.text[start:end].split())}"]
            written = [_line(place, tokens, article.text, following) for place in range(len(tokens))]
            if number == 1 and start:
                # Only what stands before the whole text; else it stands after the token before.
                written[0] = _with_value(written[0], f"SpacesBefore={_escaped(article.text[:start])}")
            lines += written
            lines.append("")
        target.write(("\n".join(lines) + "\n").encode("utf-8"))
    return counts.summary()


def _inked(token: Token, text: str) -> Token:
    """Return a token without white space at its ends, which a mark that combines with it may have."""
    words = token.span.of(text)
    start = token.span.start + len(words) - len(words.lstrip())
    return replace(token, span=Span(start, start + len(words.strip()))) if words.strip() else token


def _with_value(line: str, value: str) -> str:
    """Return a line with another value in MISC, its last column."""
    before, _, misc = line.rpartition("\t")
    return f"{before}\t{value if misc == '_' else f'{misc}|{value}'}"


def _escaped(gap: str) -> str:
    return "".join(_WRITTEN.get(character, character) for character in gap)


def _line(place: int, tokens: Sequence[Token], text: str, following: int) -> str:
    """Return the line of a token; `following` is where the next sentence starts."""
    token = tokens[place]
    misc = [] if token.label == OUTSIDE else [f"NER={_PIPE.sub('/', token.label)}"]
    is_last = place + 1 == len(tokens)
    gap = text[token.span.end : following if is_last else tokens[place + 1].span.start]
    at_end = is_last and following == len(text)
    if gap == "" and not is_last:
        misc.append("SpaceAfter=No")
    elif gap != ("" if at_end else "\n" if is_last else " "):
        misc.append(f"SpacesAfter={_escaped(gap)}")
    word = " ".join(token.span.of(text).split()) or "_"
    return "\t".join((str(place + 1), word, *"_" * 7, "|".join(misc) or "_"))


def is_conllu(text: str) -> bool:
    """Return whether a text has numbered tokens in the ten columns of CoNLL-U, or states its columns."""
    lines = [line.rstrip("\r") for line in text.split("\n", _HEAD)[:_HEAD]]
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    if any(line.startswith("# global.columns") for line in lines[:2]):
        return bool(rows)
    full = [row for row in rows[:-1] or rows if len(row) == len(_COLUMNS) and _ROW.fullmatch(row[0])]
    return bool(rows) and len(full) == len(rows[:-1] or rows)


@dataclass(slots=True)
class _Sentence:
    """The lines of a sentence: comments by name, and rows."""

    comments: dict[str, str] = field(default_factory=dict)
    rows: list[Sequence[str]] = field(default_factory=list)


def read_sentences(text: str) -> Iterator[ImportRecord | str]:
    """Yield the articles of a file: its documents, or all of it."""
    reader = _Reader()
    sentence = _Sentence()
    for each in (*text.removeprefix("\ufeff").split("\n"), ""):
        line = each.rstrip("\r")
        if not line.strip():
            yield from reader.take(sentence)
            sentence = _Sentence()
        elif line.startswith("#"):
            if found := _COMMENT.fullmatch(line):
                sentence.comments[" ".join(found[1].lower().split())] = found[2] or ""
        else:
            sentence.rows.append(line.split("\t"))
    yield from reader.end()


class _Reader:
    """Makes articles of sentences, one at a time."""

    def __init__(self) -> None:
        self._columns: Sequence[str] = _COLUMNS
        self._fields: Sequence[str] = ()
        self._number = 1
        self._article = TokenArticle({}, "document 1")
        self._open: dict[str, list[tuple[int, str]]] = {}
        # What the last sentence says of what stands after it.
        self._after: str | None = None

    def take(self, sentence: _Sentence) -> Iterator[ImportRecord | str]:
        """Take the next sentence, and yield the article that ends before it."""
        comments = sentence.comments
        if "global.columns" in comments:
            self._columns = comments["global.columns"].upper().split()
        if "global.entity" in comments:
            self._fields = comments["global.entity"].split("-")
        started = next((name for name in ("newdoc id", "newdoc") if name in comments), None)
        if started is not None:
            yield from self.end()
            named = comments[started]
            title = comments.get("title") or comments.get("meta.title") or named
            self._article = TokenArticle({"title": title, "id": named}, f"document {self._number}")
            self._after = None
        if sentence.rows:
            self._add(sentence, new_paragraph=any(name.startswith("newpar") for name in comments))

    def end(self) -> Iterator[ImportRecord | str]:
        """Yield the article that is not complete, if it has a sentence."""
        for key in [*self._open]:
            for _ in self._open.pop(key):
                self._article.reject("bracket that is not closed", "brackets that are not closed", key)
        if not self._article.is_empty:
            if self._after:
                self._article.add_sentence([self._after], before="")
            yield self._article.build()
            self._number += 1
        self._after = None
        self._article = TokenArticle({}, f"document {self._number}")

    def _add(self, sentence: _Sentence, *, new_paragraph: bool) -> None:
        article = self._article
        words: list[str] = []
        gaps: list[str | None] = []
        # The rows of each token of the text; a token of several words has several.
        values: list[list[Mapping[str, str]]] = []
        covered = empty = 0
        for row in sentence.rows:
            number = _ROW.fullmatch(row[0])
            if number is None or len(row) < 2:
                article.reject(
                    "line that is no token of CoNLL-U", "lines that are no tokens of CoNLL-U", "\t".join(row)
                )
                continue
            if number[2] == ".":
                empty += 1
                continue
            cells = dict(zip(self._columns, row, strict=False))
            if number[2] == "-":
                covered = int(number[3])
            elif int(number[1]) <= covered:
                values[-1].append(cells)
                continue
            else:
                covered = 0
            words.append(cells.get("FORM", row[1]))
            gaps.append(_gap(_misc(cells)))
            values.append([cells])
        if not words:
            return
        said = any("SpacesAfter" in _misc(rows[0]) for rows in values)
        stated = None if said else gaps_of(sentence.comments.get("text", ""), words)
        before = self._after if self._after is not None else "\n\n" if new_paragraph else "\n"
        if article.is_empty and (first := _misc(values[0][0]).get("SpacesBefore")):
            article.add_sentence([_unescaped(first)])
            before = ""
        places = article.add_sentence(words, gaps if stated is None else stated, before=before)
        self._after = gaps[-1] if "SpacesAfter" in _misc(values[-1][0]) else None
        article.leave_out("empty node", empty)
        self._add_names(places, values)
        analysed = sum(
            any(cell not in ("", "_") for cell in (row.get("UPOS", "_"), row.get("LEMMA", "_"), row.get("DEPREL", "_")))
            for rows in values
            for row in rows
        )
        article.leave_out(
            "token’s lemma, part of speech and syntax", analysed, "tokens’ lemmas, parts of speech and syntax"
        )

    def _add_names(self, places: Sequence[Place], values: Sequence[Sequence[Mapping[str, str]]]) -> None:
        """Add the labels under each key of MISC, or in each column, that has some."""
        said = [[_misc(row) for row in rows] for rows in values]
        keys = Counter(key for rows in said for misc in rows for key in misc)
        others = 0
        for key, number in keys.items():
            if key in ("SpaceAfter", "SpacesAfter", "SpacesBefore"):
                continue
            found = [[misc[key] for misc in rows if key in misc] for rows in said]
            labels = [each for cells in found for each in cells]
            if all(map(_LABEL.fullmatch, labels)) and (key.lower() in _NAMES or any(each != "O" for each in labels)):
                self._article.add_labels(places, [next((one for one in cells if one != "O"), "O") for cells in found])
            elif key.lower() == "entity" and any("(" in each or ")" in each for each in labels):
                self._add_brackets(key, places, found)
            elif key.lower() in _NAMES:
                plain = [next(iter(cells), "O") for cells in found]
                self._article.add_labels(places, plain, plain=True)
            else:
                others += number
        for column in self._columns[2:]:
            if column not in _COLUMNS:
                cells = [rows[0].get(column, "_") for rows in values]
                if all(cell in ("_", "*") or _LABEL.fullmatch(cell) for cell in cells):
                    self._article.add_labels(places, cells)
                else:
                    others += sum(cell not in ("_", "*") for cell in cells)
        self._article.leave_out("other value of a token", others, "other values of tokens")

    def _add_brackets(self, key: str, places: Sequence[Place], found: Sequence[Sequence[str]]) -> None:
        """Add the mentions whose type the brackets name; those of coreference alone are counted."""
        article, opened = self._article, self._open.setdefault(key, [])
        mentions = 0
        for (start, end), cells in zip(places, found, strict=True):
            for opening, closing in (each for cell in cells for each in _brackets(cell)):
                if opening is not None:
                    opened.append((start, opening))
                    mentions += 1
                if closing is not None and opened:
                    place = _matching([each for _, each in opened], closing)
                    first, begun = opened.pop(place)
                    label = self._type_of(begun)
                    if label:
                        article.add_mark(first, end, label)
        article.leave_out("mention of a coreference", mentions, "mentions of coreferences")

    def _type_of(self, opening: str) -> str:
        """Return the type of a mention; empty where the file does not name any."""
        parts = opening.split("-")
        if _FIELD_OF_TYPE in self._fields:
            place = self._fields.index(_FIELD_OF_TYPE)
            return parts[place] if place < len(parts) else ""
        return parts[0] if not self._fields and parts[0].isalpha() else ""


def _brackets(cell: str) -> Iterator[tuple[str | None, str | None]]:
    """Yield what a cell opens, and what it closes, such as “(e1-person-1” and “e1)”; a pair may open and close."""
    for part in re.findall(r"\([^()]*\)?|[^()]*\)", cell):
        inside = part.strip("()")
        yield (inside if part.startswith("(") else None, inside if part.endswith(")") else None)


def _matching(opened: Sequence[str], closing: str) -> int:
    """Return which of the open brackets is closed: the last one of the same name, or of all."""
    same = [
        place for place, each in enumerate(opened) if closing and (each == closing or each.startswith(f"{closing}-"))
    ]
    return same[-1] if same else len(opened) - 1


def _misc(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the keys and values of MISC."""
    parts = (part.partition("=") for part in cells.get("MISC", "_").split("|"))
    return {key.strip(): value for key, equals, value in parts if equals}


def _unescaped(spaces: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], found[0]), spaces)


def _gap(misc: Mapping[str, str]) -> str | None:
    """Return what stands after a token; None where MISC does not say."""
    if "SpacesAfter" in misc:
        return _unescaped(misc["SpacesAfter"])
    return "" if misc.get("SpaceAfter") == "No" else " "


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        text, _ = decode(data)
        yield from read_sentences(text)


def _sniff(head: FileHead) -> Evidence:
    """Recognise numbered tokens in ten columns."""
    return Evidence.CONTENT if is_conllu(head.text) else Evidence.NONE


FORMAT: Final = Format(
    name="conllu",
    title="CoNLL-U, with names in the column MISC",
    suffixes=(".conllu", ".conllup"),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=frozenset(Feature),
    mapping=(
        ("`# text`, `SpaceAfter`, `SpacesAfter`, multiword tokens", "the text; sentences are joined by a line end"),
        ("`NER`, `NE`, `name` or any key of MISC, or any column, with IOB labels", "accepted annotations"),
        ("`Entity` with brackets and types", "accepted annotations; their coreference is counted"),
        ("`# newdoc`, `# newpar`", "an article each, its title the id; an empty line"),
        ("lemmas, parts of speech, syntax, empty nodes, other values", "counted"),
    ),
)
"""Reads and writes sentences of Universal Dependencies."""
