"""What can be written on the command line."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from glossator import __version__
from glossator.domain.annotation import Status
from glossator.state.settings import is_blank
from glossator.text.normalise import printable

_DESCRIPTION: Final = "Read articles, decide on the entities found in them, tag, take notes, and export."
_COMMANDS: Final = """commands:
  glossator [PATH ...]         open the reader; files and folders are imported first;
                               without PATH, go on where you stopped
  glossator import PATH ...    bring in files, folders, web pages; - is standard input
  glossator analyse UID ...    have the machine read articles; --all for every one
  glossator orphans            annotations that a newer version has no sure place for
  glossator archive UID ...    put articles away; --back brings them back
  glossator delete UID ...     delete articles with all that hangs on them
  glossator compare A B        where two pipelines differ
  glossator search QUERY       mentions in context, one a line
  glossator export             write the annotations as CSV, or for other tools
  glossator lexicon            what is known of forms; import and export them
  glossator codebook           labels and tags, with their uses; import and export them
  glossator entities [UID]     who is mentioned, how often and when; with UID, where
  glossator history            what was done, newest first; --act N: what that changed
  glossator undo [N]           take back your last act, or act N
  glossator stats              what is in the workspace
  glossator doctor             whether the workspace and the installation are sound
  glossator backup [FILE]      copy the workspace, also while it is used
  glossator restore FILE       make the workspace what a backup is
  glossator keys               every command of the reader with its keys

glossator COMMAND --help tells more of each.
"""
_HELP: Final = {
    "import": "Bring in files, folders and web pages. A text that is there already is not stored again.",
    "analyse": "Have a spaCy pipeline read articles, and keep what it suggests.",
    "orphans": "Show the annotations of older versions whose place in the newer one has to be decided on.",
    "archive": "Put articles away, bring them back, or, without UID, list those that are archived.",
    "delete": "Delete articles with their annotations, tags and notes. “glossator undo” puts everything back.",
    "compare": "Show where two pipelines differ, in the articles that both have read.",
    "search": "Find words, annotations, notes and articles, and show each mention in its context.",
    "export": "Write the annotations as CSV, one row each, or in another tool’s format.",
    "lexicon": "Show what forms stand for wherever they are met; bring them in from a file, or take them out to one.",
    "codebook": "Show labels and tags with their uses; bring them in from a file (CSV, .qdc), or take them out to one.",
    "entities": "Show the entities with how often and when they are mentioned, or all mentions of one.",
    "history": "Show what was done, newest first, or what one act changed.",
    "undo": "Take back your last act that still stands, or another that nothing later depends on.",
    "stats": "Summarise the workspace, or list its articles.",
    "doctor": "Check the workspace and the installation.",
    "backup": "Copy the workspace as it is at this moment, also while it is used.",
    "restore": "Make the workspace what a backup is. What was there before is kept beside it.",
    "keys": "Show every command of the reader with its keys, as your settings have them.",
}
_SEARCH: Final = """a query is made of:
  ceasefire "peace talks" govern*      words, phrases, beginnings: all of them
  Kabul OR (Doha NOT Qatar)            OR, NOT, AND and brackets
  label:ORG tag:actors/state entity:TTP status:suggested analyst:ann
  has:note has:tag has:entity          what there is of it
  label:GPE quote:istanbul             mentions that say it themselves
  label:GPE istanbul                   mentions in articles that say it anywhere
  source:"The Meridian" author:okafor
  after:2025-10-01 before:2025-11 added:2025-11-03
  is:archived is:superseded is:any     what is left out otherwise
