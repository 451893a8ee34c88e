"""The formats of plugins, guarded: a defect in one is reported as a file that cannot be read or written."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final, NoReturn, TypeVar

from glossator.formats.errors import Unreadable, Unwritable
from glossator.formats.file_head import FileHead
from glossator.formats.registry import LazyFormat
from glossator.formats.spec import Evidence, Format, Sniff
from glossator.plugins import Plugins, describe

# What a defect raises. Other errors come from the workspace or the disk, or stop an export.
_DEFECTS: Final = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError, RuntimeError),
    *(TypeError, ValueError),
)
_KINDS: Final[tuple[type[Format] | type[LazyFormat], ...]] = (Format, LazyFormat)
_T = TypeVar("_T")


def plugin_formats(plugins: Plugins, taken: Collection[str]) -> list[Format]:
    """Return the formats of plugins; `taken` are the names of all others."""
    found = plugins.additions("register_formats", _KINDS, "format", lambda one: one.name, taken=taken, check=_wrong)
    return [_guarded(one.load() if isinstance(one, LazyFormat) else one, plugin.name) for plugin, one in found]


def _wrong(one: Format | LazyFormat) -> str:
    """Return why a format cannot be used; empty if it can."""
    try:
        loaded: object = one.load() if isinstance(one, LazyFormat) else one
    except Exception as error:
        # The module of a plugin may raise anything.
        return f"it cannot be loaded ({describe(error)})"
    if not isinstance(loaded, Format) or loaded.name != one.name:
        return f"“{getattr(one, 'place', one.name)}” is no format of that name"
    return "" if loaded.can_import or loaded.can_export else "it can neither be imported nor exported"


def _guarded(one: Format, plugin: str) -> Format:
    """Return a format whose functions raise only the errors that their callers expect."""
    unread, unwritten = partial(_fail, Unreadable, plugin), partial(_fail, Unwritable, plugin)
    return replace(
        one,
        sniff=one.sniff and _guarded_sniff(one.sniff),
        read_articles=one.read_articles and _guarded_iterator(one.read_articles, unread),
        read_annotations=one.read_annotations and _guarded_iterator(one.read_annotations, unread),
        read_lines=one.read_lines and _guarded_iterator(one.read_lines, unread),
        read_rows=one.read_rows and _guarded_iterator(one.read_rows, unread),
        read_codes=one.read_codes and _guarded_function(one.read_codes, unread),
        write=one.write and _guarded_function(one.write, unwritten),
        write_files=one.write_files and _guarded_function(one.write_files, unwritten),
    )


def _fail(kind: type[Exception], plugin: str, error: Exception) -> NoReturn:
    """Raise `error` if it is of that kind, else one that names the plugin."""
    if isinstance(error, kind):
        raise error
    raise kind(f"The plugin {plugin} failed ({describe(error)}). Update or uninstall it.") from error


def _guarded_sniff(sniff: Sniff) -> Sniff:
    def guarded(head: FileHead) -> Evidence:
        try:
            return sniff(head)
        except _DEFECTS:
            # It is asked about the files of all formats.
            return Evidence.NONE

    return guarded


def _guarded_iterator(
    read: Callable[[Any], Iterator[_T]], fail: Callable[[Exception], NoReturn]
) -> Callable[[Any], Iterator[_T]]:
    def guarded(source: Any) -> Iterator[_T]:
        try:
            yield from read(source)
        except _DEFECTS as error:
            fail(error)

    return guarded


def _guarded_function(function: Callable[..., _T], fail: Callable[[Exception], NoReturn]) -> Callable[..., _T]:
    def guarded(*arguments: Any) -> _T:
        try:
            return function(*arguments)
        except _DEFECTS as error:
            fail(error)

    return guarded
