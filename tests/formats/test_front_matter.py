"""Front matter in YAML, TOML and JSON: its fields, everything else as metadata, and what only looks like it."""

import pytest

from glossator.domain.left_out import LeftOut
from glossator.formats.front_matter import split_front_matter
from glossator.formats.header import Header


def test_yaml() -> None:
    found = split_front_matter(
        "---\n# by hand\ntitle: 'It''s a \"ferry\"'  # quoted\nSource : The Tidewatch\nauthors:\n  - R. Quill\n"
        "  - Ada Vane\ndate: 2025-10-25 10:00:00 +0100\nlink: https://example.org/#top\ntags: [port, sea]\nlang: en\n"
        "draft: no\n---\nText\n"
    )
    assert found.header == Header(
        'It\'s a "ferry"',
        "The Tidewatch",
        "R. Quill, Ada Vane",
        "2025-10-25T10:00:00+01:00",
        "https://example.org/#top",
        "en",
        (("tags", "port, sea"), ("draft", "no")),
    )
    assert found.text == "Text\n"
    assert not found.left_out


def test_what_a_clipper_writes() -> None:
    found = split_front_matter(
        '---\ntitle: "Ferry"\nsource: "https://example.org/1"\nauthor:\n  - "[[R. Quill]]"\n'
        '  - "[[People/Ada|Ada Vane]]"\n'
        "published: 2025-03-04\ncreated: 2025-03-10\n---\nText"
    )
    assert found.header == Header(
        "Ferry",
        author="R. Quill, Ada Vane",
        published_at="2025-03-04",
        url="https://example.org/1",
        metadata=(("created", "2025-03-10"),),
    )


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "Ferry"\ndate = 2025-03-04\nauthors = ["R. Quill"]\n+++\nText',
        '{\n "title": "Ferry", "date": "2025-03-04", "author": {"name": "R. Quill"}\n}\nText',
        "---\ntitle: Ferry\ndate: 2025-03-04\nby: R. Quill\n...\nText",
    ],
)
def test_toml_json_and_yaml_say_the_same(text: str) -> None:
    found = split_front_matter(text)
    assert found.header == Header("Ferry", author="R. Quill", published_at="2025-03-04")
    assert found.text.strip() == "Text"


def test_a_title_with_a_colon_needs_no_quotation_marks() -> None:
    assert split_front_matter("---\ntitle: Ferry: a story\nby: Quill\n---\nText").header.title == "Ferry: a story"


def test_published_may_be_a_yes() -> None:
    found = split_front_matter("---\ntitle: Ferry\npublished: true\n---\nText").header
    assert found == Header("Ferry", metadata=(("published", "true"),))


def test_the_first_of_two_equal_keys_counts() -> None:
    assert split_front_matter("---\ntitle: Ferry\ntitle: Boat\n---\nText").header.title == "Ferry"


def test_nested_and_long_values_are_counted() -> None:
    found = split_front_matter(f"---\ntitle: Ferry\nmap:\n  a: {{b: c d}}\nlong: {'word ' * 200}\n---\nText")
    assert found.left_out == (LeftOut("the key “map”", words=4), LeftOut("the key “long”", words=200))


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ferry\nText without end",
        "---\nThe ferry left.\n---\nText",
        "---\n\n---\nText",
        "--- \nThe harbour said: no.\nIt left\n---\n",
        "Text\n---\ntitle: Ferry\n---\n",
        "{The ferry left}\nText",
        "+++\nThe ferry left\n+++\nText",
        "---",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    found = split_front_matter(text)
    assert (found.header, found.text) == (Header(), text)


@pytest.mark.timeout(5)
def test_a_value_that_unpacks_to_too_much_is_text() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)]
    text = "---\ntitle: Ferry\n" + "\n".join(lines) + "\n---\nText"
    assert split_front_matter(text).text == text
