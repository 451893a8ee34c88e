"""Cuts the network off for the interpreter that finds this first, and writes down each try to reach it.

What is made of sockets within the machine, as event loops do, goes on.
"""

import os
import sys
from pathlib import Path
from typing import Any

_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")


def _watch(event: str, details: tuple[Any, ...]) -> None:
    # What is within the machine goes by a path.
    if event in _EVENTS and (event == "socket.gethostbyname" or not isinstance(details[-1], str | bytes)):
        with Path(os.environ["WATCHED"]).open("a", encoding="utf-8") as file:
            file.write(f"{event} {details[1:]}\n")
        raise OSError("the network is cut off")


if "WATCHED" in os.environ:
    sys.addaudithook(_watch)
