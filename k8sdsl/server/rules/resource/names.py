"""Names in resource.k8s.io: drivers, pools, requests, attributes; and limits and uniqueness of lists."""

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
"""Since this version a qualified name with two slashes is validated (`validateQualifiedName`)."""

DRIVER = Rule(
    "resource/driver-name",
    "The name of a DRA driver, such as `driver`, must be a DNS name of at most 63 characters.",
    "ValidateCSIDriverName",
    "ResourceSlice",
    bad={"spec.driver": "gpu_example"},
    good={"spec.driver": "gpu.example.com"},
    remedy="write the name as the driver registers it, such as `driver: gpu.example.com`",
)
POOL = Rule(
    "resource/pool-name",
    "`pool.name` must be DNS names separated by slashes, of at most 253 characters in total.",
    "validatePoolName",
    "ResourceSlice",
    bad={"spec.pool.name": "Node_1"},
    good={"spec.pool.name": "rack-1/node-1"},
    remedy="for example, write `pool: {name: rack-1/node-1}`",
)
QUALIFIED_NAME = Rule(
    "resource/qualified-name",
    (
        "A key of `attributes` or `capacity` must be a C identifier of at most 32 characters, optionally after a "
        "domain and a slash."
    ),
    "validateQualifiedName",
    "ResourceSlice",
    bad={"spec.devices[0].capacity": {"gpu-memory": {"value": "40Gi"}}},
    good={"spec.devices[0].capacity": {"example.com/gpuMemory": {"value": "40Gi"}}},
    remedy="for example, write `gpuMemory` or `example.com/gpuMemory`",
)
COUNT = Rule(
    "resource/too-many",
    "Lists of resource.k8s.io must not exceed their limits, such as 32 `requests` or 128 `devices`.",
    "validateSlice",
    "ResourceClaim",
    bad={"spec.devices.constraints": [{"matchAttribute": "example.com/numa"}] * 33},
    good={"spec.devices.constraints": [{"matchAttribute": "example.com/numa"}]},
    remedy="split it, such as the devices over several objects of `kind: ResourceSlice`",
)
TWICE = Rule(
    "resource/duplicate",
    "Entries of a list such as `devices` or `requests` must not repeat a name.",
    "validateSet",
    "ResourceSlice",
    bad={"spec.devices": [{"name": "gpu-0"}, {"name": "gpu-0"}]},
    good={"spec.devices": [{"name": "gpu-0"}, {"name": "gpu-1"}]},
    remedy="give each entry its own name, such as `name: gpu-0` and `name: gpu-1`",
)


def validate_driver_name(name: str, path: str, problems: Problems) -> None:
    """The name of a driver, which upstream converts to lowercase first."""
    if not name:
        problems.add(DRIVER, path, "the name of a driver is required")
        return
    if len(name.encode("utf-8", "surrogatepass")) > DRIVER_LENGTH:
        problems.add(DRIVER, path, f"{name!r} must be at most {DRIVER_LENGTH} characters long")
    if reason := formats.dns1123_subdomain(name.lower()):
        problems.add(DRIVER, path, f"{name!r} {reason}")


def validate_pool_name(name: str, path: str, problems: Problems) -> None:
    """The name of a pool."""
    if not name:
        problems.add(POOL, path, "the name of a pool is required")
        return
    if len(name.encode("utf-8", "surrogatepass")) > POOL_LENGTH:
        problems.add(POOL, path, f"{name!r} must be at most {POOL_LENGTH} characters long")
    for part in name.split("/"):
        if reason := formats.dns1123_subdomain(part):
            problems.add(POOL, path, f"{part!r} {reason}")


def validate_qualified_name(name: str, path: str, problems: Problems, minor: int) -> None:
    """The key of an attribute or capacity; before 1.37, one with two slashes was not validated."""
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
            problems.add(QUALIFIED_NAME, path, f"{name!r} has no name after the domain")
    elif minor >= ONE_SLASH_SINCE:
        problems.add(QUALIFIED_NAME, path, f"{name!r} has more than one '/'")


def validate_fully_qualified_name(name: str, path: str, problems: Problems, minor: int) -> None:
    """A qualified name that must have a domain."""
    validate_qualified_name(name, path, problems, minor)
    if "/" not in name:
        problems.add(QUALIFIED_NAME, path, f"{name!r} must have a domain, such as example.com/{name}")


def _identifier(name: str, path: str, problems: Problems) -> None:
    if len(name.encode("utf-8", "surrogatepass")) > ID_LENGTH:
        problems.add(QUALIFIED_NAME, path, f"{name!r} must be at most {ID_LENGTH} characters long")
    if reason := formats.c_identifier(name):
        problems.add(QUALIFIED_NAME, path, f"{name!r} {reason}")


def within(items: Sequence[object], limit: int, path: str, problems: Problems) -> bool:
    """Whether a list is within its limit; one that is not is not validated further."""
    if len(items) <= limit:
        return True
    problems.add(COUNT, path, f"there are {len(items)} entries; at most {limit} are allowed")
    return False


def validate_unique(keys: Sequence[object], path: str, problems: Problems) -> None:
    """Reports each key that repeats an earlier one."""
    seen: set[object] = set()
    for index, key in enumerate(keys):
        if key in seen:
            problems.add(TWICE, f"{path}[{index}]", f"{key!r} is listed more than once")
        seen.add(key)


def shortened(key: str, limit: int = KEY_LENGTH) -> str:
    """A key as written in a path: a long one without its middle (truncateIfTooLong)."""
    data = key.encode("utf-8", "surrogatepass")
    if len(data) <= limit:
        return key
    kept = limit - 3
    return (data[: (kept + 1) // 2] + b"..." + data[len(data) - kept // 2 :]).decode("utf-8", "replace")
