"""Sizes of files in words."""

import pytest

from glossator.text.byte_size import byte_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_960, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (12_400_000, "12 MB"),
        (3_200_000_000, "3.2 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_a_size_has_two_or_three_digits_and_a_unit(size: int, words: str) -> None:
    assert byte_size(size) == words
