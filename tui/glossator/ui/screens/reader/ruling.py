"""Deciding once: the lexicon, what is never an entity, and what was not decided alike."""

from typing import TYPE_CHECKING

from glossator.store import operations
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.reader.coding import Coding

if TYPE_CHECKING:
    from glossator.ui.screens.consistency import Inconsistency


class LexiconCommands(Coding):
    """A page from which forms are ruled on for all articles."""

    _walked = 0

    def action_consistency(self) -> None:
        """Show what was not decided alike, to walk through it; one goes on where one was."""
        from glossator.ui.screens.consistency import ConsistencyPage

        def go(found: "tuple[Inconsistency, int] | None") -> None:
            if found is not None and found[0].place is not None:
                self._walked = found[1]
                self.go_to_mention(*found[0].place, found[0].annotation)

        self.app.push_screen(ConsistencyPage(self.desk.workspace, self.perform, self.desk.article.id, self._walked), go)

    def action_lexicon(self) -> None:
        """Show what was learnt, to be overruled."""
        from glossator.ui.screens.lexicon import LexiconPage

        self.app.push_screen(LexiconPage(self.desk.workspace, self.perform))

    def action_never(self) -> None:
        """Have the words of this annotation suggested nowhere any more, if one says so."""
        current = self.here()
        if current is None or current.span is None:
            return
        from glossator.store.queries.same_text import suggested_as
        from glossator.text.lexical import lexical_form
        from glossator.ui.screens.lexicon import never_question

        form = lexical_form(current.quote)

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                done = await self.perform(operations.never, form)
                if done is not None:
                    self.pane.go_to_neighbour(forward=True, undecided=True)
                    self.say(f"Never an entity: {done.result:,} rejected; u takes it back.")

        undecided = self.desk.workspace.ask(suggested_as, form)
        asked = Confirmation(never_question(form, len(undecided)), "X")
        self.app.push_screen(asked, answer)
