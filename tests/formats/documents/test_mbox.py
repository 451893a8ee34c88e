"""Mail folders in one file: where an e-mail begins, and that one that cannot be read is named and skipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.content import Content, Problem
from glossator.formats.documents.mbox import read
from glossator.formats.errors import Unreadable
from glossator.formats.source_articles import SourceArticle
from tests.formats.detecting import articles_of, name_of

_LINE = "From ida@example.org Mon Jan  5 06:40:00 2026\n"


def letter(subject: str, body: str, more: str = "") -> str:
    return f"{_LINE}From: Ida <ida@example.org>\nSubject: {subject}\n{more}\n{body}\n\n"


def texts(data: str | bytes) -> list[str]:
    found = read(data.encode() if isinstance(data, str) else data)
    return [each.text.strip() if isinstance(each, Content) else each.where for each in found]


def test_each_e_mail_is_an_article_with_its_number_and_the_date_of_its_first_line() -> None:
    data = (letter("One", "It left.") + letter("Two", "It came.", "Date: Tue, 6 Jan 2026 10:00:00 +0000\n")).encode()
    found = list(articles_of(data, "Inbox"))
    assert all(isinstance(each, SourceArticle) for each in found)
    stated = [
        (each.where, each.draft.title, each.draft.published_at) for each in found if isinstance(each, SourceArticle)
    ]
    assert stated == [
        ("message 1", "One", "2026-01-05T06:40:00"),
        ("message 2", "Two", "2026-01-06T10:00:00+00:00"),
    ]


def test_a_line_that_begins_like_the_next_e_mail_is_text_where_no_headers_follow() -> None:
    body = "It came\n\nFrom Selby with love\n\nFrom Russia\nYear: 1963\n\nFrom: no\n\n>From here on\n>>From there"
    assert texts(letter("One", body) + letter("Two", "It left.")) == [
        body.replace(">From", "From").replace(">>", ">").replace(">From here", "From here"),
        "It left.",
    ]


def test_an_e_mail_may_say_how_long_it_is() -> None:
    body = f"See below.\n\n{letter('Inner', 'Not the next one.')}".rstrip()
    length = f"Content-Length: {len(body)}\n"
    assert texts(letter("One", body, length) + letter("Two", "It left.")) == [body, "It left."]
    # One that is wrong is not believed.
    assert texts(letter("One", "It came.", "Content-Length: 7000\n") + letter("Two", "It left.")) == [
        "It came.",
        "It left.",
    ]


def test_folders_without_blank_lines_between_e_mails_and_with_other_line_ends_are_read() -> None:
    tight = (letter("One", "It came.").rstrip() + "\n" + letter("Two", "It left.")).encode()
    assert texts(tight) == texts(tight.replace(b"\n", b"\r\n")) == ["It came.", "It left."]
    assert texts(b"\xef\xbb\xbf" + tight) == ["It came.", "It left."]


def test_an_e_mail_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    data = letter("One", "It came.") + letter("Locked", "-----BEGIN PGP MESSAGE-----\nx") + letter("Three", "It left.")
    found = list(read(data.encode()))
    assert [type(each) for each in found] == [Content, Problem, Content]
    (problem,) = [each for each in found if isinstance(each, Problem)]
    assert (problem.where, "encrypted" in problem.reason) == ("message 2 (“Locked”)", True)


def test_what_is_before_the_first_e_mail_and_the_page_of_the_mail_program_are_not_passed_over_unsaid() -> None:
    assert texts("Lost words.\n\n" + letter("One", "It left.")) == ["message 1", "It left."]
    internal = letter("DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA", "This text is part of the folder.")
    (found,) = read((internal + letter("One", "It left.")).encode())
    assert isinstance(found, Content)
    assert [each.kind for each in found.left_out] == ["page of the mail program"]


def test_what_is_no_folder_is_refused_and_not_recognised_as_one() -> None:
    with pytest.raises(Unreadable, match="not a mail folder"):
        list(read(b"From here on, it rained.\n\nThe end."))
    assert name_of("From here on:\nit rained.\n", "a.txt") == "plain"
    assert name_of(letter("One", "It left."), "Inbox") == "mbox"


@given(st.lists(st.text("ab From:>\n", max_size=40).filter(str.strip), min_size=1, max_size=4))
def test_a_folder_gives_back_what_was_written_into_it(bodies: list[str]) -> None:
    quoted = [
        "\n".join(f">{line}" if line.lstrip(">").startswith("From ") else line for line in body.split("\n"))
        for body in bodies
    ]
    assert texts("".join(letter("x", body) for body in quoted)) == [body.strip() for body in bodies]
