"""Transcripts: what is spoken, by whom and when, without numbers, tags and repeated captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.documents.transcript import read
from glossator.formats.errors import Unreadable
from tests.formats.detecting import name_of

ROLLING = """WEBVTT
Kind: captions
Language: en

STYLE
::cue { color: red }

00:00.000 --> 00:02.000 align:start
the<00:00:00.500><c> ferry</c>

00:02.000 --> 00:02.010
the ferry

00:02.010 --> 00:04.000
the ferry
left &amp; came.

NOTE private

named cue
01:00:09.000 --> 01:00:11.000
<v Ada Vane>We <i>left</i>.</v>

01:00:11.000 --> 01:00:12.000
<v Ada Vane>All.</v>
"""


def test_cues_are_joined_and_numbers_and_times_left_out() -> None:
    cues = (
        "1",
        "00:00:01,000 --> 00:00:03,000",
        "The ferry",
        "",
        "2",
        "00:00:03,000 --> 00:00:05,000",
        "of 1912 left.",
    )
    found = read("\ufeff".encode() + "\r\n".join(cues).encode())
    assert found.text == "The ferry of 1912 left."
    assert found.header.metadata == (("times", "1 00:00:01"),)


def test_rolling_captions_speakers_and_styles() -> None:
    found = read(ROLLING.encode())
    assert found.text == "the ferry left & came.\n\nAda Vane: We left. All."
    assert found.header.metadata == (("times", "1 00:00:00, 2 01:00:09"),)
    assert found.header.language == "en"
    assert {each.kind: (each.number, each.words) for each in found.left_out} == {
        "note or style": (2, 6),
        "repeated caption": (2, 4),
        "mark of style": (7, 0),
    }


def test_a_word_that_is_said_twice_stays() -> None:
    found = read(b"1\n00:00:01,000 --> 00:00:02,000\nNo!\n\n2\n00:00:02,000 --> 00:00:03,000\nNo!\n")
    assert (found.text, found.left_out) == ("No! No!", ())


def test_speakers_in_the_text_start_paragraphs() -> None:
    found = read(
        b"0:00:00.5,0:00:04.1\n>> ADA: It left.\n\n0:00:04.1,0:00:06.7\nand came.\n\n0:00:07.0,0:00:09.0\n- No.\n"
    )
    assert found.text == "ADA: It left. and came.\n\nNo."


def test_a_pause_after_a_sentence_starts_a_paragraph() -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nIt left.\n\n2\n00:00:09,000 --> 00:00:10,000\nIt came\n\n"
    cues += "3\n00:00:30,000 --> 00:00:31,000\nback.\n"
    assert read(cues.encode()).text == "It left.\n\nIt came back."


@pytest.mark.parametrize("data", ["WEBVTT\n", "1\n00:00:01,000 --> 00:00:02,000\n\n"])
def test_a_silent_file_is_refused(data: str) -> None:
    with pytest.raises(Unreadable, match="No times with spoken text"):
        read(data.encode())


def test_an_article_with_a_time_is_none() -> None:
    assert name_of("At 10:30 the ferry left --> nobody knew.\n", "x.txt") == "plain"


_words = st.lists(st.text("abc1 .", min_size=1, max_size=12).filter(lambda text: text.strip()), min_size=1, max_size=6)


@given(st.lists(_words, min_size=1, max_size=6))
def test_every_word_is_kept_in_order(cues: list[list[str]]) -> None:
    # The time between cues is too long for rolling captions.
    blocks = [
        f"{number}\n00:{number:02}:00,000 --> 00:{number:02}:30,000\n" + "\n".join(lines)
        for number, lines in enumerate(cues, start=1)
    ]
    found = read("\n\n".join(blocks).encode())
    assert found.text.split() == [word for lines in cues for line in lines for word in line.split()]
