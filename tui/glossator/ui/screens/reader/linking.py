"""Commands that link mentions to entities, and the pages of entities."""

from typing import TYPE_CHECKING

from glossator.domain.annotation import Annotation
from glossator.store.errors import StoreError
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.reader.ruling import LexiconCommands

if TYPE_CHECKING:
    from glossator.domain.mention import Mention


class Linking(LexiconCommands):
    """The reader's commands for entities."""

    def action_link(self) -> None:
        """Link the mention to an entity, or create one."""
        current = self.here()
        if current is None or current.span is None:
            return
        from glossator.text.names import bare_name
        from glossator.ui.screens.entity_chooser import UNLINK, EntityChooser, parse_choice

        async def answer(value: str | None) -> None:
            if value == UNLINK:
                await self.do(self._unlink, to=current)
            elif value is not None:
                await self._link_to(parse_choice(value), current)

        title, linked = f"Entity of “{shortened(current.quote)}”", current.entity or ""
        typed = "" if linked else bare_name(current.quote)
        self.app.push_screen(EntityChooser(self.desk.workspace, title, typed, linked=linked), answer)

    async def _link_to(self, to: int | str, first: Annotation) -> None:
        """Link `first` to an entity, and make `repeat` link other mentions to it."""
        # Imported here so that the first frame does not wait for them.
        from glossator.store.operations import entities as acts
        from glossator.store.queries.entities import entity

        async def link(annotation: Annotation) -> None:
            nonlocal to
            done = await self.perform(acts.link, [annotation.id], to, one_by_hand=True)
            if done is not None:
                to = done.result
                name = self.desk.workspace.ask(entity, to).name
                about = f"“{shortened(annotation.quote)}” to {shortened(name)}"
                self.say(f"Linked {about}{self.acceptance(annotation)}. Press . to link another mention.")

        await self.do(link, to=first)

    async def _unlink(self, annotation: Annotation) -> None:
        from glossator.store.operations.entities import unlink

        await self.perform(unlink, [annotation.id])

    def action_entity(self) -> None:
        """Show the entity of this mention, with all its mentions."""
        from glossator.store.queries.annotations import entity_of

        current = self.here()
        if current is None:
            return
        number = self.desk.workspace.ask(entity_of, current.id)
        if number is None:
            self.say("This mention is not linked to an entity. Press i to link it.")
            return

        from glossator.ui.screens.entity import MentionsOfEntityPage

        try:
            page = MentionsOfEntityPage(self.desk.workspace, self.perform, number)
        except StoreError as error:
            self.tell(str(error))
        else:
            self.app.push_screen(page, self._go_to_annotation)

    def action_entities(self) -> None:
        """List all entities."""
        from glossator.ui.screens.entities import EntitiesPage

        self.app.push_screen(EntitiesPage(self.desk.workspace, self.perform), self._go_to_annotation)

    def _go_to_annotation(self, mention: "Mention | None") -> None:
        from glossator.store.queries.annotations import annotation_ids

        if mention is not None:
            ids = self.desk.workspace.ask(annotation_ids, [mention.annotation or ""])
            offset = mention.span.start if mention.span else 0
            self.go_to_mention(mention.article.uid, offset, ids[0] if ids else None)

    def action_group(self) -> None:
        """List mentions that are probably one entity, to link them."""
        from glossator.ui.screens.entity_groups import GroupsPage

        self.app.push_screen(GroupsPage(self.desk.workspace, self.perform, self.desk.article.id))
