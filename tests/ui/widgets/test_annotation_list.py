from glossator.domain.annotation import Status
from glossator.ui.widgets.annotation_list import SIGNS


def test_every_status_has_a_sign_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(Status) == len(SIGNS)
    assert all(len(sign) == 1 for sign in SIGNS.values())
