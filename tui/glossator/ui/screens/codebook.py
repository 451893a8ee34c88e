"""The codebook: labels and the tree of tags with what they are used for, to be changed without losing an annotation."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from glossator.domain.codebook import SEPARATOR, TAG_COLOURS, colour_code, folded_name, label_name, tag_path
from glossator.store.operations import labels, notes, tags
from glossator.store.workspace import Workspace
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.codebook_entries import Word, counted, is_within, tag_key, word_of_label, word_of_tag
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.colours import readable_on
from glossator.ui.widgets.row_list import ListColumn, ListRow

_TYPED: Final = "typed"
_TOP, _UNDER, _INTO = "top:", "under:", "into:"


class CodebookPage(WorkspaceListScreen[Word, None]):
    """Lists the labels, then the tags as a tree."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 3),
        ListColumn("Word"),
        ListColumn("Kind", 5),
        ListColumn("Own", 7, right=True),
        ListColumn("All", 7, right=True),
        ListColumn("Articles", 8, right=True),
    )
    OPENS: ClassVar[bool] = False
    NOTHING: ClassVar[str] = "Nothing in the codebook is called so; n makes it."
    OBJECT: ClassVar[str] = "word"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "make", "New"),
        Binding("r", "rename", "Rename"),
        Binding("m", "move", "Move, merge"),
        Binding("d", "describe", "Describe"),
        Binding("c", "colour", "Colour"),
        Binding("y", "pick", "Key"),
        Binding("z", "archive", "Archive"),
        Binding("b", "note", "Note"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, at: str = "") -> None:
        """List the codebook of `workspace`, beginning at the tag whose path is `at`; acts are handed to `perform`."""
        super().__init__(workspace, perform, "Codebook")
        self._at = (at, True)

    def arrived(self) -> None:
        """Go to the word that one came for, or has made."""
        name, is_tag = self._at
        self._at = ("", False)
        wanted = [word for word in self.things.values() if word.is_tag is is_tag]
        found = next((word for word in wanted if name and folded_name(word.name) == folded_name(name)), None)
        if found is not None:
            self.call_next(self.highlight, found.key)

    def listed(self, typed: str) -> ListItems[Word]:
        """Return the labels and tags that fit what was typed."""
        known = self.workspace.codebook()
        words = [*map(word_of_label, known.labels), *map(word_of_tag, known.tags)]
        wanted = typed.casefold().split()
        shown = [word for word in words if all(part in _about(word) for part in wanted)]
        made = sum(place.tag is not None for place in known.tags)
        return ListItems(
            [(ListRow(word.key, _cells(word, whole=bool(wanted))), word) for word in shown],
            f"{len(known.labels):,} labels, {made:,} tags",
        )

    def title_of(self, thing: Word) -> str:
        """Return the name of a label or the path of a tag."""
        return thing.name

    def about(self, thing: Word) -> Content:
        """Return what a label or tag is for, and what has it."""
        how = [thing.kind.called, f"key {thing.picks}" if thing.picks else "", thing.colour]
        lines = [
            Content.styled(visible(thing.name), "bold"),
            Content.styled(visible("  ".join(filter(None, (*how, "archived" if thing.archived else "")))), "dim"),
            Content(counted(thing.own)),
        ]
        if thing.accepted is not None:
            lines.append(Content.styled(f"{thing.accepted:,} of them accepted", "dim"))
        if thing.all != thing.own:
            lines.append(Content.styled(f"{counted(thing.all)} with those below", "dim"))
        if thing.description:
            lines += [Content(""), Content(visible(thing.description))]
        if thing.note:
            lines += [Content(""), Content.styled("Note", "dim")]
            lines += [Content(visible(line)) for line in thing.note.splitlines()]
        return Content("\n").join(lines)

    # What is done

    def action_make(self) -> None:
        """Make a label where one is highlighted, or a tag, below the one that is."""
        word = self.highlighted
        if word is not None and not word.is_tag:
            self.ask("New label", self.typed, self._make_label, label_name)
        else:
            above = f"{word.name}{SEPARATOR}" if word else ""
            self.ask("New tag", above or self.typed, self._make_tag, tag_path)

    async def _make_label(self, name: str) -> None:
        self._at = (label_name(name), False)
        if await self.do(f"Made {quoted(label_name(name))}.", labels.make_label, name) is None:
            self._at = ("", False)

    async def _make_tag(self, path: str) -> None:
        done = await self.do(f"Made {quoted(tag_path(path))}.", tags.make_tag, path)
        if done is not None:
            self.refresh_rows(tag_key(done.result))

    def action_rename(self) -> None:
        """Give another name; of a tag, with those below."""
        word = self.here()
        if word is None:
            return

        async def rename(name: str) -> None:
            news = f"Renamed {quoted(word.name)} to {quoted(word.kind.check(name))}."
            await self.do(news, word.kind.rename, word.name, name)

        self.ask(f"Rename {word.name}", word.name, rename, word.kind.check)

    def action_move(self) -> None:
        """Put a tag under another, or give all that has a word another instead."""
        word = self.here()
        if word is None:
            return

        async def answer(target: str | None) -> None:
            if target is None:
                return
            if target.startswith(_INTO):
                into = target.removeprefix(_INTO)
                question = f"Merge “{word.name}” into “{into}” ({counted(word.all)})?"
                self.confirm(question, "M", partial(self._merge, word, into))
            else:
                under = target.removeprefix(_UNDER) if target.startswith(_UNDER) else ""
                news = f"Moved {quoted(word.name)} {f'under {quoted(under)}' if under else 'to the top'}."
                await self.do(news, tags.move_tag, word.name, under)

        self.app.push_screen(Chooser(f"“{visible(word.name)}” is to", self._targets(word)), answer)

    def _targets(self, word: Word) -> list[Choice]:
        """Return where a word can go."""
        others = [other for other in self.things.values() if other.kind is word.kind and not is_within(other, word)]
        found = []
        if word.is_tag:
            if SEPARATOR in word.name:
                found.append(_target(_TOP, "move to", "the top"))
            found += [_target(_UNDER, "move under", other.name) for other in others]
        return found + [_target(_INTO, "merge into", other.name) for other in others if other.colour]

    async def _merge(self, word: Word, into: str) -> None:
        await self.do(f"Merged {quoted(word.name)} into {quoted(into)}.", word.kind.merge, word.name, into)

    def action_describe(self) -> None:
        """Say what a label or tag is for."""
        word = self.here()
        if word is None:
            return

        async def describe(text: str) -> None:
            await self.do(f"Described {quoted(word.name)}.", word.kind.describe, word.name, text.strip())

        self.ask(f"What is {word.name} for?", word.description, describe)

    def action_colour(self) -> None:
        """Choose another colour, or type one."""
        word = self.here()
        if word is None:
            return

        async def colour(code: str) -> None:
            await self.do(f"Changed the colour of {quoted(word.name)}.", word.kind.colour, word.name, code)

        async def answer(code: str | None) -> None:
            if code == _TYPED:
                self.ask(f"The colour of {word.name}, as #5a9bd4", word.colour, colour, colour_code)
            elif code is not None:
                await colour(code)

        self.app.push_screen(Chooser(f"The colour of “{visible(word.name)}”", _colours(), word.colour), answer)

    def action_pick(self) -> None:
        """Choose the key that picks a label or tag."""
        word = self.here()
        if word is None:
            return

        async def pick(key: str) -> None:
            key = key.strip()
            news = f"{key} picks {quoted(word.name)}." if key else f"No key picks {quoted(word.name)}."
            await self.do(news, word.kind.pick, word.name, key)

        self.ask_for_key(f"Press the key that picks “{word.name}”; Enter for none, Escape to leave it.", pick)

    async def action_archive(self) -> None:
        """Archive or restore."""
        word = self.here()
        if word is not None:
            news = f"{'Restored' if word.archived else 'Archived'} {quoted(word.name)}. Annotations keep it."
            await self.do(news, word.kind.bring_back if word.archived else word.kind.archive, word.name)

    def action_note(self) -> None:
        """Write the note of a tag."""
        word = self.here()
        if word is None:
            return
        if not word.is_tag or not word.colour:
            self.tell(f"{quoted(word.name)} cannot have a note: only a tag has one. Press d to describe it.")
            return

        def read() -> str:
            return next((tag.note for tag in self.workspace.tags() if tag_key(tag.id) == word.key), "")

        async def write(text: str, batch: int | None, instead_of: Collection[str]) -> Done[int | None] | None:
            return await self.do("", notes.write_tag_note, word.name, text, batch, instead_of)

        self.app.push_screen(NotePage(f"Note on {word.name}", read, write))


