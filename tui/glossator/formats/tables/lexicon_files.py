"""Lexicon files: spaCy’s patterns (a JSON object a line) and gazetteers (a form, a tab and a label on each line).

In a gazetteer, an empty label means that the form is never an entity, which patterns cannot say; a line that starts
with # and has no tab is a comment.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeAlias

from glossator.domain.codebook import BadName, label_name
from glossator.domain.lexicon import BadForm, lexicon_form
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable

Form: TypeAlias = tuple[str, str | None]
"""A form with its label; None for a form that is never an entity."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """The number, from 1, of a line that holds no form, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class LexiconFile:
    """The forms in a file, in order, and its bad lines."""

    forms: tuple[Form, ...]
    broken: tuple[BadLine, ...]


def read(data: bytes) -> LexiconFile:
    """Return the forms and the bad lines of a file of either kind.

    Raises:
        Unreadable: when the data are not text, or no line holds a form.
    """
    text, _ = decode(data)
    lines = [(number, line.strip("\r ")) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    first = lines[0][1] if lines else ""
    read_line = _pattern if first.startswith(("{", "[")) and "\t" not in first else _entry
    forms, broken = list[Form](), list[BadLine]()
    for number, line in lines:
        try:
            form = read_line(line)
        except (_NoForm, BadForm, BadName) as error:
            broken.append(BadLine(number, str(error)))
        else:
            forms.extend([form] if form else [])
    if not forms:
        why = f"; line {broken[0].line}: {broken[0].reason}" if broken else ""
        raise Unreadable(f"no line has a form and a label, such as “Kabul<tab>GPE” or a spaCy pattern{why}")
    return LexiconFile(tuple(forms), tuple(broken))


class _NoForm(ValueError):
    """A line without a form; the message says why."""


def _entry(line: str) -> Form | None:
    form, tab, label = line.partition("\t")
    if not tab:
        if line.startswith("#"):
            return None
        raise _NoForm("No tab between form and label. Add one.")
    if "\t" in label:
        raise _NoForm("More than two columns. Keep form and label.")
    return lexicon_form(form), label_name(label) if label.strip() else None


def _pattern(line: str) -> Form:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _NoForm("Not valid JSON. Repair or remove the line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("label"), str):
        raise _NoForm("Not an object with a label. Add one.")
    return lexicon_form(_form_of_pattern(row.get("pattern"))), label_name(row["label"])


def _form_of_pattern(pattern: Any) -> str:
    """Return the form of a pattern, which is a text or a list of tokens with their exact text.

    Raises:
        _NoForm: when it matches more than one form.
    """
    if isinstance(pattern, str):
        return pattern
    tokens = pattern if isinstance(pattern, list) else []
    words = [token.get("TEXT", token.get("ORTH")) for token in tokens if isinstance(token, dict) and len(token) == 1]
    written = [word for word in words if isinstance(word, str)]
    # Between several tokens, only words certainly have spaces.
    if written and len(written) == len(tokens) and (len(written) == 1 or all(map(str.isalnum, written))):
        return " ".join(written)
    raise _NoForm("The pattern is not a text or a list of exact words. Use TEXT or ORTH.")


WRITERS: Final[Mapping[str, Callable[[str, str | None], str]]] = {
    "tsv": lambda form, label: f"{form}\t{label or ''}",
    "patterns": lambda form, label: json.dumps({"label": label, "pattern": form}, ensure_ascii=False),
}
"""How a form is written, by the name of the kind of file."""


def write(forms: Iterable[Form], target: BinaryIO, kind: str) -> tuple[int, int]:
    """Write forms, a line each, and return how many were written, and how many this kind of file cannot hold."""
    written = left_out = 0
    for form, label in forms:
        if label is None and kind == "patterns":
            left_out += 1
            continue
        target.write(f"{WRITERS[kind](form, label)}\n".encode())
        written += 1
    return written, left_out
