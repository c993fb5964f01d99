"""Addresses are split as kustomize splits them."""

from __future__ import annotations

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.vendoring.address import RemoteAddress, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://github.com/org/repo//a/b?ref=v1", ("git", "https://github.com/org/repo", "a/b", "v1")),
        ("https://github.com/org/repo/a/b?ref=v1", ("git", "https://github.com/org/repo", "a/b", "v1")),
        ("github.com/org/repo/a?ref=main", ("git", "https://github.com/org/repo", "a", "main")),
        ("github.com/org/repo", ("git", "https://github.com/org/repo", "", "")),
        ("git::https://host/x/y/z.git//a?version=1", ("git", "https://host/x/y/z.git", "a", "1")),
        ("https://host/x/y/z.git/a?ref=b&timeout=9", ("git", "https://host/x/y/z.git", "a", "b")),
        ("git@github.com:org/repo.git//a?ref=1", ("git", "git@github.com:org/repo.git", "a", "1")),
        ("git@host:org/team/repo.git", ("git", "git@host:org/team/repo.git", "", "")),
        ("ssh://git@host:22/org/repo.git//a", ("git", "ssh://git@host:22/org/repo.git", "a", "")),
        ("https://me@dev.azure.com/o/p/_git/repo/a/b", ("git", "https://me@dev.azure.com/o/p/_git/repo", "a/b", "")),
        ("file:///srv/repo//a?ref=1", ("git", "file:///srv/repo", "a", "1")),
        ("https://host/a/b/c.tar.gz//d/e", ("archive", "https://host/a/b/c.tar.gz", "d/e", "")),
        ("https://host/a/install.yaml", ("file", "https://host/a/install.yaml", "", "")),
        (
            "https://raw.githubusercontent.com/o/r/main/a.yml",
            ("file", "https://raw.githubusercontent.com/o/r/main/a.yml", "", ""),
        ),
        ("https://github.com/org/repo//a.yaml?ref=v1", ("git", "https://github.com/org/repo", "a.yaml", "v1")),
    ],
)
def test_an_address_has_a_source_a_place_and_a_revision(text: str, address: tuple[str, ...]) -> None:
    assert parse_address(text) == RemoteAddress(*address)


@pytest.mark.parametrize(
    "text", ["https://host/org", "ext::sh -c x", "https://host", "oci://host/a", "https://h/o/r//../x"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(K8sdslError):
        parse_address(text)
