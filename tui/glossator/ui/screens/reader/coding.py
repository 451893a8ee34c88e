"""Commands of the codebook, and tagging by key."""

from glossator.domain.annotation import Annotation
from glossator.domain.codebook import tag_path
from glossator.store import operations
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.reader.reshaping import Reshaping


class Coding(Reshaping):
    """The reader's commands for the codebook and tags."""

    def action_codebook(self) -> None:
        """Show the codebook."""
        self.open_codebook()

    def open_codebook(self, at: str = "") -> None:
        """Show the codebook with the tag whose path is `at` highlighted."""
        from glossator.ui.screens.codebook import CodebookPage

        self.app.push_screen(CodebookPage(self.desk.workspace, self.perform, at))

    async def tag(self, annotation: Annotation, path: str) -> None:
        """Tag an annotation, which accepts a suggestion."""
        if await self.perform(operations.tag, annotation.id, path):
            about = f"“{shortened(annotation.quote)}” with {shortened(tag_path(path))}"
            self.say(f"Tagged {about}{self.acceptance(annotation)}.")

    async def untag(self, annotation: Annotation, path: str) -> None:
        """Remove a tag from an annotation."""
        if await self.perform(operations.untag, annotation.id, path):
            self.say(f"Removed {shortened(tag_path(path))} from “{shortened(annotation.quote)}”.")

    def action_tag_by_key(self) -> None:
        """Tag the annotation with the tag whose key is pressed next."""
        current = self.here()
        if current is None:
            return
        tags = {tag.key: tag.path for tag in self.desk.tags() if tag.key and not tag.archived}
        if not tags:
            self.say("No tag has a key. Press K to open the codebook, then y to set one.")
            return

        async def answer(key: str | None) -> None:
            if key in tags:
                path = tags[key]

                async def tag(annotation: Annotation) -> None:
                    await self.tag(annotation, path)

                await self.do(tag, to=current)
            elif key is not None and key.isprintable():
                self.say(f"No tag has the key “{key}”.")

        known = "   ".join(f"{key} {shortened(path)}" for key, path in tags.items())
        self.app.push_screen(KeyPrompt("Press the key of a tag.", known), answer)
