"""Fetching a page from the web, when the analyst asks for just that page: with limits, and nothing kept but the page.

No cookies, no proxies, no credentials; an address of this machine or its network is refused unless it is allowed, so
that no page can have one fetched by redirecting there. The address that was looked up is the one that is connected to.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from glossator.formats.errors import Unreadable

SECONDS: Final = 30.0
"""How long a fetch may take, redirects and all."""
MOST: Final = 20_000_000
"""Bytes that a page may have."""
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PORTS: Final = {"http": 80, "https": 443}
# Bytes read from a connection at a time.
_CHUNK: Final = 65_536
# How zlib is told to expect each content coding of RFC 9110, section 8.4.1; deflate comes with or without its header.
_CODINGS: Final = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
# Prefixes of IPv6 addresses that stand for an IPv4 address in their last 32 bits: IPv4-compatible (RFC 4291), mapped
# (RFC 4291), translated (RFC 2765), and that of NAT64 (RFC 6052).
_WITH_IPV4: Final = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
# Addresses of a network's own translator (RFC 8215) that Python counts as global.
_LOCAL_NAT64: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
# The interface identifiers of ISATAP (RFC 5214), whose last 32 bits are an IPv4 address.
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
_SECRET: Final = ("token", "key", "secret", "sig", "auth", "session", "sid", "pass", "pwd", "credential", "code")


class NotFetched(Unreadable):
    """A page that was not fetched; the message is one sentence with the way out."""


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
        # It says why already, in a sentence of its own; but a download that was cut off here ran out of time.
        if not late.is_set():
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
    return _decoded(_body(response), response.headers.get("Content-Encoding", ""))


def _body(response: http.client.HTTPResponse) -> bytes:
    """Return the whole body of a response.

    Raises:
        NotFetched: when it is larger than allowed, or the connection ended before all of it had come.
    """
    declared = response.length
    body = bytearray()
    try:
        while some := response.read1(_CHUNK):
            body += some
            _check_size(len(body))
    except http.client.IncompleteRead as error:
        raise _broken_off(len(body)) from error
    except (ssl.SSLEOFError, ConnectionResetError) as error:
        raise _broken_off(len(body)) from error
    if declared is not None and len(body) < declared:
        raise _broken_off(len(body), declared)
    return bytes(body)


def _decoded(body: bytes, coding: str) -> bytes:
    """Return a body without its content coding, which some servers apply although none was asked for.

    Raises:
        NotFetched: when the coding is unknown, or the compressed data is damaged, cut off or expands to too much.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in _CODINGS:
        raise NotFetched(f"it is compressed as “{coding}”, which is not supported; save the page, and import the file.")
    # Some servers send deflate without the header that it should have: the low bits of its first byte tell.
    bare = coding == "deflate" and body[:1] and body[0] & 0x0F != zlib.DEFLATED
    data, rest = bytearray(), body
    while rest:
        decoder = zlib.decompressobj(-zlib.MAX_WBITS if bare else _CODINGS[coding])
        try:
            data += decoder.decompress(rest, MOST + 1 - len(data))
        except zlib.error as error:
            raise NotFetched(
                "its compressed data is damaged; try again, or save the page and import the file."
            ) from error
        _check_size(len(data))
        if not decoder.eof:
            raise _broken_off(len(body))
        # gzip data may have several members, one after the other.
        rest = decoder.unused_data
    return bytes(data)


def _check_size(size: int) -> None:
    if size > MOST:
        raise NotFetched(f"it is larger than {MOST // 1_000_000} MB; save what you need of it, and import the file.")


def _broken_off(came: int, declared: int | None = None) -> NotFetched:
    """Return the error for a download that ended after `came` bytes."""
    of = f" of {declared:,}" if declared is not None else ""
    return NotFetched(
        f"the download broke off after {came:,}{of} bytes; try again, or save the page and import the file."
    )


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
            # An end of the stream that TLS did not announce is an error, as it can be anybody's doing.
            self.sock = ssl.create_default_context().wrap_socket(
                plain, server_hostname=self.host, suppress_ragged_eofs=False
            )
            self._sockets.append(self.sock)


def _address(host: str, port: int, *, local: bool) -> str:
    """Return the address of a host that may be connected to."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not local and not all(_is_public(address) for address in found):
        raise NotFetched(f"{host} is on this machine or its network; allow that with --local if you mean it.")
    return found[0]


def _is_public(address: str) -> bool:
    """Return whether an IP address, and each IPv4 address embedded in it, is on the public internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed in _LOCAL_NAT64:
        return False
    return all(one.is_global and not one.is_multicast for one in (parsed, *_embedded(parsed)))


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that a translator, tunnel or relay would connect to for an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.sixtofour] if address.sixtofour else []
    found += address.teredo or ()
    if any(address in network for network in _WITH_IPV4) or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return found
