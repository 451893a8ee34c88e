import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.front_matter import split_front_matter
from glossator.formats.header import Header, make_header, split_plain_header
from tests.text.strategies import texts

PLAIN = (
    "date: Oct 25, 2025\nTITLE:  Ferry   to Lumen \nSource:The Tidewatch\nAuthor: R. Quill\n"
    "URL: https://example.org/a:b\nLanguage: en_GB\n\n  The ferry left.\n\nIt came back.\n"
)
FULL = Header("Ferry to Lumen", "The Tidewatch", "R. Quill", "2025-10-25", "https://example.org/a:b", "en-GB")


def test_a_plain_header_in_any_order_and_case() -> None:
    assert split_plain_header(PLAIN) == (FULL, "  The ferry left.\n\nIt came back.\n")


def test_other_usual_keys() -> None:
    found, text = split_plain_header(
        "Headline: Ferry\nBy: R. Quill\nPublished: 25 October 2025\nSection: World\n\nText"
    )
    assert found == Header("Ferry", author="R. Quill", published_at="2025-10-25", metadata=(("section", "World"),))
    assert text == "Text"


def test_a_text_may_have_a_key_or_follow_three() -> None:
    assert split_plain_header("Title: Ferry\nText: It left.\nIt came.") == (Header("Ferry"), "It left.\nIt came.")
    known = Header("Ferry", "Tidewatch", "R. Quill")
    assert split_plain_header("Title: Ferry\nSource: Tidewatch\nBy: R. Quill\nIt left.") == (known, "It left.")


def test_a_title_that_means_none_is_dropped() -> None:
    assert make_header({"title": "Untitled document"}) == Header()


def test_a_title_alone_is_a_header() -> None:
    assert split_plain_header("Title: Ferry\n \nText") == (Header("Ferry"), "Text")


@pytest.mark.parametrize(
    "text",
    [
        "Source: The Tidewatch\n\nText",  # no title
        "Title:\n\nText",  # an empty one
        "Title: Ferry\nText",  # no blank line
        "Title: Ferry\nWeather: fair\n\nText",  # a line that is none of a header
        "Title: Ferry\nTitle: Boat\n\nText",  # one twice
        "\nTitle: Ferry\n\nText",  # not at the top
        "Title: Ferry",
        "Some Title: Ferry\n\nText",
        "",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    assert split_plain_header(text) == (Header(), text)


def test_an_unknown_language_or_date_is_left_out() -> None:
    assert make_header({"language": "English language", "date": "soon", "title": "x"}) == Header(
        "x", unparsed_date="soon"
    )


def test_every_entry_is_one_normalised_line() -> None:
    assert make_header({"title": " a\u2028b\x1b[1m\tc ", "author": "R.\nQuill"}) == Header(
        "a b[1m c", author="R. Quill"
    )


_lines = st.lists(
    st.sampled_from(
        (
            "---",
            "...",
            "Title: x",
            "title: 'y' # z",
            "Author:",
            "date: 2025-10-25",
            "",
            " ",
            "- a",
            "# c",
            "text",
            "a: b",
        )
    ),
    max_size=8,
).map("\n".join)


@given(_lines, texts)
def test_no_body_text_is_lost(top: str, body: str) -> None:
    text = f"{top}\n{body}"
    found, rest = split_plain_header(text)
    assert text.endswith(rest)
    taken = text[: len(text) - len(rest)]
    if taken:
        assert found.title
        assert all(":" in line for line in taken.strip().split("\n"))
    else:
        assert found == Header()
    front = split_front_matter(text)
    assert text.endswith(front.text)
    # A value may be empty, but nothing is taken away without a fence above and below it.
    above = text[: len(text) - len(front.text)]
    assert not above or (above.startswith("---") and above.rstrip().endswith(("---", "...")))


@pytest.mark.timeout(5)
def test_a_hostile_front_matter_takes_no_time() -> None:
    filler = " " * 200_000
    for line in (f"a{filler}b", f"title: a{filler}b", f"title: '{filler}' # x", f"title: a{filler}#"):
        split_front_matter(f"---\n{line}\n---\nText")
    split_plain_header(f"Title{filler}x\n\nText")
