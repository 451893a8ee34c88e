"""The commands and their arguments."""

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from glossator import __version__
from glossator.domain.annotation import Status
from glossator.state.settings import is_blank
from glossator.text.normalise import printable

if TYPE_CHECKING:
    from glossator.cli.context import Context


class _Command(NamedTuple):
    """A command.

    Attributes:
        action: its module in this package and its function, which returns the exit code.
        usage: its arguments in the list of commands.
        summary: a phrase for that list.
        details: further sentences for its own help.
        json: whether it has the option --json.
    """

    action: str
    usage: str
    summary: str
    details: str = ""
    json: bool = False


_READER: Final = "reader:open_reader"
_COMMANDS: Final = {
    "import": _Command(
        *("importing:import_files", "PATH ...", "import files, folders and web pages"),
        "Texts that are already in the workspace are not stored again.",
    ),
    "analyse": _Command("analysis:analyse_articles", "UID ...", "suggest entities with spaCy"),
    "orphans": _Command(
        *("articles:orphans", "", "list annotations that were not re-anchored"),
        "These are annotations of an article that have no certain place in its newer version.",
        json=True,
    ),
    "archive": _Command(
        *("articles:archive", "UID ...", "archive articles; --back restores them"),
        "Without UID, list the archived articles.",
        json=True,
    ),
    "delete": _Command(
        *("articles:delete", "UID ...", "delete articles with annotations, tags and notes"),
        "“glossator undo” restores everything.",
    ),
    "compare": _Command(
        *("analysis:compare_pipelines", "A B", "compare the suggestions of two pipelines"),
        "Only articles that both have analysed are compared.",
        json=True,
    ),
    "search": _Command("search:search_workspace", "QUERY", "list mentions in context, or saved searches", json=True),
    "export": _Command("exporting:export", "", "export annotations as CSV or for other tools"),
    "lexicon": _Command("lexicon:lexicon", "", "list, import or export the lexicon", json=True),
    "codebook": _Command(
        "codebook:codebook",
        "",
        "list, import or export labels and tags",
        "Files are CSV or REFI-QDA (.qdc).",
        json=True,
    ),
    "entities": _Command("entities:entities", "[UID]", "list the entities, or the mentions of one", json=True),
    "history": _Command("operations:history", "", "list operations, or the changes of one", json=True),
    "undo": _Command(
        *("operations:undo", "[N]", "undo your latest operation, or operation N"),
        "An operation can be undone if no later one depends on it.",
    ),
    "stats": _Command("stats:stats", "", "summarise the workspace, or list its articles", json=True),
    "doctor": _Command("doctor:doctor", "", "check the workspace and the installation", json=True),
    "backup": _Command("doctor:back_up", "[FILE]", "copy the workspace, also while it is open"),
    "restore": _Command(
        *("doctor:restore", "FILE", "restore the workspace from a backup"),
        "Its previous content is kept beside it.",
    ),
    "keys": _Command("reader:keys", "", "list the reader's commands with their keys", json=True),
}
_SEARCH: Final = """query syntax:
  ceasefire "peace talks" govern*      words, phrases and prefixes, all of them
  Kabul OR (Doha NOT Qatar)            OR, NOT, AND and brackets
  label:ORG tag:actors/state entity:TTP status:suggested analyst:ann
  has:note has:tag has:entity          annotations with a note, a tag, an entity
  label:GPE quote:istanbul             mentions with this text
  label:GPE istanbul                   mentions in articles with this word
  source:"The Meridian" author:okafor
  after:2025-10-01 before:2025-11 added:2025-11-03
  is:archived is:superseded is:any     articles that are left out by default
"""
SOURCES: Final = ("plain", "markdown", "html", "pdf", "docx", "epub", "email", "feed", "csv", "jsonl")
ANNOTATED: Final = (
    *("prodigy", "doccano", "doccano-codepoints", "label-studio", "brat", "conll", "web-annotation", "refi-qda"),
)
"""The formats of `glossator.formats.source_registry`, repeated here because importing that takes long."""
_WITH_VALUE: Final = ("--db", "--analyst", "--model")
# The least similarity of a misspelt command: that of “serach” and “search” is 0.83.
_NEAR: Final = 0.75


