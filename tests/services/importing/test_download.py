import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from glossator.domain.web_address import is_web_address
from glossator.services.importing import download
from glossator.services.importing.download import NotFetched, fetch
from glossator.services.importing.inputs import Incoming, resolve

_PAGE = b"The ferry left at noon. " * 20
_PACKED = gzip.compress(_PAGE)
_BODIES: dict[str, tuple[dict[str, str], bytes]] = {
    "/short": ({"Content-Length": "1000"}, b"The ferry left."),
    "/chunks": ({"Transfer-Encoding": "chunked"}, b"f\r\nThe ferry left.\r\n0\r\n\r\n"),
    "/chunks-closed": ({"Transfer-Encoding": "chunked"}, b"f\r\nThe ferry left.\r\n"),
    "/chunk-cut": ({"Transfer-Encoding": "chunked"}, b"ff\r\nThe ferry left."),
    "/cyrillic": ({"Content-Type": "text/html; charset=windows-1251"}, "<html>Паром ушёл.".encode("cp1251")),
    "/gzip": ({"Content-Encoding": "gzip"}, _PACKED),
    "/gzip-two-members": ({"Content-Encoding": "gzip"}, _PACKED + _PACKED),
    "/gzip-cut": ({"Content-Encoding": "gzip"}, _PACKED[:-12]),
    "/gzip-bad": ({"Content-Encoding": "gzip"}, _PACKED[:20] + b"\0" * 8 + _PACKED[28:]),
    "/gzip-bomb": ({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 2_000)),
    "/deflate": ({"Content-Encoding": "deflate"}, zlib.compress(_PAGE)),
    "/deflate-bare": ({"Content-Encoding": "deflate"}, zlib.compress(_PAGE, wbits=-15)),
    "/brotli": ({"Content-Encoding": "br"}, b"whatever"),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/loop"):
            self.send_response(302)
            self.send_header("Location", self.path + "x")
        elif self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
        elif self.path == "/gone":
            self.send_response(404)
        elif self.path in _BODIES:
            headers, body = _BODIES[self.path]
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            return
        else:
            self.send_response(200)
        self.end_headers()
        if self.path == "/page":
            self.wfile.write(b"The ferry left.")
        elif self.path == "/large":
            self.wfile.write(b"x" * 2_000)
        elif self.path == "/slow":
            self.server.released.wait(20)  # type: ignore[attr-defined] # set below, where the server is made

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[str]:
    """A server on this machine, whose address is returned."""
    made = HTTPServer(("127.0.0.1", 0), _Handler)
    made.released = threading.Event()  # type: ignore[attr-defined] # the handler knows its server and nothing else
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.released.set()  # type: ignore[attr-defined] # as above
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_page_is_fetched_when_its_address_is_allowed(server: str) -> None:
    assert fetch(f"{server}/page", local=True) == b"The ferry left."
    with pytest.raises(NotFetched, match="on this machine or its network"):
        fetch(f"{server}/page")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/loop", "redirects more than"),
        ("/file", "not http or https"),
        ("/gone", "answered 404"),
        ("/large", "larger than"),
        ("/slow", "took longer than"),
        ("/short", "broke off after 15 of 1,000 bytes"),
        ("/chunks-closed", "broke off after 15 bytes"),
        ("/chunk-cut", "broke off after 15 bytes"),
        ("/gzip-cut", "broke off after"),
        ("/gzip-bad", "compressed data is damaged"),
        ("/gzip-bomb", "larger than"),
        ("/brotli", "compressed as “br”"),
    ],
)
def test_what_is_refused(server: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MOST", 1_000)
    monkeypatch.setattr(download, "SECONDS", 0.3 if path == "/slow" else 20.0)
    with pytest.raises(NotFetched, match=reason) as caught:
        fetch(server + path, local=True)
    assert "cannot be fetched" not in str(caught.value), "one sentence, not one in another"


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",
        "64:ff9b::a01:203",
        "64:ff9b:1::808:808",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "2002:7f00:1::",
        "2001:470::5efe:7f00:1",
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
        "0.0.0.0",
    ],
)
def test_an_address_inside_is_refused_whatever_name_it_goes_by(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    def found(*_: object, **__: object) -> list[object]:
        return [(family, socket.SOCK_STREAM, 6, "", (address, 80))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(NotFetched, match="on this machine or its network"):
        fetch("http://news.example/")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/chunks", b"The ferry left."),
        ("/gzip", _PAGE),
        ("/gzip-two-members", _PAGE + _PAGE),
        ("/deflate", _PAGE),
        ("/deflate-bare", _PAGE),
    ],
)
def test_a_body_arrives_whole_however_it_is_coded(server: str, path: str, content: bytes) -> None:
    assert fetch(server + path, local=True) == content


def test_a_page_arrives_in_utf_8_where_the_server_states_its_encoding(server: str) -> None:
    assert fetch(f"{server}/cyrillic", local=True).decode() == "<html>Паром ушёл."


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_connected_to(address: str) -> None:
    assert download._is_public(address)


def test_no_name_or_password_is_sent() -> None:
    with pytest.raises(NotFetched, match="leave them out"):
        fetch("https://ann:secret@news.example/")


def test_an_address_is_named_without_its_secrets_and_its_fragment() -> None:
    (item,) = resolve("https://a:b@x.example/p?id=5&access_token=s&q=a+b#top")
    assert isinstance(item, Incoming)
    assert (item.name, item.url) == ("https://x.example/p?id=5&q=a+b",) * 2


@pytest.mark.parametrize("address", ["http://[bad", "http://[::1]x/", "https://x.example:port/", "http://"])
def test_what_is_no_address_is_refused_in_one_sentence(address: str) -> None:
    assert len(list(resolve(address))) == 1
    with pytest.raises(NotFetched):
        fetch(address, local=True)


@pytest.mark.parametrize("typed", ["https://x", "HTTP://x"])
def test_what_is_an_address(typed: str, tmp_path: object) -> None:
    holds: Callable[[str], bool] = is_web_address
    assert holds(typed)
    assert not holds(f"./{typed}")
