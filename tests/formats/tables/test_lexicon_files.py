import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.lexicon import LONGEST_FORM, lexicon_form
from glossator.formats.errors import Unreadable
from glossator.formats.tables.lexicon_files import BadLine, Form, read, write
from tests.text.strategies import inked_texts


def written(forms: list[Form], kind: str) -> bytes:
    target = io.BytesIO()
    write(forms, target, kind)
    return target.getvalue()


def test_a_gazetteer_is_read_with_remarks_and_what_is_never_an_entity() -> None:
    data = "# places\nKabul\tGPE\r\n\n  \nKhawaja  Asif’s\tPERSON\nMay\t\n#tag\tTOPIC\n".encode()
    found = read(data)
    assert found.forms == (("Kabul", "GPE"), ("Khawaja Asif", "PERSON"), ("May", None), ("#tag", "TOPIC"))
    assert found.broken == ()


def test_patterns_are_read_as_texts_and_as_words_that_are_written_so() -> None:
    lines = [
        {"label": "GPE", "pattern": "Kabul", "id": "kbl"},
        {"label": "PERSON", "pattern": [{"TEXT": "Khawaja"}, {"ORTH": "Asif"}]},
        {"label": "ORG", "pattern": [{"TEXT": "al-Qaida"}]},
    ]
    data = "\ufeff" + "\n".join(json.dumps(line) for line in lines)
    assert read(data.encode()).forms == (("Kabul", "GPE"), ("Khawaja Asif", "PERSON"), ("al-Qaida", "ORG"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Kabul GPE", "No tab"),
        ("Kabul\tGPE\t3", "More than two columns"),
        ("\tGPE", "at least one character"),
        (f"{'x' * (LONGEST_FORM + 1)}\tGPE", "up to 200 characters"),
        (f"Kabul\t{'X' * 500}", "A label can have"),
    ],
)
def test_broken_lines_of_a_gazetteer_are_reported_by_number_and_the_rest_is_read(line: str, reason: str) -> None:
    found = read(f"Doha\tGPE\n\n{line}\nKarachi\tGPE".encode())
    assert [form for form, _ in found.forms] == ["Doha", "Karachi"]
    assert [broken.line for broken in found.broken] == [3]
    assert reason in found.broken[0].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Not valid JSON"),
        ("[" * 9_000, "Not valid JSON"),
        ("[]", "Not an object with a label"),
        ('{"pattern": "Kabul"}', "Not an object with a label"),
        ('{"label": 3, "pattern": "Kabul"}', "Not an object with a label"),
        ('{"label": " ", "pattern": "Kabul"}', "Enter a name for the label"),
        ('{"label": "GPE"}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": 5}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": []}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": [{"LOWER": "kabul"}]}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": [{"TEXT": "Kabul", "POS": "X"}]}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": [{"TEXT": "U.S."}, {"TEXT": "led"}]}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": ["Kabul"]}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": [{"TEXT": 5}]}', "The pattern is not a text"),
        ('{"label": "GPE", "pattern": ""}', "at least one character"),
    ],
)
def test_broken_patterns_are_reported_by_number_and_the_rest_is_read(line: str, reason: str) -> None:
    found = read(f'{{"label": "GPE", "pattern": "Doha"}}\n{line}'.encode())
    assert found.forms == (("Doha", "GPE"),)
    assert [broken.line for broken in found.broken] == [2]
    assert reason in found.broken[0].reason


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing\n", b"just words\n", b"{}\n"])
def test_a_file_without_a_form_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_what_cannot_be_said_in_patterns_is_counted() -> None:
    target = io.BytesIO()
    assert write([("May", None), ("O'Brien", "PERSON")], target, "patterns") == (1, 1)
    assert target.getvalue() == b'{"label": "PERSON", "pattern": "O\'Brien"}\n'
    assert written([("May", None), ("Renée", "PERSON")], "tsv") == "May\t\nRenée\tPERSON\n".encode()


# What begins with a byte order mark cannot be reported from a file that has one.
_forms = (
    (inked_texts | st.sampled_from(["{x", "[", '"', "# a"])).map(lexicon_form).filter(lambda form: form[0] != "\ufeff")
)
_labels = st.sampled_from(["GPE", "work of art", "Ä/Ö", '"'])


@given(st.lists(st.tuples(_forms, _labels), min_size=1, max_size=8), st.sampled_from(["tsv", "patterns"]))
@settings(max_examples=150)
def test_what_is_written_is_read_again(forms: list[Form], kind: str) -> None:
    found = read(written(forms, kind))
    assert (list(found.forms), found.broken) == (forms, ())


def test_never_an_entity_comes_back_from_a_gazetteer() -> None:
    forms: list[Form] = [("May", None), ("Kabul", "GPE")]
    assert list(read(written(forms, "tsv")).forms) == forms


def test_a_broken_line_is_a_value() -> None:
    assert read(b"Kabul\tGPE\nx").broken == (BadLine(2, "No tab between form and label. Add one."),)
