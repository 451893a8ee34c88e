"""The names of formats, as values of options, which a shell completes."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import click
from click.shell_completion import CompletionItem


class FormatName(click.ParamType[str]):
    """The name of a format."""

    name = "format"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        """Make the type of the formats that `names` returns when it is needed."""
        self._names = names

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or report that there is no such format."""
        names = list(self._names())
        if value not in names:
            self.fail(f"unknown format “{value}” (available: {', '.join(names)})", param, ctx)
        return str(value)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        """Return the names that begin with `incomplete`."""
        return [CompletionItem(name) for name in self._names() if name.startswith(incomplete)]


def _import_names() -> Iterable[str]:
    from glossator.services.formats import FORMATS

    return FORMATS.import_names


def _export_names() -> Iterable[str]:
    from glossator.services.formats import FORMATS

    return FORMATS.export_names


IMPORT_FORMAT: Final = FormatName(_import_names)
EXPORT_FORMAT: Final = FormatName(_export_names)
