from collections.abc import Sequence

from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.page import Line
from glossator.formats.documents.pdf.paragraphs import paragraphs
from tests.formats.documents.pdf.made_pdf import line, lines_below

FULL = "The ferry Aurora left Port Selby on Monday with the captain"
LAST = "and came back on Tuesday."


def made(*pages: Sequence[Line]) -> list[str]:
    return paragraphs(pages, Hyphens([each.text for page in pages for each in page])).split("\n\n")


def below(page: list[Line], text: str, *, distance: float = 14.4, left: float = 50, size: float = 12) -> None:
    page.append(line(text, left, page[-1].bottom - distance, size=size))


def test_a_short_last_line_ends_a_paragraph() -> None:
    assert made(lines_below([FULL, LAST, FULL, FULL])) == [f"{FULL} {LAST}", f"{FULL} {FULL}"]


def test_a_short_line_within_a_sentence_does_not() -> None:
    shorter = FULL[: -len(" captain")]
    assert made(lines_below([FULL, shorter, FULL])) == [f"{FULL} {shorter} {FULL}"]


def test_distance_indent_and_size_start_paragraphs() -> None:
    apart = lines_below([FULL, FULL])
    below(apart, FULL, distance=24)
    assert made(apart) == [f"{FULL} {FULL}", FULL]
    indented = lines_below([FULL, FULL + "."])
    below(indented, FULL, left=70)
    below(indented, FULL)
    assert made(indented) == [f"{FULL} {FULL}.", f"{FULL} {FULL}"]
    heading = [line("The harbour trust", 50, 730, size=18), *lines_below([FULL, FULL])]
    assert made(heading) == ["The harbour trust", f"{FULL} {FULL}"]


def test_items_of_a_list_are_paragraphs() -> None:
    items = lines_below(
        [FULL, LAST, "• The pier is open", "• The quay is closed", "1. Cod is dear.", "2. Herring is not."]
    )
    assert made(items)[1:] == ["• The pier is open", "• The quay is closed", "1. Cod is dear.", "2. Herring is not."]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first, second = lines_below([FULL, FULL]), lines_below(["who was asleep.", LAST.capitalize()])
    assert made(first, second)[0] == f"{FULL} {FULL} who was asleep."
    assert made([*first, *lines_below(["who was asleep."], left=400)]) == [f"{FULL} {FULL} who was asleep."]
    assert made(lines_below([FULL, f"{FULL}."]), second)[0] == f"{FULL} {FULL}."


def test_notes_follow_the_paragraph_that_they_interrupt() -> None:
    first = lines_below([FULL, FULL])
    below(first, "1 The trust says so.", distance=60, size=8)
    assert made(first, lines_below(["who was asleep."])) == [f"{FULL} {FULL} who was asleep.", "1 The trust says so."]


def test_rows_of_figures_stay_lines() -> None:
    assert made(lines_below(["Pier 12 14 19", "Quay 31 20 17"])) == ["Pier 12 14 19\nQuay 31 20 17"]
    assert made(lines_below(["The pier ........ 3", "The quay ........ 9"])) == [
        "The pier ........ 3\nThe quay ........ 9"
    ]
