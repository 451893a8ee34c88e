"""Score suggestions on annotated texts that nobody tuned to: `python -m benchmarks.held_out FOLDER... [--model NAME]`.

Each folder is a set: CoNLL files (a token on each line, its label last, a blank line after each sentence) or JSON lines
of Prodigy. The texts are not part of the repository; benchmarks/README.md names those that were used. Sets have labels
of their own, so only people, organisations and places are scored; anything else in the gold, and suggestions with other
labels, are ignored. The last row of a set shows what each rule changes when it alone is off.
"""

import argparse
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.scoring import Mark, Score, span_only, strict, total
from glossator.domain.annotation import Suggestion
from glossator.domain.languages import ENGLISH
from glossator.formats.annotations.import_builder import read_objects
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.ner.postprocessing import RULES, found_suggestions, rules_for, same_labels, suggestions_in
from glossator.ner.recogniser import FoundEntity
from glossator.text.normalise import normalise
from glossator.text.paragraphs import chunks
from glossator.text.span import Span

PLACES: Final = "PLACE"
_PEOPLE: Final = "PERSON"
_ORGANISATIONS: Final = "ORG"
NAMES: Final = (_PEOPLE, _ORGANISATIONS, PLACES)
"""The groups that all sets have."""
_OTHERS: Final = "OTHER"
_GROUPS: Final = {
    **dict.fromkeys(("per", "person", "politician"), _PEOPLE),
    **dict.fromkeys(("org", "organization", "organisation", "politicalparty"), _ORGANISATIONS),
    **dict.fromkeys(("loc", "location", "country", "gpe", "fac", "facility"), PLACES),
    **dict.fromkeys(("misc", "product", "event", "work_of_art", "law", "language"), _OTHERS),
}
"""What the labels of gold and pipelines are compared as, by label in lower case."""
_NATIONALITY: Final = "NORP"
_DOCUMENT: Final = "-DOCSTART-"
_NO_SPACE_BEFORE: Final = re.compile(r"[.,;:!?%)\]}’”]+|['’](?:s|re|ve|ll|d|m|S)?|n['’]t|''")
_NO_SPACE_AFTER: Final = re.compile(r"[(\[{$£€“‘]|``")
# Sentences of a file without marks between documents that are one text.
_SENTENCES: Final = 30


@dataclass(frozen=True, slots=True)
class Text:
    """An annotated text, with what of its gold can be compared."""

    text: str
    gold: Sequence[Mark]


def read_set(folder: Path) -> list[Text]:
    """Return the texts of a set.

    Raises:
        OSError: when a file cannot be read.
    """
    found: list[Text] = []
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        found += _json_lines(file) if file.suffix == ".jsonl" else _conll(file)
    return [text for text in found if text.text.strip()]


