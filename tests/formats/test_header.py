import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.header import Header, make_header, split_front_matter, split_plain_header
from tests.text.strategies import texts

PLAIN = (
    "date: Oct 25, 2025\nTITLE:  Ferry   to Lumen \nSource:The Tidewatch\nAuthor: R. Quill\n"
    "URL: https://example.org/a:b\nLanguage: en_GB\n\n  The ferry left.\n\nIt came back.\n"
)
FULL = Header("Ferry to Lumen", "The Tidewatch", "R. Quill", "2025-10-25", "https://example.org/a:b", "en-GB")


def test_a_plain_header_in_any_order_and_case() -> None:
    assert split_plain_header(PLAIN) == (FULL, "  The ferry left.\n\nIt came back.\n")


def test_a_title_alone_is_a_header() -> None:
    assert split_plain_header("Title: Ferry\n \nText") == (Header("Ferry"), "Text")


@pytest.mark.parametrize(
    "text",
    [
        "Source: The Tidewatch\n\nText",  # no title
        "Title:\n\nText",  # an empty one
        "Title: Ferry\nText",  # no blank line
        "Title: Ferry\nSection: World\n\nText",  # a line that is none of a header
        "Title: Ferry\nTitle: Boat\n\nText",  # one twice
        "\nTitle: Ferry\n\nText",  # not at the top
        "Title: Ferry",
        "Some Title: Ferry\n\nText",
        "",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    assert split_plain_header(text) == (Header(), text)


def test_front_matter() -> None:
    text = (
        '---\n# made by hand\ntitle: \'It\'\'s a "ferry"\'  # quoted\nSource : "The \\"Tidewatch\\""\n'
        "author: R. Quill # staff\ntags:\n  - a\n- b\n\n"
        "date: 2025-10-25\nurl: https://example.org/#top\nlang.x: y\nlanguage: |\n---\nText\n"
    )
    expected = Header('It\'s a "ferry"', 'The "Tidewatch"', "R. Quill", "2025-10-25", "https://example.org/#top")
    assert split_front_matter(text) == (expected, "Text\n")


def test_front_matter_may_end_in_points() -> None:
    assert split_front_matter("---\ntitle: Ferry\n...\nText") == (Header("Ferry"), "Text")


def test_a_value_on_further_lines_is_passed_over() -> None:
    assert split_front_matter("---\ntitle: >-\n  Ferry\nsource: Tidewatch\n---\nText")[0] == Header(source="Tidewatch")


def test_the_first_of_two_equal_keys_counts() -> None:
    assert split_front_matter("---\ntitle: Ferry\ntitle: Boat\n---\nText")[0].title == "Ferry"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ferry\nText without end",
        "---\nThe ferry left.\n---\nText",
        "---\n\n---\nText",
        "--- \nThe harbour said: no.\nIt left\n---\n",
        "Text\n---\ntitle: Ferry\n---\n",
        "---",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == (Header(), text)


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
    for split in (split_plain_header, split_front_matter):
        found, rest = split(text)
        assert text.endswith(rest)
        # What is taken away is either nothing, or a header as far as its end.
        taken = text[: len(text) - len(rest)]
        assert (found == Header() and not taken) or taken.rstrip("\n").count("\n") <= text.count("\n")
        if split is split_plain_header and taken:
            assert found.title
            assert all(":" in line for line in taken.strip().split("\n"))


@pytest.mark.timeout(5)
def test_a_hostile_front_matter_takes_no_time() -> None:
    filler = " " * 200_000
    for line in (f"a{filler}b", f"title: a{filler}b", f"title: '{filler}' # x", f"title: a{filler}#"):
        split_front_matter(f"---\n{line}\n---\nText")
    split_plain_header(f"Title{filler}x\n\nText")
