"""XML from outside: documents that are long because of one of their parts."""

import tracemalloc

import pytest

from glossator.formats import xml
from glossator.formats.errors import Unreadable

DOCUMENT = b"""<a:r xmlns:a="x"><before><i/></before><a:Many><i n="1"><k/><k/></i>\n<i n="2"/></a:Many>
<after n="3"><many><i n="4"/></many></after></a:r>"""


def test_what_is_in_the_long_part_comes_one_at_a_time_and_the_rest_at_once() -> None:
    parted = xml.PartitionedXml(DOCUMENT, "document", "many")
    assert [xml.local_name(child) for child in parted.root] == ["before", "many", "after"]
    assert [len(child) for child in parted.root] == [1, 0, 1]
    for _ in range(2):
        assert [(one.get("n"), len(one)) for one in parted.streamed()] == [("1", 2), ("2", 0)]


def test_of_a_long_part_only_a_little_is_in_memory() -> None:
    one = b"<one>" + b"<i n='1'/>" * 1_000 + b"</one>"
    data = b"<r><many>" + one * 100 + b"</many></r>"

    def most(read: object) -> int:
        tracemalloc.start()
        assert callable(read)
        read()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    whole = most(lambda: xml.parse(data, "document"))
    parted = most(lambda: sum(1 for _ in xml.PartitionedXml(data, "document", "many").streamed()))
    assert parted < whole / 4


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (b"<r><many><i></many></r>", "damaged"),
        (b"<r><many>" + b"<i>" * 300, "^The document nests elements more than 200 deep"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r><many/></r>', "entities"),
    ],
)
def test_a_document_that_is_none_or_does_harm_is_refused(data: bytes, why: str) -> None:
    for read in (xml.parse, lambda data, what: xml.PartitionedXml(data, what, "many")):
        with pytest.raises(Unreadable, match=why):
            read(data, "document")


def test_only_a_document_beyond_the_limit_is_too_large() -> None:
    for size, why in ((50_000_000, "damaged"), (50_000_001, "larger than 50 MB")):
        with pytest.raises(Unreadable, match=why):
            xml.parse(b" " * size, "document")
