import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.web_address import same_page_key, strip_secrets


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://ann:hush@example.org/a", "https://example.org/a"),
        ("https://ann@example.org:8080/a", "https://example.org:8080/a"),
        ("https://example.org/a?id=7&token=hush", "https://example.org/a?id=7"),
        ("https://example.org/a?token=hush", "https://example.org/a"),
        ("https://example.org/a?access_token=hush&page=2#top", "https://example.org/a?page=2#top"),
        ("https://example.org/a#access_token=hush&state=1", "https://example.org/a#state=1"),
        ("https://example.org/a?X-Amz-Signature=hush&X-Amz-Credential=hush&v=1", "https://example.org/a?v=1"),
        ("https://example.org/a;jsessionid=hush?x=1", "https://example.org/a?x=1"),
        ("https://example.org/a?API-Key=hush", "https://example.org/a"),
        ("//ann:hush@example.org/a", "//example.org/a"),
    ],
)
def test_what_lets_others_in_is_left_out(url: str, kept: str) -> None:
    assert strip_secrets(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/a?author=ann&keyword=ferry&monkey=1&sign",
        "https://example.org/%C3%A4?q=a+b&&c#frag ment",
        "no address: ann:hush@example",
        "mailto:ann@example.org",
        "https://[broken/a?token=x",
    ],
)
def test_the_rest_stays_letter_for_letter(url: str) -> None:
    assert strip_secrets(url) == url


@given(st.text(max_size=40), st.text(max_size=20))
def test_nothing_breaks_it_and_twice_is_as_good_as_once(path: str, query: str) -> None:
    once = strip_secrets(f"https://u:p@example.org/{path}?token=1&{query}")
    assert strip_secrets(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a?id=1&page=2",
        "http://www.Paper.example/a/?page=2&id=1",
        "https://paper.example:443/a?id=1&page=2#top",
        "https://paper.example/a?utm_source=x&id=1&page=2&fbclid=y",
        "https://ann:hush@paper.example/%61?id=1&page=2&token=hush",
        "https://via.hypothes.is/https://paper.example/a?id=1&page=2",
    ],
)
def test_addresses_of_one_page_have_one_key(url: str) -> None:
    assert same_page_key(url) == same_page_key("https://paper.example/a?id=1&page=2") != ""


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/b?id=1&page=2",
        "https://paper.example/A?id=1&page=2",
        "https://paper.example/a?id=2&page=2",
        "https://paper.example:8080/a?id=1&page=2",
        "https://news.paper.example/a?id=1&page=2",
        "https://paper.example/a?id=1&page=2#!/other",
        "urn:x-pdf:12",
        "https://[paper",
        "",
    ],
)
def test_addresses_of_other_pages_have_other_keys(url: str) -> None:
    assert same_page_key(url) != same_page_key("https://paper.example/a?id=1&page=2")
