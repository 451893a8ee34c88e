"""Forms that stand for the same thing wherever they are met: matched before the model is asked, and believed first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tui.model.annotation import Origin, Suggestion
from tui.model.recurrence import lexical
from tui.model.span import Span
from tui.model.tokens import tokens

_ENDS_HERE: Final = ""
"""What holds the form itself, where one ends, among the tokens that can come next; no token is empty."""


class Lexicon:
    """Forms, each with a label, or with none where it is never an entity.

    A form is matched at token boundaries and in its own case, whatever its apostrophes and white space; of several that
    start at one token, the longest.
    """

    def __init__(self, forms: Mapping[str, str | None]) -> None:
        """Make ready to match `forms`, which are as `tui.model.recurrence.lexical` gives them."""
        self._labels = forms
        self._next: dict[str, Any] = {}
        for form, label in forms.items():
            if label is not None:
                node = self._next
                for token in tokens(form):
                    node = node.setdefault(token.of(form), {})
                node[_ENDS_HERE] = form

    def matches(self, text: str, piece: Span) -> Iterator[Suggestion]:
        """Yield what stands in `piece` of `text`, in its order; none overlaps another."""
        if not self._next:
            return
        plain = text[piece.start : piece.end].replace("’", "'")
        found = list(tokens(plain))
        place = 0
        while place < len(found):
            past, form = self._longest(plain, found, place)
            if form is None:
                place += 1
                continue
            span = Span(piece.start + found[place].start, piece.start + found[past - 1].end)
            label = self._labels[form]
            assert label is not None
            yield Suggestion(span, label, origin=Origin.LEXICON)
            place = past

    def _longest(self, plain: str, found: Sequence[Span], place: int) -> tuple[int, str | None]:
        """Return the longest form that starts at a token, and the place of the token after it."""
        node: Any = self._next.get(found[place].of(plain))
        best: tuple[int, str | None] = (place, None)
        past = place + 1
        while node is not None:
            form = node.get(_ENDS_HERE)
            if form is not None and " ".join(plain[found[place].start : found[past - 1].end].split()) == form:
                best = past, form
            node = node.get(found[past].of(plain)) if past < len(found) else None
            past += 1
        return best

    def is_never(self, words: str) -> bool:
        """Say whether the words of a quote are never an entity."""
        return self._labels.get(lexical(words), "") is None

    def over(self, text: str, piece: Span, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
        """Return what is to be suggested in `piece`, in the order of the text: the forms, and what the model adds.

        A suggestion of the model that overlaps a form goes, unless the form is a part of a longer name that it found;
        then the longer name stays. What is never an entity goes.
        """
        models = [one for one in suggestions if not self.is_never(one.span.of(text))]
        forms = [form for form in self.matches(text, piece) if not any(_holds(one.span, form.span) for one in models)]
        kept = [one for one in models if not any(one.span.overlaps(form.span) for form in forms)]
        return sorted((*forms, *kept), key=lambda one: (one.span, one.label))


def _holds(longer: Span, shorter: Span) -> bool:
    return longer != shorter and longer.start <= shorter.start and shorter.end <= longer.end
