"""Standing behind an annotation or not, naming it anew, and removing it."""

from collections.abc import Sequence

from glossator.domain.annotation import Origin, Status
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import refuse_twin, remove, touch, touch_all
from glossator.store.operations.labels import label_now
from glossator.text.span import Span

_MACHINES = (Origin.MODEL, Origin.LEXICON)


@operation("annotation.accept", "accept")
def accept(record: Recorder, annotations: Sequence[int]) -> int:
    """Stand behind what was suggested, or take back a rejection; return how many were not accepted before."""
    return touch_all(record, annotations, status=Status.ACCEPTED)


@operation("annotation.reject", "reject")
def reject(record: Recorder, annotations: Sequence[int]) -> int:
    """Say that the annotations are wrong, and return how many were not rejected before.

    They are kept, so that no machine suggests them again.
    """
    return touch_all(record, annotations, status=Status.REJECTED)


@operation("annotation.relabel", "relabel")
def relabel(record: Recorder, annotation: int, label: str | None) -> None:
    """Give an annotation another label, or none, and stand behind it.

    Raises:
        Refused: when the same words have that label already, or there is no such label.
    """
    label = label_now(record, label)
    row = record.row("annotations", annotation)
    if row["start"] is not None:
        refuse_twin(record, row["article"], Span(row["start"], row["end"]), label, but=[annotation])
    touch(record, annotation, label=label, status=Status.ACCEPTED)


@operation("annotation.delete", "delete")
def delete(record: Recorder, annotation: int) -> None:
    """Remove an annotation with its tags.

    Raises:
        Refused: when a machine made it; such a one is rejected instead, or it would be suggested again.
    """
    row = record.row("annotations", annotation)
    if row["origin"] in _MACHINES:
        raise Refused("A suggestion is rejected, not deleted, so that it is not made again.")
    remove(record, annotation)
