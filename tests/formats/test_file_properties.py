"""Titles and authors that people wrote, and those that programs and templates put into a file."""

import pytest

from glossator.formats.file_properties import file_author, file_title


@pytest.mark.parametrize(
    "title",
    [
        *("Ferry", "The ferry left", "Document of the week", "Word of mouth", "Vision 2030", "Report on the 2024 vote"),
        *("Slides and swings", "The user’s guide", "A page turned", "Налог на паром", "朱镕基", "Title fight in Selby"),
        *("COVID-19", "Testing the pier", "M. Vane: letters", "Microsoft Word is dead"),
    ],
)
def test_a_title_that_somebody_wrote_stays(title: str) -> None:
    assert file_title(f" {title}\n") == title


@pytest.mark.parametrize(
    "title",
    [
        *("", " ", "-", "12", "Document1", "Document 3", "document", "Untitled", "untitled document", "Untitled-2"),
        *("Word Document", "Microsoft Word - speech_final_v3.docx", "Microsoft Word – Dokument4", "speech_final_v3"),
        *("Dokument1", "Документ Microsoft Word", "PowerPoint Presentation", "PowerPoint-Präsentation", "Slide 1"),
        *("C:\\texts\\ferry", "/home/ada/ferry", "ferry.docx", "Ferry timetable.pdf", "ferry.doc (Read-Only)"),
        *("[Title]", "Title", "Sans titre", "ohne Titel", "Normal", "Template", "scan0012", "SKM20250304"),
    ],
)
def test_a_title_of_a_template_or_a_file_is_none(title: str) -> None:
    assert file_title(title) == ""


@pytest.mark.parametrize(
    "author", ["R. Quill", "Ada Vane", "The Harrow Trust", "Rootes, M.", "Admina Cole", "Adobea Mensah", "Guest, Ida"]
)
def test_an_author_who_is_a_person_stays(author: str) -> None:
    assert file_author(f"{author} ") == author


@pytest.mark.parametrize(
    "author",
    [
        *("", "-", "7", "python-docx", "Microsoft Office User", "Administrator", "user", "User 2", "Windows User"),
        *("admin", "Пользователь", "Benutzer", "Utilisateur", "HP", "HP Inc.", "DESKTOP-4F7K2QP", "ada-PC", "unknown"),
        *("Author", "Acrobat PDFMaker 9.0", "LaTeX with hyperref", "Aspose", "Un-named", "Apache POI", "owner"),
    ],
)
def test_an_author_that_is_an_account_or_a_program_is_none(author: str) -> None:
    assert file_author(author) == ""
