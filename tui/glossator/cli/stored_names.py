"""Names that are in the workspace, as values of options and arguments, which a shell can complete."""

from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from glossator.store.connection import ReadConnection

# The most names that a shell gets.
_MOST: Final = 200


class StoredName(click.ParamType[str]):
    """A name that is in the workspace; the command checks whether it is."""

    def __init__(self, name: str, names: "Callable[[ReadConnection], Iterable[tuple[str, str]]]") -> None:
        """Make the type.

        Args:
            name: what is named.
            names: returns the names in a workspace, each with a description or an empty text.
        """
        self.name = name
        self._names = names

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        """Return the name as it is."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        """Return the names that begin with `incomplete`; none if the workspace cannot be read."""
        from click.shell_completion import CompletionItem

        from glossator.cli.context import workspace_path
        from glossator.store.connection import connect_reading, translate_errors
        from glossator.store.errors import StoreError
        from glossator.text.normalise import printable

        path = workspace_path(ctx.params.get("db"))
        try:
            # Neither creates nor migrates the workspace.
            with translate_errors(path), closing(connect_reading(path)) as connection:
                found = [(name, about) for name, about in self._names(connection) if name.startswith(incomplete)]
        except (StoreError, OSError):
            return []
        # A terminal would obey control characters, and the script for fish ends a name at a comma.
        safe = ((name, about) for name, about in found if printable(name) == name and "," not in name)
        return [CompletionItem(name, help=printable(about) or None) for name, about in islice(safe, _MOST)]


def _articles(connection: "ReadConnection") -> Iterable[tuple[str, str]]:
    from glossator.store.queries.records import articles

    return ((article.uid, article.title) for article in articles(connection))


def _labels(connection: "ReadConnection") -> Iterable[tuple[str, str]]:
    from glossator.store.queries.records import labels

    return ((label.name, label.description) for label in labels(connection))


def _tags(connection: "ReadConnection") -> Iterable[tuple[str, str]]:
    from glossator.store.queries.records import tags

    return ((tag.path, tag.description) for tag in tags(connection))


ARTICLE: Final = StoredName("article", _articles)
LABEL: Final = StoredName("label", _labels)
TAG: Final = StoredName("tag", _tags)
UIDS: Final = "articles, from “glossator stats --articles”"
