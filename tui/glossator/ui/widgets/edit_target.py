"""What the editor is about: an annotation, or the whole of an article."""

from dataclasses import dataclass

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article


@dataclass(frozen=True, slots=True)
class EditTarget:
    """An annotation of `article`, or the article itself where `annotation` is None.

    Attributes:
        stack: which of the annotations under the cursor it is, from 1, and how many there are.
    """

    article: Article
    annotation: Annotation | None = None
    stack: tuple[int, int] = (1, 1)

    @property
    def others_here(self) -> str:
        """Which of several annotations under the cursor it is, and how to see the others; empty where it is alone."""
        number, total = self.stack
        if self.annotation is None or total < 2:
            return ""
        return f"{number} of {total} here, c shows the {'other' if total == 2 else 'others'}"

    @property
    def key(self) -> tuple[str, int]:
        """What stays the same while the subject's note and tags change."""
        return ("article", self.article.id) if self.annotation is None else ("annotation", self.annotation.id)

    @property
    def note(self) -> str:
        """Its note."""
        return self.article.note if self.annotation is None else self.annotation.note

    @property
    def tags(self) -> tuple[str, ...]:
        """The paths of its tags."""
        return self.article.tags if self.annotation is None else self.annotation.tags
