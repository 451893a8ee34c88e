"""Web addresses, and the secrets in them that must not be stored."""

import re
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

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
# Parameters that say where a reader comes from, and not what the page is.
_TRACKING: Final = re.compile(
    r"(?:utm_\w*|mc_[ce]id|[fgtw]bclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|_ga|_gl|ref_src|ref_url|cmpid|ocid"
    r"|smid|spm|ito|at_medium|at_campaign|__twitter_impression)=.*",
    re.IGNORECASE | re.DOTALL,
)
# Sites through which pages are read so that they can be annotated.
_PROXIES: Final = re.compile(r"https?://(?:via\.hypothes\.is|via\d*\.hypothes\.is)/(?=https?://)", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}


def is_web_address(typed: str) -> bool:
    """Return whether `typed` is an http or https address."""
    return typed.lower().startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """Return the host name in an address; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def same_page_key(url: str) -> str:
    """Return a text that is equal for addresses of one page, and empty for what is no web address.

    They may differ in http and https, `www.`, case of the host, a slash at the end, the order of parameters, those for
    tracking, and a fragment that is a place in the page.
    """
    address = strip_secrets(_PROXIES.sub("", url.strip()))
    if not is_web_address(address):
        return ""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    named = host if port in (None, _PORTS[parts.scheme.lower()]) else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = "&".join(sorted(part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part)))
    # A fragment that starts so is the page that a script shows.
    page = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return f"{named}{path}?{query}#{page}" if host else ""


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
