import pytest

from glossator.formats.documents.pdf.page import Line
from glossator.formats.documents.pdf.running_heads import split_running_heads
from tests.formats.documents.pdf.made_pdf import line, lines_below


def page(number: int, *, head: str = "", foot: str = "", body: str = "Text") -> list[Line]:
    lines = lines_below([f"{body} {'abcdefgh'[number]}{row}" for row in "xyz"])
    lines += [line(head, bottom=800)] if head else []
    return [*lines, *([line(foot, bottom=30)] if foot else [])]


def left_out(pages: list[list[Line]]) -> list[str]:
    kept, running = split_running_heads(pages)
    assert sum(map(len, kept)) + len(running) == sum(map(len, pages))
    return [each.text for each in running]


@pytest.mark.parametrize("count", [2, 3, 8])
def test_heads_and_page_numbers_are_found_on_any_number_of_pages(count: int) -> None:
    pages = [page(number, head="The Tidewatch", foot=f"{number + 4}") for number in range(count)]
    assert left_out(pages) == [text for number in range(count) for text in ("The Tidewatch", f"{number + 4}")]


@pytest.mark.parametrize("shape", ["Page {}", "- {} -", "{} of 9", "Seite {}", "The Tidewatch, 5 May 2026, p. {}"])
def test_page_numbers_have_words_around_them(shape: str) -> None:
    assert len(left_out([page(number, foot=shape.format(number + 1)) for number in range(3)])) == 3


def test_roman_numbers_count_too() -> None:
    assert left_out([page(number, foot=roman) for number, roman in enumerate(("ii", "iii", "iv"))]) == [
        "ii",
        "iii",
        "iv",
    ]


def test_heads_of_left_and_right_pages_differ() -> None:
    pages = [page(number, head=("The Tidewatch", "Annual report")[number % 2]) for number in range(8)]
    assert len(left_out(pages)) == 8


def test_rows_of_tables_are_no_heads() -> None:
    assert left_out([page(number, head=f"{number * 7 + 3} {number * 5} 12") for number in range(4)]) == []
    assert left_out([page(number, head=f"Selby {number * 7 + 3} 12") for number in range(4)]) == []


def test_what_has_text_outside_of_it_stays() -> None:
    pages = [page(number, body="Same") for number in range(3)]
    for number, lines in enumerate(pages):
        lines += [line(f"Beyond {'abc'[number]}", bottom=820), line("The Tidewatch", bottom=790)]
    assert left_out(pages) == []


def test_a_document_of_heads_only_is_text() -> None:
    pages = [[line("The Tidewatch", bottom=800)] for _ in range(3)]
    assert left_out(pages) == []
    assert left_out([page(0, head="The Tidewatch")]) == []
