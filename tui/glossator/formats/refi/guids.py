"""The GUIDs of REFI-QDA, the same in every export, from which our uids can be read back.

A uid is encoded in a GUID of version 8, which is free for such uses, so that it survives a round trip.
Things without a uid get a GUID derived from their names.
"""

import re
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from glossator.domain.uid import ALPHABET, LENGTH

_NAMED: Final = uuid5(NAMESPACE_URL, "urn:glossator:refi-qda")
_UID: Final = re.compile(rf"([a-z])_([{ALPHABET}]{{{LENGTH}}})")
# The parts of the 128 bits: a constant mark with version and variant, a letter, and a number.
_MARK: Final = int.from_bytes(b"glossa") << 80 | 8 << 76 | 2 << 62
_NOTE: Final = 1 << 72
_LETTER: Final = 64
_NUMBER: Final = (1 << 62) - 1


def uid_guid(uid: str) -> str:
    """Return the GUID of the thing with that uid."""
    found = _UID.fullmatch(uid)
    if found is None:
        return named_guid("uid", uid)
    number = 0
    for letter in reversed(found[2]):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return str(UUID(int=_MARK | ord(found[1]) << _LETTER | number)).upper()


def note_guid(uid: str) -> str:
    """Return the GUID of the note on the thing with that uid."""
    if _UID.fullmatch(uid) is None:
        return named_guid("note", uid)
    return str(UUID(int=UUID(uid_guid(uid)).int | _NOTE)).upper()


def named_guid(*names: str) -> str:
    """Return the GUID of a thing without a uid, by its kind and its names."""
    return str(uuid5(_NAMED, "\0".join(names))).upper()


def guid_uid(guid: str) -> str:
    """Return the uid encoded in a GUID; empty for GUIDs of other programs."""
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
    return uid if _UID.fullmatch(uid) and uid_guid(uid) == guid.strip("{} ").upper() else ""
