"""The GUIDs of REFI-QDA: the same for the same thing in every export, and told by them what it is called here.

A uid goes whole into a GUID of version 8, which is free for such uses, so that what another program gives back is
known again. What has no uid gets a GUID that follows from its name.
"""

import re
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from glossator.domain.uid import ALPHABET, LENGTH

_NAMED: Final = uuid5(NAMESPACE_URL, "urn:glossator:refi-qda")
_UID: Final = re.compile(rf"([a-z])_([{ALPHABET}]{{{LENGTH}}})")
# Where the parts stand in the 128 bits: a mark that is always the same, version and variant, a letter, and a number.
_MARK: Final = int.from_bytes(b"glossa") << 80 | 8 << 76 | 2 << 62
_NOTE: Final = 1 << 72
_LETTER: Final = 64
_NUMBER: Final = (1 << 62) - 1


def guid_of(uid: str) -> str:
    """Return the GUID of what has that uid."""
    found = _UID.fullmatch(uid)
    if found is None:
        return guid_named("uid", uid)
    number = 0
    for letter in reversed(found[2]):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return str(UUID(int=_MARK | ord(found[1]) << _LETTER | number)).upper()


def guid_of_note(uid: str) -> str:
    """Return the GUID of the note on what has that uid."""
    if _UID.fullmatch(uid) is None:
        return guid_named("note", uid)
    return str(UUID(int=UUID(guid_of(uid)).int | _NOTE)).upper()


def guid_named(*names: str) -> str:
    """Return the GUID of what has no uid, by what it is and what it is called."""
    return str(uuid5(_NAMED, "\0".join(names))).upper()


def uid_in(guid: str) -> str:
    """Return the uid that a GUID tells; empty where it tells none, as those that others made."""
    try:
        value = UUID(guid.strip("{} ")).int
    except ValueError:
        return ""
    letter, number = value >> _LETTER & 0xFF, value & _NUMBER
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    uid = f"{chr(letter)}_{''.join(letters)}"
    return uid if _UID.fullmatch(uid) and guid_of(uid) == guid.strip("{} ").upper() else ""
