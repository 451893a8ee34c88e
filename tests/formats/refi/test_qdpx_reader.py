"""REFI-QDA projects of other programs: units, coders, texts of other sources, and what has no place here."""

from collections.abc import Mapping
from typing import Final

import pytest

from glossator.domain.code import CodeKind
from glossator.domain.import_record import FileRemainder, ImportRecord
from glossator.formats.refi.guids import uid_guid
from glossator.services.formats import FORMATS
from tests.formats.annotations.reading import arrivals, kinds

TEXT: Final = "One line.\r\nAnn 🚢 met Bo Berg at the port of Oskel."
IDA, OVE, ACTOR, PLACE = (f"{number}0000000-0000-4000-8000-000000000000" for number in "1234")
USERS: Final = f'<Users><User guid="{IDA}" name="Ida"/><User guid="{OVE}" name="Ove"/></Users>'
CODES: Final = (
    f'<CodeBook><Codes><Code guid="{ACTOR}" name="Actor" isCodable="true"/>'
    f'<Code guid="{PLACE}" name="Place" isCodable="true"/></Codes></CodeBook>'
)


def coding(code: str, by: str = IDA) -> str:
    return f'<Coding guid="x" creatingUser="{by}"><CodeRef targetGUID="{code}"/></Coding>'


def selection(start: int, end: int, name: str, *inside: str, by: str = IDA) -> str:
    return (
        f'<PlainTextSelection guid="y" name="{name}" startPosition="{start}" endPosition="{end}" creatingUser="{by}">'
        f"{''.join(inside)}</PlainTextSelection>"
    )


def project(sources: str = "", rest: str = "", **texts: bytes) -> Mapping[str, bytes]:
    body = f"{USERS}{CODES}<Sources>{sources}</Sources>{rest}"
    described = f'<Project xmlns="urn:QDA-XML:project:1.0" name="p">{body}</Project>'
    return {"project.qde": described.encode(), **{f"Sources/{name}.txt": data for name, data in texts.items()}}


def source(*selections: str, name: str = "a") -> str:
    inside = "".join(selections)
    return f'<TextSource guid="s{name}" name="{name}" plainTextPath="internal://{name}.txt">{inside}</TextSource>'


def read(files: Mapping[str, bytes]) -> tuple[ImportRecord, FileRemainder]:
    record, remainder = arrivals("refi-qda", files)
    assert isinstance(record, ImportRecord)
    assert isinstance(remainder, FileRemainder)
    return record, remainder


def quotes(record: ImportRecord) -> list[tuple[str, str]]:
    return [(one.span.of(record.draft.text), one.analyst) for one in record.annotations if one.span]


MARKED = b"\xef\xbb\xbf"
UNIX: Final = TEXT.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("counted", "data"),
    [
        (TEXT, TEXT.encode()),
        (TEXT.encode("utf-16-le"), TEXT.encode()),
        (UNIX, TEXT.encode()),
        (UNIX.encode("utf-16-le"), TEXT.encode()),
        (TEXT.encode(), TEXT.encode()),
        (f"\ufeff{TEXT}", MARKED + TEXT.encode()),
        (TEXT, MARKED + TEXT.encode()),
        (f"\ufeff{TEXT}".encode("utf-16-le"), TEXT.encode("utf-16")),
    ],
)
def test_names_show_what_the_offsets_count(counted: str | bytes, data: bytes) -> None:
    """Code points, UTF-16 units or bytes, with and without carriage returns and the byte order mark."""
    width = 2 if isinstance(counted, bytes) and b"\0" in counted else 1
    name = "Bo Berg" if isinstance(counted, str) else "Bo Berg".encode("utf-16-le" if width == 2 else "utf-8")
    start = counted.index(name) // width  # type: ignore[arg-type]  # both are texts, or both bytes
    record, _ = read(project(source(selection(start, start + 7, "Bo Berg", coding(ACTOR))), a=data))
    assert quotes(record) == [("Bo Berg", "Ida")]
    assert record.draft.text == UNIX


def test_a_selection_elsewhere_than_its_name_is_left_out() -> None:
    files = project(
        source(selection(11, 14, "Ann", coding(ACTOR)), selection(11, 14, "Bo Berg", coding(ACTOR))), a=TEXT.encode()
    )
    record, _ = read(files)
    assert quotes(record) == [("Ann", "Ida")]
    assert [str(each) for each in record.problems] == [
        "1 annotation whose quote is not at its offsets (“Bo Berg” at 11 to 14, where the text is “Ann”)"
    ]


@pytest.mark.parametrize("name", ["1", "my selection", "", "Bo Berg at the port o…"])
def test_names_that_are_titles_or_beginnings_are_no_proof(name: str) -> None:
    start = TEXT.index("Bo Berg")
    record, _ = read(project(source(selection(start, start + 24, name, coding(ACTOR))), a=TEXT.encode()))
    assert quotes(record) == [("Bo Berg at the port of O", "Ida")]
    assert record.problems == ()


