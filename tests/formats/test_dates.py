import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossator.formats.dates import days_in, email_date, epoch_date, iso_date


@pytest.mark.parametrize(
    "written",
    ["2025-10-25", "2025-10-25T14:05", "2025-10-25T14:05:09Z", "2025-10-25T14:05:09.123456+03:00"],
)
def test_iso_stays_as_it_is(written: str) -> None:
    assert iso_date(written) == written


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        (" 2025-10-25 14:05 ", "2025-10-25T14:05"),
        ("2025-10-25 14:05:00 -0500", "2025-10-25T14:05:00-05:00"),
        ("2025-10-25T14:05:00-0500", "2025-10-25T14:05:00-05:00"),
        ("2025-10-25T14:05+01", "2025-10-25T14:05+01:00"),
        ("2025-10-25T9:05:00Z", "2025-10-25T09:05:00Z"),
        ("2025-10-25 14:05:00 UTC", "2025-10-25T14:05:00+00:00"),
        ("2025-10-25 14:05 CET", "2025-10-25T14:05+01:00"),
        ("2025-10-25 14:05:00.123456789Z", "2025-10-25T14:05:00.123456Z"),
        ("2025-10-25, 14:05", "2025-10-25T14:05"),
        ("20251025T140500Z", "2025-10-25T14:05:00Z"),
        ("20251025140500", "2025-10-25T14:05:00"),
        ("Sat, 25 Oct 2025 14:05:00 EST", "2025-10-25T14:05:00-05:00"),
        ("Sat, 25 Oct 2025 14:05:00 +0200 (CEST)", "2025-10-25T14:05:00+02:00"),
        ("Sat, 25 Oct 2025 14:05:00 Europe/Berlin", "2025-10-25T14:05:00+02:00"),
        ("Sat Oct 25 2025 14:05:00 GMT+0100 (Central European Time)", "2025-10-25T14:05:00+01:00"),
        ("Sat Oct 25 14:05:00 2025", "2025-10-25T14:05:00"),
        ("Sat Oct 25 14:05:00 +0000 2025", "2025-10-25T14:05:00+00:00"),
        ("25/Oct/2025:14:05:00 +0100", "2025-10-25T14:05:00+01:00"),
        ("October 25, 2025, 2:05 p.m.", "2025-10-25T14:05"),
        ("25 October 2025 12:30 AM", "2025-10-25T00:30"),
        ("14:05 GMT, 25 October 2025", "2025-10-25T14:05+00:00"),
        ("25. Oktober 2025, 14.05 Uhr", "2025-10-25T14:05"),
        ("25 octobre 2025 à 14h05", "2025-10-25T14:05"),
    ],
)
def test_a_time_is_kept_with_its_offset(written: str, normalised: str) -> None:
    assert iso_date(written) == normalised


@pytest.mark.parametrize(
    "written",
    [
        "20251025",
        "2025-W43-6",
        "2025/10/25",
        "2025.10.25",
        "25.10.2025",
        "25/10/2025",
        "10/25/2025",
        "25-10-2025",
        "25-Oct-2025",
        "25 October 2025",
        "25 oct 2025",
        "25 Oct. 2025",
        "25th October, 2025",
        "25th of October 2025",
        "Oct 25, 2025",
        "October 25 2025",
        "October 25th, 2025",
        "Saturday, 25 October 2025",
        "Sat Oct 25 2025",
        "Samstag, den 25. Oktober 2025",
        "le 25 octobre 2025",
        "Sábado, 25 de octubre de 2025",
        "25 октября 2025 г.",
        "25 Ekim 2025",
        "2025年10月25日",
        "2025-10-25Z",
    ],
)
def test_common_forms_give_the_day(written: str) -> None:
    assert iso_date(written) == "2025-10-25"


@pytest.mark.parametrize(
    "written",
    ["Sat, 25 Oct 2025 25:61:00 GMT", "2025-10-25 at noon", "25 October 2025 | 3 min read", "2025-10-25T24:30"],
)
def test_the_day_is_kept_without_a_valid_time(written: str) -> None:
    assert iso_date(written) == "2025-10-25"


