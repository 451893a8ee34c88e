"""Who annotated what, where the work of each is in files of its own: as the folders or files are called."""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

# Names of parts of a data set, and of what is everybody's work.
_NOBODY: Final = re.compile(
    r"all|train(ing)?|dev(el(opment)?)?|test(ing)?|valid(ation)?|eval(uation)?|gold|data(set)?|export|import|raw|texts?"
    r"|old|new|backup|copy|final|merged|unknown|annotations?|curation|curated|initial_cas|source|sources|documents?"
    r"|v?[\d._-]+",
    re.IGNORECASE,
)


def annotators(texts: Mapping[str, object]) -> Mapping[str, str]:
    """Return who annotated the files of which the paths differ in one folder and the texts are the same.

    So `ida/story.txt` and `ove/story.txt` are the work of ida and ove. Folders for parts of a data set are nobody.

    Args:
        texts: what is compared, such as the bytes of a text, by the path of the file.
    """
    found: dict[str, str] = {}
    alike: dict[tuple[tuple[str, ...], int], list[str]] = defaultdict(list)
    for path in texts:
        parts = PurePosixPath(path.replace("\\", "/")).parts
        for place in range(len(parts) - 1):
            alike[((*parts[:place], "*", *parts[place + 1 :]), place)].append(path)
    for (_, place), paths in alike.items():
        if len(paths) < 2:
            continue
        names = {path: PurePosixPath(path.replace("\\", "/")).parts[place] for path in paths}
        if any(map(_NOBODY.fullmatch, names.values())):
            continue
        # Files of one name may be different texts.
        if len({texts[path] for path in paths}) == 1:
            found.update(names)
    return found


def annotators_of_files(texts: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """Return who annotated the files in one folder that have texts in common: ida.jsonl is by ida.

    Args:
        texts: some texts of each file, by its path.
    """
    found: dict[str, str] = {}
    folders: dict[str, list[str]] = defaultdict(list)
    for path in texts:
        folders[path.replace("\\", "/").rpartition("/")[0]].append(path)
    for paths in folders.values():
        stems = {path: PurePosixPath(path.replace("\\", "/")).stem for path in paths}
        people = [path for path in paths if not _NOBODY.fullmatch(stems[path])]
        for path in people:
            if any(other != path and texts[path] & texts[other] for other in people):
                found[path] = stems[path]
    return found
