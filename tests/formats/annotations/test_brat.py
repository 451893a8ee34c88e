"""brat’s files, by the rules of brat’s own parser."""

import re
from typing import Final

from hypothesis import given, settings

from glossator.formats.annotations.brat import write
from tests.formats.excerpts import Given, MemoryFiles, excerpts

_LINES: Final = {
    "T": re.compile(r"T\d+\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t([^\t]+)"),
    "A": re.compile(r"A\d+\t(\S+) (T\d+) (\S+)"),
    "N": re.compile(r"N\d+\tReference (T\d+) (\S+:\S+)\t([^\t]+)"),
    "#": re.compile(r"#\d+\t(\S+) (T\d+)\t.+"),
    "*": re.compile(r"\*\tAlias((?: T\d+){2,})"),
}


@given(excerpts())
@settings(max_examples=40)
def test_every_line_is_one_that_brat_takes(excerpt: Given) -> None:
    files = MemoryFiles()
    write(excerpt, files)
    conf = files.written.pop("annotation.conf").decode("utf-8")
    types = conf.partition("[entities]\n")[2].partition("\n\n")[0].split("\n")
    assert len(files.written) == 2 * len(excerpt.found)
    for name, data in files.written.items():
        if not name.endswith(".ann"):
            continue
        text = files.written[name.removesuffix(".ann") + ".txt"].decode("utf-8")
        assert "\r" not in text
        lines = data.decode("utf-8").removesuffix("\n").split("\n") if data else []
        ids = [line.partition("\t")[0] for line in lines if line[0] != "*"]
        assert len(ids) == len(set(ids))
        spans = {one for one in ids if one[0] == "T"}
        for line in lines:
            found = _LINES[line[0]].fullmatch(line)
            assert found, line
            if line[0] == "T":
                places = [tuple(map(int, place.split())) for place in found[2].split(";")]
                parts = [text[start:end] for start, end in places]
                assert found[3] == " ".join(parts)
                assert all(part and "\n" not in part for part in parts)
                assert places == sorted(places)
                assert found[1] in types
            else:
                assert set(re.findall(r"(?<= )T\d+(?= |\t|$)", line.split("\t")[1])) <= spans
