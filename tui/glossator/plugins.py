"""Plugins: installed packages that add formats, recognisers, and commands; the hooks that they implement, and loading.

A plugin is an entry point of the group `glossator`. It names a module, or an object in one, with functions that are
named like the hooks of `Hooks` and marked with `pluggy.HookimplMarker("glossator")`. What cannot be used is left out
with a sentence, and everything else works. Each package that a hook adds to asks for its own with `additions`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from glossator.runtime.entry_points import EntryPoint, entry_points

if TYPE_CHECKING:
    from pluggy import PluginManager

GROUP: Final = "glossator"
"""The group of entry points, and the name by which pluggy knows the hooks."""
_MOST_QUOTED: Final = 200
_T = TypeVar("_T")


class Hooks:
    """The hooks. Each takes nothing, and returns what to add; it is called once, when that is first needed."""

    def register_formats(self) -> Iterable[object]:  # type: ignore[empty-body]  # plugins implement it
        """Return formats to import or export: `formats.spec.Format`, or `formats.registry.LazyFormat`."""

    def register_recognisers(self) -> Iterable[object]:  # type: ignore[empty-body]  # plugins implement it
        """Return recognisers: objects as `ner.recogniser.Recogniser` describes."""

    def register_commands(self) -> Iterable[object]:  # type: ignore[empty-body]  # plugins implement it
        """Return commands of the reader: what `ui.keymap.command` makes."""

    def register_cli(self) -> Iterable[object]:  # type: ignore[empty-body]  # plugins implement it
        """Return commands of the command line: `click.Command`."""


_HOOKS: Final = (Hooks.register_formats, Hooks.register_recognisers, Hooks.register_commands, Hooks.register_cli)


@dataclass(slots=True)
class Plugin:
    """A plugin.

    Attributes:
        name: its name and package, for messages.
        adds: what it adds, such as "format spoken".
        problems: a sentence for each thing that is left out.
    """

    name: str
    adds: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Plugins:
    """Plugins, loaded, with what they add and what is wrong with them so far."""

    def __init__(self, found: Sequence[EntryPoint]) -> None:
        """Import the plugins that were found."""
        self.plugins: Sequence[Plugin] = ()
        self._loaded: Sequence[tuple[Plugin, PluginManager]] = ()
        self._news = 0
        if found:
            # Imported here, because it takes as long as looking for plugins, and most installations have none.
            from pluggy import HookspecMarker

            for hook in _HOOKS:
                HookspecMarker(GROUP)(hook)
            each = [(Plugin(f"{entry.name} ({entry.package} {entry.version})"), entry) for entry in found]
            self.plugins = [plugin for plugin, _ in each]
            self._loaded = [
                (plugin, manager) for plugin, entry in each if (manager := _load(plugin, entry)) is not None
            ]

    def additions(
        self,
        hook: str,
        kind: type[_T] | tuple[type[_T], ...],
        what: str,
        name_of: Callable[[_T], str | None],
        *,
        taken: Collection[str],
        check: Callable[[_T], str] = lambda _: "",
    ) -> list[tuple[Plugin, _T]]:
        """Return what plugins add by a hook, each with its plugin; leave out what cannot be used, with a sentence.

        Args:
            hook: the name of the hook.
            kind: what it must return.
            what: the name of the kind in messages.
            name_of: returns the name of an addition.
            taken: the names of what is there without plugins.
            check: returns why something cannot be used; empty if it can.
        """
        names = set(taken)
        found = []
        for plugin, manager in self._loaded:
            for thing in _returned(plugin, manager, hook):
                if not isinstance(thing, kind):
                    plugin.problems.append(
                        f"The plugin {plugin.name} returned {type(thing).__name__!r} from {hook}, which is no {what}. "
                        "It is left out."
                    )
                    continue
                name = name_of(thing)
                wrong = f"another {what} has its name" if name in names else check(thing)
                if wrong:
                    plugin.problems.append(f"The {what} “{name}” of the plugin {plugin.name} is left out: {wrong}.")
                else:
                    names.add(str(name))
                    plugin.adds.append(f"{what} {name}")
                    found.append((plugin, thing))
        return found

    def news(self) -> list[str]:
        """Return the problems that were not returned before."""
        known = [problem for plugin in self.plugins for problem in plugin.problems]
        news, self._news = known[self._news :], len(known)
        return news


def _load(plugin: Plugin, entry: EntryPoint) -> "PluginManager | None":
    """Import a plugin, and return a manager of its hooks alone, so that no plugin stops another; None if it fails."""
    from pluggy import PluginManager

    manager = PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(entry.load(), entry.name)
        manager.check_pending()
    except (Exception, SystemExit) as error:
        # A plugin may raise anything.
        plugin.problems.append(
            f"The plugin {plugin.name} cannot be loaded ({describe(error)}). Update or uninstall {entry.package}."
        )
        return None
    return manager


def _returned(plugin: Plugin, manager: "PluginManager", hook: str) -> list[object]:
    """Return what a plugin returns from a hook; nothing, with a sentence, if it fails."""
    try:
        return [thing for things in getattr(manager.hook, hook)() for thing in things]
    except (Exception, SystemExit) as error:
        plugin.problems.append(
            f"The plugin {plugin.name} failed in {hook} ({describe(error)}). Update or uninstall it."
        )
        return []


def describe(error: BaseException) -> str:
    """Return an error of a plugin in one line."""
    said = " ".join(str(error).split())[:_MOST_QUOTED]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


@cache
def installed_plugins() -> Plugins:
    """Return the installed plugins, which are looked for and imported once, when they are first needed."""
    return Plugins(entry_points(GROUP))


def plugin_news() -> list[str]:
    """Return the problems of plugins that were not reported yet; none if no plugin was needed."""
    return installed_plugins().news() if installed_plugins.cache_info().currsize else []
