"""The codebook page: labels and the tree of tags, with how often each is used."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.codebook import SEPARATOR, TAG_COLOURS, colour_code, folded_name, label_name, tag_path
from glossator.domain.mention import ChosenMention
from glossator.domain.query import QueryField
from glossator.store.history.operation import Operation
from glossator.store.operations import labels, notes, tags
from glossator.store.queries.codebook import LabelInUse, TagInUse, UseCount
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.colours import readable_on
from glossator.ui.widgets.row_list import ListColumn, ListRow

_TYPED: Final = "typed"
_TOP, _UNDER, _INTO = "top:", "under:", "into:"


@dataclass(frozen=True, slots=True)
class CodeActions:
    """The operations on labels, or on tags; each takes the name of the label or the path of the tag first."""

    noun: str
    check: Callable[[str], str]
    rename: Operation[[str, str], None]
    merge: Operation[[str, str], None]
    describe: Operation[[str, str], None]
    colour: Operation[[str, str], None]
    set_key: Operation[[str, str], None]
    archive: Operation[[str], None]
    restore: Operation[[str], None]


_LABEL: Final = CodeActions(
    "label",
    label_name,
    labels.rename_label,
    labels.merge_labels,
    labels.describe_label,
    labels.colour_label,
    labels.bind_label_key,
    labels.archive_label,
    labels.restore_label,
)
_TAG: Final = CodeActions(
    "tag",
    tag_path,
    tags.rename_tag,
    tags.merge_tags,
    tags.describe_tag,
    tags.colour_tag,
    tags.bind_tag_key,
    tags.archive_tag,
    tags.restore_tag,
)


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """A label, or a place in the tree of tags.

    Attributes:
        row: the key of its row, which does not depend on its name.
        name: the name of the label, or the path of the tag.
        colour: #rrggbb; empty for a place that has tags below but is not a tag itself.
        key: the key that chooses it; empty if it has none.
        own: annotations with it that are not rejected, and their articles.
        all: the same, with those of the tags below.
        accepted: accepted annotations with it; None for a tag.
    """

    row: str
    kind: CodeActions
    name: str
    own: UseCount
    all: UseCount
    description: str = ""
    note: str = ""
    colour: str = ""
    key: str = ""
    archived: bool = False
    accepted: int | None = None

    @property
    def is_tag(self) -> bool:
        """Whether it is in the tree of tags."""
        return self.kind is _TAG

    def is_within(self, above: "CodebookEntry") -> bool:
        """Return whether it is `above` itself, or a tag below it."""
        name, outer = folded_name(self.name), folded_name(above.name)
        return name == outer or (self.is_tag and name.startswith(outer + SEPARATOR))


def _label_entry(one: LabelInUse) -> CodebookEntry:
    label, uses = one.label, UseCount(one.annotations, one.articles)
    return CodebookEntry(
        *(f"label:{one.uid}", _LABEL, label.name, uses, uses),
        description=label.description,
        colour=label.colour,
        key=label.key,
        archived=label.archived,
        accepted=one.accepted,
    )


def _tag_entry(place: TagInUse) -> CodebookEntry:
    tag = place.tag
    if tag is None:
        return CodebookEntry(f"tags:{place.path}", _TAG, place.path, place.own, place.all)
    return CodebookEntry(
        *(_tag_row(tag.id), _TAG, tag.path, place.own, place.all),
        description=tag.description,
        note=tag.note,
        colour=tag.colour,
        key=tag.key,
        archived=tag.archived,
    )


def _tag_row(tag: int) -> str:
    return f"tag:{tag}"


class CodebookPage(WorkspaceListScreen[CodebookEntry, ChosenMention]):
    """Lists the labels, then the tree of tags; returns the passage that was chosen on the page of one."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 3),
        ListColumn("Name"),
        ListColumn("Kind", 5),
        ListColumn("Own", 7, right=True),
        ListColumn("All", 7, right=True),
        ListColumn("Articles", 8, right=True),
    )
    NOTHING: ClassVar[str] = "No labels or tags. Press + to create one."
    NO_MATCH: ClassVar[str] = "No matches. Press + to create it, or Escape to clear the filter."
    OBJECT: ClassVar[str] = "label or tag"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("make", "rename", "describe", "note", "colour", "pick", "archive", merge="Move or merge"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, at: str = "") -> None:
        """List the codebook of `workspace`, with the tag whose path is `at` highlighted; `perform` runs operations."""
        super().__init__(workspace, perform, "Codebook")
        self._at = (at, True)

    def before_show(self) -> None:
        """Highlight the entry that the page was opened for, or that was just created."""
        name, is_tag = self._at
        self._at = ("", False)
        wanted = [entry for entry in self.things.values() if entry.is_tag is is_tag]
        found = next((entry for entry in wanted if name and folded_name(entry.name) == folded_name(name)), None)
        if found is not None:
            self.call_next(self.highlight, found.row)

    def listed(self, typed: str) -> ListItems[CodebookEntry]:
        """Return the labels and tags that match what was typed."""
        known = self.workspace.codebook()
        entries = [*map(_label_entry, known.labels), *map(_tag_entry, known.tags)]
        wanted = typed.casefold().split()
        shown = [entry for entry in entries if all(part in _about(entry) for part in wanted)]
        made = sum(place.tag is not None for place in known.tags)
        return ListItems(
            [(ListRow(entry.row, _cells(entry, whole=bool(wanted))), entry) for entry in shown],
            f"{len(known.labels):,} labels, {made:,} tags",
        )

    def name_of(self, thing: CodebookEntry) -> str:
        """Return the name of a label or the path of a tag."""
        return thing.name

    def about(self, thing: CodebookEntry) -> Content:
        """Return the description, uses and note of a label or tag."""
        how = [thing.kind.noun, f"key {thing.key}" if thing.key else "", thing.colour]
        lines = [
            Content.styled(visible(thing.name), "bold"),
            Content.styled(visible("  ".join(filter(None, (*how, "archived" if thing.archived else "")))), "dim"),
            Content(_uses(thing.own)),
        ]
        if thing.accepted is not None:
            lines.append(Content.styled(f"{thing.accepted:,} of them accepted", "dim"))
        if thing.all != thing.own:
            lines.append(Content.styled(f"{_uses(thing.all)}, with the tags below", "dim"))
        if thing.description:
            lines += [Content(""), Content(visible(thing.description))]
        if thing.note:
            lines += [Content(""), Content.styled("Note", "dim")]
            lines += [Content(visible(line)) for line in thing.note.splitlines()]
        return Content("\n").join(lines)

    def choose(self, thing: CodebookEntry) -> None:
        """List the passages of the label, or of the tag with those below it."""
        scope = QueryField(thing.kind.noun, thing.name)
        self.open_over(PassagesPage(self.workspace, self.perform, scope, thing.name))

    # Operations

    def action_make(self) -> None:
        """Create a label if one is highlighted, else a tag below the highlighted one."""
        entry = self.highlighted
        if entry is not None and not entry.is_tag:
            self.ask("New label", self.typed, self._make_label, label_name)
        else:
            above = f"{entry.name}{SEPARATOR}" if entry else ""
            self.ask("New tag", above or self.typed, self._make_tag, tag_path)

    async def _make_label(self, name: str) -> None:
        self._at = (label_name(name), False)
        if await self.do(f"Created {quoted(label_name(name))}.", labels.make_label, name) is None:
            self._at = ("", False)

    async def _make_tag(self, path: str) -> None:
        done = await self.do(f"Created {quoted(tag_path(path))}.", tags.make_tag, path)
        if done is not None:
            self.refresh_rows(_tag_row(done.result))

    def action_rename(self) -> None:
        """Rename the label, or the tag with those below it."""
        entry = self.here()
        if entry is None:
            return

        async def rename(name: str) -> None:
            news = f"Renamed {quoted(entry.name)} to {quoted(entry.kind.check(name))}."
            await self.do(news, entry.kind.rename, entry.name, name)

        self.ask(f"Rename {entry.name}", entry.name, rename, entry.kind.check)

    def action_merge(self) -> None:
        """Move the tag below another, or merge the label or tag into another."""
        entry = self.here()
        if entry is None:
            return

        async def answer(target: str | None) -> None:
            if target is None:
                return
            if target.startswith(_INTO):
                into = target.removeprefix(_INTO)
                question = f"Merge “{entry.name}” into “{into}” ({_uses(entry.all)})?"
                self.confirm(question, "M", partial(self._merge, entry, into))
            else:
                under = target.removeprefix(_UNDER) if target.startswith(_UNDER) else ""
                news = f"Moved {quoted(entry.name)} {f'under {quoted(under)}' if under else 'to the top'}."
                await self.do(news, tags.move_tag, entry.name, under)

        self.app.push_screen(Chooser(f"Move or merge “{visible(entry.name)}”", self._targets(entry)), answer)

    def _targets(self, entry: CodebookEntry) -> list[Choice]:
        """Return the choices where an entry can be moved, or what it can be merged into."""
        others = [other for other in self.things.values() if other.kind is entry.kind and not other.is_within(entry)]
        found = []
        if entry.is_tag:
            if SEPARATOR in entry.name:
                found.append(_target(_TOP, "move to", "the top"))
            found += [_target(_UNDER, "move under", other.name) for other in others]
        return found + [_target(_INTO, "merge into", other.name) for other in others if other.colour]

    async def _merge(self, entry: CodebookEntry, into: str) -> None:
        await self.do(f"Merged {quoted(entry.name)} into {quoted(into)}.", entry.kind.merge, entry.name, into)

    def action_describe(self) -> None:
        """Edit the description."""
        entry = self.here()
        if entry is None:
            return

        async def describe(text: str) -> None:
            await self.do(
                f"Changed the description of {quoted(entry.name)}.", entry.kind.describe, entry.name, text.strip()
            )

        self.ask(f"Description of {entry.name}", entry.description, describe)

    def action_colour(self) -> None:
        """Choose a colour, or type one."""
        entry = self.here()
        if entry is None:
            return

        async def colour(code: str) -> None:
            await self.do(f"Changed the colour of {quoted(entry.name)}.", entry.kind.colour, entry.name, code)

        async def answer(code: str | None) -> None:
            if code == _TYPED:
                self.ask(f"Colour of {entry.name}, such as #5a9bd4", entry.colour, colour, colour_code)
            elif code is not None:
                await colour(code)

        self.app.push_screen(Chooser(f"Colour of “{visible(entry.name)}”", _colours(), entry.colour), answer)

    def action_pick(self) -> None:
        """Set the key that chooses the label or tag."""
        entry = self.here()
        if entry is None:
            return

        async def pick(key: str) -> None:
            key = key.strip()
            news = f"The key of {quoted(entry.name)} is {key}." if key else f"{quoted(entry.name)} has no key."
            await self.do(news, entry.kind.set_key, entry.name, key)

        self.ask_for_key(f"Press the new key of “{entry.name}”, Enter for none, or Escape to keep it.", pick)

    async def action_archive(self) -> None:
        """Archive or restore."""
        entry = self.here()
        if entry is not None:
            news = (
                f"{'Restored' if entry.archived else 'Archived'} {quoted(entry.name)}. Its annotations are unchanged."
            )
            await self.do(news, entry.kind.restore if entry.archived else entry.kind.archive, entry.name)

    def action_note(self) -> None:
        """Edit the note of the tag."""
        entry = self.here()
        if entry is None:
            return
        if not entry.is_tag or not entry.colour:
            self.tell(f"{quoted(entry.name)} cannot have a note; only tags can. Press D to edit its description.")
            return

        def read() -> str:
            return next((tag.note for tag in self.workspace.tags() if _tag_row(tag.id) == entry.row), "")

        async def write(text: str, batch: int | None, instead_of: Collection[str]) -> Done[int | None] | None:
            return await self.do("", notes.write_tag_note, entry.name, text, batch, instead_of)

        self.app.push_screen(NotePage(f"Note on {entry.name}", read, write))


