import pytest

from tests.widgets.conftest import Make
from tui.model.annotation import Status
from tui.widgets.outline import SIGNS, matches


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("", True),
        ("  ", True),
        ("coast", True),
        ("COAST", True),
        ("guard coast", True),
        ("org", True),
        ("suggested", True),
        ("state", True),
        ("banned", True),
        ("coast org actors/state banned", True),
        ("coast harbour", False),
        ("guardb", False),
        ("persona", False),
    ],
)
def test_each_word_typed_is_somewhere_in_what_is_known(make: Make, typed: str, fits: bool) -> None:
    annotation = make(quote="Coast\nGuard", note="Banned since 2008", tags=("actors/state", "threat"))
    assert matches(annotation, typed) is fits


def test_case_is_folded_and_not_only_lowered(make: Make) -> None:
    assert matches(make(quote="Straße"), "STRASSE")


def test_words_do_not_reach_from_one_field_into_the_next(make: Make) -> None:
    assert not matches(make(quote="har", note="bour"), "harbour")


def test_what_has_no_label_is_no_trouble(make: Make) -> None:
    assert matches(make(label=None, status=Status.REJECTED), "rejected")
    assert not matches(make(label=None), "none")


def test_every_status_has_a_sign_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(Status) == len(SIGNS)
    assert all(len(sign) == 1 for sign in SIGNS.values())
