"""Commands of the lexicon, and the page of inconsistent annotations."""

from typing import TYPE_CHECKING

from glossator.store import operations
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.reader.coding import Coding

if TYPE_CHECKING:
    from glossator.ui.screens.consistency import Inconsistency


class LexiconCommands(Coding):
    """The reader's commands for the lexicon."""

    _walked = 0

    def action_consistency(self) -> None:
        """Show the inconsistencies, with the one chosen last highlighted."""
        from glossator.ui.screens.consistency import ConsistencyPage

        def go(found: "tuple[Inconsistency, int] | None") -> None:
            if found is not None and found[0].place is not None:
                self._walked = found[1]
                self.go_to_mention(*found[0].place, found[0].annotation)

        self.app.push_screen(ConsistencyPage(self.desk.workspace, self.perform, self.desk.article.id, self._walked), go)

    def action_lexicon(self) -> None:
        """Show the lexicon."""
        from glossator.ui.screens.lexicon import LexiconPage

        self.app.push_screen(LexiconPage(self.desk.workspace, self.perform))

    def action_never(self) -> None:
        """Never suggest this text again, after a confirmation."""
        current = self.here()
        if current is None or current.span is None:
            return
        from glossator.store.queries.lexicon import suggestions_of_form
        from glossator.text.lexical import lexical_form
        from glossator.text.pluralize import counted
        from glossator.ui.screens.choices import shortened
        from glossator.ui.screens.lexicon import never_question

        form = lexical_form(current.quote)

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                done = await self.perform(operations.never_suggest, form)
                if done is not None:
                    self.pane.go_to_neighbour(forward=True, undecided=True)
                    rejected = f"Rejected {counted(done.result, 'suggestion')}"
                    self.say(f"“{shortened(form)}” is never suggested again. {rejected}. Press u to undo.")

        undecided = self.desk.workspace.ask(suggestions_of_form, form)
        asked = Confirmation(never_question(form, len(undecided)), "X")
        self.app.push_screen(asked, answer)
