"""Saying who is meant: linking mentions to entities, and their pages."""

from typing import TYPE_CHECKING

from glossator.domain.annotation import Annotation
from glossator.store.errors import StoreError
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.reader.ruling import LexiconCommands

if TYPE_CHECKING:
    from glossator.domain.mention import Mention


class Linking(LexiconCommands):
    """A page on which mentions are linked to entities."""

    def action_link(self) -> None:
        """Find the entity that this annotation mentions, or name a new one."""
        current = self.here()
        if current is None or current.span is None:
            return
        from glossator.text.names import bare_name
        from glossator.ui.screens.entity_chooser import UNLINK, EntityChooser, chosen

        async def answer(value: str | None) -> None:
            if value == UNLINK:
                await self.do(self._unlink, to=current)
            elif value is not None:
                await self._link_to(chosen(value), current)

        title, linked = f"“{shortened(current.quote)}” is", current.entity or ""
        typed = "" if linked else bare_name(current.quote)
        self.app.push_screen(EntityChooser(self.desk.workspace, title, typed, linked=linked), answer)

    async def _link_to(self, to: int | str, first: Annotation) -> None:
        """Link the annotation `first` to an entity, and those that `repeat` acts on later."""
        # Only who links needs them, and the first frame does not wait for them.
        from glossator.store.operations import entities as acts
        from glossator.store.queries.entities import entity

        async def link(annotation: Annotation) -> None:
            nonlocal to
            done = await self.perform(acts.link, [annotation.id], to, one_by_hand=True)
            if done is not None:
                to = done.result
                name = self.desk.workspace.ask(entity, to).name
                about = f"“{shortened(annotation.quote)}” to {shortened(name)}"
                self.say(f"Linked {about}{self.acceptance(annotation)}; . links another to it.")

        await self.do(link, to=first)

    async def _unlink(self, annotation: Annotation) -> None:
        from glossator.store.operations.entities import unlink

        await self.perform(unlink, [annotation.id])

    def action_entity(self) -> None:
        """Show the entity that this annotation mentions, with its mentions everywhere."""
        from glossator.store.queries.annotation_links import entity_of

        current = self.here()
        if current is None:
            return
        number = self.desk.workspace.ask(entity_of, current.id)
        if number is None:
            self.say("This is linked to no entity yet; i links it.")
            return

        from glossator.ui.screens.entity import MentionsOfEntityPage

        try:
            page = MentionsOfEntityPage(self.desk.workspace, self.perform, number)
        except StoreError as error:
            self.tell(str(error))
        else:
            self.app.push_screen(page, self._go_to_annotation)

    def action_entities(self) -> None:
        """Show every entity of the workspace."""
        from glossator.ui.screens.entities import EntitiesPage

        self.app.push_screen(EntitiesPage(self.desk.workspace, self.perform), self._go_to_annotation)

    def _go_to_annotation(self, mention: "Mention | None") -> None:
        from glossator.store.queries.annotation_links import ids_of

        if mention is not None:
            ids = self.desk.workspace.ask(ids_of, [mention.annotation or ""])
            offset = mention.span.start if mention.span else 0
            self.go_to_mention(mention.article.uid, offset, ids[0] if ids else None)

    def action_group(self) -> None:
        """Show mentions that are probably of one entity, to be linked together."""
        from glossator.ui.screens.entity_groups import GroupsPage

        self.app.push_screen(GroupsPage(self.desk.workspace, self.perform, self.desk.article.id))
