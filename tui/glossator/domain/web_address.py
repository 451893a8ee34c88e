"""Addresses of the web as they may be stored and handed on."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

_SECRET: Final = frozenset(
    (
        *("accesskey", "accesstoken", "apikey", "auth", "authorization", "authtoken", "bearer", "credential"),
        *("credentials", "idtoken", "jsessionid", "jwt", "key", "passphrase", "passwd", "password", "phpsessid"),
        *("pwd", "refreshtoken", "secret", "session", "sessionid", "sid", "sig", "sign", "signature", "token"),
    )
)
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
# A session that is part of the path.
_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)


def is_web_address(typed: str) -> bool:
    """Return whether something typed is an address on the web, and no path."""
    return typed.lower().startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """Return the name of the server in an address; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def strip_secrets(url: str) -> str:
    """Return `url` without user, password, and what lets others in, such as tokens, keys and signatures.

    What is no address is returned as it is; so is the rest of one, letter for letter.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.netloc:
        return url
    kept = SplitResult(
        parts.scheme,
        parts.netloc.rpartition("@")[2],
        _IN_PATH.sub("", parts.path),
        _without(parts.query),
        _without(parts.fragment),
    )
    return url if kept == parts else kept.geturl()


def _without(query: str) -> str:
    """Return the parameters of `query` that are no secrets."""
    return "&".join(part for part in query.split("&") if not _lets_in(part.partition("=")))


def _lets_in(parameter: tuple[str, str, str]) -> bool:
    """Say whether a parameter, as name, sign and value, has a secret for a value."""
    name, sign, _ = parameter
    words = [word for word in _BETWEEN.split(name.lower()) if word]
    return bool(sign) and ("".join(words) in _SECRET or any(word in _SECRET for word in words))
