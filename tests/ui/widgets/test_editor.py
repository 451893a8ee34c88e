"""What the editor says of an annotation."""

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.ui.widgets.editor import _origin
from tests.ui.widgets.conftest import Make


@pytest.mark.parametrize(
    ("status", "origin", "score", "words"),
    [
        (Status.SUGGESTED, Origin.MODEL, 0.87, "likely 0.87 · small 3.8.0"),
        (Status.SUGGESTED, Origin.MODEL, 0.424, "doubtful 0.42 · small 3.8.0"),
        (Status.ACCEPTED, Origin.MODEL, 0.424, "score 0.42 · small 3.8.0"),
        (Status.SUGGESTED, Origin.IMPORTED, 0.6, "likely 0.60 · imported"),
        (Status.SUGGESTED, Origin.MODEL, None, "small 3.8.0"),
        (Status.SUGGESTED, Origin.LEXICON, None, "from the lexicon"),
    ],
)
def test_the_score_stands_beside_the_origin(
    make: Make, status: Status, origin: Origin, score: float | None, words: str
) -> None:
    assert _origin(make(0, 3, status=status, origin=origin, score=score, model="small 3.8.0")) == words
