"""Transcripts: the spoken text of subtitles (SRT, WebVTT, SBV), a paragraph for each turn of a speaker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from glossator.domain.left_out import LeftOutCounter
from glossator.formats.content import Content
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.header import make_header
from glossator.formats.spec import Evidence, Format, one_article
from glossator.text.normalise import flatten, normalise

_TIME: Final = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_ARROW: Final = re.compile(rf"[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})(.*)")
_SBV: Final = re.compile(rf"[ \t]*({_TIME}),({_TIME})[ \t]*")
_STARTS: Final = re.compile(rf"\s*(?:WEBVTT\b|(?:\d+[ \t]*\n)?[ \t]*{_TIME}[ \t]*-->|{_TIME},{_TIME}[ \t]*\n)")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.,]*>|\{\\[^{}]*\}")
_SPEAKER: Final = re.compile(
    r"(?:>>+\s*|-\s+)?([A-ZÀ-Ý][^\W\d_]*(?:[ .'’-]+[A-ZÀ-Ý][^\W\d_]*\.?){0,3})(?:\s*\([^()]*\))?:\s+(?=\S)"
)
_TURN: Final = re.compile(r"(?:>>+|[-–—])\s*(?=\S)")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]*\Z")
# The seconds of silence, and the words, after which a new paragraph starts at the end of a sentence.
_PAUSE: Final = 4.0
_LONG: Final = 120
_LANGUAGE: Final = re.compile(r"Language:\s*(\S+)\s*")
_OF_FILE: Final = re.compile(r"WEBVTT|Kind:|Language:|X-TIMESTAMP-MAP|\d+\s*\Z")
_BLOCKS: Final = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is shown at a time: its start and end in seconds, its lines, and who speaks, where it is marked."""

    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str = ""


@dataclass(slots=True)
class _Turn:
    """A paragraph: when it starts, in seconds, when it ends so far, who speaks, and its words."""

    start: float
    end: float
    speaker: str
    parts: list[str]


def read(data: bytes) -> Content:
    """Return the transcript, whose metadata "times" has the number of each paragraph and the time at which it starts.

    Raises:
        Unreadable: when nothing is spoken in it.
    """
    text, encoding = decode(data)
    counter = LeftOutCounter()
    cues = list(_without_repetitions(_cues(normalise(text).split("\n"), counter), counter))
    turns = _turns(cues)
    if not turns:
        raise Unreadable("No times with spoken text were found in it. Save it from the video again.")
    paragraphs = [flatten(" ".join(turn.parts)) for turn in turns]
    spoken = [
        f"{turn.speaker}: {words}" if turn.speaker else words for turn, words in zip(turns, paragraphs, strict=True)
    ]
    times = ", ".join(f"{number} {_clock(turn.start)}" for number, turn in enumerate(turns, start=1))
    stated = next((found[1] for line in text.split("\n")[:10] if (found := _LANGUAGE.fullmatch(line))), "")
    header = make_header({"language": stated}, {"times": times})
    return Content(header, "\n\n".join(spoken), encoding=encoding, left_out=counter.entries)


def _cues(lines: Sequence[str], counter: LeftOutCounter) -> Iterator[_Cue]:
    """Yield the cues of a file, without numbers, times, tags and settings."""
    times = [
        (place, match) for place, line in enumerate(lines) if (match := _ARROW.fullmatch(line) or _SBV.fullmatch(line))
    ]
    _count_between(lines[: times[0][0] if times else None], counter)
    for number, (place, match) in enumerate(times):
        end = times[number + 1][0] if number + 1 < len(times) else len(lines)
        shown = list(lines[place + 1 : end])
        # The number or name of the next cue stands right above its time, below a blank line.
        has_next = number + 1 < len(times)
        is_name = bool(shown and shown[-1].strip()) and (len(shown) == 1 or not shown[-2].strip())
        if has_next and is_name and (len(shown) > 1 or shown[0].strip().isdigit()):
            shown.pop()
        yield from _cue(match, shown, counter)


