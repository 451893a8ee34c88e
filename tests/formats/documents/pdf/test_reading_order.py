from glossator.formats.documents.pdf.page import Line
from glossator.formats.documents.pdf.reading_order import in_reading_order
from tests.formats.documents.pdf.made_pdf import line, lines_below


def texts(lines: list[Line]) -> list[str]:
    return [each.text for each in in_reading_order(lines)]


def test_columns_are_read_one_after_the_other_below_what_runs_across() -> None:
    title = line("A title across both of them", 50, 760, 550)
    left, right = lines_below(["l1", "l2", "l3"], left=50), lines_below(["r1", "r2", "r3"], left=320)
    foot = line("A foot across both of them", 50, 500, 550)
    expected = [title.text, "l1", "l2", "l3", "r1", "r2", "r3", foot.text]
    assert texts([title, *left, *right, foot]) == expected
    assert texts([foot, *right, *left, title]) == expected
    zipped = [each for pair in zip(left, right, strict=True) for each in pair]
    assert texts([title, *zipped, foot]) == expected


def test_columns_of_a_right_to_left_script_start_on_the_right() -> None:
    left, right = (
        lines_below(["ثاني أ", "ثاني ب", "ثاني ج"], left=50),
        lines_below(["أول أ", "أول ب", "أول ج"], left=320),
    )
    assert texts([*left, *right]) == [each.text for each in (*right, *left)]


def test_the_order_of_the_file_stays_where_places_say_nothing() -> None:
    labels = [line("Name", 50, 700), line("Okafor", 200, 695), line("Port", 50, 600), line("Selby", 200, 595)]
    assert texts(labels) == ["Name", "Okafor", "Port", "Selby"]


def test_pieces_of_a_line_are_one_line() -> None:
    whole, fraction = line("up to 1", 50, 700, 100), line("⁄4 inch", 100.2, 700, 140)
    assert texts([whole, fraction]) == ["up to 1⁄4 inch"]
    mark = line("3", 100.5, 706, 104, size=7)
    assert texts([whole._replace(text="the port"), mark, line("of Selby", 107, 700, 150)]) == ["the port 3 of Selby"]


def test_the_number_of_a_note_stands_after_its_word() -> None:
    text = line("The trust met on Monday at noon", 50, 700)
    assert texts([text, line("1", 50 + 6 * 13, 708, 50 + 6 * 13 + 3, size=6)]) == ["The trust met 1 on Monday at noon"]


def test_a_drawing_of_many_labels_keeps_its_order() -> None:
    labels = [line(str(number), 40 * (number * 7 % 13), 50 * (number * 5 % 11)) for number in range(400)]
    assert len(texts(labels)) <= 400