@pytest.mark.parametrize("zone", ["IST", "-23:00", "Nowhere/Nowhere", "+01:75"])
def test_the_local_time_is_kept_without_a_valid_zone(zone: str) -> None:
    assert iso_date(f"2025-10-25 14:05 {zone}") == "2025-10-25T14:05"


@pytest.mark.parametrize("name", ["Sept", "Sep", "September", "Sep.", "septembre", "settembre"])
def test_a_month_may_be_abbreviated(name: str) -> None:
    assert iso_date(f"3 {name} 2024") == "2024-09-03"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "5/6/2025",
        "05-06-2025",
        "2025",
        "2025-10",
        "2025-13-01",
        "2025-02-30",
        "31 February 2025",
        "25 Ma 2025",
        "25 Jui 2025",
        "25 Foo 2025",
        "12 2025",
        "1761393900",
        "0001-01-01T00:00:00",
        "4 October 2025 – 25 October 2025",
        "2025-10-04/2025-10-25",
        "4-5 October 2025",
        "25 Oct 25",
    ],
)
def test_what_is_no_single_day_is_left_out(written: str) -> None:
    assert iso_date(written) == ""


def test_equal_numbers_and_points_are_not_ambiguous() -> None:
    assert (iso_date("5/5/2025"), iso_date("05.06.2025")) == ("2025-05-05", "2025-06-05")


@pytest.mark.parametrize("stated", [1_761_393_900, "1761393900", 1_761_393_900_000, "1761393900.0"])
def test_an_epoch_is_in_seconds_or_milliseconds(stated: str | int) -> None:
    assert epoch_date(stated) == "2025-10-25T12:05:00Z"


@pytest.mark.parametrize("stated", ["", "soon", "nan", "inf", 1e300])
def test_what_is_no_number_of_seconds_is_no_date(stated: str | float) -> None:
    assert epoch_date(stated) == ""


def test_the_date_of_an_old_e_mail_has_a_short_year() -> None:
    assert email_date("Sat, 25 Oct 97 14:05:00 GMT") == "1997-10-25T14:05:00+00:00"
    assert email_date("25 Oct 25 14:05 -0500") == "2025-10-25T14:05-05:00"
    assert email_date("soon") == "soon"


def test_days_in_a_text_are_found_in_their_order() -> None:
    text = "Published 25 October 2025, 10:00; updated: 2025-10-26. Version 1.2.2025-3, 5/6/2025."
    assert list(days_in(text)) == ["2025-10-25", "2025-10-26"]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMS = (
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%Y/%m/%d %H:%M:%S %z",
    "%Y%m%dT%H%M%S%z",
    "%d.%m.%Y %H:%M:%S%z",
    "%B %d, %Y %I:%M:%S %p %z",
    "%H:%M:%S %z %d %B %Y",
)


@given(
    st.integers(-30_000_000_000, 253_402_000_000).map(lambda seconds: _EPOCH + timedelta(seconds=seconds)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(_FORMS),
)
def test_an_instant_is_the_same_in_each_form(local: datetime, minutes: int, form: str) -> None:
    instant = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert iso_date(instant.strftime(form)) == instant.isoformat()


_PIECES = st.sampled_from(
    [
        *(
            "2025",
            "31",
            "12",
            "5",
            "Nov",
            "mars",
            "-",
            "/",
            ".",
            " ",
            ", ",
            "T",
            "09:01",
            ":61",
            "25:",
            ".5",
            "+",
            "-05",
            "Z",
        ),
        *("am", "GMT", "Europe/Berlin", "de ", "Wed", "年", "月", "日", "٣", "99", "W45"),
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=40))
@example("2025-11-05T09:01:00+14:59")
def test_sqlite_reads_every_date_and_normalising_again_changes_nothing(written: str) -> None:
    found = iso_date(written)
    assert iso_date(found) == found
    with closing(sqlite3.connect(":memory:")) as db:
        assert found == "" or db.execute("SELECT datetime(?)", (found,)).fetchone()[0] is not None