def _conll(file: Path) -> Iterator[Text]:
    """Yield the texts of a CoNLL file: those between marks, or else some sentences each; a short file is one."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = line.split()
        if line.startswith(_DOCUMENT):
            yield from _texts(sentences)
            sentences = [[]]
        elif cells:
            sentences[-1].append((cells[0], cells[-1]))
        elif sentences[-1]:
            sentences.append([])
    yield from _texts(sentences)


def _texts(sentences: Sequence[Sequence[tuple[str, str]]]) -> Iterator[Text]:
    for first in range(0, len(sentences), _SENTENCES):
        yield _joined(sentences[first : first + _SENTENCES])


def _joined(sentences: Sequence[Sequence[tuple[str, str]]]) -> Text:
    """Return sentences of tokens as one text, a sentence on each line, with spaces where writers put them."""
    parts: list[str] = []
    marks: list[tuple[int, int, str]] = []
    place = 0
    for sentence in sentences:
        opened = True
        for token, label in sentence:
            space = "" if opened or _NO_SPACE_BEFORE.fullmatch(token) else " "
            parts += [space, token]
            start = place + len(space)
            place = start + len(token)
            kind = label[2:]
            if label.startswith("I-") and marks and marks[-1][2] == kind and marks[-1][1] == start - len(space):
                marks[-1] = (marks[-1][0], place, kind)
            elif label[:2] in ("B-", "I-"):
                marks.append((start, place, kind))
            opened = _NO_SPACE_AFTER.fullmatch(token) is not None
        parts.append("\n")
        place += 1
    return Text("".join(parts), [*_compared(marks)])


def _json_lines(file: Path) -> Iterator[Text]:
    with file.open("rb") as opened:
        for _, one in read_objects(opened):
            if one is not None:
                spans = [(each["start"], each["end"], each["label"]) for each in one.get("spans", ())]
                yield Text(normalise(one["text"]), [*_compared(spans)])


def _compared(marks: Sequence[tuple[int, int, str]]) -> Iterator[Mark]:
    for start, end, label in marks:
        if group := group_of(label):
            yield Mark(Span(start, end), group)


def group_of(label: str) -> str:
    """Return what a label is compared as; empty where it is ignored."""
    return _NATIONALITY if label.lower() in ("norp", "nationality") else _GROUPS.get(label.lower(), "")


def found_in(pipeline: LocalPipeline, texts: Sequence[Text]) -> list[list[tuple[Span, list[FoundEntity]]]]:
    """Return what a pipeline finds in each piece of each text."""
    pieces = [(number, piece) for number, text in enumerate(texts) for piece in chunks(text.text)]
    results = pipeline.suggest([piece.of(texts[number].text) for number, piece in pieces])
    found: list[list[tuple[Span, list[FoundEntity]]]] = [[] for _ in texts]
    for (number, piece), some in zip(pieces, results, strict=True):
        found[number].append((piece, some))
    return found


def suggested(
    text: str,
    found: Sequence[tuple[Span, Sequence[FoundEntity]]],
    rules: Collection[str],
    language: str = ENGLISH,
) -> list[Suggestion]:
    """Return what the program suggests in a text, of what a pipeline finds, without a lexicon; as `analyse` does."""
    pieces = [(piece, found_suggestions(piece, some, same_labels(()))) for piece, some in found]
    return suggestions_in(text, pieces, rules_for(language, rules), language)


def scored(texts: Sequence[Text], found: Sequence[Sequence[Suggestion]]) -> tuple[Score, Score]:
    """Return the scores of span and label, and of the span only."""
    marks = [[*_compared([(one.span.start, one.span.end, one.label) for one in some])] for some in found]
    pairs = [(_names(some), _names(text.gold)) for some, text in zip(marks, texts, strict=True)]
    return total(strict(*pair) for pair in pairs), total(span_only(*pair) for pair in pairs)


def _names(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.label in NAMES]


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.held_out", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a set of annotated texts")
    parser.add_argument("--model", default="", help="name or path of the pipeline (default: the program's default)")
    parser.add_argument("--rules", action="store_true", help="show what each rule changes")
    chosen = parser.parse_args()
    pipeline = LocalPipeline(find_pipeline(chosen.model))
    print(f"{pipeline.pipeline.name} {pipeline.pipeline.version}")
    print("| set | texts | gold | bare F1 | with rules P, R, F1 | span only F1 |\n|---|---|---|---|---|---|")
    for folder in chosen.folders:
        texts = read_set(folder)
        found = found_in(pipeline, texts)

        def with_rules(
            rules: Collection[str],
            texts: Sequence[Text] = texts,
            found: Sequence[Sequence[tuple[Span, list[FoundEntity]]]] = found,
        ) -> tuple[Score, Score]:
            language = pipeline.pipeline.language
            pairs = zip(texts, found, strict=True)
            return scored(texts, [suggested(text.text, some, rules, language) for text, some in pairs])

        bare, _ = with_rules(())
        tidied, spans = with_rules(RULES)
        print(
            f"| {folder.name} | {len(texts)} | {tidied.gold:,} | {bare.f1:.3f} "
            f"| {tidied.precision:.3f} {tidied.recall:.3f} {tidied.f1:.3f} | {spans.f1:.3f} |"
        )
        if chosen.rules:
            for rule in RULES:
                without, _ = with_rules([name for name in RULES if name != rule])
                print(f"    {rule:22} {tidied.f1 - without.f1:+.4f} right {tidied.right - without.right:+d}")


if __name__ == "__main__":
    _main()
