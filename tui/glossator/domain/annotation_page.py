"""Part of a list of annotations that may be too long to look at as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.domain.annotation import Annotation


@dataclass(frozen=True, slots=True)
class AnnotationPage:
    """Part of a list.

    Attributes:
        annotations: by start, the longer first.
        before: how many fitting ones come before these.
        fitting: how many fit what is looked for.
        total: how many there are.
    """

    annotations: Sequence[Annotation] = ()
    before: int = 0
    fitting: int = 0
    total: int = 0

    def covers(self, offset: int) -> bool:
        """Return whether this part has the annotations around an offset of the article, in code points."""
        spans = [one.span for one in self.annotations if one.span is not None]
        if not spans:
            return True
        from_here = self.before == 0 or spans[0].start <= offset
        up_to_here = self.before + len(self.annotations) >= self.fitting or offset <= spans[-1].start
        return from_here and up_to_here