def _cue(match: re.Match[str], shown: list[str], counter: LeftOutCounter) -> Iterator[_Cue]:
    """Yield the cue with these lines, for each speaker that is marked in it; notes below a blank line are counted."""
    groups: list[list[str]] = [[]]
    for line in shown:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    lines: list[str] = []
    for group in groups:
        if group and group[0].split(maxsplit=1)[0] in _BLOCKS:
            counter.add("note or style", "\n".join(group), plural="notes and styles")
        else:
            lines.extend(group)
    start, end = _seconds(match[1]), _seconds(match[2])
    pieces = _VOICE.split("\n".join(lines))
    for speaker, words in zip(("", *pieces[1::2]), pieces[::2], strict=True):
        counted = _TAG.findall(words)
        if counted:
            counter.add("mark of style", number=len(counted), plural="marks of style")
        shown_lines = tuple(filter(None, (flatten(unescape(_TAG.sub("", line))) for line in words.split("\n"))))
        if shown_lines:
            yield _Cue(start, end, shown_lines, flatten(speaker))


def _count_between(lines: Sequence[str], counter: LeftOutCounter) -> None:
    """Count what stands above the first cue, such as notes; the name of the format and numbers are no words."""
    words = "\n".join(line for line in lines if not _OF_FILE.match(line))
    if words.strip():
        counter.add("note or style", words, plural="notes and styles")


def _without_repetitions(cues: Iterator[_Cue], counter: LeftOutCounter) -> Iterator[_Cue]:
    """Yield the cues without the lines that each repeats from the one before, as rolling captions do."""
    before: tuple[str, ...] = ()
    end = 0.0
    for cue in cues:
        most = min(len(before), len(cue.lines)) if cue.start - end < _ROLLS else 0
        # Two people may say the same; only what is shown for an instant is a repetition as a whole.
        if cue.end - cue.start > _INSTANT:
            most = min(most, len(cue.lines) - 1)
        same = next((count for count in range(most, 0, -1) if before[-count:] == cue.lines[:count]), 0)
        if same:
            counter.add("repeated caption", "\n".join(cue.lines[:same]), number=same)
        before, end = cue.lines, cue.end
        if cue.lines[same:]:
            yield _Cue(cue.start, cue.end, cue.lines[same:], cue.speaker)


_ROLLS: Final = 0.5
_INSTANT: Final = 0.2


def _turns(cues: Sequence[_Cue]) -> list[_Turn]:
    """Return the paragraphs: a new one for each speaker, and after a pause or many words at the end of a sentence."""
    turns: list[_Turn] = []
    for cue in cues:
        speaker = cue.speaker
        for line in cue.lines:
            words = line
            named = _SPEAKER.match(line)
            if named and not cue.speaker:
                speaker, words = named[1], line[named.end() :]
            marked = _TURN.match(words) if not named else None
            if marked:
                words = words[marked.end() :]
            last = turns[-1] if turns else None
            if last is None or named or marked or (speaker and speaker != last.speaker) or _is_over(last, cue):
                turns.append(_Turn(cue.start, cue.end, speaker, [words]))
            else:
                last.parts.append(words)
                last.end = cue.end
    return turns


def _is_over(turn: _Turn, cue: _Cue) -> bool:
    """Return whether a paragraph ends before a cue without a speaker of its own."""
    if _SENTENCE_END.search(turn.parts[-1]) is None:
        return False
    return cue.start - turn.end >= _PAUSE or sum(len(part.split()) for part in turn.parts) >= _LONG


def _seconds(written: str) -> float:
    """Return the seconds of a time such as "01:02:03,500"."""
    total = 0.0
    for part in written.replace(",", ".").split(":"):
        total = 60 * total + float(part)
    return total


def _clock(seconds: float) -> str:
    """Return seconds as hours, minutes and seconds, such as "00:01:09"."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _sniff(head: FileHead) -> Evidence:
    """Recognise files that start with a cue or as WebVTT does."""
    return Evidence.CONTENT if _STARTS.match(head.text.replace("\r\n", "\n")[:_LOOKED_AT]) else Evidence.NONE


_LOOKED_AT: Final = 4_096

FORMAT: Final = Format(
    name="transcript",
    title="transcript with times (SRT, WebVTT, SBV)",
    suffixes=(".srt", ".vtt", ".sbv"),
    sniff=_sniff,
    read_articles=one_article(read),
)
