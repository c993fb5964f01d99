"""Names in resource.k8s.io: drivers, pools, requests, attributes; and lists that are limited and name things once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems

DRIVER_LENGTH, POOL_LENGTH, ID_LENGTH = 63, 253, 32
KEY_LENGTH = DRIVER_LENGTH + 1 + ID_LENGTH
ONE_SLASH_SINCE = 37

DRIVER = Rule(
    "resource/driver-name",
    "The name of a driver is a DNS name of 63 characters at most.",
    "ValidateCSIDriverName",
    "ResourceSlice",
    bad={"spec.driver": "gpu_example"},
    good={"spec.driver": "gpu.example.com"},
)
POOL = Rule(
    "resource/pool-name",
    "The name of a pool is one or more DNS names with slashes between them, of 253 characters at most.",
    "validatePoolName",
    "ResourceSlice",
    bad={"spec.pool.name": "Node_1"},
    good={"spec.pool.name": "rack-1/node-1"},
)
QUALIFIED_NAME = Rule(
    "resource/qualified-name",
    "An attribute or capacity is called by a C identifier of up to 32 characters, with or without a domain before it.",
    "validateQualifiedName",
    "ResourceSlice",
    bad={"spec.devices[0].capacity": {"gpu-memory": {"value": "40Gi"}}},
    good={"spec.devices[0].capacity": {"example.com/gpuMemory": {"value": "40Gi"}}},
)
COUNT = Rule(
    "resource/too-many",
    "Lists have their limits: 32 requests, constraints, selectors and configurations, 8 alternatives, 128 devices.",
    "validateSlice",
    "ResourceClaim",
    bad={"spec.devices.constraints": [{"matchAttribute": "example.com/numa"}] * 33},
    good={"spec.devices.constraints": [{"matchAttribute": "example.com/numa"}]},
)
TWICE = Rule(
    "resource/duplicate",
    "What is told apart by its name is in a list once.",
    "validateSet",
    "ResourceSlice",
    bad={"spec.devices": [{"name": "gpu-0"}, {"name": "gpu-0"}]},
    good={"spec.devices": [{"name": "gpu-0"}, {"name": "gpu-1"}]},
)


def validate_driver_name(name: str, path: str, problems: Problems) -> None:
    """The name of a driver, which upstream lowers before it looks at it."""
    if not name:
        problems.add(DRIVER, path, "the name of a driver is required")
        return
    if len(name.encode("utf-8", "surrogatepass")) > DRIVER_LENGTH:
        problems.add(DRIVER, path, f"{name!r} has more than {DRIVER_LENGTH} characters")
    if reason := formats.dns1123_subdomain(name.lower()):
        problems.add(DRIVER, path, f"{name!r} {reason}")


def validate_pool_name(name: str, path: str, problems: Problems) -> None:
    """The name of a pool."""
    if not name:
        problems.add(POOL, path, "the name of a pool is required")
        return
    if len(name.encode("utf-8", "surrogatepass")) > POOL_LENGTH:
        problems.add(POOL, path, f"{name!r} has more than {POOL_LENGTH} characters")
    for part in name.split("/"):
        if reason := formats.dns1123_subdomain(part):
            problems.add(POOL, path, f"{part!r} {reason}")


def validate_qualified_name(name: str, path: str, problems: Problems, minor: int) -> None:
    """The key of an attribute or capacity; before 1.37, one with two slashes was not looked at."""
    parts = name.split("/")
    if len(parts) == 1:
        _identifier(name, path, problems)
    elif len(parts) == 2:
        domain, identifier = parts
        if domain:
            validate_driver_name(domain, path, problems)
        else:
            problems.add(QUALIFIED_NAME, path, f"{name!r} has an empty domain")
        if identifier:
            _identifier(identifier, path, problems)
        else:
            problems.add(QUALIFIED_NAME, path, f"{name!r} has no name behind the domain")
    elif minor >= ONE_SLASH_SINCE:
        problems.add(QUALIFIED_NAME, path, f"{name!r} has more than one '/'")


def validate_fully_qualified_name(name: str, path: str, problems: Problems, minor: int) -> None:
    """A qualified name that has its domain."""
    validate_qualified_name(name, path, problems, minor)
    if "/" not in name:
        problems.add(QUALIFIED_NAME, path, f"{name!r} must have a domain and a slash before it")


def _identifier(name: str, path: str, problems: Problems) -> None:
    if len(name.encode("utf-8", "surrogatepass")) > ID_LENGTH:
        problems.add(QUALIFIED_NAME, path, f"{name!r} has more than {ID_LENGTH} characters")
    if reason := formats.c_identifier(name):
        problems.add(QUALIFIED_NAME, path, f"{name!r} {reason}")


def within(items: Sequence[object], limit: int, path: str, problems: Problems) -> bool:
    """Whether a list keeps its limit; one that does not is not judged any further."""
    if len(items) <= limit:
        return True
    problems.add(COUNT, path, f"{len(items)} entries are more than {limit}")
    return False


def validate_unique(keys: Sequence[object], path: str, problems: Problems) -> None:
    """That no key comes twice; the later ones are named."""
    seen: set[object] = set()
    for index, key in enumerate(keys):
        if key in seen:
            problems.add(TWICE, f"{path}[{index}]", f"{key!r} is there already")
        seen.add(key)


def shortened(key: str, limit: int = KEY_LENGTH) -> str:
    """A key as it stands in a path: a long one without its middle (truncateIfTooLong)."""
    data = key.encode("utf-8", "surrogatepass")
    if len(data) <= limit:
        return key
    kept = limit - 3
    return (data[: (kept + 1) // 2] + b"..." + data[len(data) - kept // 2 :]).decode("utf-8", "replace")
