"""Deciding once: the lexicon, what is never an entity, and what was not decided alike."""

from tui.model.recurrence import lexical
from tui.screens.key_prompt import KeyPrompt
from tui.screens.reader.coding import Coding
from tui.store import acts


class Ruling(Coding):
    """A page from which forms are ruled on for all articles."""

    def action_lexicon(self) -> None:
        """Show what was learnt, to be overruled."""
        from tui.screens.lexicon import LexiconPage

        self.app.push_screen(LexiconPage(self.desk.workspace, self.perform))

    def action_never(self) -> None:
        """Have the words of this annotation suggested nowhere any more, if one says so."""
        current = self.here()
        if current is None or current.span is None:
            return
        from tui.screens.lexicon import never_question
        from tui.store.suggested import suggested_as

        form = lexical(current.quote)

        async def answer(key: str | None) -> None:
            self.say("")
            if key in ("X", "\n"):
                done = await self.perform(acts.never, form)
                if done is not None:
                    self.pane.go_to_neighbour(forward=True, undecided=True)
                    self.say(f"Never an entity: {done.result:,} rejected; u takes it back.")

        undecided = self.desk.workspace.ask(suggested_as, form)
        self.say(f"{never_question(form, len(undecided))} X or Enter: yes; any other key: no.")
        self.app.push_screen(KeyPrompt(), answer)
