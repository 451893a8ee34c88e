"""Downloading a single web page, with limits on time, size and redirects.

It uses no cookies, proxies or credentials. Addresses on this machine or its network are refused unless allowed, also as
the target of a redirect; the checked IP address is the one that is connected to.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from email.message import Message
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from glossator.formats.documents.html_encoding import charset, decode_page
from glossator.formats.errors import Unreadable

SECONDS: Final = 30.0
"""The most seconds of a download, with its redirects."""
MOST: Final = 20_000_000
"""The most bytes of a page."""
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PORTS: Final = {"http": 80, "https": 443}
# Bytes read from a connection at a time.
_CHUNK: Final = 65_536
# The window bits of zlib for each content coding of RFC 9110, section 8.4.1; deflate comes with or without its header.
_CODINGS: Final = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
# Prefixes of IPv6 addresses that embed an IPv4 address in their last 32 bits: IPv4-compatible (RFC 4291), mapped
# (RFC 4291), translated (RFC 2765), and NAT64 (RFC 6052).
_WITH_IPV4: Final = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
# Addresses of a network's own translator (RFC 8215) that Python counts as global.
_LOCAL_NAT64: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
# The interface identifiers of ISATAP (RFC 5214), whose last 32 bits are an IPv4 address.
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
_SAVE: Final = "save the page, and import the file"


class NotFetched(Unreadable):
    """A page that was not downloaded; the message says why."""


def fetch(url: str, *, local: bool = False) -> bytes:
    """Return the content of the page at `url`, which may be on this machine or its network if `local`.

    Raises:
        NotFetched: when it is not available, not allowed, takes too long, or is too large.
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
            raise NotFetched(f"it redirects more than {_MOST_REDIRECTS} times; {_SAVE}.")
    except NotFetched:
        # Closing the sockets after the time limit gives other errors.
        if not late.is_set():
            raise
    except TimeoutError:
        late.set()
    except (OSError, http.client.HTTPException, ValueError) as error:
        if not late.is_set():
            raise NotFetched(f"it cannot be downloaded ({error}); {_SAVE}.") from error
    finally:
        timer.cancel()
        for one in sockets:
            one.close()
    raise NotFetched(f"it took longer than {SECONDS:.0f} seconds; {_SAVE}.")


def _get(url: str, local: bool, sockets: list[socket.socket]) -> bytes | str:
    """Return the content at `url`, or the address that it redirects to."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotFetched(f"it redirects to an address that is not http or https; {_SAVE}.")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("it contains a user name or a password; leave them out.")
    port = parts.port or _PORTS[parts.scheme]
    connection = _Connection(parts.hostname, port, parts.scheme == "https", local, sockets)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {"User-Agent": "glossator", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    if response.status in _REDIRECTS and (place := response.headers.get("Location")):
        return place
    if response.status != 200:
        raise NotFetched(f"the server answered {response.status} {response.reason}; {_SAVE}.")
    body = _decoded(_body(response), response.headers.get("Content-Encoding", ""))
    return _in_utf8(body, response.headers)


def _in_utf8(body: bytes, headers: Message) -> bytes:
    """Return a page in UTF-8 where the server states another encoding, which is right also where the page differs."""
    stated = headers.get_content_charset("")
    if headers.get_content_type() not in ("text/html", "application/xhtml+xml") or not charset(stated):
        return body
    try:
        found = decode_page(body, stated)
    except Unreadable:
        # It is no page, whatever the server states.
        return body
    return found.text.encode() if found.encoding == charset(stated) else body


def _body(response: http.client.HTTPResponse) -> bytes:
    """Return the whole body of a response.

    Raises:
        NotFetched: when it is too large, or the connection broke.
    """
    declared = response.length
    body = bytearray()
    try:
        while some := response.read1(_CHUNK):
            body += some
            _check_size(len(body))
    except (http.client.IncompleteRead, ssl.SSLEOFError, ConnectionResetError) as error:
        raise _broken_off(len(body)) from error
    if declared is not None and len(body) < declared:
        raise _broken_off(len(body), declared)
    return bytes(body)


def _decoded(body: bytes, coding: str) -> bytes:
    """Return a body without its content coding, which some servers apply unasked.

    Raises:
        NotFetched: when the coding is unknown, or the data is damaged, incomplete or too large.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in _CODINGS:
        raise NotFetched(f"it is compressed as “{coding}”, which is not supported; {_SAVE}.")
    # Some servers send deflate without its header, of which the low bits are known.
    bare = coding == "deflate" and body[:1] and body[0] & 0x0F != zlib.DEFLATED
    data, rest = bytearray(), body
    while rest:
        decoder = zlib.decompressobj(-zlib.MAX_WBITS if bare else _CODINGS[coding])
        try:
            data += decoder.decompress(rest, MOST + 1 - len(data))
        except zlib.error as error:
            raise NotFetched(f"its compressed data is damaged; try again, or {_SAVE}.") from error
        _check_size(len(data))
        if not decoder.eof:
            raise _broken_off(len(body))
        # gzip data may have several members, one after the other.
        rest = decoder.unused_data
    return bytes(data)


def _check_size(size: int) -> None:
    if size > MOST:
        raise NotFetched(f"it is larger than {MOST // 1_000_000} MB; save a part of it, and import the file.")


def _broken_off(came: int, declared: int | None = None) -> NotFetched:
    """Return the error for a download that ended after `came` bytes."""
    of = f" of {declared:,}" if declared is not None else ""
    return NotFetched(f"the download broke off after {came:,}{of} bytes; try again, or {_SAVE}.")


class _Connection(http.client.HTTPConnection):
    """A connection to an IP address that was checked first."""

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
            # An end that TLS did not announce is an error, because an attacker can cause it.
            self.sock = ssl.create_default_context().wrap_socket(
                plain, server_hostname=self.host, suppress_ragged_eofs=False
            )
            self._sockets.append(self.sock)


def _address(host: str, port: int, *, local: bool) -> str:
    """Return the IP address of a host, if it is allowed."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not local and not all(_is_public(address) for address in found):
        raise NotFetched(f"{host} is on this machine or its network; to allow that, add --local.")
    return found[0]


def _is_public(address: str) -> bool:
    """Return whether an IP address, and each IPv4 address embedded in it, is on the public internet."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed in _LOCAL_NAT64:
        return False
    return all(one.is_global and not one.is_multicast for one in (parsed, *_embedded(parsed)))


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that a translator, tunnel or relay would connect to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.sixtofour] if address.sixtofour else []
    found += address.teredo or ()
    if any(address in network for network in _WITH_IPV4) or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return found
