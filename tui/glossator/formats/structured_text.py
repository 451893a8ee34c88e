"""Recognising texts that are data or programs and no articles: settings, logs, SQL, tables, code."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.formats.file_head import FileHead

_ALMOST_ALL: Final = 0.9
_FEWEST_LINES: Final = 3
_SETTING: Final = re.compile(
    r"\s*(?:\[\[?[\w .:\"'/-]+\]\]?|(?:export\s+)?[\w.-]+(?:\[[^\]]*\])?\s*=\s*\S.*|[\w.-]+\s*=)\s*"
)
_COMMENT: Final = re.compile(r"\s*(?:[#;]|//|--|/\*|\*)")
_YAML: Final = re.compile(r"\s*(?:#.*|- .*|-|[\w\"'./-]{1,40}:(?:\s.*)?|[}\]]|\s\s+\S.*)")
_YAML_PARENT: Final = re.compile(r"\s*(?:- )?[\w\"'./-]{1,40}:\s*(?:[|>][+-]?)?")
_LOG: Final = re.compile(
    r"""(?:\S+\ \S+\ \S+\ \[[^\]]+\]\ "[A-Z]+\ .*                                   # of web servers
    |[A-Z][a-z]{2}\ [ \d]\d\ \d\d:\d\d:\d\d\ \S+\ [^\s:\[]+(?:\[\d+\])?:.*           # syslog
    |\W?(?:\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d).*\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b.*
    |\W?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b.*\d\d:\d\d.*)""",
    re.VERBOSE,
)
_SQL: Final = re.compile(
    r"(?:\s++|--[^\n]*+\n|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+(?:(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:TEMP\w*\s+)?(?:TABLE|DATABASE|VIEW|INDEX"
    r"|SCHEMA|TYPE|FUNCTION|PROCEDURE|TRIGGER|KEYSPACE|ROLE|USER)\b|INSERT\s+INTO\s|SELECT\s[^.;]{1,500}?\sFROM\s|PRAGMA\s"
    r"|SET\s+\w+\s*=|USE\s+\w+\s*;|BEGIN\s*(?:TRANSACTION)?;|DELETE\s+FROM\s|UPDATE\s+\S+\s+SET\s)",
    re.IGNORECASE | re.DOTALL,
)
_TRIPLE: Final = re.compile(r"\s*(?:<[^<>\s]+>|_:\w+)\s+<[^<>\s]+>\s+.*\.\s*")
_CHECKSUM: Final = re.compile(r"[0-9a-fA-F]{32,}(?:\s+\S+)?|\w+ \(.+\) = [0-9a-fA-F]{16,}")
_BRACES: Final = re.compile(r"(?:\s++|//[^\n]*+\n|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+\{[^{}]*[:=].*\}\s*\Z", re.DOTALL)
_STARTS: Final = (
    ("vCards or a calendar", r"BEGIN:(?:VCARD|VCALENDAR)", "Copy its text into a .txt file"),
    ("a patch", r"(?:diff --git |Index: |---\ [^\n]*\n\+\+\+ )", "Copy its text into a .txt file"),
    ("a key or a certificate", r"-----BEGIN [A-Z ]+-----", ""),
    ("LaTeX", r"(?:\s|%[^\n]*\n)*\\(?:documentclass|begin\{document\}|input\{|usepackage)", "Convert it with pandoc"),
    ("a file of MEDLINE references", r"\s*PMID- ", "Export it as RIS (--format ris)"),
    ("a file of EndNote references", r"\s*%0 \S", "Export it as RIS (--format ris)"),
    (
        "a file of Web of Science references",
        r"\s*(?:FN (?:Clarivate|ISI|Thomson)|PT J\n)",
        "Export it as RIS (--format ris)",
    ),
    ("a script", r"#!\s*/", ""),
    ("GEDCOM", r"0 HEAD\s", ""),
    ("PHP", r"\s*<\?php\b", ""),
    ("PostScript", r"%!PS", "Save it as .pdf"),
)
_MARKUP: Final = re.compile(r"\s*+<([A-Za-z][\w.:-]*+)(?:\s[^<>]*+)?>.*</\1\s*>\s*\Z", re.DOTALL)
# What programs and data are full of, and sentences have few of.
_SYMBOLS: Final = re.compile(r"[{}\[\]()<>=;_/\\|#$%&*+^~@`]")
_DIGITS: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+|[@#][^\W_]\w*")
_MOST_SYMBOLS: Final = 0.06
_MOST_CODE_ENDS: Final = 0.25
_CODE_END: Final = re.compile(
    r".*(?:[;{}\]=>\\|,]|\)\s*:?|\b(?:do|then|end|begin|fi|else))\s*(?://.*|#.*)?", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"(?:[^\W\d_]++(?:['’-][^\W\d_]++)*+[,;:]?\s++){5}[^.!?…]*[.!?…]")
_MOST_DATA: Final = 0.7
_FEWEST_CHARACTERS: Final = 60
_ROWS: Final = 5
_COLUMNS: Final = 3
_RULES: Final = re.compile(r"(.)\1{3,}")


@dataclass(frozen=True, slots=True)
class Structure:
    """What a text is, and what to do, as the beginning of a sentence; empty for nothing in particular."""

    name: str
    advice: str = ""

    def __str__(self) -> str:
        """Return why it is not imported, and what to do."""
        advice = f"{self.advice}. " if self.advice else ""
        return f"This looks like {self.name}, not an article. {advice}To import all of it as text, name --format plain."


def structure_of(head: FileHead) -> Structure | None:
    """Return what a text is that is data or a program; None for one that may be an article."""
    for name, pattern, advice in _STARTS:
        if re.match(pattern, head.text):
            return Structure(name, advice)
    if _SQL.match(head.text) and ";" in head.text:
        return Structure("SQL", "Export its table as .csv")
    if _BRACES.match(head.text[:_LONGEST]):
        return Structure("JSON that is written as a program, or another object", "Write it as valid JSON")
    markup = _MARKUP.match(head.text[:_LONGEST])
    if markup is not None and markup[1].lower() not in _OF_PAGES:
        return Structure(
            f"markup (its root is “{markup[1]}”)", "To import its text without the tags, name --format html"
        )
    lines = [line[:_LONGEST_LINE] for line in head.lines]
    if len(lines) >= _FEWEST_LINES:
        for structure, is_such in _OF_LINES:
            if is_such(lines):
                return structure
    return _CODE if _is_code(lines) else None


_LONGEST: Final = 200_000
# A fragment of a page may be an article.
_OF_PAGES: Final = frozenset(
    (
        "p",
        "div",
        "span",
        "article",
        "section",
        "main",
        "body",
        "b",
        "i",
        "em",
        "strong",
        "a",
        "h1",
        "h2",
        "h3",
        "blockquote",
    )
)
_LONGEST_LINE: Final = 2_000


def _share(pattern: re.Pattern[str], lines: Sequence[str]) -> float:
    return sum(pattern.fullmatch(line) is not None for line in lines) / len(lines)


def _are_triples(lines: Sequence[str]) -> bool:
    """Return whether lines are those of N-Triples."""
    said = [line for line in lines if not line.startswith("#")]
    return bool(said) and _share(_TRIPLE, said) >= _ALMOST_ALL


def _are_settings(lines: Sequence[str]) -> bool:
    """Return whether lines are those of INI, TOML, or properties."""
    said = [line for line in lines if _COMMENT.match(line) is None]
    return len(said) > 1 and _share(_SETTING, said) >= _ALMOST_ALL and any("=" in line for line in said)


def _are_yaml(lines: Sequence[str]) -> bool:
    """Return whether lines are YAML's, with values that stand below their keys; a dialogue has none."""
    return all(map(_YAML.fullmatch, lines)) and sum(_YAML_PARENT.fullmatch(line) is not None for line in lines) > 1


