"""Accepting, rejecting, relabelling and deleting annotations."""

from collections.abc import Sequence

from glossator.domain.annotation import Origin, Status
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import delete_annotation, refuse_duplicate, update_all_stamped, update_stamped
from glossator.store.operations.labels import current_label
from glossator.text.span import Span


@operation("annotation.accept", "accept")
def accept(record: Recorder, annotations: Sequence[int]) -> int:
    """Accept suggestions or rejected annotations, and return how many were not accepted before."""
    return update_all_stamped(record, annotations, status=Status.ACCEPTED)


@operation("annotation.reject", "reject")
def reject(record: Recorder, annotations: Sequence[int]) -> int:
    """Reject annotations, and return how many were not rejected before.

    They are kept, so that they are not suggested again.
    """
    return update_all_stamped(record, annotations, status=Status.REJECTED)


@operation("annotation.relabel", "relabel")
def relabel(record: Recorder, annotation: int, label: str | None) -> None:
    """Change the label of an annotation, or remove it (None), and accept the annotation.

    Raises:
        Refused: when the same span has that label already, or the label does not exist.
    """
    label = current_label(record, label)
    row = record.row("annotations", annotation)
    if row["start"] is not None:
        refuse_duplicate(record, row["article"], Span(row["start"], row["end"]), label, but=[annotation])
    update_stamped(record, annotation, label=label, status=Status.ACCEPTED)


@operation("annotation.delete", "delete")
def delete(record: Recorder, annotation: int) -> None:
    """Delete an annotation with its tags.

    Raises:
        Refused: when it was suggested, as it would be suggested again.
    """
    row = record.row("annotations", annotation)
    if row["origin"] in (Origin.MODEL, Origin.LEXICON):
        raise Refused("A suggestion cannot be deleted. Reject it instead, and it will not be suggested again.")
    delete_annotation(record, annotation)
