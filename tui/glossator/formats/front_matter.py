"""Front matter of Markdown texts, as Obsidian, Hugo, Jekyll and Quarto write it: YAML, TOML or JSON above the text."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from typing import Any, Final

from glossator.domain.left_out import LeftOut
from glossator.formats.header import Header, make_header
from glossator.text.normalise import flatten

_FENCES: Final = {"---": ("---", "..."), "+++": ("+++",)}
_FIELDS: Final = {
    "title": ("title", "headline"),
    "source": ("publication", "source", "publisher", "site", "site_name", "outlet", "newspaper", "website"),
    "author": ("author", "authors", "byline", "by", "creator"),
    "date": ("date", "published", "publishdate", "published_at", "pubdate", "date_published", "date published"),
    "url": ("url", "link", "source_url", "original_url", "canonical", "canonical_url", "clipped_from", "permalink"),
    "language": ("language", "lang", "locale"),
}
"""The keys of the fields of a header, in lower case; the first one with a value counts."""
_NAMES_IN: Final = ("name", "title", "text")
_URL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_LINK: Final = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|<%.*?%>")
_LONGEST: Final = 500
_MOST: Final = 100_000
# A short text with aliases may unpack to a large one.
_MOST_NODES: Final = 10_000
_DEEPEST: Final = 20
_KEY: Final = re.compile(r"[\w.-]{1,40}")
_LINE: Final = re.compile(r"([A-Za-z_][\w .-]*):(?:[ ]+(.*))?")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a text.

    Attributes:
        header: its fields; other keys are metadata.
        left_out: the keys whose values are too long or nested too deep for metadata.
        text: everything below it.
    """

    header: Header
    text: str
    left_out: tuple[LeftOut, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a normalised text, and the text below it; all of it where it has none.

    It starts on the first line, with --- for YAML, +++ for TOML, or { for JSON. Something that only looks like it, such
    as text between two rules, stays text.
    """
    parts = _fenced(text) or _braced(text)
    values = _parsed(*parts[:2]) if parts else None
    if parts is None or values is None:
        return FrontMatter(Header(), text)
    header, left_out = _header(values)
    return FrontMatter(header, parts[2], left_out)


def _fenced(text: str) -> tuple[str, str, str] | None:
    """Return the fence above front matter, what is between the fences, and the text below; None without them."""
    first, _, _ = text.partition("\n")
    ends = _FENCES.get(first.rstrip())
    if ends is None:
        return None
    start = len(first) + 1
    place = start
    while place < min(len(text), start + _MOST):
        end = text.find("\n", place) + 1 or len(text)
        if text[place:end].rstrip() in ends:
            return first.rstrip(), text[start:place], text[end:]
        place = end
    return None


def _braced(text: str) -> tuple[str, str, str] | None:
    """Return a JSON object above a text, with "{" for its fence; None without one, or without a text."""
    if not text.startswith("{"):
        return None
    try:
        _, end = json.JSONDecoder().raw_decode(text[:_MOST])
    except (ValueError, RecursionError):
        return None
    below = text[end:]
    return ("{", text[:end], below) if below.startswith("\n") and below.strip() else None


def _parsed(fence: str, written: str) -> Mapping[str, Any] | None:
    """Return the values of front matter; None for anything else."""
    try:
        if fence == "+++":
            found: Any = tomllib.loads(written)
        else:
            found = json.loads(written) if fence == "{" else _yaml(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        return None
    # Text between two rules may have a colon as well.
    keys = [key.strip().lower() for key in found]
    is_known = any(key in names for names in _FIELDS.values() for key in keys)
    return found if is_known or (keys and all(_KEY.fullmatch(key) for key in keys)) else None


def _yaml(written: str) -> Any:
    """Return the value of a YAML text with its scalars as they are written, or of its lines.

    Raises:
        ValueError: when it is no YAML, or unpacks to too much.
    """
    # Imported here because only Markdown with front matter needs it.
    import yaml

    try:
        node = yaml.compose(_TEMPLATE.sub("", written), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        # Titles often have a colon and no quotation marks.
        lines = [line for line in written.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        pairs = [match for line in lines if (match := _LINE.fullmatch(line))]
        if len(pairs) < len(lines):
            raise ValueError("no YAML") from None
        return _first_of_equal([(pair[1].strip(), (pair[2] or "").strip("'\" ")) for pair in pairs])
    return _value_of(node, count(), 0)


def _value_of(node: Any, visited: Iterator[int], depth: int) -> Any:
    """Return the value of a node of YAML; of equal keys, the first one counts.

    Raises:
        ValueError: when it unpacks to too much.
    """
    if next(visited) > _MOST_NODES or depth > _DEEPEST:
        raise ValueError("it unpacks to too much")
    if node is None:
        return None
    if node.id == "scalar":
        return node.value
    if node.id == "sequence":
        return [_value_of(each, visited, depth + 1) for each in node.value]
    pairs = [(_value_of(key, visited, depth + 1), _value_of(value, visited, depth + 1)) for key, value in node.value]
    return _first_of_equal([(key, value) for key, value in pairs if isinstance(key, str)])


def _first_of_equal(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping with the first value of each key."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _header(values: Mapping[str, Any]) -> tuple[Header, tuple[LeftOut, ...]]:
    """Return the header that values give, and what of them is left out."""
    lower = {key.strip().lower(): value for key, value in values.items()}
    # Clippers write the address of a page under "source".
    if _URL.fullmatch(_line(lower.get("source")) or "") and not any(_line(lower.get(key)) for key in _FIELDS["url"]):
        lower["url"] = lower.pop("source")
    stated: dict[str, str] = {}
    for meaning, keys in _FIELDS.items():
        # Jekyll says with "published: false" that a draft is not to be shown.
        key = next((key for key in keys if _line(lower.get(key)) not in (None, "", "true", "false")), None)
        if key is not None:
            stated[meaning] = _line(lower.pop(key)) or ""
    metadata: dict[str, str] = {}
    left_out = []
    for key, value in lower.items():
        line = _line(value)
        if line is None or len(line) > _LONGEST:
            words = line if line is not None else json.dumps(value, default=str, ensure_ascii=False)
            left_out.append(LeftOut(f"the key “{key}”", words=len(re.findall(r"\w+", words))))
        elif line:
            metadata[key] = line
    return make_header(stated, metadata), tuple(left_out)


def _line(value: Any) -> str | None:
    """Return a value on one line, lists joined; None for what is nested deeper."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date | time | int | float):
        return str(value)
    if isinstance(value, str):
        return flatten(_LINK.sub(r"\1", _TEMPLATE.sub("", value)))
    if isinstance(value, list):
        lines = [_line(each) for each in value]
        return ", ".join(filter(None, lines)) if None not in lines else None
    if isinstance(value, dict):
        named = [_line(value.get(name)) for name in _NAMES_IN]
        return next(filter(None, named), None)
    return None