class _ArgumentParser(argparse.ArgumentParser):
    """A parser that reports errors on one line."""

    def error(self, message: str) -> NoReturn:
        # The message may quote control characters.
        self.exit(2, f"{printable(f'{self.prog}: {message}. See “{self.prog} --help”.')}\n")


def command_name(words: Sequence[str]) -> str | None:
    """Return the command that `words` name, or None for the reader."""
    word = _first_word(words)
    return word if word in _COMMANDS else None


def suggest_command(words: Sequence[str]) -> tuple[str, str] | None:
    """Return a probably misspelt command and the right one; None if there is none, or the word is a path."""
    word = _first_word(words)
    if word is None or word in _COMMANDS or not word.isalpha() or Path(word).exists():
        return None
    from difflib import get_close_matches

    return next(((word, name) for name in get_close_matches(word.lower(), _COMMANDS, n=1, cutoff=_NEAR)), None)


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


def action_of(name: str | None) -> "Callable[[Context, argparse.Namespace], int]":
    """Return the function of the command `name`, or of the reader where it is None; import only its module."""
    module, _, function = (_COMMANDS[name].action if name else _READER).partition(":")
    action: Callable[[Context, argparse.Namespace], int] = getattr(import_module(f"glossator.cli.{module}"), function)
    return action


def _command_list() -> str:
    rows = [("[PATH ...]", "open the reader; import PATH first if given")]
    rows += [(f"{name} {command.usage}".rstrip(), command.summary) for name, command in _COMMANDS.items()]
    lines = "".join(f"  glossator {usage:<17}  {summary}\n" for usage, summary in rows)
    return f"commands:\n{lines}\n“glossator COMMAND --help” describes each.\n"