def _about(entry: CodebookEntry) -> str:
    archived = "archived" if entry.archived else ""
    return f"{entry.kind.noun} {entry.name} {entry.description} {entry.note} {archived}".casefold()


def _cells(entry: CodebookEntry, *, whole: bool) -> tuple[Content, ...]:
    """Return the cells of a row; with `whole`, the path of a tag, else its last part, indented."""
    above, _, last = entry.name.rpartition(SEPARATOR) if entry.is_tag else ("", "", entry.name)
    depth = entry.name.count(SEPARATOR) if entry.is_tag else 0
    name = visible(entry.name) if whole or not above else f"{'  ' * depth}{visible(last)}"
    swatch = f"bold {readable_on(entry.colour)} on {entry.colour}" if entry.colour else ""
    look = "dim" if entry.archived or not entry.colour else ""
    return (
        Content.styled(f" {visible(entry.key) or ' '} ", swatch),
        Content.assemble((name, look), ("  archived" if entry.archived else "", "dim")),
        Content.styled(entry.kind.noun, "dim"),
        Content.styled(f"{entry.own.annotations:,}", look),
        Content.styled(f"{entry.all.annotations:,}", look),
        Content.styled(f"{entry.all.articles:,}", look),
    )


def _target(how: str, does: str, name: str) -> Choice:
    value = how if how == _TOP else how + name
    return Choice(value, Content.assemble((f"{does} ", "dim"), visible(name)), about=f"{does} {name}".casefold())


def _colours() -> list[Choice]:
    """Return a choice for each colour of new tags, and one to type another."""
    swatches = [
        Choice(colour, Content.assemble((f"  {colour}  ", f"{readable_on(colour)} on {colour}")), about=colour)
        for colour in TAG_COLOURS
    ]
    return [*swatches, Choice(_TYPED, Content("another: type #rrggbb"), about="another: type #rrggbb")]


def _uses(uses: UseCount) -> str:
    return f"{counted(uses.annotations, 'annotation')} in {counted(uses.articles, 'article')}"
