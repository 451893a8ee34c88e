"""Fetching a page from the web, when the analyst asks for just that page: with limits, and nothing kept but the page.

No cookies, no proxies, no credentials; an address of this machine or its network is refused unless it is allowed, so
that no page can have one fetched by redirecting there. The address that was looked up is the one that is connected to.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tui.formats.unreadable import Unreadable

SECONDS: Final = 30.0
"""How long a fetch may take, redirects and all."""
MOST: Final = 20_000_000
"""Bytes that a page may have."""
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PORTS: Final = {"http": 80, "https": 443}
_SECRET: Final = ("token", "key", "secret", "sig", "auth", "session", "sid", "pass", "pwd", "credential", "code")


class NotFetched(Unreadable):
    """A page that was not fetched; the message is one sentence with the way out."""


def is_address(typed: str) -> bool:
    """Say whether something typed is an address on the web, and no path."""
    return typed.lower().startswith(("http://", "https://"))


def kept_address(url: str) -> str:
    """Return an address as it may be stored and shown: without what may be secret in it, and without its fragment.

    What is no address is left as it is; nothing is fetched from it, and so nothing stored.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not any(secret in name.lower() for secret in _SECRET)
    ]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, urlencode(query), ""))


def fetch(url: str, *, local: bool = False) -> bytes:
    """Return the content of the page at `url`.

    Args:
        url: http or https.
        local: whether it may be on this machine or its network.

    Raises:
        NotFetched: when it cannot be, may not be, takes too long, or is too large.
    """
    sockets: list[socket.socket] = []
    late = threading.Event()

    def give_up() -> None:
        late.set()
        for one in sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    timer = threading.Timer(SECONDS, give_up)
    timer.daemon = True
    timer.start()
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            found = _get(url, local, sockets)
            if isinstance(found, bytes):
                if late.is_set():
                    break
                return found
            url = urljoin(url, found)
        else:
            raise NotFetched("it leads from one address to the next without end; save the page, and import the file.")
    except NotFetched:
        # It says why already, in a sentence of its own.
        raise
    except TimeoutError:
        late.set()
    except (OSError, http.client.HTTPException, ValueError) as error:
        if not late.is_set():
            raise NotFetched(f"it cannot be fetched ({error}); save the page, and import the file.") from error
    finally:
        timer.cancel()
        for one in sockets:
            one.close()
    raise NotFetched(f"it took longer than {SECONDS:.0f} seconds; save the page, and import the file.")


def _get(url: str, local: bool, sockets: list[socket.socket]) -> bytes | str:
    """Return the content at `url`, or the address that it leads on to."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotFetched("it leads to something that is no page on the web; save the page, and import the file.")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("it has a name or a password in it, which are not kept here; leave them out.")
    port = parts.port or _PORTS[parts.scheme]
    connection = _Connection(parts.hostname, port, parts.scheme == "https", local, sockets)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {"User-Agent": "glossator", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    if response.status in _REDIRECTS and (place := response.headers.get("Location")):
        return place
    if response.status != 200:
        raise NotFetched(f"its server answers {response.status} {response.reason}; save the page, and import the file.")
    data = response.read(MOST + 1)
    if len(data) > MOST:
        raise NotFetched(f"it is larger than {MOST // 1_000_000} MB; save what you need of it, and import the file.")
    return data


class _Connection(http.client.HTTPConnection):
    """Connects to an address that was looked at first."""

    def __init__(self, host: str, port: int, secure: bool, local: bool, sockets: list[socket.socket]) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._secure = secure
        self._local = local
        self._sockets = sockets

    def connect(self) -> None:
        address = _address(self.host, self.port, local=self._local)
        plain = socket.create_connection((address, self.port), timeout=SECONDS)
        self._sockets.append(plain)
        self.sock = plain
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
            self._sockets.append(self.sock)


def _address(host: str, port: int, *, local: bool) -> str:
    """Return the address of a host that may be connected to."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not local and not all(_is_public(address) for address in found):
        raise NotFetched(f"{host} is on this machine or its network; allow that with --local if you mean it.")
    return found[0]


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None) or parsed
    return bool(inside.is_global and parsed.is_global and not inside.is_multicast)
