"""What is given to the other programs: an article with everything that is awkward in it."""

import io
from typing import Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.formats.registry import FORMATS
from glossator.formats.tables.csv_formats import table_formats
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.services.atomic_output import ZipFiles
from tests.formats.excerpts import Given, article, given_articles, marked

TEXT: Final = "👩🏻\u200d🚒 said the Aurora left Port Selby.\n\nMira Okafor of 東京 stayed."
FOUND: Final = AnnotatedArticle(
    article(TEXT, tags=("sea",), note="@ read again"),
    (
        marked(TEXT, "Aurora", "PRODUCT", note="=1+1\n<b>", tags=("ships", "actors/state"), entity="MV Aurora"),
        marked(TEXT, "Port Selby", "GPE"),
        marked(TEXT, "Selby", "PERSON"),
        marked(TEXT, "Mira Okafor", "PERSON", status=Status.REJECTED),
        marked(TEXT, "東京", "GPE"),
    ),
)
GIVEN: Final = given_articles(FOUND)


def written(name: str, excerpt: Given = GIVEN, profile: Profile = EXCEL) -> bytes:
    """Return what the program writes in a format of one file; `profile` is that of tables."""
    target = io.BytesIO()
    write = {**FORMATS, **table_formats(profile)}[name].write
    assert write is not None
    write(excerpt, target)
    return target.getvalue()


def packed(name: str, excerpt: Given = GIVEN) -> bytes:
    """Return a zip archive of the files that the program writes in a format of several files."""
    target = io.BytesIO()
    write = FORMATS[name].write_files
    assert write is not None
    with ZipFiles(target) as files:
        write(excerpt, files)
    return target.getvalue()


def installed(name: str) -> str:
    """Return why a test is skipped where a package is not there."""
    return f"{name} is not installed; “make interop” does that"
