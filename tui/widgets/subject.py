"""What the editor is about: an annotation, or the whole of an article."""

from dataclasses import dataclass

from tui.model.annotation import Annotation
from tui.model.article import Article


@dataclass(frozen=True, slots=True)
class Subject:
    """An annotation of `article`, or the article itself where `annotation` is None."""

    article: Article
    annotation: Annotation | None = None

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
