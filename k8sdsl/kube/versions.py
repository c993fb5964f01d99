"""The Kubernetes versions that k8sdsl supports."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError

OLDEST, NEWEST = 25, 37
DEFAULT = "1.36"
REFERENCE = f"https://kubernetes.io/docs/reference/generated/kubernetes-api/v{DEFAULT}/"
"""The page of upstream with all kinds and fields."""


def minor_of(version: str) -> int:
    """The minor number of `1.36`, `v1.36` or `1.36.2`; raises ValueError for anything else."""
    major, _, rest = version.removeprefix("v").partition(".")
    if major != "1":
        raise ValueError(version)
    return int(rest.partition(".")[0])


def parse_kube_version(version: str) -> int:
    """The minor number of the user's version; raises K8sdslError if it is not supported."""
    try:
        minor = minor_of(version)
    except ValueError:
        minor = -1
    if not OLDEST <= minor <= NEWEST:
        raise K8sdslError(
            f"unknown Kubernetes version {version!r}",
            remedy=f"use a version from 1.{OLDEST} to 1.{NEWEST}, such as {DEFAULT}",
            code="usage/kubernetes-version",
        )
    return minor