def _about(word: Word) -> str:
    archived = "archived" if word.archived else ""
    return f"{word.kind.called} {word.name} {word.description} {word.note} {archived}".casefold()


def _cells(word: Word, *, whole: bool) -> tuple[Content, ...]:
    """Return the cells of a row; the `whole` path of a tag, or its last part below the others."""
    above, _, last = word.name.rpartition(SEPARATOR) if word.is_tag else ("", "", word.name)
    depth = word.name.count(SEPARATOR) if word.is_tag else 0
    name = visible(word.name) if whole or not above else f"{'  ' * depth}{visible(last)}"
    swatch = f"bold {readable_on(word.colour)} on {word.colour}" if word.colour else ""
    look = "dim" if word.archived or not word.colour else ""
    return (
        Content.styled(f" {visible(word.picks) or ' '} ", swatch),
        Content.assemble((name, look), ("  archived" if word.archived else "", "dim")),
        Content.styled(word.kind.called, "dim"),
        Content.styled(f"{word.own.annotations:,}", look),
        Content.styled(f"{word.all.annotations:,}", look),
        Content.styled(f"{word.all.articles:,}", look),
    )


def _target(how: str, does: str, name: str) -> Choice:
    value = how if how == _TOP else how + name
    return Choice(value, Content.assemble((f"{does} ", "dim"), visible(name)), about=f"{does} {name}".casefold())


def _colours() -> list[Choice]:
    """Return a line for each colour that new words are given, and one to type another."""
    swatches = [
        Choice(colour, Content.assemble((f"  {colour}  ", f"{readable_on(colour)} on {colour}")), about=colour)
        for colour in TAG_COLOURS
    ]
    return [*swatches, Choice(_TYPED, Content("another, typed as #rrggbb"), about="another, typed as #rrggbb")]
