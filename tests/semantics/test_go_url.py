"""URLs are read as Go reads them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.semantics.go_url import GoUrl, GoUrlError, parse_url


def test_a_url_is_taken_apart() -> None:
    expected = GoUrl("https", "", "me:pw", "example.com:8443", "/a/b", "q=1", "end")
    assert expected == parse_url("https://me:pw@example.com:8443/a/b?q=1#end")


def test_no_scheme_means_a_path() -> None:
    assert parse_url("example.com/hook").host == ""


@pytest.mark.parametrize(
    "text", ["https://a b/", "https://a:x/", ":x", "a:b%zz/%zz#%", "https://[::1", "a b:c/d", "/%2"]
)
def test_what_go_does_not_parse_is_refused(text: str) -> None:
    with pytest.raises(GoUrlError):
        parse_url(text)


def test_a_request_uri_is_absolute() -> None:
    with pytest.raises(GoUrlError):
        parse_url("example.com", request=True)
    assert parse_url("/path", request=True).path == "/path"


@given(st.text(alphabet="ab1:/?#%@[]. \\", max_size=16), st.booleans())
def test_nothing_else_is_raised(text: str, request_uri: bool) -> None:  # noqa: FBT001
    with contextlib.suppress(GoUrlError):
        parse_url(text, request=request_uri)
