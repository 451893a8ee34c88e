"""The mentions of a suggested group, each in its context: those that are ticked are of one entity."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from glossator.domain.mention import Mention
from glossator.matching.entity_groups import Group, GroupMember
from glossator.store.queries.annotation_links import mentions_with
from glossator.store.workspace import Workspace
from glossator.ui.screens.context_line import LEFT, in_context, on_a_line
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.select_screen import SelectScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow


class MembersPage(SelectScreen[tuple[GroupMember, Mention]]):
    """Lists the mentions of a group, all of them ticked; returns those that are left so."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Mention", before=LEFT),
        ListColumn("Why", 19),
        ListColumn("Article", 16),
    )
    NOTHING: ClassVar[str] = "No mention here."
    OBJECT: ClassVar[str] = "mention"
    APPLY: ClassVar[str] = "Link"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Link ticked", priority=True),
    ]

    def __init__(self, workspace: Workspace, group: Group) -> None:
        """List the mentions of `group`, which are in `workspace`."""
        super().__init__(f"Mentions of “{visible(group.name)}”")
        self._workspace = workspace
        self._group = group

    def listed(self, typed: str) -> ListItems[tuple[GroupMember, Mention]]:
        """Return the mentions that fit what was typed."""
        words = typed.casefold().split()
        known = self._workspace.ask(mentions_with, [member.id for member in self._group.members])
        found = [(member, known[member.id]) for member in self._group.members if member.id in known]
        return ListItems(
            [
                (ListRow(str(member.id), partial(_cells, member, mention)), (member, mention))
                for member, mention in found
                if all(word in _text(mention) for word in words)
            ]
        )

    def title_of(self, thing: tuple[GroupMember, Mention]) -> str:
        """Return the words of a mention."""
        return thing[1].hit

    def about(self, thing: tuple[GroupMember, Mention]) -> Content:
        """Return a mention in its context, and why it is in the group."""
        member, mention = thing
        return Content("\n").join(
            [
                Content.styled(visible(mention.article.title), "bold"),
                Content.styled(visible(f"{mention.label or 'no label'}  {mention.status}"), "dim"),
                Content(""),
                in_context(mention.left, mention.hit, mention.right),
                Content(""),
                Content(f"Here because: {member.reason.value}."),
            ]
        )


def _text(mention: Mention) -> str:
    return f"{mention.left}{mention.hit}{mention.right} {mention.article.title}".casefold()


def _cells(member: GroupMember, mention: Mention) -> tuple[Content, ...]:
    return (
        on_a_line(mention.left, mention.hit, mention.right),
        Content.styled(member.reason.value, "dim"),
        Content.styled(visible(mention.article.title), "dim"),
    )
