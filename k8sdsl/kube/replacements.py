"""What to write instead of a kind at a version that a server no longer serves, or warns about."""

from __future__ import annotations

from k8sdsl.kube.kinds import kind_info, versions_of

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import TypeAlias

    ServedInstead: TypeAlias = "tuple[str, str]"


def replacement_of(api_version: str, kind: str, minor: int) -> ServedInstead | None:
    """The `apiVersion` and `kind` to write for a server of Kubernetes 1.`minor`; None if nothing replaces them.

    It is what upstream names if that version serves it, otherwise the most mature version of the same kind.
    """
    info = kind_info(api_version, kind)
    if info is not None and info.replacement:
        named = _named(info.replacement, kind)
        found = kind_info(*named)
        if found is not None and found.served_by_default(minor):
            return named
    group = api_version.rpartition("/")[0]
    served = [other.api_version for other in versions_of(group, kind) if other.served_by_default(minor)]
    best = max((version for version in served if version != api_version), key=_maturity, default=None)
    return None if best is None else (best, kind)


def _named(replacement: str, kind: str) -> ServedInstead:
    """The parts of `group/version`, or of `group/version/Kind`."""
    if replacement.count("/") < 2:
        return replacement, kind
    api_version, _, other = replacement.rpartition("/")
    return api_version, other


def _maturity(api_version: str) -> tuple[bool, str]:
    """The sort key: stable versions over betas and alphas, then newer over older."""
    version = api_version.rpartition("/")[2]
    return "alpha" not in version and "beta" not in version, version
