"""Commands that link mentions to entities, and open the pages of entities."""

from typing import TYPE_CHECKING, Final

from glossator.store.errors import StoreError
from glossator.ui.commands.context import ReaderContext
from glossator.ui.commands.deciding import acceptance, repeatable
from glossator.ui.commands.finding import go_to_mention
from glossator.ui.keymap import command
from glossator.ui.widgets.article.glyphs import shortened

if TYPE_CHECKING:
    from glossator.domain.annotation import Annotation

_GROUP: Final = "Tags, notes and entities"


@command("link", "i", "Link", "Link the mention to an entity, or create one.", _GROUP)
def link(reader: ReaderContext) -> None:
    """Link the mention to an entity, or create one."""
    current = reader.here()
    if current is None or current.span is None:
        return
    from glossator.text.names import bare_name
    from glossator.ui.screens.entity_chooser import UNLINK, EntityChooser, parse_choice

    async def unlink(annotation: "Annotation") -> None:
        from glossator.store.operations import entities

        await reader.perform(entities.unlink, [annotation.id])

    async def answer(value: str | None) -> None:
        if value == UNLINK:
            await repeatable(reader, unlink, to=current)
        elif value is not None:
            await _link_to(reader, parse_choice(value), current)

    title, linked = f"Entity of “{shortened(current.quote)}”", current.entity or ""
    typed = "" if linked else bare_name(current.quote)
    reader.push(EntityChooser(reader.session.workspace, title, typed, linked=linked), answer)


async def _link_to(reader: ReaderContext, to: int | str, first: "Annotation") -> None:
    """Link `first` to an entity, and make `repeat` link other mentions to it."""
    from glossator.store.operations import entities
    from glossator.store.queries.entities import entity as entity_of_id

    async def link_to_it(annotation: "Annotation") -> None:
        nonlocal to
        done = await reader.perform(entities.link, [annotation.id], to, one_by_hand=True)
        if done is not None:
            to = done.result
            name = reader.session.workspace.ask(entity_of_id, to).name
            about = f"“{shortened(annotation.quote)}” to {shortened(name)}"
            reader.say(f"Linked {about}{acceptance(reader, annotation)}. Press . to link another mention.")

    await repeatable(reader, link_to_it, to=first)


@command("entity", "I", "Entity", "Show the entity of this mention, with all its mentions.", _GROUP)
def entity(reader: ReaderContext) -> None:
    """Show the entity of this mention, with all its mentions."""
    current = reader.here()
    if current is None:
        return
    from glossator.store.queries.annotations import entity_of
    from glossator.ui.screens.entity import MentionsOfEntityPage

    workspace = reader.session.workspace
    number = workspace.ask(entity_of, current.id)
    if number is None:
        reader.say("This mention is not linked to an entity. Press i to link it.")
        return
    try:
        page = MentionsOfEntityPage(workspace, reader.perform, number)
    except StoreError as error:
        reader.warn(str(error))
    else:
        reader.push(page, lambda mention: go_to_mention(reader, mention))


@command("entities", "C", "Entities", "List all entities.", _GROUP)
def entities(reader: ReaderContext) -> None:
    """List all entities."""
    from glossator.ui.screens.entities import EntitiesPage

    page = EntitiesPage(reader.session.workspace, reader.perform)
    reader.push(page, lambda mention: go_to_mention(reader, mention))


@command("group", "Y", "Group mentions", "List mentions that are probably one entity, to link them.", _GROUP)
def group(reader: ReaderContext) -> None:
    """List mentions that are probably one entity, to link them."""
    from glossator.ui.screens.entity_groups import GroupsPage

    reader.push(GroupsPage(reader.session.workspace, reader.perform, reader.session.article.id))
