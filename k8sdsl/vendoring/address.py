"""Addresses of remote resources, as kustomize reads them (`git.NewRepoSpecFromURL`)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs

from k8sdsl.errors import KustomizationError
from k8sdsl.locations.address import without_credentials
from k8sdsl.project.manifests import YAML_SUFFIXES

_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
_GITHUB = ("github.com/", "github.com:", "gh:")


class RemoteAddress(NamedTuple):
    """What to fetch: `kind` is `git`, `archive` or `file`; `place` is a path in it, `revision` may be empty."""

    kind: str
    location: str
    place: str
    revision: str


def parse_address(text: str) -> RemoteAddress:
    """The parts of an address; KustomizationError for one that is not understood."""
    path, _, query = text.removeprefix("git::").partition("?")
    scheme, rest = _scheme(path)
    if scheme in {"http://", "https://", "file://"}:
        location, _, place = rest.partition("//")
        if location.lower().endswith(_ARCHIVES):
            return RemoteAddress("archive", scheme + location, _inside(place, text), "")
        if not query and rest.lower().endswith(YAML_SUFFIXES) and ".git/" not in rest and "//" not in rest:
            return RemoteAddress("file", scheme + rest, "", "")
    options = parse_qs(query)
    revision = (options.get("ref") or options.get("version") or [""])[0]
    host, rest = _host(scheme, rest, text)
    repository, place = _split(rest, whole=scheme == "file://")
    if not repository:
        raise _not_understood(text)
    return RemoteAddress("git", host + repository, _inside(place, text), revision)


def _scheme(path: str) -> tuple[str, str]:
    """The scheme with its slashes, and the rest; empty for `user@host:path` and for a host of GitHub."""
    head, separator, rest = path.partition("://")
    return (f"{head.lower()}://", rest) if separator else ("", path)


def _host(scheme: str, rest: str, text: str) -> tuple[str, str]:
    if scheme == "file://":
        return scheme, rest
    if not scheme and rest.lower().startswith(_GITHUB):
        start = next(start for start in _GITHUB if rest.lower().startswith(start))
        return "https://github.com/", rest[len(start) :]
    if scheme in {"http://", "https://", "ssh://"}:
        host, separator, path = rest.partition("/")
        if separator:
            return f"{scheme}{host}/", path
    if not scheme and "@" in rest:
        host, separator, path = rest.partition(":" if ":" in rest else "/")
        if separator:
            return f"{host}{separator}", path
    raise _not_understood(text)


def _split(path: str, *, whole: bool) -> tuple[str, str]:
    """The repository and the place in it: after `_git/NAME`, `//` or `.git`, otherwise after two steps."""
    before, marker, after = path.partition("_git/")
    if marker:
        name, _, place = after.partition("/")
        return f"{before}{marker}{name}", place
    for mark in ("//", ".git"):
        before, marker, after = path.partition(mark)
        if marker:
            return before + (marker if mark == ".git" else ""), after
    if whole:
        return path, ""
    steps = path.split("/")
    return ("/".join(steps[:2]), "/".join(steps[2:])) if len(steps) > 1 and all(steps[:2]) else ("", "")


def _inside(place: str, text: str) -> str:
    """A place in a source, normalized; KustomizationError for one that leads out."""
    from posixpath import normpath

    path = normpath(place.strip("/") or ".")
    if path == ".." or path.startswith("../"):
        raise KustomizationError(
            f"{without_credentials(text)} points outside its repository",
            remedy="use a path inside the repository",
            code="vendor/address",
        )
    return "" if path == "." else path


def _not_understood(text: str) -> KustomizationError:
    return KustomizationError(
        f"{without_credentials(text)} is not an address of a repository, an archive or a file",
        remedy="for example, write `https://example.com/org/repository//path?ref=v1.0.0`",
        code="vendor/address",
    )