def build_parser(name: str | None) -> argparse.ArgumentParser:
    """Return the parser of the command `name`, or of the reader where it is None."""
    command = _COMMANDS[name] if name else None
    parser = _ArgumentParser(
        prog=f"glossator {name}" if name else "glossator",
        description=f"{command.summary[0].upper()}{command.summary[1:]}. {command.details}".rstrip()
        if command
        else "Read articles, annotate entities and passages, tag, take notes, and export.",
        epilog=_SEARCH if name in ("search", "export") else None if name else _command_list(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--db", metavar="PATH", help="workspace (default: GLOSSATOR_DB, else ./annotations.db)")
    if name == "export":
        _add_export(parser)
    else:
        analyst = "analyst name (default: from settings, else the login name)"
        add("--analyst", dest="by", type=_name, metavar="NAME", help=analyst)
    if name is None:
        add("paths", nargs="*", type=Path, metavar="PATH", help="files and folders to import and open")
        add("--version", action="version", version=f"glossator {__version__}")
    if name == "import":
        add("paths", nargs="+", metavar="PATH", help="files, folders, patterns, web addresses; - is standard input")
        add("--format", choices=(*SOURCES, *ANNOTATED), help="format of the files (default: detected for each)")
        add("--version-of", metavar="UID", default="", help="article that this is a newer version of")
        add("--local", action="store_true", help="allow addresses on this machine and its network")
        theirs = "replace other analysts' decisions, notes and tags by the rows of a table (default: refuse those rows)"
        add("--take-theirs", action="store_true", help=theirs)
    if name == "analyse":
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("uids", nargs="*", default=[], metavar="UID", help=_UIDS)
        which.add_argument("--all", action="store_true", help="all articles that the pipeline has not analysed")
    if name in (None, "analyse"):
        model = "spaCy pipeline, a package or a folder (default: from settings, else an installed one)"
        add("--model", metavar="NAME", default="", help=model)
    if name == "archive":
        add("uids", nargs="*", metavar="UID", help=_UIDS)
        add("--back", action="store_true", help="restore the articles")
    if name == "delete":
        add("uids", nargs="+", metavar="UID", help=_UIDS)
        add("--yes", action="store_true", help="also articles with analysts' work")
    if name == "compare":
        add("one", metavar="A", help="pipeline, such as en_core_web_sm, or “en_core_web_sm 3.8.0”")
        add("other", metavar="B", help="another pipeline")
    if name == "search":
        from glossator.domain.mention import Grouping, Order

        add("query", nargs="*", metavar="QUERY", help="query, best in single quotes")
        add("--sort", type=Order, choices=list(Order), help="sort order (default: relevance)")
        add("--limit", type=_count, default=200, metavar="N", help="most mentions to print (default: 200)")
        add("-o", "--output", type=Path, metavar="FILE", help="file for all mentions, .csv, .md or .html")
        by = "what mentions in FILE are grouped by (default: article)"
        add("--group", type=Grouping, choices=list(Grouping), default=Grouping.ARTICLE, help=by)
        add("--force", action="store_true", help="replace an existing FILE")
        saved = parser.add_mutually_exclusive_group()
        saved.add_argument(
            "--saved", nargs="?", const="", metavar="NAME", help="saved search to run; without NAME, list all"
        )
        saved.add_argument("--save", metavar="NAME", help="name to save QUERY and its sort order under")
        saved.add_argument("--forget", metavar="NAME", help="saved search to delete")
    if name == "lexicon":
        from glossator.cli import lexicon

        lexicon.add_arguments(parser)
    if name == "codebook":
        from glossator.cli import codebook

        codebook.add_arguments(parser)
    if name == "entities":
        add("uid", nargs="?", metavar="UID", help="entity whose mentions to list")
        add("-n", "--most", type=_count, default=1_000, metavar="N", help="most mentions to print (default: 1000)")
    if name == "history":
        add(
            "-n",
            "--most",
            type=_count,
            default=50,
            metavar="N",
            help="most rows to print (default: 50)",
        )
        add("--act", type=_count, metavar="N", help="operation whose changes to print")
    if name == "undo":
        add("act", nargs="?", type=_count, metavar="N", help="number of the operation, from “glossator history”")
    if name == "stats":
        add("--articles", action="store_true", help="list of the articles instead of a summary")
    if name == "doctor":
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--report", action="store_true", help="text for a bug report, without your texts")
        ways.add_argument("--salvage", type=Path, metavar="NEW.db", help="new workspace for what can still be read")
        ways.add_argument("--rebuild-search", action="store_true", help="rebuild the search index")
        ways.add_argument("--replay", action="store_true", help="also compare the replayed history with the tables")
    if name == "backup":
        add("file", nargs="?", type=Path, metavar="FILE", help="backup file (default: beside the workspace)")
    if name == "restore":
        add("file", type=Path, metavar="FILE", help="backup file")
    if command and command.json:
        add("--json", action="store_true", help="JSON output (default: a table)")
    return parser


_UIDS: Final = "articles, from “glossator stats --articles”"


def _add_export(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("-o", "--output", type=Path, metavar="FILE", help="output file or folder (default: standard output)")
    add("--format", type=_format, metavar="NAME", help="output format (default: from FILE's extension, else csv)")
    add("--formats", action="store_true", help="list of the formats")
    profiles = parser.add_mutually_exclusive_group()
    profiles.add_argument(
        "--profile",
        metavar="NAME",
        default="excel",
        help="profile of tables: excel (formulas guarded by an apostrophe), excel-semicolon, tsv, spreadsheet-text "
        "(numbers, dates and times guarded as well), exact (nothing changed), or one from settings (default: excel)",
    )
    profiles.add_argument("--raw", dest="profile", action="store_const", const="exact", help="same as --profile exact")
    add("--preview", action="store_true", help="print the first lines and a summary, and write nothing")
    add("--force", action="store_true", help="replace an existing FILE")
    add("--where", metavar="QUERY", default="", help="export only annotations that match QUERY")
    only = parser.add_argument_group("filters", "each can be repeated")
    only.add_argument("--label", action="append", default=[], metavar="LABEL", help="label")
    only.add_argument("--tag", action="append", default=[], metavar="PATH", help="tag, including the tags below it")
    only.add_argument("--status", action="append", default=[], choices=list(map(str, Status)), help="status")
    only.add_argument("--analyst", action="append", default=[], metavar="NAME", help="analyst who made or decided it")
    only.add_argument("--article", action="append", default=[], metavar="UID", help="article")


def _format(typed: str) -> str:
    # Imported here because importing the formats takes long.
    from glossator.services.exporting import formats

    if typed not in formats():
        raise argparse.ArgumentTypeError(f"unknown format “{typed}” (available: {', '.join(formats())})")
    return typed


def _name(typed: str) -> str:
    if is_blank(typed):
        raise argparse.ArgumentTypeError("the name is blank")
    return typed


def _count(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise argparse.ArgumentTypeError("it must be a number from 1")
    return int(typed)
