"""The page of suggested groups of mentions that are probably one entity, and the mentions of one group."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from glossator.domain.mention import Mention
from glossator.matching.entity_groups import Group, GroupMember
from glossator.services.propagation import Scope
from glossator.store.operations.entities import GroupToLink, link, link_groups
from glossator.store.queries.entities import suggested_groups
from glossator.store.queries.mentions import mentions_by_id
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.list_items import CONTEXT_WIDTH, ListItems, mention_cell, mention_paragraph
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.select_screen import SelectScreen
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_MOST_NAMES: Final = 40
# The least precision of the groups that one key links.
_SURE: Final = 0.95


class GroupsPage(WorkspaceListScreen[Group, None]):
    """Lists the groups of the article, or of the workspace."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Entity"),
        ListColumn("", 5),
        ListColumn("Label", 7),
        ListColumn("Other names", 22, spare=True),
        ListColumn("Sure", 4, right=True),
        ListColumn("Mentions", 8, right=True),
    )
    NOTHING: ClassVar[str] = (
        "No groups of unlinked mentions here. Press v to search all articles, or this article again."
    )
    OBJECT: ClassVar[str] = "group"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings(apply="Link group", priority=True),
        *page_bindings("members", "link_sure", "scope"),
    ]

    @dataclass
    class Looking(Message):
        """`done` of `total` articles were searched."""

        done: int
        total: int

    def __init__(self, workspace: Workspace, perform: Perform, article: int) -> None:
        """List the groups of `article`; `perform` runs operations."""
        super().__init__(workspace, perform, "Mentions that are probably one entity")
        self._article = article
        self._scope = Scope.ARTICLE
        self._found: Sequence[Group] = ()
        # The scope and the version of the workspace of `_found`.
        self._asked: tuple[Scope, int] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now; Enter in the filter does not confirm a group."""
        if action == "apply" and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def listed(self, typed: str) -> ListItems[Group]:
        """Return the groups that match what was typed."""
        words = typed.casefold().split()
        found = self._groups()
        shown = [group for group in found if all(word in _text(group) for word in words)]
        return ListItems(
            [(ListRow(_key(group), partial(_cells, group)), group) for group in shown],
            f"{counted(len(found), 'group')} in this {self._scope.value}",
        )

    def _groups(self) -> Sequence[Group]:
        """Return all groups; they are searched again only when the scope or the workspace has changed."""
        worker, scope = get_current_worker(), self._scope
        asked = (scope, self.version)
        if asked != self._asked:

            def tell(done: int, total: int) -> None:
                self.post_message(self.Looking(done, total))

            found = self.workspace.ask(
                suggested_groups,
                None if scope is Scope.WORKSPACE else self._article,
                progress=tell,
                cancelled=lambda: worker.is_cancelled,
            )
            if worker.is_cancelled:
                return ()
            self._found, self._asked = found, asked
        return self._found

    @on(Looking)
    def _say_how_far(self, event: Looking) -> None:
        if self._scope is Scope.WORKSPACE:
            self.say(f"Searching {event.done:,} of {event.total:,} articles. Press v to stop.")

    def name_of(self, thing: Group) -> str:
        """Return the name of the entity."""
        return thing.name

    def about(self, thing: Group) -> Content:
        """Return the mentions of a group, and the reasons."""
        what = "new entity" if thing.entity is None else "existing entity"
        sure = f"{_percent(thing.precision)} sure: that share of what these rules joined in test texts was right."
        lines = [
            Content.styled(visible(thing.name), "bold"),
            Content.styled(what, "dim"),
            Content.styled(sure, "dim"),
        ]
        lines += [Content(visible(reason)) for reason in thing.because]
        lines.append(Content(""))
        names = Counter((member.quote, member.reason) for member in thing.members)
        for (quote, reason), number in names.most_common(_MOST_NAMES):
            lines.append(Content.assemble(visible(quote), (f"  {number:,}  {reason.value}", "dim")))
        if len(names) > _MOST_NAMES:
            lines.append(Content.styled("… and more.", "dim"))
        return Content("\n").join(lines)

    async def action_apply(self) -> None:
        """Link the mentions of the group to one entity."""
        group = self.here()
        if group is not None:
            await self._link(group, group.members)

    def action_members(self) -> None:
        """Show the mentions of the group, and link the ticked ones."""
        group = self.here()
        if group is None:
            return

        async def answer(ticked: Sequence[tuple[GroupMember, Mention]] | None) -> None:
            if ticked:
                await self._link(group, [member for member, _ in ticked])
            elif ticked is not None:
                self.tell(f"Nothing was linked: no mention of {quoted(group.name)} was ticked.")

        self.app.push_screen(MembersPage(self.workspace, group), answer)

    async def action_link_sure(self) -> None:
        """Link all listed groups that are sure enough, in one operation, after a confirmation with their number."""
        listed = list(self.things.values())
        sure = [group for group in listed if group.precision >= _SURE]
        if not sure:
            self.tell(f"No group here is at least {_percent(_SURE)} sure. Press Enter to link the highlighted one.")
            return
        mentions = sum(len(group.members) for group in sure)
        rest = len(listed) - len(sure)
        what = f"{counted(mentions, 'mention')} in {counted(len(sure), 'group')}"

        async def go_on() -> None:
            linked = [
                GroupToLink([member.id for member in group.members], group.name, group.label, group.entity)
                for group in sure
            ]
            await self.do(f"Linked {what}. Press u to undo.", link_groups, linked)

        others = f"; {counted(rest, 'less sure group')} will stay" if rest else ""
        self.confirm(f"Link {what} that are at least {_percent(_SURE)} sure{others}?", "y", go_on)

    async def _link(self, group: Group, members: Sequence[GroupMember]) -> None:
        known = self._asked == (self._scope, self.version) and not self.changed()
        to = group.name if group.entity is None else group.entity
        done = await self.perform(link, [member.id for member in members], to)
        if done is None:
            return
        self.changed()
        if known and len(members) == len(group.members):
            # Nothing else has changed, and groups share no mentions.
            self._found = [one for one in self._found if one is not group]
            self._asked = (self._scope, self.version)
        self._news = f"Linked {counted(len(members), 'mention')} to {quoted(group.name)}. Press u to undo."
        self.refresh_rows()

    def action_scope(self) -> None:
        """Search all articles, or only this one."""
        self._scope = Scope.WORKSPACE if self._scope is Scope.ARTICLE else Scope.ARTICLE
        self._news = ""
        self.say("Searching …")
        self.refresh_rows()


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _text(group: Group) -> str:
    return " ".join((group.name, group.label, *(member.quote for member in group.members))).casefold()


def _key(group: Group) -> str:
    """Return the key of the row of a group; a group with other mentions has another key."""
    return ",".join(str(member.id) for member in group.members)


def _cells(group: Group) -> tuple[Content, ...]:
    names = dict.fromkeys(member.quote for member in group.members if member.quote != group.name)
    return (
        Content(visible(group.name)),
        Content.styled("new" if group.entity is None else "known", "dim"),
        Content.styled(visible(group.label), "dim"),
        Content.styled(visible(", ".join(names)), "dim"),
        Content(_percent(group.precision)),
        Content(f"{len(group.members):,}"),
    )


class MembersPage(SelectScreen[tuple[GroupMember, Mention]]):
    """Lists the mentions of a group, all ticked; returns the ticked ones."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Mention", before=CONTEXT_WIDTH),
        ListColumn("Reason", 19),
        ListColumn("Article", 16),
    )
    NOTHING: ClassVar[str] = "No mentions."
    OBJECT: ClassVar[str] = "mention"
    APPLY: ClassVar[str] = "Link"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings(apply="Link ticked", priority=True),
    ]

    def __init__(self, workspace: Workspace, group: Group) -> None:
        """List the mentions of `group`, read from `workspace`."""
        super().__init__(f"Mentions of “{visible(group.name)}”")
        self._workspace = workspace
        self._group = group

    def listed(self, typed: str) -> ListItems[tuple[GroupMember, Mention]]:
        """Return the mentions that match what was typed."""
        words = typed.casefold().split()
        known = self._workspace.ask(mentions_by_id, [member.id for member in self._group.members])
        found = [(member, known[member.id]) for member in self._group.members if member.id in known]
        return ListItems(
            [
                (ListRow(str(member.id), partial(_member_cells, member, mention)), (member, mention))
                for member, mention in found
                if all(word in _mention_text(mention) for word in words)
            ]
        )

    def name_of(self, thing: tuple[GroupMember, Mention]) -> str:
        """Return the text of the mention."""
        return thing[1].hit

    def about(self, thing: tuple[GroupMember, Mention]) -> Content:
        """Return the mention in its context, and why it is in the group."""
        member, mention = thing
        return Content("\n").join(
            [
                Content.styled(visible(mention.article.title), "bold"),
                Content.styled(visible(f"{mention.label or 'no label'}  {mention.status}"), "dim"),
                Content(""),
                mention_paragraph(mention.left, mention.hit, mention.right),
                Content(""),
                Content(f"In the group because: {member.reason.value}."),
            ]
        )


def _mention_text(mention: Mention) -> str:
    return f"{mention.left}{mention.hit}{mention.right} {mention.article.title}".casefold()


def _member_cells(member: GroupMember, mention: Mention) -> tuple[Content, ...]:
    return (
        mention_cell(mention.left, mention.hit, mention.right),
        Content.styled(member.reason.value, "dim"),
        Content.styled(visible(mention.article.title), "dim"),
    )
