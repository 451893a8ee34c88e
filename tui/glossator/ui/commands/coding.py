"""Commands for tags, notes and the codebook."""

from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.codebook import tag_path
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.text.pluralize import counted
from glossator.ui.commands.context import ReaderContext
from glossator.ui.commands.deciding import acceptance, repeatable
from glossator.ui.commands.finding import go_to_mention
from glossator.ui.keymap import command
from glossator.ui.widgets.article.glyphs import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glossator.ui.widgets.editor import EditTarget

_GROUP: Final = "Tags, notes and entities"
# Characters of an annotation in the message about its note, which should fit in a narrow window.
_NOTED: Final = 24


@command("tag", "t", "Tag", "Tag the annotation, or remove a tag.", _GROUP, footer=True)
async def tag(reader: ReaderContext) -> None:
    """Ask for a tag of the annotation."""
    if reader.here() is not None:
        reader.show_editor(whole_article=False)
        await reader.editor.edit_tags(reader.session.tags())


async def toggle_tag(reader: ReaderContext, annotation: Annotation, path: str, *, present: bool) -> None:
    """Tag an annotation, which accepts a suggestion; remove the tag if it is `present`."""
    if present:
        if await reader.perform(operations.untag, annotation.id, path):
            reader.say(f"Removed {shortened(tag_path(path))} from “{shortened(annotation.quote)}”.")
    elif await reader.perform(operations.tag, annotation.id, path):
        about = f"“{shortened(annotation.quote)}” with {shortened(tag_path(path))}"
        reader.say(f"Tagged {about}{acceptance(reader, annotation)}.")


@command("tag_by_key", "comma", "Tag by key", "Tag the annotation with the tag whose key is pressed next.", _GROUP)
def tag_by_key(reader: ReaderContext) -> None:
    """Tag the annotation with the tag whose key is pressed next."""
    current = reader.here()
    if current is None:
        return
    paths = {tag.key: tag.path for tag in reader.session.tags() if tag.key and not tag.archived}
    if not paths:
        reader.say("No tag has a key. Press K to open the codebook, then , to set one.")
        return
    from glossator.ui.screens.key_prompt import KeyPrompt

    async def answer(key: str | None) -> None:
        if key in paths:

            async def tag_it(annotation: Annotation) -> None:
                await toggle_tag(reader, annotation, paths[key], present=False)

            await repeatable(reader, tag_it, to=current)
        elif key is not None and key.isprintable():
            reader.say(f"No tag has the key “{key}”.")

    known = "   ".join(f"{key} {shortened(path)}" for key, path in paths.items())
    reader.push(KeyPrompt("Press the key of a tag.", known), answer)


@command("note", "n", "Note", "Edit the note of the annotation.", _GROUP, footer=True)
def note(reader: ReaderContext) -> None:
    """Edit the note of the annotation."""
    if reader.here() is not None:
        reader.show_editor(whole_article=False)
        reader.editor.edit_note()


@command("note_outside", "E", "Note in editor", "Edit the note in the editor named by $VISUAL or $EDITOR.", _GROUP)
async def note_outside(reader: ReaderContext) -> None:
    """Edit the note in the external editor."""
    from glossator.ui.screens.external_editor import EditorFailed, edit_externally

    _show_here(reader)
    target, text = reader.editor.subject, reader.editor.note
    if target is None:
        return
    try:
        text = edit_externally(reader.app, text)
    except EditorFailed as error:
        reader.warn(str(error))
    else:
        await reader.save_note(target, text)
    reader.back_to_article()


@command("tag_article", "T", "Tag article", "Tag the article, or remove a tag.", _GROUP)
async def tag_article(reader: ReaderContext) -> None:
    """Ask for a tag of the article."""
    reader.show_editor(whole_article=True)
    await reader.editor.edit_tags(reader.session.tags())


@command("note_article", "N", "Note on article", "Edit the note of the article.", _GROUP)
def note_article(reader: ReaderContext) -> None:
    """Edit the note of the article."""
    reader.show_editor(whole_article=True)
    reader.editor.edit_note()


@command("edit", "e", "Editor", "Go to the editor.", _GROUP)
def edit(reader: ReaderContext) -> None:
    """Focus the editor of the annotation that operations act on, or of the article."""
    _show_here(reader)
    reader.editor.edit_note()


def _show_here(reader: ReaderContext) -> None:
    """Show the annotation that operations act on in the editor, or the article if there is none."""
    reader.show_editor(whole_article=reader.subject is None or reader.here() is None)


