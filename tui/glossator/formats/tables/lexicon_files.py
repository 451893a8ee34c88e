"""Files of forms with their labels: spaCy’s patterns, a JSON object a line, and gazetteers, a form, a tab and a label.

Where a gazetteer has no label behind the tab, the form is never an entity; patterns cannot say that. A line of a
gazetteer that starts with # and has no tab is a remark.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeAlias

from glossator.domain.codebook import BadName, label_name
from glossator.domain.lexicon import BadForm, lexicon_form
from glossator.formats.encodings import decode
from glossator.formats.unreadable import Unreadable

Form: TypeAlias = tuple[str, str | None]
"""A form with its label, or with None where it is never an entity."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, counted from 1, that no form can be made from, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Forms:
    """What a file holds, in its order."""

    forms: tuple[Form, ...]
    broken: tuple[BadLine, ...]


def read(data: bytes) -> Forms:
    """Return the forms of a file of either kind, with the lines that are broken.

    Raises:
        Unreadable: when the data are no text, or not one line holds a form.
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
        raise Unreadable(f"no line has a form and a label, as “Kabul<tab>GPE” or spaCy’s patterns have{why}")
    return Forms(tuple(forms), tuple(broken))


class _NoForm(ValueError):
    """Why a line holds no form."""


def _entry(line: str) -> Form | None:
    form, tab, label = line.partition("\t")
    if not tab:
        if line.startswith("#"):
            return None
        raise _NoForm("There is no tab between form and label; put one there.")
    if "\t" in label:
        raise _NoForm("There are more than two columns; leave form and label.")
    return lexicon_form(form), label_name(label) if label.strip() else None


def _pattern(line: str) -> Form:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _NoForm("It is no JSON, or cut off; repair it, or take it out.") from error
    if not isinstance(row, dict) or not isinstance(row.get("label"), str):
        raise _NoForm("It is no object with a label; give it one.")
    return lexicon_form(_words(row.get("pattern"))), label_name(row["label"])


def _words(pattern: Any) -> str:
    """Return the words that a pattern means, a text or a list of tokens that are given as they are written.

    Raises:
        _NoForm: when it means more than one form.
    """
    if isinstance(pattern, str):
        return pattern
    tokens = pattern if isinstance(pattern, list) else []
    words = [token.get("TEXT", token.get("ORTH")) for token in tokens if isinstance(token, dict) and len(token) == 1]
    written = [word for word in words if isinstance(word, str)]
    # Of several tokens only words are certain to have spaces between them.
    if written and len(written) == len(tokens) and (len(written) == 1 or all(map(str.isalnum, written))):
        return " ".join(written)
    raise _NoForm("Its pattern is no text or list of words as they are written (TEXT or ORTH); write it so.")


def _pattern_line(form: str, label: str | None) -> str:
    return json.dumps({"label": label, "pattern": form}, ensure_ascii=False)


def _entry_line(form: str, label: str | None) -> str:
    return f"{form}\t{label or ''}"


WRITERS: Final[Mapping[str, Callable[[str, str | None], str]]] = {"tsv": _entry_line, "patterns": _pattern_line}
"""For the name of each kind of file how a form is written in it."""


def write(forms: Iterable[Form], target: BinaryIO, kind: str) -> tuple[int, int]:
    """Write forms, a line each, and return how many were written, and how many cannot be said in this kind of file."""
    written = left_out = 0
    for form, label in forms:
        if label is None and kind == "patterns":
            left_out += 1
            continue
        target.write(f"{WRITERS[kind](form, label)}\n".encode())
        written += 1
    return written, left_out
