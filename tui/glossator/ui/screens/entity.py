"""The page of one entity: all its mentions in context, its aliases and its note."""

from collections.abc import Collection
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.entity import EntityPage, entity_name
from glossator.domain.mention import ArticleHit, Mention
from glossator.domain.query import QueryField
from glossator.store.operations import entities as acts
from glossator.store.operations import notes
from glossator.store.queries.annotations import annotation_ids
from glossator.store.queries.entities import entity, entity_page
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.entity_chooser import EntityChooser, parse_choice
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.widgets.article.glyphs import visible

_MOST_FORMS: Final = 8
_MOST_COMPANY: Final = 12
_ADD: Final = "add:"


class MentionsOfEntityPage(PassagesPage):
    """Lists the mentions of an entity; returns the chosen one."""

    NOTHING: ClassVar[str] = "No mentions. In the article, press i to link an annotation to the entity."
    OBJECT: ClassVar[str] = "mention"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("split", "merge", "rename", "alias", "note_entity"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, entity_id: int) -> None:
        """List the mentions of the entity with id `entity_id`; `perform` runs operations.

        Raises:
            StoreError: if there is no such entity, or the workspace cannot be read.
        """
        self._entity = entity_id
        self._called = workspace.ask(entity, entity_id)
        self._known: EntityPage | None = None
        super().__init__(workspace, perform, QueryField("entity", self._called.uid), "", title="Entity")

    def listed(self, typed: str) -> ListItems[Mention]:
        """Return the mentions that match what was typed."""
        known = self._known = self.workspace.ask(entity_page, self._entity)
        self._called = known.use.entity
        self.scope = QueryField("entity", self._called.uid)
        return super().listed(typed)

    def before_show(self) -> None:
        """Show the current name of the entity in the title."""
        self.named = "  ".join(filter(None, (self._called.name, self._called.label)))
        super().before_show()

    def about(self, thing: Mention) -> Content:
        """Return the mention in its surroundings, and the facts of the entity."""
        return Content("\n").join([super().about(thing), *(_facts(self._known) if self._known else ())])

    @property
    def called(self) -> str:
        """The name of the entity."""
        return self._called.name

    # Operations

    def action_split(self) -> None:
        """Split the ticked mentions off as a new entity."""
        ticked = self.ticked
        if not ticked:
            self.tell("Nothing is ticked. Tick the mentions of the other entity with Space, then press |.")
            return

        async def split(name: str) -> None:
            uids = [mention.annotation or "" for mention in ticked]
            ids = self.look_up(partial(self.workspace.ask, annotation_ids, uids))
            if ids:
                news = f"Split {self.describe(ticked)} off as {quoted(entity_name(name))}."
                await self.do_to_subjects(news, acts.split_entity, ids, name)

        title = f"Name of the new entity for {self.describe(ticked)}{self.out_of_view(ticked)}"
        self.ask(title, "", split, entity_name)

    def action_merge(self) -> None:
        """Merge this entity into another one."""

        async def answer(value: str | None) -> None:
            other = None if value is None else parse_choice(value)
            into = self.look_up(partial(self.workspace.ask, entity, other)) if isinstance(other, int) else None
            if into is not None:
                mentions = self._known.use.mentions if self._known else 0
                question = f"Merge “{self.called}” ({counted(mentions, 'mention')}) into “{into.name}”?"
                self.confirm(question, "M", partial(self._merge, into.id, into.name))

        title = f"Merge “{visible(self.called)}” into"
        self.app.push_screen(EntityChooser(self.workspace, title, new=False, but=self._entity), answer)

    async def _merge(self, other: int, into: str) -> None:
        gone, self._entity = self._entity, other
        news = f"Merged {quoted(self.called)} into {quoted(into)}."
        if await self.do(news, acts.merge_entities, gone, other) is None:
            self._entity = gone

    def action_rename(self) -> None:
        """Rename the entity."""

        async def rename(name: str) -> None:
            news = f"Renamed {quoted(self.called)} to {quoted(entity_name(name))}."
            await self.do(news, acts.rename_entity, self._entity, name)

        self.ask(f"Rename {self.called}", self.called, rename, entity_name)

    def action_alias(self) -> None:
        """Add or remove an alias."""
        aliases = self._called.aliases

        async def answer(value: str | None) -> None:
            if value == _ADD:
                self._ask_for_alias()
            elif value is not None:
                news = f"Removed the alias {quoted(value)} from {quoted(self.called)}."
                await self.do(news, acts.remove_alias, self._entity, value)

        if not aliases:
            self._ask_for_alias()
            return
        entries = [Choice(_ADD, Content("add an alias"), about="add an alias")]
        entries += [
            Choice(alias, Content.assemble(("remove ", "dim"), visible(alias)), about=f"remove {alias}".casefold())
            for alias in aliases
        ]
        self.app.push_screen(Chooser(f"Aliases of “{visible(self.called)}”", entries), answer)

    def _ask_for_alias(self) -> None:
        async def add(alias: str) -> None:
            news = f"Added the alias {quoted(entity_name(alias))} to {quoted(self.called)}."
            await self.do(news, acts.add_alias, self._entity, alias)

        self.ask(f"New alias of {self.called}", "", add, entity_name)

    def action_note_entity(self) -> None:
        """Edit the note of the entity."""
        number = self._entity

        def read() -> str:
            found = self.look_up(partial(self.workspace.ask, entity, number))
            return found.note if found else ""

        async def write(text: str, batch: int | None, instead_of: Collection[str]) -> Done[int | None] | None:
            return await self.do("", notes.write_entity_note, number, text, batch, instead_of)

        self.app.push_screen(NotePage(f"Note on {self.called}", read, write))


def _facts(known: EntityPage) -> list[Content]:
    """Return the facts of an entity as lines."""
    called = known.use.entity
    forms = ", ".join(f"{form} ({number:,})" for form, number in known.forms[:_MOST_FORMS])
    company = ", ".join(f"{one.name} ({one.articles:,})" for one in known.co_occurrences[:_MOST_COMPANY])
    facts = [
        ("First seen", _seen(known.first)),
        ("Last seen", _seen(known.last)),
        ("Aliases", ", ".join(called.aliases)),
        ("Written as", forms),
        ("Occurs with", company),
        ("Identifier", called.reference),
    ]
    lines = []
    for title, fact in facts:
        if fact:
            lines += [Content(""), Content.styled(title, "dim"), Content(visible(fact))]
    if called.note:
        lines += [Content(""), Content.styled("Note", "dim"), *(Content(visible(x)) for x in called.note.splitlines())]
    return lines


def _seen(article: ArticleHit | None) -> str:
    return f"{article.published_at[:10]} {article.title}" if article else ""
