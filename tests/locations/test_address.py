"""Addresses in messages have no user names, passwords and tokens."""

from __future__ import annotations

import pytest

from k8sdsl.errors import LoadError
from k8sdsl.finding import Finding
from k8sdsl.locations.address import credentials_hidden, has_credentials, without_credentials

MARK = "hunter2Zq8xMARKER"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://user:{MARK}@host/a//b?ref=v1", "https://host/a//b?ref=v1"),
        (f"git::https://{MARK}@host/a", "git::https://host/a"),
        (f"https://user:p@{MARK}@host/a", "https://host/a"),
        (f"https://u:{MARK}@[::1", "https://[::1"),
        (f"ssh://git:{MARK}@host/a", "ssh://git@host/a"),
        ("ssh://git@host/a", "ssh://git@host/a"),
        ("git@host:a/b", "git@host:a/b"),
        (f"user:{MARK}@host:a/b", "user@host:a/b"),
        (f"git::user:{MARK}@host:a/b", "git::user@host:a/b"),
        (f"oci://u:{MARK}@registry/chart", "oci://registry/chart"),
        (f"https://host/a.tgz?private_token={MARK}&ref=v1", "https://host/a.tgz?private_token=(hidden)&ref=v1"),
        (f"https://host/a?ref=v1&X-Amz-Signature={MARK}", "https://host/a?ref=v1&X-Amz-Signature=(hidden)"),
        ("https://host/@scope/a", "https://host/@scope/a"),
        ("image@sha256:0123", "image@sha256:0123"),
        ("image:1.2@sha256:0123", "image:1.2@sha256:0123"),
        ("a@b.c", "a@b.c"),
        ("base", "base"),
    ],
)
def test_an_address_loses_its_credentials(address: str, expected: str) -> None:
    assert without_credentials(address) == expected
    assert has_credentials(address) is (address != expected)


def test_every_address_in_a_text_loses_its_credentials() -> None:
    text = f"from https://a:{MARK}@x/y to 'postgres://b:{MARK}@z', mail a@b.c"
    assert credentials_hidden(text) == "from https://x/y to 'postgres://z', mail a@b.c"


def test_messages_never_show_credentials() -> None:
    address = f"https://u:{MARK}@host/a"
    assert MARK not in str(LoadError(f"there is no {address}", remedy=f"see {address}"))
    assert MARK not in str(Finding(rule="a/b", message=f"not valid: {address}"))


def test_hiding_is_linear() -> None:
    for text in (
        "@" * 300_000,
        "a:b@" * 100_000,
        "x" * 500_000 + "@:",
        "://" * 200_000,
        "://a@" * 100_000,
        "://" + "?a=" * 200_000,
        "x://" + "a" * 500_000 + "@",
    ):
        assert len(credentials_hidden(text)) <= len(text)