def test_who_coded_is_the_analyst_and_others_are_counted() -> None:
    files = project(
        source(
            selection(11, 14, "Ann", coding(ACTOR, OVE)),
            selection(15, 16, "🚢", coding(ACTOR), coding(PLACE, OVE)),
            selection(0, 8, "One line", coding(ACTOR), coding(ACTOR, OVE)),
        ),
        a=TEXT.encode(),
    )
    record, _ = read(files)
    assert quotes(record) == [("Ann", "Ove"), ("🚢", "Ida"), ("One line", "Ida")]
    assert record.annotations[1].tags == ("Actor", "Place")
    assert kinds(record.left_out) == {
        "name of who coded a passage that another analyst coded differently": 1,
        "coding of another analyst that agrees": 1,
    }


def test_each_label_has_who_gave_it() -> None:
    labels = "".join(f'<MemberCode targetGUID="{code}"/>' for code in (ACTOR, PLACE))
    rest = f'<Sets><Set guid="z" name="Labels">{labels}</Set></Sets>'
    record, _ = read(
        project(source(selection(11, 14, "Ann", coding(ACTOR), coding(PLACE, OVE))), rest, a=TEXT.encode())
    )
    assert [(one.label, one.analyst) for one in record.annotations] == [("Actor", "Ida"), ("Place", "Ove")]


@pytest.mark.parametrize(
    "sources",
    [
        f'<PDFSource guid="p" name="scan" path="internal://x.pdf"><PDFSelection guid="q" page="1"/><Representation '
        f'guid="r" plainTextPath="internal://a.txt">{selection(11, 14, "Ann", coding(ACTOR))}</Representation>'
        "</PDFSource>",
        '<AudioSource guid="p" name="talk"><Transcript guid="r" plainTextPath="internal://a.txt"><SyncPoint guid="m" '
        'position="11"/><SyncPoint guid="n" position="14"/><TranscriptSelection guid="t" name="Ann" fromSyncPoint="m" '
        f'toSyncPoint="n" creatingUser="{IDA}">{coding(ACTOR)}</TranscriptSelection></Transcript>'
        '<AudioSelection guid="q" begin="0" end="9"/></AudioSource>',
    ],
)
def test_texts_of_other_sources_are_read_with_their_codings(sources: str) -> None:
    record, _ = read(project(sources, a=TEXT.encode()))
    assert quotes(record) == [("Ann", "Ida")]
    assert sum(each.number for each in record.left_out) == 1


def test_what_has_no_place_in_a_project_is_counted() -> None:
    rest = (
        '<Cases><Case guid="c" name="Ann"/></Cases><Sets><Set guid="z" name="Key people"/></Sets>'
        '<Links><Link guid="l"/><Link guid="m"/></Links><Graphs><Graph guid="g"/></Graphs>'
        '<Notes><Note guid="n" name="memo"><PlainTextContent>three lost words</PlainTextContent></Note></Notes>'
    )
    _, remainder = read(project(source(), rest, a=TEXT.encode()))
    assert sorted(map(str, remainder.left_out)) == [
        "1 case",
        "1 graph",
        "1 note on nothing that is imported (3 words)",
        "1 set (“Key people”)",
        "2 links",
    ]


def test_other_variables_are_metadata() -> None:
    value = '<VariableValue><VariableRef targetGUID="v"/><TextValue>Foreign</TextValue></VariableValue>'
    rest = '<Variables><Variable guid="v" name="Desk" typeOfVariable="Text"/></Variables>'
    record, _ = read(project(source(value), rest, a=TEXT.encode()))
    assert record.draft.metadata == (("Desk", "Foreign"),)


def test_a_project_of_codes_alone_has_codes() -> None:
    chosen = FORMATS["refi-qda"]
    assert chosen.read_codes is not None
    assert [(code.name, code.kind) for code in chosen.read_codes(project())] == [
        ("Actor", CodeKind.TAG),
        ("Place", CodeKind.TAG),
    ]
    assert arrivals("refi-qda", project()) == [FileRemainder()]


def test_our_own_labels_are_labels_though_a_program_lost_their_set() -> None:
    label = uid_guid("l_222222222222")
    book = CODES.replace("<Codes>", f'<Codes><Code guid="{label}" name="Ship" isCodable="true"/>')
    files = project(source(selection(11, 14, "Ann", coding(label))), a=TEXT.encode())
    files = {**files, "project.qde": files["project.qde"].replace(CODES.encode(), book.encode())}
    record, _ = read(files)
    assert [one.label for one in record.annotations] == ["Ship"]