def _is_table(lines: Sequence[str]) -> bool:
    """Return whether all rows of a text have the same number of cells, three or more."""
    if len(lines) < _ROWS:
        return False
    for separator in "\t;|,":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=separator) if any(row)}
        except csv.Error:
            continue
        if len(widths) == 1 and min(widths) >= _COLUMNS:
            return True
    return False


def _is_vertical(lines: Sequence[str]) -> bool:
    """Return whether lines have a token each, with columns behind tabs."""
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    widths = {len(row) for row in rows}
    tokens = sum(" " not in row[0].strip() for row in rows)
    return len(rows) >= _ROWS and len(widths) == 1 and min(widths) > 1 and tokens >= _ALMOST_ALL * len(rows)


def _is_code(lines: Sequence[str]) -> bool:
    """Return whether lines have far more symbols or digits than sentences have."""
    text = "\n".join(line for line in lines if _RULES.fullmatch(line.strip()) is None)
    plain = "".join(_ADDRESS.sub("", text).split())
    if len(plain) < _FEWEST_CHARACTERS:
        return False
    symbols = len(_SYMBOLS.findall(plain)) / len(plain)
    digits = len(_DIGITS.findall(plain)) / len(plain)
    sentences = sum(_SENTENCE.search(line) is not None for line in lines) / len(lines)
    ends = _share(_CODE_END, lines)
    is_code = symbols >= _MOST_SYMBOLS and ends >= _MOST_CODE_ENDS and sentences < _MOST_CODE_ENDS
    return is_code or symbols + digits >= _MOST_DATA


_CODE: Final = Structure("the source of a program, or data")
_OF_LINES: Final[Sequence[tuple[Structure, Callable[[Sequence[str]], bool]]]] = (
    (Structure("a log", "Export the articles in it as .csv"), lambda lines: _share(_LOG, lines) >= _ALMOST_ALL),
    (
        Structure("RDF triples", "Import W3C Web Annotations (JSON-LD) with --format web-annotation"),
        _are_triples,
    ),
    (Structure("a list of checksums"), lambda lines: _share(_CHECKSUM, lines) >= _ALMOST_ALL),
    (Structure("settings (INI, TOML or properties)"), _are_settings),
    (Structure("YAML", "Save its text as .txt"), _are_yaml),
    (Structure("a table", "Name it .csv, or name --format csv"), _is_table),
    (Structure("a file of a token on each line", "Convert it to CoNLL-2003 (--format conll)"), _is_vertical),
)
