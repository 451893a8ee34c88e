"""Part of a list of annotations that may be too long to look at as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.model.annotation import Annotation


@dataclass(frozen=True, slots=True)
class Listing:
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
