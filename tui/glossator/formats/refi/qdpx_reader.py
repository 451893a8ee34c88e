"""REFI-QDA projects as they come in, of this program and of others: texts, codes, what was coded, and notes.

Codes of the set “Labels” are labels, all others tags. Sources that are no text, and what has no place here, are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile, is_zipfile

from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import ImportRecord
from glossator.formats import xml
from glossator.formats.annotations.annotated import AnnotationReader
from glossator.formats.annotations.import_builder import Arriving
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import uid_in
from glossator.formats.refi.qdc import key
from glossator.formats.refi.qdpx import PROJECT, VARIABLES
from glossator.formats.unreadable import Unreadable

_Files: TypeAlias = Mapping[str, bytes]
_INTERNAL: Final = "internal://"
_BETWEEN_NOTES: Final = "\n\n"
_TAKEN: Final = ("plaintextselection", "coding", "noteref", "variablevalue", "description", "plaintextcontent")
_NAMES: Final = {name.casefold(): attribute for name, attribute in VARIABLES.items()}


class _Project:
    """What a project file says, and the files beside it."""

    def __init__(self, files: _Files) -> None:
        """Take in a project.

        Raises:
            Unreadable: when it is none.
        """
        described = next((data for name, data in files.items() if _base(name) == PROJECT), None)
        if described is None:
            raise Unreadable(f"That is no REFI-QDA project, which has a {PROJECT} in it; export one as .qdpx.")
        # A hundred thousand selections are some 50 MB.
        self._parted = xml.Parted(described, "project", "sources")
        root = self._parted.root
        if xml.local(root) != "project":
            raise Unreadable("That is no REFI-QDA project; export one as .qdpx.")
        self._files = {_base(name): data for name, data in files.items()}
        book = xml.first(root, "codebook")
        codes = None if book is None else xml.first(book, "codes")
        self.codes, self.broken = ({}, []) if codes is None else refi_qdc.codes_in(codes, xml.first(root, "sets"))
        self._noted = {} if codes is None else {key(each.get("guid", "")): each for each in codes.iter()}
        self.users = {key(each.get("guid", "")): each.get("name", "") for each in _children(root, "users")}
        self.variables = {key(each.get("guid", "")): each.get("name", "") for each in _children(root, "variables")}
        self._notes = {key(each.get("guid", "")): each for each in _children(root, "notes")}

    def sources(self) -> Iterator[Element]:
        """Yield the sources; each is forgotten when the next one is asked for."""
        return self._parted.within()

    def text_of(self, source: Element) -> str:
        """Return the text of a source or note as the project has it.

        Raises:
            Unreadable: when it is not there, or no UTF-8.
        """
        if (content := xml.first(source, "plaintextcontent")) is not None:
            return "".join(content.itertext())
        path = source.get("plainTextPath", "")
        data = self._files.get(_base(path.removeprefix(_INTERNAL)))
        if data is None:
            raise Unreadable("its text is not in the project; export it with its sources")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable("its text is no UTF-8; export the project anew") from error

    def note_of(self, element: Element) -> str:
        """Return what the notes on something say, one after the other."""
        refs = [key(each.get("targetGUID", "")) for each in element if xml.local(each) == "noteref"]
        return _BETWEEN_NOTES.join(self.text_of(self._notes[ref]) for ref in refs if ref in self._notes)

    def codes_of(self, element: Element) -> tuple[list[str], list[str]]:
        """Return the labels and the tags that something is coded with."""
        refs = [
            key(ref.get("targetGUID", ""))
            for coding in element
            if xml.local(coding) == "coding"
            for ref in coding
            if xml.local(ref) == "coderef"
        ]
        used = [self.codes[ref] for ref in refs if ref in self.codes]
        return (
            [one.name for one in used if one.kind is CodeKind.LABEL],
            [one.name for one in used if one.kind is CodeKind.TAG],
        )

    def noted_codes(self) -> Iterator[Code]:
        """Yield the codes with the notes on them."""
        for guid, code in self.codes.items():
            yield code if guid not in self._noted else replace(code, note=self.note_of(self._noted[guid]))


def _read(files: _Files) -> Iterator[ImportRecord | str]:
    project = _Project(files)
    for broken in project.broken:
        yield f"{broken.place}: {broken.reason}"
    for source in project.sources():
        name = source.get("name") or source.get("guid", "a source")
        if xml.local(source) != "textsource":
            yield f"“{name}” is no text, so it is left out; bring its text in by itself"
            continue
        try:
            yield _article(project, source)
        except Unreadable as error:
            yield f"“{name}”: {error}"


def _article(project: _Project, source: Element) -> ImportRecord:
    labels, tags = project.codes_of(source)
    known: dict[str, Any] = {
        "id": uid_in(source.get("guid", "")),
        "title": source.get("name", ""),
        "note": project.note_of(source),
        "tags": [*labels, *tags],
        **dict(_variables(project, source)),
    }
    arriving = Arriving(project.text_of(source), known, where=f"“{known['title']}”" if known["title"] else "")
    for child in source:
        if xml.local(child) == "plaintextselection":
            _take(project, arriving, child)
        elif xml.local(child) not in _TAKEN:
            arriving.reject(
                f"what is told of the text as {xml.local(child)} is left out, as there is no place for it here"
            )
    return arriving.done()


def _variables(project: _Project, source: Element) -> Iterator[tuple[str, str]]:
    """Yield what the variables of a source say that is known of articles."""
    for value in source:
        if xml.local(value) == "variablevalue" and (ref := xml.first(value, "variableref")) is not None:
            name = _NAMES.get(project.variables.get(key(ref.get("targetGUID", "")), "").casefold())
            said = xml.first(value, "textvalue", "datevalue", "datetimevalue")
            if name and said is not None:
                yield name, xml.words(said)


def _take(project: _Project, arriving: Arriving, selection: Element) -> None:
    """Take in a selection; each label that it is coded with makes an annotation."""
    labels, tags = project.codes_of(selection)
    start, end = (_number(selection.get(name, "")) for name in ("startPosition", "endPosition"))
    created = _instant(selection.get("creationDateTime", ""))
    for number, label in enumerate(labels or [""]):
        known: dict[str, Any] = {
            "id": "" if number else uid_in(selection.get("guid", "")),
            "tags": tags,
            "note": project.note_of(selection),
            "analyst": project.users.get(key(selection.get("creatingUser", "")), ""),
            "created_at": created,
            "updated_at": _instant(selection.get("modifiedDateTime", "")) or created,
        }
        arriving.add(start, end, label, known)


def _codes(files: _Files) -> Sequence[Code]:
    return list(dict.fromkeys(_Project(files).noted_codes()))


def _children(root: Element, name: str) -> list[Element]:
    found = xml.first(root, name)
    return [] if found is None else list(found)


def _base(name: str) -> str:
    """Return the last part of a path, whatever divides its parts, as names are compared."""
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def _number(written: str) -> int | str:
    return int(written) if written.isdecimal() else written


def _instant(written: str) -> str:
    """Return an instant as it is kept, in UTC; empty where there is none. One without a zone is taken for UTC."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _recognises(_: str, data: bytes) -> bool:
    """Say whether it is a zip with a project file."""
    if not is_zipfile(BytesIO(data)):
        return False
    try:
        with ZipFile(BytesIO(data)) as packed:
            return any(_base(name) == PROJECT for name in packed.namelist())
    except (BadZipFile, OSError, ValueError):
        return False


READER: Final = AnnotationReader(read=_read, recognises=_recognises, codes=_codes)
"""How projects are read."""
