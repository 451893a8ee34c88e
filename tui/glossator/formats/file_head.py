"""The beginning of a file, from which its format is recognised."""

import json
import re
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO, Final

# Bytes, to the end of a line; and the most lines or records in them.
_LENGTH: Final = 1_000_000
_MOST: Final = 1_000
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_STARTS_JSON: Final = re.compile(r'\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*\{\s*")')
_SPACE: Final = re.compile(r"\s*")


_WORD_PART: Final = "word/document.xml"
_MOST_MARKUP: Final = 4_000_000
_UNSEEN: Final = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BLOCK_END: Final = re.compile(r"</(?:w:p|p|div|tr|h[1-6]|li)>|<(?:w:br|br)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_RTF_BREAK: Final = re.compile(r"\\(?:par|line|cell|row|page)\b ?")
_RTF_CHARACTER: Final = re.compile(r"\\'([0-9a-fA-F]{2})")
_RTF_WORD: Final = re.compile(r"\\[a-z]+-?\d* ?|[{}]")


class JsonShape(Enum):
    """How the records of a JSON file are arranged."""

    LINES = "lines"
    ARRAY = "array"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class JsonRecords:
    """Records of a JSON file: the values on its lines, the items of its array, or its only object."""

    shape: JsonShape
    values: Sequence[Any]

    @property
    def objects(self) -> list[Mapping[str, Any]]:
        """The records that are objects."""
        return [each for each in self.values if isinstance(each, dict)]


class FileHead:
    """The name of a file, and its first lines and records. All of `data` may be given; little of it is looked at."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data

    @classmethod
    def read(cls, name: str, file: BinaryIO) -> "FileHead":
        """Return the head of an open file, of which only that is read."""
        return cls(name, file.read(_LENGTH) + file.readline())

    @property
    def suffix(self) -> str:
        """The suffix of the name, in lower case."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def text(self) -> str:
        """The first lines as text; what cannot be decoded is Latin-1."""
        end = self.data.find(b"\n", _LENGTH) + 1
        data = self.data[:end] if end else self.data
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return data.decode(encoding, "ignore")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.removeprefix(BOM_UTF8).decode("latin-1")

    @cached_property
    def lines(self) -> Sequence[str]:
        """The first lines that are not blank, without white space at their ends."""
        written = (line.rstrip() for line in self.text.split("\n", 2 * _MOST)[: 2 * _MOST])
        return [line for line in written if line][:_MOST]

    @cached_property
    def members(self) -> Sequence[str]:
        """The names in a zip archive; none where it is no archive, or a damaged one."""
        if not zipfile.is_zipfile(BytesIO(self.data)):
            return ()
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as packed:
                return packed.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return ()

    @cached_property
    def shown_text(self) -> str:
        """The first text that people see, roughly: that of a page, a Word or an RTF document without its markup."""
        if self.data.startswith(b"{\\rtf"):
            text = _RTF_BREAK.sub("\n", self.text)
            text = _RTF_CHARACTER.sub(lambda found: bytes((int(found[1], 16),)).decode("cp1252", "replace"), text)
            return _RTF_WORD.sub("", text)
        markup = self.text
        if _WORD_PART in self.members:
            try:
                with zipfile.ZipFile(BytesIO(self.data)) as packed, packed.open(_WORD_PART) as part:
                    markup = part.read(_MOST_MARKUP).decode("utf-8", "ignore")
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
                return ""
        elif markup.lstrip()[:1] != "<":
            return markup
        return unescape(_TAG.sub("", _BLOCK_END.sub("\n", _UNSEEN.sub("", markup)))).replace("\xa0", " ")

    @property
    def starts_json(self) -> bool:
        """Whether it starts as JSON does that has objects, whole or not."""
        return _STARTS_JSON.match(self.text) is not None

    @cached_property
    def json(self) -> JsonRecords | None:
        """The first records of a JSON file; None for any other file, and for JSON that is only a text or number."""
        if self.text.lstrip()[:1] not in ("{", "["):
            return None
        is_one_array = len(self.lines) == 1 and self.lines[0].lstrip().startswith("[")
        on_lines = [None] if is_one_array else [_value(line) for line in self.lines]
        objects = sum(isinstance(value, dict) for value in on_lines)
        lists = sum(isinstance(value, list) for value in on_lines)
        if isinstance(on_lines[0], dict) or 2 * objects > len(on_lines) or (lists > 1 and lists == len(on_lines)):
            return JsonRecords(JsonShape.LINES, [value for value in on_lines if value is not None])
        if self.text.lstrip().startswith("{"):
            whole = _value(self.text)
            return JsonRecords(JsonShape.OBJECT, [whole]) if isinstance(whole, dict) else None
        items = list(_items(self.text))
        closed = items[-1:] == [_END]
        values = items[:-1] if closed else items
        has_objects = any(isinstance(value, dict) for value in values)
        is_json = has_objects or (closed and (not values or any(isinstance(value, list) for value in values)))
        return JsonRecords(JsonShape.ARRAY, values) if is_json else None


def _value(written: str) -> Any:
    """Return the value of a JSON text; None when it is not valid."""
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None


def first_items(text: str) -> list[Any]:
    """Return the first items of a text that starts with a JSON array, whole or not."""
    return [value for value in _items(text) if value is not _END]


_END: Final = object()


def _items(text: str) -> Iterator[Any]:
    """Yield the first items of a JSON array, and `_END` if it is valid and ends after them."""
    decoder = json.JSONDecoder()
    place = text.index("[") + 1
    for number in range(_MOST):
        place = _after_space(text, place)
        if text[place : place + 1] == "]" and number == 0:
            break
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield value
        place = _after_space(text, place)
        if text[place : place + 1] != ",":
            break
        place += 1
    if text[place : place + 1] == "]" and not text[place + 1 :].strip():
        yield _END


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
