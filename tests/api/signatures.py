"""The signatures that users' code relies on: `python -m tests.api.signatures` writes the snapshot of them."""

import json
from pathlib import Path
from typing import Final

import griffe

import glossator
from docs.api import attributes, declaration, is_error, methods, public, signature

SNAPSHOT: Final = Path(__file__).with_name("public_api.json")


def signatures() -> dict[str, str]:
    """Return the signature or type of each public function, method and attribute by name, and the base of an error."""
    found: dict[str, str] = {}
    for name, one in public().items():
        if isinstance(one, griffe.Function):
            found[name] = signature(name, one)
            continue
        found[name] = f"class {name}"
        if is_error(name):
            found[name] += f"({getattr(glossator, name).__base__.__name__})"
        found |= {f"{name}.{each}": declaration(each, member) for each, member in attributes(one).items()}
        found |= {f"{name}.{each}": signature(each, member) for each, member in methods(one).items()}
    return found


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(signatures(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
