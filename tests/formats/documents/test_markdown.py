import pytest
from hypothesis import given

from glossator.formats.documents.markdown import join_blocks, parse_blocks, read
from glossator.formats.errors import Unreadable
from glossator.formats.header import Header
from tests.text.strategies import texts


def rendered(source: str) -> str:
    return join_blocks(parse_blocks(source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("one  \ntwo\\\nthree<br/>four", "one\ntwo\nthree\nfour"),
        ("## Two *words*\n\nText", "## Two words\n\nText"),
        ("Setext\n===", "# Setext"),
        ("*a* **b** ***c*** _d_ `e *f*`", "a b c d e *f*"),
        ("[text](http://x.y 'z') <http://a.b> ![a *picture*](p.png)", "text http://a.b a picture"),
        ("[text][ref]\n\n[ref]: http://x.y", "text"),
        ("H<sub>2</sub>O &amp; \\# \\*", "H2O & # *"),
        ("- a\n- b\n  more", "- a\n- b more"),
        ("- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d"),
        ("* a\n\n* b\n\n  c", "- a\n\n- b\n\n  c"),
        ("5. a\n5. b\n   - c", "5. a\n6. b\n  - c"),
        ("> a\n> b\n>\n> c\n> > d", "> a b\n\n> c\n\n> > d"),
        ("> one  \n> two", "> one\n> two"),
        ("```py\nx  = *1*\n\n  y\n```", "x  = *1*\n\n  y"),
        ("```\n\n  x\n\n```", "  x"),
        ("    code\n      more", "code\n  more"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("|A|*B*|\n|-|-|\n|1|2\\|3|\n||4|", "A | B\n1 | 2|3\n | 4"),
        ("|A|\n|-|\n||\n|x|", "A\nx"),
        ("|\n||", "| ||"),
        ("| a | 1 |\n|  b|*2*|", "a | 1\nb | 2"),
        ("<div>\n<p>In &amp; out<br>side</p>\n<!-- gone -->\n</div>", "In & out\nside"),
        ("a\n\n<script>\nalert(1)\n</script>\n\nb <!-- gone --> c", "a\n\nb  c"),
        ("~~old~~ new", "~~old~~ new"),
    ],
)
def test_reading_text(source: str, text: str) -> None:
    assert rendered(source) == text


@pytest.mark.parametrize(
    ("source", "title", "text"),
    [
        ("---\ntitle: Ferry\n---\n# Ferry\n\nText", "Ferry", "Text"),
        ("---\ntitle: Ferry\n---\n# FERRY\n\nText", "Ferry", "Text"),
        ("---\ntitle: Ferry\n---\nBy R. Quill\n\n# Ferry\n\nText", "Ferry", "By R. Quill\n\nText"),
        ("---\ntitle: Ferry\n---\n# Boat\n\nText", "Ferry", "# Boat\n\nText"),
        ("---\ntitle: Ferry\n---\nText\n\nFerry", "Ferry", "Text\n\nFerry"),
        ("# The *ferry*\n\nText\n\n# The ferry", "The ferry", "Text\n\n# The ferry"),
        ("## Ferry\n\nText", "Ferry", "Text"),
        ("By R. Quill\n\n# Ferry\n\nText", "Ferry", "By R. Quill\n\nText"),
        ("Text\n\n## Background\n\nMore", "", "Text\n\n## Background\n\nMore"),
        ("Text", "", "Text"),
        ("# Ferry", "Ferry", "# Ferry"),
        ("By R. Quill\n\n## Kicker\n\n# Ferry\n\nText", "Ferry", "By R. Quill\n\n## Kicker\n\nText"),
        ("---\ntitle: Ferry\n---\nBy R. Quill\n\n## Ferry\n\nText", "Ferry", "By R. Quill\n\nText"),
        ("---\ntitle: Ferry\n---\nFerry\n\nText", "Ferry", "Text"),
        ("#\n\n# Ferry\n\nText", "Ferry", "Text"),
    ],
)
def test_the_title_is_found_and_not_repeated(source: str, title: str, text: str) -> None:
    assert read(source) == (Header(title), text)


def test_the_rest_of_the_front_matter_is_kept() -> None:
    known, _ = read("---\ntitle: Ferry\nauthor: R. Quill\n---\nText")
    assert known == Header("Ferry", author="R. Quill")


@given(texts)
def test_any_text_can_be_read_and_keeps_its_words(text: str) -> None:
    source = text.replace("<", "").replace("[", "").replace("!", "").replace("&", "").replace("`", "").replace("~", "")
    _, body = read(f"# Title\n\n{source}")
    letters = [char for char in source if char.isalpha()]
    assert [char for char in body if char.isalpha() and char not in "Title"] == [
        char for char in letters if char not in "Title"
    ]


@pytest.mark.parametrize("mark", ["> ", "- "])
@pytest.mark.parametrize("depth", [200, 20_000])
def test_what_is_nested_too_deep_is_refused_and_not_cut(mark: str, depth: int) -> None:
    with pytest.raises(Unreadable, match=r"too deep.*plain text"):
        parse_blocks(mark * depth + "deep")


def test_what_people_nest_is_read() -> None:
    assert rendered("> " * 20 + "deep").endswith("> deep")
    assert rendered("- " * 20 + "deep").endswith("- deep")
