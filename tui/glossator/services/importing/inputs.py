"""What is meant by what was typed to be imported: files, folders and patterns of them, and addresses."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from glossator.domain.web_address import is_web_address
from glossator.services.importing.articles import Failed, Incoming, incoming
from glossator.services.importing.download import fetch, kept_address


def resolve(
    typed: str, on_skipped: Callable[[Path, Path], object] = lambda *_: None, *, local: bool = False
) -> Iterator[Incoming | Failed]:
    """Yield what `typed` means; only an address is fetched, when its content is asked for.

    Args:
        typed: a path, a pattern, or an address.
        on_skipped: told of the files in a folder that are not read, as `incoming` does.
        local: whether an address may be on this machine or its network.
    """
    if is_web_address(typed):
        kept = kept_address(typed)
        yield Incoming(kept, partial(fetch, typed, local=local), url=kept)
    else:
        yield from incoming([Path(typed)], on_skipped)
