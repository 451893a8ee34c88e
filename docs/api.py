"""The page of the public API, from its docstrings: `python -m docs.api` writes docs/api.md."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import griffe

import glossator

PAGE: Final = Path(__file__).with_name("api.md")
SOURCE: Final = Path(__file__).parent.parent / "tui"
# How names that are not public read in signatures.
_READ_AS: Final = {"PublicWorkspace": "Workspace", "AnnotationRef": "Annotation | str", "ArticleRef": "Article | str"}
_NAME: Final = re.compile(rf"\b({'|'.join(_READ_AS)})\b")
_WORD: Final = re.compile(r"\w+")
# Characters up to which a signature is on one line.
_WIDTH: Final = 96
_INTRODUCTION: Final = """\
# Python API

{intro}

{example}

This page is made from the docstrings; `help(glossator.Workspace)` shows the same in Python. [guide.md](guide.md) \
describes the tasks, and [the queries](guide.md#search-all-articles).

- [open](#glossatoropen)
- [Workspace](#glossatorworkspace): {methods}
- [Values](#values): what the methods return
- [Errors](#errors)
"""


@cache
def public() -> dict[str, griffe.Class | griffe.Function]:
    """Return the public classes and functions by name, as they are in the source."""
    package = griffe.load("glossator", search_paths=[SOURCE], docstring_parser="google", allow_inspection=False)
    found: dict[str, griffe.Class | griffe.Function] = {}
    for name in glossator.__all__:
        target = package[name].final_target if package[name].is_alias else package[name]
        if isinstance(target, griffe.Class | griffe.Function):
            found[name] = target
    return found


def methods(kind: griffe.Class) -> dict[str, griffe.Function]:
    """Return the public methods of a class by name, in the order of the source."""
    return {
        name: member
        for name, member in kind.members.items()
        if isinstance(member, griffe.Function) and not name.startswith("_")
    }


def attributes(kind: griffe.Class) -> dict[str, griffe.Attribute]:
    """Return the public attributes of a class by name, in the order of the source; properties are among them."""
    return {
        name: member
        for name, member in kind.members.items()
        if isinstance(member, griffe.Attribute) and not name.startswith("_")
    }


def signature(name: str, function: griffe.Function) -> str:
    """Return the signature of a function under its public name, without self."""
    return _read(function.signature(return_type=True, name=name))


def declaration(name: str, one: griffe.Attribute) -> str:
    """Return an attribute with its type, or the member of an enumeration with its value."""
    return _read(f"{name} = {one.value}" if one.annotation is None else f"{name}: {one.annotation}")


def is_error(name: str) -> bool:
    """Return whether a public name is that of an exception."""
    kind = getattr(glossator, name)
    return isinstance(kind, type) and issubclass(kind, Exception)


def page() -> str:
    """Return the page in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    opening, workspace = public()["open"], public()["Workspace"]
    assert isinstance(opening, griffe.Function)
    assert isinstance(workspace, griffe.Class)
    intro, _, example = (glossator.__doc__ or "").partition("    >>> ")
    lines = [line.removeprefix("    ") for line in f">>> {example}".rstrip().splitlines()]
    links = ", ".join(f"[{name}](#{_anchor(f'workspace.{name}')})" for name in methods(workspace))
    yield _INTRODUCTION.format(intro=_filled(intro), example=_block("pycon", lines), methods=links)
    yield from ("## glossator.open", "", _block("python", _wrapped(signature("glossator.open", opening))), "")
    yield from _docstring(opening)
    yield from ("## glossator.Workspace", "", *_docstring(workspace))
    yield from _documented_attributes(workspace)
    for name, method in methods(workspace).items():
        yield from (f"### workspace.{name}", "", _block("python", _wrapped(signature(name, method))), "")
        yield from _docstring(method)
    yield from ("## Values", "", "Frozen dataclasses and enumerations, all of them in `glossator`.", "")
    for name, value in public().items():
        if isinstance(value, griffe.Class) and value is not workspace and not is_error(name):
            yield from (f"### {name}", "", _block("python", _declarations(name, value)), "")
            yield from (*_docstring(value), *_documented_attributes(value))
    yield from ("## Errors", "", "The message of each says what to do next.", "")
    yield from ("| error | is a | raised for |", "| --- | --- | --- |")
    for name, error in public().items():
        if is_error(name):
            base = getattr(glossator, name).__base__.__name__
            about = error.docstring.value.partition("\n\n")[0] if error.docstring else ""
            yield f"| `{name}` | `{base}` | {' '.join(about.split())} |"
    yield ""


def _documented_attributes(kind: griffe.Class) -> Iterator[str]:
    """Yield the attributes and properties of a class that have a docstring of their own."""
    listed = [
        f"- `{declaration(name, one)}`: {_item(one.docstring.value)}"
        for name, one in attributes(kind).items()
        if one.docstring
    ]
    yield from (*listed, "") if listed else ()


def _docstring(documented: griffe.Object) -> Iterator[str]:
    """Yield the lines of a docstring in Markdown."""
    for section in documented.docstring.parsed if documented.docstring else ():
        match section:
            case griffe.DocstringSectionText():
                yield from (_filled(section.value), "")
            case griffe.DocstringSectionParameters() | griffe.DocstringSectionAttributes():
                yield from (f"- {_names(item)}: {_item(item.description)}" for item in section.value)
                yield ""
            case griffe.DocstringSectionRaises():
                yield from ("Raises:", "")
                yield from (f"- `{item.annotation}`: {_item(item.description)}" for item in section.value)
                yield ""
            case griffe.DocstringSectionExamples():
                for _, text in section.value:
                    yield from (_block("pycon", text.splitlines()), "")
            case _:
                raise ValueError(f"{documented.path} has a section that the page does not know: {section.kind}")


def _names(item: griffe.DocstringParameter | griffe.DocstringAttribute) -> str:
    """Return the names of an item; several with one description are split after the first comma by the parser."""
    names = [item.name.rstrip(",")]
    if item.name.endswith(","):
        names += _WORD.findall(str(item.annotation))
    return ", ".join(f"`{name}`" for name in names)


def _declarations(name: str, kind: griffe.Class) -> list[str]:
    """Return a class with its attributes and the signatures of its methods."""
    bases = ", ".join(str(base) for base in kind.bases)
    return [
        f"class {name}({bases}):" if bases else f"class {name}:",
        *(f"    {declaration(each, one)}" for each, one in attributes(kind).items()),
        *(f"    def {signature(each, one)}" for each, one in methods(kind).items()),
    ]


def _wrapped(written: str) -> Sequence[str]:
    """Return a signature on one line, or with each parameter on a line of its own."""
    if len(written) <= _WIDTH:
        return [written]
    start, _, rest = written.partition("(")
    inside, _, result = rest.rpartition(")")
    return [f"{start}(", *(f"    {each}," for each in _split(inside)), f"){result}"]


def _split(inside: str) -> list[str]:
    """Return the parameters between the brackets of a signature."""
    parts, depth = [""], 0
    for character in inside:
        depth += (character in "[(") - (character in "])")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _read(written: str) -> str:
    """Return code with the names and quotation marks that people read."""
    return _NAME.sub(lambda found: _READ_AS[found[1]], written).replace("'", '"')


def _filled(text: str) -> str:
    """Return paragraphs, each on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def _item(text: str) -> str:
    return " ".join(text.split())


def _block(language: str, lines: Sequence[str]) -> str:
    return "\n".join((f"```{language}", *lines, "```"))


def _anchor(title: str) -> str:
    """Return the fragment of the address of a heading."""
    return title.lower().replace(".", "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
