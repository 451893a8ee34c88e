"""Who annotated the files of a folder or archive, where each person's work is in files of its own."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from glossator.formats.annotations.annotator_files import annotators, annotators_of_files
from glossator.formats.annotations.brat import ANNOTATION_SUFFIX, TEXT_SUFFIX
from glossator.text.normalise import fingerprint

# Bytes of a file whose texts are compared with those of other files, and the most such files in a folder.
_HEAD: Final = 200_000
_MOST: Final = 50
_RECORDS: Final = (".jsonl", ".ndjson")
_LABELS: Final = ("label", "labels", "entities", "spans", "annotations")


def annotators_among(files: Mapping[str, Callable[[int], bytes]]) -> Mapping[str, str]:
    """Return the annotator of each file that is the work of one among several.

    Args:
        files: for each path, a function that returns so many bytes of the beginning of the file, or all with -1.

    Raises:
        OSError: when one of those that are compared cannot be read.
    """
    return {**_of_folders(files), **_of_files(files)}


def _of_folders(files: Mapping[str, Callable[[int], bytes]]) -> Mapping[str, str]:
    """Return the annotators of annotation files with texts of the same name and content in several folders."""
    texts = [path for path in files if path.endswith(TEXT_SUFFIX) and _marks_of(path) in files]
    names = Counter(path.replace("\\", "/").rpartition("/")[2] for path in texts)
    again = [path for path in texts if names[path.replace("\\", "/").rpartition("/")[2]] > 1]
    content = {path: fingerprint(files[path](-1).decode("latin-1")) for path in again}
    return {_marks_of(path): name for path, name in annotators(content).items()}


def _of_files(files: Mapping[str, Callable[[int], bytes]]) -> Mapping[str, str]:
    """Return the annotators of files of JSON lines, each called as its annotator, with texts in common."""
    records = [path for path in files if path.lower().endswith(_RECORDS)]
    folders = Counter(path.replace("\\", "/").rpartition("/")[0] for path in records)
    asked = [path for path in records if 1 < folders[path.replace("\\", "/").rpartition("/")[0]] <= _MOST]
    return annotators_of_files({path: frozenset(_texts(files[path](_HEAD))) for path in asked})


def _marks_of(path: str) -> str:
    return path.removesuffix(TEXT_SUFFIX) + ANNOTATION_SUFFIX


def _texts(head: bytes) -> Iterator[str]:
    """Yield the texts of the first records, if these are annotated."""
    for line in head.split(b"\n"):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and any(isinstance(found.get(name), list) for name in _LABELS):
            text = found.get("text", found.get("data"))
            if isinstance(text, str) and text.strip():
                yield text
