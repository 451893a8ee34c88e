import re
from contextlib import suppress

import pytest

from glossator.formats.content import Content
from glossator.formats.documents.pdf.document import read_document
from glossator.formats.errors import Unreadable
from tests.formats.documents.pdf.made_pdf import PICTURE, Placed, column, made_pdf, shown

BODY = [
    "The ferry Aurora left Port Selby on Monday morning with the captain",
    "and twelve men on board, and came back on Tuesday with nobody at all.",
]


def read(*pages: list[Placed], info: str = "") -> Content:
    return read_document(made_pdf([shown(page) for page in pages], info=info))


def losses(found: Content) -> list[str]:
    return [str(one) for one in found.left_out]


def unmapped(text: str) -> bytes:
    codes = "".join(f"{ord(character) - 29:04x}" for character in text)
    return b"BT /F2 11 Tf 50 600 Td <%s> Tj ET" % codes.encode()


def test_the_day_when_a_file_was_made_is_no_date_and_a_file_name_no_title() -> None:
    found = read(
        column(BODY),
        info="/Title (Microsoft Word - speech_final_v3.docx) /Author (user) /CreationDate (D:20240208120000Z)",
    )
    assert (found.header.title, found.header.author, found.header.published_at) == ("", "", "")
    stated = read(column(BODY), info="/Title (The Aurora) /Author (R. Quill)").header
    assert (stated.title, stated.author) == ("The Aurora", "R. Quill")


def test_the_title_is_what_is_set_largest_on_the_first_page() -> None:
    heading = [Placed("Twelve men", bottom=760, size=22), Placed("and no captain", bottom=735, size=22)]
    assert read([*heading, *column(BODY)]).header.title == "Twelve men and no captain"


def test_pages_of_pictures_are_counted() -> None:
    pages = [shown(column(BODY)), PICTURE, PICTURE, PICTURE]
    assert losses(read_document(made_pdf(pages))) == ["3 of 4 pages hold pictures without text"]
    assert losses(read_document(made_pdf([pages[0], b"", PICTURE]))) == ["1 of 3 pages holds a picture without text"]
    assert losses(read_document(made_pdf([pages[0], b"50 50 m 500 50 l S"]))) == []


@pytest.mark.parametrize("contents", [[PICTURE, PICTURE], [b""]])
def test_a_scan_is_refused_with_what_to_do(contents: list[bytes]) -> None:
    with pytest.raises(Unreadable, match=re.escape("Run text recognition (OCR) on it first.")):
        read_document(made_pdf(contents))


def test_text_of_unknown_characters_is_not_stored() -> None:
    garbled = unmapped("The harbour trust met on Monday and said nothing")
    with pytest.raises(Unreadable, match="would be garbled"):
        read_document(made_pdf([garbled]))
    found = read_document(made_pdf([shown(column(BODY)), garbled]))
    assert found.text == " ".join(BODY)
    assert losses(found)[0].startswith("1 page of illegible characters")
    mixed = read_document(made_pdf([shown(column(BODY)) + b"\n" + garbled]))
    assert mixed.text == " ".join(BODY)
    assert losses(mixed)[0].startswith("1 illegible line")


def test_a_password_is_asked_for_only_where_there_is_one() -> None:
    assert read_document(made_pdf([shown(column(BODY))], password="")).text == " ".join(BODY)
    with pytest.raises(Unreadable, match="locked with a password"):
        read_document(made_pdf([shown(column(BODY))], password="tide"))


def test_a_page_that_cannot_be_read_costs_only_itself() -> None:
    data = made_pdf([shown(column(BODY)), shown(column(["Lost words"]))])
    second = data.rindex(b"<< /Type /Page /Parent")
    found = read_document(
        data[:second]
        + b"42"
        + b" " * (data.index(b"endobj", second) - second - 2)
        + data[data.index(b"endobj", second) :]
    )
    assert found.text == " ".join(BODY)
    assert losses(found) == ["1 page that cannot be read"]


def test_comments_form_fields_and_attachments_are_counted() -> None:
    found = read_document(
        made_pdf(
            [shown(column(BODY))],
            page_extra="/Annots [10 0 R 11 0 R 12 0 R]",
            catalog_extra="/Names << /EmbeddedFiles << /Names [(plan.txt) 13 0 R] >> >>",
            extra=[
                b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Ask the harbour trust) >>",
                b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Mira Okafor) /Rect [0 0 9 9] >>",
                b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Contents (a link) >>",
                b"<< /Type /Filespec /F (plan.txt) >>",
            ],
        )
    )
    assert losses(found) == ["1 comment (4 words)", "1 form field (2 words)", "1 attachment"]


def test_lines_of_columns_that_are_drawn_row_by_row_are_read_column_by_column() -> None:
    left = [
        "The left column tells of the",
        "ferry that left Port Selby",
        "with twelve men and never",
        "came back to its own pier",
        "as the harbour trust says.",
    ]
    right = [
        "The right column tells of",
        "the cod that is dear since",
        "the last winter and will be",
        "dear until the boats come",
        "home from the north again.",
    ]
    rows = [
        Placed(text, at, 700 - 14 * number)
        for number, pair in enumerate(zip(left, right, strict=True))
        for at, text in zip((50, 320), pair, strict=True)
    ]
    assert read(rows).text == f"{' '.join(left)}\n\n{' '.join(right)}"


def test_rows_of_a_table_stay_rows() -> None:
    rows = [
        Placed(text, left, 700 - 14 * number)
        for number, row in enumerate(("Pier 12 14 19", "Quay 31 20 17", "Dock 10 11 12"))
        for left, text in zip((50, 200, 300, 400), row.split(), strict=True)
    ]
    assert read(rows).text == "Pier 12 14 19\nQuay 31 20 17\nDock 10 11 12"


def test_the_hyphens_of_words_stay_and_those_of_lines_go() -> None:
    lines = [
        "Officials said that the rebel-",
        "linked group met the Al-",
        "Sorin council near the anti-",
        "smuggling office. The govern-",
        "ment signed in the evening.",
    ]
    assert read(column(lines)).text == (
        "Officials said that the rebel-linked group met the Al-Sorin council near the anti-smuggling office. "
        "The government signed in the evening."
    )


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(Unreadable, match="more than 5,000 pages"):
        read_document(made_pdf([shown(column(BODY))], count=6_000))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"%PDF-1.7\n1 0 obj\n<<>>\ntrailer << /Root 1 0 R >>", b"PK\3\4" * 99]
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_document(data)


def test_half_a_document_gives_the_pages_that_are_there_or_is_refused() -> None:
    data = made_pdf([shown(column(BODY))] * 3)
    for length in range(0, len(data), 97):
        with suppress(Unreadable):
            assert "ferry" in read_document(data[:length]).text
