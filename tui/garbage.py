"""When Python looks for cyclic garbage: not while much is made that stays.

Modules, widgets and styles are tens of thousands of objects that live until the end. Looking through them again and
again while they are made costs a sixth of the start, and each later look through all of them would hold up a key that
was just pressed.
"""

import gc


def put_off() -> None:
    """Do not look for garbage until `settle`."""
    gc.disable()


def settle() -> None:
    """Take what there is now for something that stays, and look for garbage again; if that was put off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
