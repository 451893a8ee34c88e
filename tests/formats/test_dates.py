import pytest

from glossator.formats.dates import iso_date


@pytest.mark.parametrize(
    "written",
    ["2025-10-25", "2025-10-25T14:05", "2025-10-25T14:05:09Z", "2025-10-25T14:05:09.123456+03:00"],
)
def test_iso_stays_as_it_is(written: str) -> None:
    assert iso_date(written) == written


def test_a_space_between_date_and_time_becomes_iso() -> None:
    assert iso_date(" 2025-10-25 14:05 ") == "2025-10-25T14:05"


@pytest.mark.parametrize(
    "written",
    [
        "20251025",
        "2025-W43-6",
        "25 October 2025",
        "25 oct 2025",
        "25 Oct. 2025",
        "25th October, 2025",
        "Oct 25, 2025",
        "October 25 2025",
        "Saturday, 25 October 2025",
        "Sat Oct 25 2025",
        "Sat, 25 Oct 2025 10:00:00 GMT",
        "October 25, 2025, 10:00 p.m.",
    ],
)
def test_common_forms_give_the_day(written: str) -> None:
    assert iso_date(written) == "2025-10-25"


@pytest.mark.parametrize("name", ["Sept", "Sep", "September", "Sep."])
def test_a_month_may_be_abbreviated(name: str) -> None:
    assert iso_date(f"3 {name} 2024") == "2024-09-03"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "5/6/2025",
        "2025",
        "2025-10",
        "2025-13-01",
        "31 February 2025",
        "25 Ma 2025",
        "25 Foo 2025",
        "12 2025",
    ],
)
def test_what_is_no_single_day_is_left_out(written: str) -> None:
    assert iso_date(written) == ""