"""
SOURCES: Final = ("plain", "markdown", "html", "pdf", "docx", "epub", "email", "feed", "csv", "jsonl")
ANNOTATED: Final = (
    *("prodigy", "doccano", "doccano-codepoints", "label-studio", "brat", "conll", "web-annotation", "refi-qda"),
)
"""The formats of `glossator.formats.source_registry`, named here because no other command waits for those."""
_TABLES: Final = (
    *(
        "archive",
        "compare",
        "orphans",
        "search",
        "lexicon",
        "codebook",
        "entities",
        "history",
        "stats",
        "doctor",
        "keys",
    ),
)
_WITH_VALUE: Final = ("--db", "--analyst", "--model")
# How much alike a word and a command are when one is taken for the other: “serach” and “search” are, by 0.83.
_NEAR: Final = 0.75


class _ArgumentParser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        # It may quote what was typed.
        self.exit(2, f"{printable(f'{self.prog}: {message}; “{self.prog} --help” tells more.')}\n")


def command_name(words: Sequence[str]) -> str | None:
    """Return the command that `words` name, or None when they open the reader."""
    word = _first_word(words)
    return word if word in _HELP else None


def suggest_command(words: Sequence[str]) -> tuple[str, str] | None:
    """Return the word that is probably a command with a slip in it, and that command; None when there is none.

    What is there, a file or a folder, is meant as such.
    """
    word = _first_word(words)
    if word is None or word in _HELP or not word.isalpha() or Path(word).exists():
        return None
    # Nothing else waits for it.
    from difflib import get_close_matches

    return next(((word, name) for name in get_close_matches(word.lower(), _HELP, n=1, cutoff=_NEAR)), None)


def _first_word(words: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one."""
    return next(
        (
            word
            for place, word in enumerate(words)
            if not (word.startswith("-") or (place and words[place - 1] in _WITH_VALUE))
        ),
        None,
    )


