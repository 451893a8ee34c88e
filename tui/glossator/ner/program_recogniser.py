"""A recogniser that is a program of somebody else: it is asked in lines of JSON, and nothing that it says is trusted.

docs/recognisers.md describes what is sent and answered.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

from glossator.ner.pipelines import NoPipeline
from glossator.ner.programs import ConfiguredProgram
from glossator.ner.recogniser import FoundEntity, PipelineStopped, without_overlaps
from glossator.runtime.program_process import ProgramFailed, ProgramProcess

_PROTOCOL: Final = 1
# Failures one after the other after which it is given up: with a silent program, each takes as long as the timeout.
_PATIENCE: Final = 3
_LONGEST_NAME: Final = 100
_LONGEST_ERROR: Final = 300


class ProgramRecogniser:
    """A program, started when it is first needed, and again after a failure; thread-safe, one call at a time.

    Attributes:
        program: the program with its settings.
    """

    at_once = 4
    """Few texts, because a language model takes seconds for each, and the timeout is for all."""

    def __init__(self, program: ConfiguredProgram) -> None:
        """Describe the program; nothing is started."""
        self.program = program
        self._process: ProgramProcess | None = None
        self._lock = Lock()
        self._version = ""
        self._has_scores = False
        self._number = 0
        self._failures = 0
        self._dropped = 0

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self.program.name

    @property
    def version(self) -> str:
        """The name and version that it gave itself; empty before `greet`."""
        return self._version

    def greet(self) -> None:
        """Start the program and ask for its name and version, unless they are known.

        Raises:
            NoPipeline: when it fails.
        """
        # Without waiting for what it may be working at.
        if self._version:
            return
        with self._lock:
            try:
                self._process or self._start()
            except ProgramFailed as error:
                raise NoPipeline(self._stopped(error)) from error

    @property
    def loaded_from(self) -> str:
        """Its command, for the records of the workspace."""
        return f"program {shlex.join(self.program.command)}"

    @property
    def digest(self) -> str:
        """The SHA-256 of its command, and of the content of the files that are named in it."""
        # Slow to import, and not needed at the start.
        import hashlib

        digest = hashlib.sha256()
        for word in self.program.command:
            digest.update(f"{word}\0".encode("utf-8", "surrogateescape"))
            try:
                digest.update(Path(word).read_bytes())
            except (OSError, ValueError):
                # Most words name no file.
                continue
        return digest.hexdigest()

    @property
    def pipeline(self) -> "ProgramRecogniser":
        """Itself: it is what runs, and what it was started from."""
        return self

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text.

        Raises:
            NoPipeline: when it has failed repeatedly.
            PipelineStopped: when it has failed; the next call starts it again.
        """
        with self._lock:
            try:
                found = self._ask(texts)
            except ProgramFailed as error:
                self._failures += 1
                sentence = self._stopped(error)
                if self._failures >= _PATIENCE:
                    self._failures = 0
                    raise NoPipeline(sentence) from error
                raise PipelineStopped(sentence) from error
            self._failures = 0
            return found

    def take_dropped(self) -> int:
        """Return how many finds were dropped since the last call, because they do not fit the text."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def close(self) -> None:
        """End the program, even while it is working."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _stopped(self, error: ProgramFailed) -> str:
        """End the program, and return the sentence about a failure."""
        self.close()
        return f"The recogniser {self.name} {error}. Check [recognisers.{self.name}] in the settings, and try again."

    def _start(self) -> ProgramProcess:
        """Start the program, and greet it.

        Raises:
            ProgramFailed: when it fails, or has another version than before.
        """
        program = self.program
        self._process = ProgramProcess(program.command)
        labels = [{"name": name, "description": description} for name, description in program.labels]
        hello = self._process.ask({"glossator": _PROTOCOL, "labels": labels}, program.timeout)
        _check_error(hello)
        if not (isinstance(hello, dict) and _is_name(hello.get("name")) and _is_name(hello.get("version"))):
            raise ProgramFailed("did not give its name and version")
        before, self._version = self._version, f"{hello['name']} {hello['version']}"
        self._has_scores = hello.get("scores") is True
        if before and before != self._version:
            raise ProgramFailed(f"was “{before}” and is now “{self._version}”")
        return self._process

    def _ask(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        process = self._process or self._start()
        self._number += 1
        answer = process.ask({"id": self._number, "texts": list(texts)}, self.program.timeout)
        _check_error(answer)
        if not isinstance(answer, dict) or answer.get("id") != self._number:
            raise ProgramFailed(f"did not answer request {self._number}, but sent something else")
        found = answer.get("found")
        if not isinstance(found, list) or [type(each) for each in found] != [list] * len(texts):
            raise ProgramFailed(f"did not answer with a list for each of {len(texts)} texts")
        return [self._fitting(text, each) for text, each in zip(texts, found, strict=True)]

    def _fitting(self, text: str, found: list[Any]) -> list[FoundEntity]:
        """Return what fits `text` of the finds in an answer, and count what does not."""
        fitting = without_overlaps(one for each in found if (one := self._entity(text, each)) is not None)
        self._dropped += len(found) - len(fitting)
        return fitting

    def _entity(self, text: str, one: Any) -> FoundEntity | None:
        """Return the entity that an answer gives, or None if it is none of this text."""
        if not isinstance(one, dict):
            return None
        quote, label, score = one.get("quote"), one.get("label"), one.get("score")
        if not (isinstance(quote, str) and quote.strip() and isinstance(label, str) and _is_name(label)):
            return None
        if self.program.labels and label not in dict(self.program.labels):
            return None
        start = _place(text, quote, one.get("start"), one.get("end"))
        if start is None:
            return None
        is_score = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
        return FoundEntity(start, start + len(quote), label, score if is_score and self._has_scores else None)


def _place(text: str, quote: str, start: object, end: object) -> int | None:
    """Return where a quote is: at its offsets, else at its only place; None if it is nowhere, or at several places."""
    if isinstance(start, int) and isinstance(end, int) and start >= 0 and text[start:end] == quote:
        return start
    first = text.find(quote)
    return first if first >= 0 and text.find(quote, first + 1) < 0 else None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= _LONGEST_NAME


def _check_error(answer: object) -> None:
    """Raise ProgramFailed if an answer is an error that the program reports."""
    if isinstance(answer, dict) and isinstance(answer.get("error"), str):
        raise ProgramFailed(f"reports: {' '.join(answer['error'].split())[:_LONGEST_ERROR].rstrip('.')}")


_RECOGNISERS: Final[dict[str, ProgramRecogniser]] = {}


def program_recogniser(program: ConfiguredProgram) -> ProgramRecogniser:
    """Return the recogniser of a program: the same one until its settings or labels change, so that it runs once."""
    before = _RECOGNISERS.get(program.name)
    if before is not None and before.program == program:
        return before
    if before is not None:
        before.close()
    _RECOGNISERS[program.name] = ProgramRecogniser(program)
    return _RECOGNISERS[program.name]
