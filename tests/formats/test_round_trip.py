"""What each format holds of an excerpt with everything, against what it says it lacks."""

import pytest

from glossator.formats.capabilities import Feature
from glossator.services.formats import FORMATS
from tests.formats.everything import comes_back, stands_in

READ_BACK = [name for name in FORMATS.export_names if FORMATS[name].read_annotations is not None]
WRITTEN_ONLY = [name for name in FORMATS.export_names if name not in READ_BACK]


@pytest.mark.parametrize("name", READ_BACK)
def test_what_a_format_lacks_is_what_does_not_come_back(name: str) -> None:
    assert set(Feature) - comes_back(FORMATS[name]) == FORMATS[name].lacks


@pytest.mark.parametrize("name", WRITTEN_ONLY)
def test_what_a_format_lacks_is_not_in_its_files(name: str) -> None:
    assert set(Feature) - stands_in(FORMATS[name]) == FORMATS[name].lacks


def test_formats_of_both_kinds_are_compared() -> None:
    assert {"prodigy", "refi-qda", "spacy"} <= set(READ_BACK)
    assert {"csv", "html", "xlsx"} <= set(WRITTEN_ONLY)