def build_parser(name: str | None) -> argparse.ArgumentParser:
    """Return the parser of the command `name`, or of the reader where it is None."""
    parser = _ArgumentParser(
        prog=f"glossator {name}" if name else "glossator",
        description=_HELP[name] if name else _DESCRIPTION,
        epilog=_SEARCH if name in ("search", "export") else None if name else _COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--db", metavar="PATH", help="the workspace (else GLOSSATOR_DB, else ./annotations.db)")
    if name == "export":
        _add_export(parser)
    else:
        parser.add_argument(
            "--analyst",
            dest="by",
            type=_name,
            metavar="NAME",
            help="who does it (else the setting, else the login name)",
        )
    if name is None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders to import and open")
        parser.add_argument("--version", action="version", version=f"glossator {__version__}")
    if name == "import":
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="files, folders, patterns, web addresses; - is standard input"
        )
        parser.add_argument(
            "--format", choices=(*SOURCES, *ANNOTATED), help="what the files are (else found out for each)"
        )
        parser.add_argument(
            "--version-of", metavar="UID", default="", help="it is a newer version of this article, and takes its place"
        )
        parser.add_argument("--local", action="store_true", help="allow addresses of this machine and its network")
        parser.add_argument(
            "--take-theirs",
            action="store_true",
            help="let rows of our own table replace what other analysts decided, wrote or tagged here; each keeps its "
            "author (default: such rows are refused)",
        )
    if name == "analyse":
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "uids", nargs="*", default=[], metavar="UID", help="articles; “glossator stats --articles” lists them"
        )
        which.add_argument("--all", action="store_true", help="every article that this pipeline has not read yet")
    if name in (None, "analyse"):
        parser.add_argument("--model", metavar="NAME", default="", help="the spaCy pipeline, a module or a folder")
    if name == "archive":
        parser.add_argument("uids", nargs="*", metavar="UID", help="articles; “glossator stats --articles” lists them")
        parser.add_argument("--back", action="store_true", help="bring them back")
    if name == "delete":
        parser.add_argument("uids", nargs="+", metavar="UID", help="articles; “glossator stats” lists them")
        parser.add_argument("--yes", action="store_true", help="also articles with analysts’ work on them")
    if name == "compare":
        parser.add_argument("one", metavar="A", help="a pipeline, such as en_core_web_sm, or “en_core_web_sm 3.8.0”")
        parser.add_argument("other", metavar="B", help="another")
    if name == "search":
        from glossator.domain.mention import Order

        parser.add_argument("query", nargs="*", metavar="QUERY", help="what to find, best in single quotes")
        parser.add_argument("--sort", type=Order, choices=list(Order), help="what comes first (relevance)")
        parser.add_argument("--limit", type=_count, default=200, metavar="N", help="how many mentions at most (200)")
        kept = parser.add_mutually_exclusive_group()
        kept.add_argument("--saved", nargs="?", const="", metavar="NAME", help="run a saved search; no name lists them")
        kept.add_argument("--save", metavar="NAME", help="keep QUERY, and what it is sorted by, under this name")
        kept.add_argument("--forget", metavar="NAME", help="keep a saved search no longer")
    if name == "lexicon":
        from glossator.cli import lexicon

        lexicon.add_arguments(parser)
    if name == "codebook":
        from glossator.cli import codebook

        codebook.add_arguments(parser)
    if name == "entities":
        parser.add_argument("uid", nargs="?", metavar="UID", help="an entity, whose mentions are shown")
        parser.add_argument("-n", "--most", type=_count, default=1_000, metavar="N", help="how many mentions (1000)")
    if name == "history":
        parser.add_argument("-n", "--most", type=_count, default=50, metavar="N", help="how many acts or changes (50)")
        parser.add_argument("--act", type=_count, metavar="N", help="show what act N changed")
    if name == "undo":
        parser.add_argument("act", nargs="?", type=_count, metavar="N", help="an act; “glossator history” numbers them")
    if name == "stats":
        parser.add_argument(
            "--articles", action="store_true", help="list the articles, with how much of each is decided, instead"
        )
    if name == "doctor":
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--report", action="store_true", help="what a report of a fault needs, without anybody’s text"
        )
        ways.add_argument(
            "--salvage", type=Path, metavar="NEW.db", help="take what can still be read into a new workspace"
        )
        ways.add_argument("--rebuild-search", action="store_true", help="make the index of search again")
        ways.add_argument(
            "--replay", action="store_true", help="replay the history too, and compare it with what is stored"
        )
    if name == "backup":
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="where to (else beside it, named for the moment)"
        )
    if name == "restore":
        parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    if name in _TABLES:
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (else standard output)")
    parser.add_argument(
        "--format",
        type=_format,
        metavar="NAME",
        help="else as the name of FILE says, else csv; --formats lists them all",
    )
    parser.add_argument("--formats", action="store_true", help="list the formats")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--profile",
        metavar="NAME",
        default="excel",
        help="form of tables: excel (default: cells as they are, formulas guarded by an apostrophe), excel-semicolon, "
        "tsv, spreadsheet-text (numbers, dates and times guarded as well), exact (nothing changed), or one of your "
        "settings",
    )
    how.add_argument("--raw", dest="profile", action="store_const", const="exact", help="the same as --profile exact")
    parser.add_argument("--preview", action="store_true", help="print the beginning, and tell what would be written")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument(
        "--where", metavar="QUERY", default="", help="only what fits a query as “glossator search” has them"
    )
    only = parser.add_argument_group("only annotations", "each can be given several times")
    only.add_argument("--label", action="append", default=[], metavar="LABEL", help="with this label")
    only.add_argument("--tag", action="append", default=[], metavar="PATH", help="with this tag, or one below it")
    only.add_argument(
        "--status", action="append", default=[], choices=[status.value for status in Status], help="of this status"
    )
    only.add_argument("--analyst", action="append", default=[], metavar="NAME", help="made or decided by NAME")
    only.add_argument("--article", action="append", default=[], metavar="UID", help="of this article")


def _format(typed: str) -> str:
    # No other command waits for the formats.
    from glossator.services.exporting import formats

    if typed not in formats():
        raise argparse.ArgumentTypeError(f"there is no format “{typed}”; there are {', '.join(formats())}")
    return typed


def _name(typed: str) -> str:
    if is_blank(typed):
        raise argparse.ArgumentTypeError("the name is blank")
    return typed


def _count(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise argparse.ArgumentTypeError("it is a number from 1")
    return int(typed)
