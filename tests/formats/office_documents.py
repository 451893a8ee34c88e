"""Small documents of office programs, made by hand."""

from collections.abc import Mapping
from typing import Final

from tests.formats.sample_documents import zipped

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES: Final = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMESPACES: Final = (
    f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0" '
    f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:style="{_ODF}:style:1.0" xmlns:svg="{_ODF}:svg-compatible:1.0" '
    f'xmlns:meta="{_ODF}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_TYPE: Final = "application/vnd.oasis.opendocument.text"


def word_part(root: str, inside: str, *, strict: bool = False) -> str:
    """Return a part of a Word document with the root `w:root`."""
    return f'<w:{root} xmlns:w="{_STRICT if strict else _W}" {_NAMESPACES}>{inside}</w:{root}>'


def docx(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    *,
    core: str = "",
    styles: str = "",
    related: Mapping[str, str] | None = None,
    name: str = "word/document.xml",
    strict: bool = False,
) -> bytes:
    """Return a Word document.

    Args:
        body: the elements in its body.
        parts: further parts by name, whole; `word_part` makes them.
        core: the elements in its core properties.
        styles: its styles.
        related: the names of parts in the folder of the body, by the ids of their relationships.
        name: of the part with the body.
        strict: whether the body is of the strict kind.
    """
    target = name.replace("\\", "/")
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/other" Target="{part}"/>' for key, part in (related or {}).items()
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="/{target}"/></Relationships>'
            ),
            "docProps/core.xml": (
                f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
                f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{core}'
                "<dcterms:created>2013-12-23T23:15:00Z</dcterms:created></cp:coreProperties>"
            ),
            name: word_part("document", f"<w:body>{body}</w:body>", strict=strict),
            "word/styles.xml": word_part("styles", styles),
            "word/_rels/document.xml.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
            ),
            **(parts or {}),
        }
    )


def odt(
    body: str, *, meta: str = "", automatic: str = "", styles: str = "", more: Mapping[str, str] | None = None
) -> bytes:
    """Return an OpenDocument text.

    Args:
        body: the elements in its body.
        meta: the elements in its metadata.
        automatic: the automatic styles of its body.
        styles: the elements of the part with its styles.
        more: further files in it by name, whole.
    """
    return zipped(
        {
            "mimetype": _TYPE,
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": (
                f"<office:document-content {_ODF_NAMESPACES}><office:automatic-styles>{automatic}"
                f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
                "</office:document-content>"
            ),
            "styles.xml": f"<office:document-styles {_ODF_NAMESPACES}>{styles}</office:document-styles>",
            "meta.xml": (
                f"<office:document-meta {_ODF_NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>"
            ),
            **(more or {}),
        }
    )


def flat_odt(body: str) -> str:
    """Return an OpenDocument text that is one XML file."""
    return (
        f'<?xml version="1.0"?><office:document {_ODF_NAMESPACES} office:mimetype="{_TYPE}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def compound(stream: str) -> bytes:
    """Return the beginning of a compound file with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + stream.encode("utf-16-le").ljust(128, b"\0")
