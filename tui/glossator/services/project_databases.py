"""The projects of Taguette and QualCoder, which are SQLite databases: their texts with all highlights and codings."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from json import loads
from typing import Any, Final

from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import SEPARATOR
from glossator.domain.import_record import Arrival, FileRemainder
from glossator.domain.left_out import LeftOutCounter
from glossator.formats.annotations.hypertext import Hypertext
from glossator.formats.annotations.import_builder import OUTSIDE, OUTSIDE_PLURAL, ImportBuilder, tag_of
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format, Sniff
from glossator.store.files.foreign_database import MAGIC, BadDatabase, ForeignDatabase
from glossator.text.normalise import shorten

# The login in a Taguette of one user, which names no person.
_NOBODY: Final = "admin"
_DEEPEST: Final = 32
_LONGEST: Final = 60

# Tables of QualCoder with what has no place here.
_NOT_READ: Final = (
    ("code_image", "coding of a picture", "codings of pictures"),
    ("code_av", "coding of a recording", "codings of recordings"),
    ("cases", "case", "cases"),
    ("attribute", "value of a variable", "values of variables"),
    ("journal", "entry of the journal", "entries of the journal"),
)


@contextmanager
def _opened(data: bytes) -> Iterator[ForeignDatabase]:
    """Open a database.

    Raises:
        Unreadable: when it, or a part of it that is read, is damaged.
    """
    try:
        with ForeignDatabase(data) as database:
            yield database
    except BadDatabase as error:
        raise Unreadable(f"{error} Export the project again.") from error


def _read_taguette(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        with _opened(data) as database:
            yield from _taguette_documents(database)


def _taguette_documents(database: ForeignDatabase) -> Iterator[Arrival]:
    projects = dict(database.rows("projects", "id", "name"))
    paths = dict(database.rows("tags", "id", "path"))
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for highlight, tag in database.rows("highlight_tags", "highlight_id", "tag_id"):
        tags[highlight].append(_text(paths.get(tag)))
    authors = _authors(database)
    highlights: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for number, document, *place in database.rows(
        "highlights", "id", "document_id", "start_offset", "end_offset", "snippet"
    ):
        highlights[document].append((number, *place))
    for document, name, about, file, project, contents in database.rows(
        "documents", "id", "name", "description", "filename", "project_id", "contents"
    ):
        # Browsers and Taguette ignore white space before a page.
        page = Hypertext(_text(contents).lstrip(), counts_breaks=False)
        title = _text(name) or _text(file)
        builder = ImportBuilder(page.text, {"title": title, "note": _text(about)}, where=f"“{title}”")
        builder.add_metadata("file", _text(file))
        builder.add_metadata("project", _text(projects.get(project)))
        _add_highlights(builder, page, highlights.pop(document, []), tags, authors)
        yield builder.build()
    orphans = sum(map(len, highlights.values()))
    if orphans:
        counter = LeftOutCounter()
        counter.add("highlight of a document that is not in the project", number=orphans)
        yield FileRemainder(problems=counter.entries)


def _add_highlights(
    builder: ImportBuilder,
    page: Hypertext,
    highlights: Iterable[tuple[Any, ...]],
    tags: Mapping[int, Sequence[str]],
    authors: Mapping[int, tuple[str, str]],
) -> None:
    """Add the highlights of a document; those of one place are one annotation with all of the tags."""
    byte_offsets = list(accumulate((len(each.encode("utf-8", "replace")) for each in page.content), initial=0))
    places: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for number, start, end, snippet in highlights:
        quote = Hypertext(_text(snippet), counts_breaks=False).text.strip()
        if (place := _span(page, byte_offsets, start, end)) is not None:
            places[place].append((number, quote))
        else:
            example = f"“{shorten(quote, _LONGEST)}” at {start!r} to {end!r}"
            builder.reject(OUTSIDE, 1, plural=OUTSIDE_PLURAL, example=example)
    for (first, last), those in places.items():
        number, quote = those[0]
        analyst, made = authors.get(number, ("", ""))
        paths = sorted({tag_of(tag) for each, _ in those for tag in tags.get(each, ()) if tag})
        builder.add(first, last, "", {"tags": paths, "analyst": analyst, "created_at": made}, quote=quote)


def _span(page: Hypertext, byte_offsets: Sequence[int], start: object, end: object) -> tuple[int, int] | None:
    """Return the place of a highlight in the text of a page; None if it is outside."""
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= byte_offsets[-1]:
        return None
    return page.span(bisect_left(byte_offsets, start), bisect_left(byte_offsets, end))


def _authors(database: ForeignDatabase) -> Mapping[int, tuple[str, str]]:
    """Return who made each highlight of Taguette, and when; the last who changed it counts."""
    found = {}
    for login, date, payload in database.rows("commands", "user_login", "date", "payload"):
        try:
            said = loads(_text(payload))
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("type") == "highlight_add" and isinstance(said.get("highlight_id"), int):
            name = _text(login)
            found[said["highlight_id"]] = ("" if name == _NOBODY else name, _text(date))
    return found


def _taguette_codes(files: Mapping[str, bytes]) -> Sequence[Code]:
    codes = []
    for data in files.values():
        with _opened(data) as database:
            for path, description in database.rows("tags", "path", "description"):
                if name := tag_of(_text(path)):
                    codes.append(_code(name, _text(description)))
    return codes


def _read_qualcoder(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        with _opened(data) as database:
            yield from _qualcoder_sources(database)


def _qualcoder_sources(database: ForeignDatabase) -> Iterator[Arrival]:
    names = _code_paths(database)
    coded: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("fid", "pos0", "pos1", "cid", "seltext", "memo", "owner", "date")
    for source, *coding in database.rows("code_text", *columns):
        coded[source].append(tuple(coding))
    for source, start, end, memo, owner, date in database.rows(
        "annotation", "fid", "pos0", "pos1", "memo", "owner", "date"
    ):
        coded[source].append((start, end, None, "", memo, owner, date))
    remainder, problems = LeftOutCounter(), LeftOutCounter()
    for source, name, text, memo in database.rows("source", "id", "name", "fulltext", "memo"):
        codings = coded.pop(source, [])
        if not _text(text).strip():
            remainder.add("source without a text", plural="sources without a text", example=_text(name))
            continue
        builder = ImportBuilder(
            _text(text), {"title": _text(name), "note": _text(memo)}, any_unit=True, where=f"“{_text(name)}”"
        )
        _add_codings(builder, codings, names)
        yield builder.build()
    for table, kind in (
        ("code_image", "coding of a picture"),
        ("code_av", "coding of a recording"),
        ("cases", "case"),
        ("attribute", "value of a variable"),
        ("journal", "entry of the journal"),
    ):
        number = sum(1 for _ in database.rows(table, "memo"))
        if number:
            remainder.add(
                kind,
                number=number,
                plural=kind.replace("coding", "codings").replace("value", "values") if " " in kind else "",
            )
    if orphans := sum(map(len, coded.values())):
        problems.add("coding of a source that is not in the project", number=orphans)
    if remainder.entries or problems.entries:
        yield FileRemainder(problems.entries, remainder.entries)


def _add_codings(builder: ImportBuilder, codings: Iterable[tuple[Any, ...]], names: Mapping[int, str]) -> None:
    """Add the codings of a source; those of one place are one annotation with all of the codes."""
    places: defaultdict[tuple[object, object], list[tuple[Any, ...]]] = defaultdict(list)
    for start, end, *rest in codings:
        places[start, end].append(tuple(rest))
    for (start, end), those in places.items():
        tags = [path for code, *_ in those if (path := names.get(code, ""))]
        notes = [memo for _, _, memo, *_ in those if _text(memo)]
        owners: dict[str, tuple[str, str]] = {}
        for _, quote, _, owner, date in those:
            owners.setdefault(_text(owner), (_text(quote), _text(date)))
        for number, (owner, (quote, date)) in enumerate(owners.items()):
            # The others are counted as analysts who agree.
            more = {} if number else {"tags": sorted({*tags}), "note": "\n\n".join(dict.fromkeys(notes))}
            builder.add(start, end, "", {**more, "analyst": owner, "created_at": date}, quote=quote)


def _code_paths(database: ForeignDatabase) -> Mapping[int, str]:
    """Return the tag path of each code: its categories, from the top, and its name."""
    categories = {
        number: (_text(name), above) for number, name, above in database.rows("code_cat", "catid", "name", "supercatid")
    }
    codes = {
        number: (_text(name), category, over)
        for number, name, category, over in database.rows("code_name", "cid", "name", "catid", "supercid")
    }
    found = {}
    for number, (name, category, over) in codes.items():
        steps = [name]
        # A code may be below another one, which has the category.
        while over in codes and len(steps) < _DEEPEST:
            step, category, over = codes[over]
            steps.append(step)
        while category in categories and len(steps) < _DEEPEST:
            step, category = categories[category]
            steps.append(step)
        found[number] = tag_of(*(step.replace(SEPARATOR, "-") for step in reversed(steps)))
    return found


def _qualcoder_codes(files: Mapping[str, bytes]) -> Sequence[Code]:
    codes = []
    for data in files.values():
        with _opened(data) as database:
            paths = _code_paths(database)
            for number, memo, colour in database.rows("code_name", "cid", "memo", "color"):
                if path := paths[number]:
                    codes.append(_code(path, _text(memo), _text(colour)))
    return codes


def _code(path: str, description: str, colour: str = "") -> Code:
    """Return a tag of the codebook; a colour that is none is ignored."""
    stated = colour.lower() if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) else ""
    return Code(CodeKind.TAG, path, description=description, colour=stated)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _with_tables(*tables: bytes) -> Sniff:
    """Return the recogniser of databases with these tables."""

    def sniff(head: FileHead) -> Evidence:
        is_one = head.data.startswith(MAGIC) and all(table in head.data for table in tables)
        return Evidence.CONTENT if is_one else Evidence.NONE

    return sniff


TAGUETTE: Final = Format(
    name="taguette",
    title="Taguette project, SQLite",
    suffixes=(".sqlite3",),
    sniff=_with_tables(b"highlight_tags", b"start_offset", b"project_members"),
    only_by_content=True,
    read_annotations=_read_taguette,
    read_codes=_taguette_codes,
    is_text=False,
    mapping=(
        ("documents", "articles, with their name and description as title and note"),
        ("highlights", "annotations, placed by bytes of the page, checked with the quote"),
        ("tags", "tags of the codebook, and of the annotations"),
        ("who made a highlight, and when", "analyst and time; without accounts, the importer"),
    ),
)
"""The export of a whole project of Taguette."""
QUALCODER: Final = Format(
    name="qualcoder",
    title="QualCoder project, data.qda",
    suffixes=(".qda",),
    sniff=_with_tables(b"code_text", b"code_name", b"seltext"),
    only_by_content=True,
    read_annotations=_read_qualcoder,
    read_codes=_qualcoder_codes,
    is_text=False,
    mapping=(
        ("sources with a text", "articles, with their name and memo as title and note"),
        ("codings of texts", "annotations with the tag of the code, checked with the quote"),
        ("annotations of texts", "annotations with a note"),
        ("codes and categories", "tags of the codebook, such as `category/code`"),
        ("owners, memos, dates", "analysts, notes, times"),
        ("codings of pictures and recordings, cases, variables, journals", "counted"),
    ),
)
"""The database of a project of QualCoder."""
