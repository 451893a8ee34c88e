"""Web addresses, and the secrets in them that must not be stored."""

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
# A session id in the path.
_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)


def is_web_address(typed: str) -> bool:
    """Return whether `typed` is an http or https address."""
    return typed.lower().startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """Return the host name in an address; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def strip_secrets(url: str) -> str:
    """Return `url` without user, password, and parameters such as tokens, keys and signatures.

    The rest stays letter for letter, as does a text that is not an address.
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
    """Return the parameters of `query` that are not secret."""
    return "&".join(part for part in query.split("&") if not _is_secret(part))


def _is_secret(parameter: str) -> bool:
    name, sign, _ = parameter.partition("=")
    words = [word for word in _BETWEEN.split(name.lower()) if word]
    return bool(sign) and ("".join(words) in _SECRET or any(word in _SECRET for word in words))
