from glossator.formats.documents.plain import read
from glossator.formats.header import Header


def test_the_text_below_the_header_is_verbatim() -> None:
    body = "\n  # Not *a* heading\n\n\n- nor\n   a list <b>\n"
    assert read(f"Title: Ferry\n\n{body}") == (Header("Ferry"), body)


def test_without_a_header_all_is_text() -> None:
    assert read("Ferry\n\nText") == (Header(), "Ferry\n\nText")
