import pytest
from rich.cells import cell_len

from glossator.text.span import Span
from glossator.ui.screens.list_items import CONTEXT_WIDTH, mention_cell, surroundings_paragraph


@pytest.mark.parametrize(
    "left", ["", "short ", "long " * 40, "阿富汗 (" * 20, "👩🏻\u200d✈️ Captain ", "cafe\u0301 " * 20]
)
def test_words_stand_below_each_other_whatever_is_before_them(left: str) -> None:
    line = mention_cell(left, "HIT", " right").plain
    assert cell_len(line.partition("HIT")[0]) == CONTEXT_WIDTH


def looks(text: str, offset: int, hit: Span, *others: Span) -> list[tuple[str, str]]:
    """Return the parts of a paragraph that are loud or quiet, with their style."""
    shown = surroundings_paragraph(text, offset, hit, others)
    return [(shown.plain[span.start : span.end], str(span.style)) for span in shown.spans if str(span.style)]


def test_the_hit_is_loud_and_what_else_is_annotated_quiet() -> None:
    text = "The ferry left Port Selby at dawn."
    assert looks(text, 100, Span(104, 109), Span(115, 125)) == [("ferry", "bold reverse"), ("Port Selby", "underline")]
    assert looks(text, 100, Span(115, 125), Span(110, 119)) == [
        ("left ", "underline"),
        ("Port", "bold reverse"),
        (" Selby", "bold reverse"),
    ]
    assert looks(text, 100, Span(104, 109), Span(90, 103), Span(126, 300)) == [
        ("The", "underline"),
        ("ferry", "bold reverse"),
        ("at dawn.", "underline"),
    ]


def test_surroundings_keep_their_lines_and_hide_what_is_hostile() -> None:
    shown = surroundings_paragraph("one\n\n\u202etwo\x1b\nthree", 0, Span(5, 10), [Span(0, 3)])
    assert shown.plain == "one\n\n⇄two�\nthree"