@command("codebook", "K", "Codebook", "Show and edit labels and tags.", _GROUP)
def codebook(reader: ReaderContext) -> None:
    """Show the codebook, and go to the passage that was chosen on the page of a label or tag."""
    from glossator.ui.screens.codebook import CodebookPage

    page = CodebookPage(reader.session.workspace, reader.perform)
    reader.push(page, lambda mention: go_to_mention(reader, mention))


@command("passages", "number_sign", "Passages", "List the passages with the same tag, label or entity.", _GROUP)
def passages(reader: ReaderContext) -> None:
    """List the passages with the tag of this annotation; choose among several tags, or its label and entity."""
    current = reader.here()
    if current is None:
        return
    from glossator.domain.query import QueryField
    from glossator.store.queries.annotations import entity_of
    from glossator.ui.screens.choices import code_choices
    from glossator.ui.screens.chooser import Chooser
    from glossator.ui.screens.entity import MentionsOfEntityPage
    from glossator.ui.screens.passages import PassagesPage

    workspace = reader.session.workspace

    def show(value: str | None) -> None:
        if value is None:
            return
        kind, _, name = value.partition(":")
        number = workspace.ask(entity_of, current.id) if kind == "entity" else None
        try:
            page: PassagesPage = (
                PassagesPage(workspace, reader.perform, QueryField(kind, name), name)
                if number is None
                else MentionsOfEntityPage(workspace, reader.perform, number)
            )
        except StoreError as error:
            reader.warn(str(error))
        else:
            reader.push(page, lambda mention: go_to_mention(reader, mention))

    codes = code_choices(current)
    if not codes:
        reader.say("This annotation has no tag, label or entity. Press t to tag it, or r to label it.")
    elif len(current.tags) == 1 or len(codes) == 1:
        show(codes[0].value)
    else:
        reader.push(Chooser(f"Passages with the same code as “{shortened(current.quote)}”", codes), show)


@command("co_occurrence", "U", "Code matrix", "Show how often labels and tags occur together.", _GROUP)
def co_occurrence(reader: ReaderContext) -> None:
    """Show how often labels and tags occur together, and go to the passage that was chosen from there."""
    from glossator.ui.screens.co_occurrence import CoOccurrencePage

    page = CoOccurrencePage(reader.session.workspace, reader.perform)
    reader.push(page, lambda mention: go_to_mention(reader, mention))


@command("agreement", "ctrl+e", "Agreement", "Show how far analysts agree, and what they dispute.", _GROUP)
def show_agreement(reader: ReaderContext) -> None:
    """Show how far analysts agree, and go to the passage that was chosen from there."""
    from glossator.ui.screens.agreement import AgreementPage

    page = AgreementPage(reader.session.workspace, reader.perform)
    reader.push(page, lambda mention: go_to_mention(reader, mention))


async def paste_tags(reader: ReaderContext, target: "EditTarget", paths: "Sequence[str]") -> None:
    """Add tags to an annotation or the article, in one operation."""
    if target.annotation is None:
        done = await reader.perform(operations.add_article_tags, target.article.id, paths)
    else:
        done = await reader.perform(operations.add_tags, target.annotation.id, paths)
    if done:
        there = len(paths) - done.result
        skipped = f" Skipped {counted(there, 'duplicate')}." if there else ""
        reader.say(f"Added {counted(done.result, 'tag')}.{skipped}")


async def choose_tag(reader: ReaderContext, target: "EditTarget", path: str, *, present: bool) -> None:
    """Tag an annotation or the article; remove the tag if it is `present`. `repeat` does the same to annotations."""
    if target.annotation is not None:

        async def toggle(annotation: Annotation) -> None:
            await toggle_tag(reader, annotation, path, present=present)

        await repeatable(reader, toggle, to=target.annotation)
        return
    operation = operations.untag_article if present else operations.tag_article
    if await reader.perform(operation, target.article.id, path):
        name = shortened(tag_path(path))
        reader.say(f"Removed {name} from the article." if present else f"Tagged the article with {name}.")


async def save_note(reader: ReaderContext, target: "EditTarget", text: str) -> None:
    """Save a note, and show that it is saved."""
    from glossator.text.normalise import normalise

    try:
        other = await reader.session.keep_note(target, normalise(text))
    except StoreError as error:
        reader.warn(f"The note was not saved. {error}")
        return
    if other:
        reader.warn(f"{other} has changed this note, too. It now contains both texts, theirs first.")
    reader.editor.saved(target, text)
    reader.show_changes()
    about = target.annotation and reader.session.get(target.annotation.id)
    if about and about.status is Status.SUGGESTED:
        reader.say(f"Saved the note; “{shortened(about.quote, _NOTED)}” is still a suggestion.")
