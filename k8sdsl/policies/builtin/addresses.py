"""Policies about addresses that are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import containers, objects_of
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects

_ENV = "spec.template.spec.containers[0].env"
_DIGITS = frozenset("0123456789.")


@policy(
    "addresses/in-variable",
    "A variable contains the name of a Service instead of a private IP address.",
    of=containers,
    reason="The address of a pod or Service changes when the object is created again.",
    remedy="write the name of the Service: `mariadb:3306`",
    bad={_ENV: [{"name": "DB_HOST", "value": "10.0.0.102:3306"}]},
    good={_ENV: [{"name": "DB_HOST", "value": "mariadb:3306"}]},
    sets=("recommended", "notes"),
)
def in_variable(container: Container, _objects: Objects) -> Breaches:
    """Yields variables that hold the address of a pod, Service or node."""
    for index, variable in maps_in(container.tree.get("env")):
        address = private_address(variable.get("value"))
        if address:
            yield container.at(f"env[{index}].value"), _changes(address)


@policy(
    "addresses/in-config-map",
    "A ConfigMap contains the names of Services instead of private IP addresses.",
    of=objects_of("ConfigMap"),
    reason="The address of a pod or Service changes when the object is created again.",
    remedy="write the name of the Service: `mariadb:3306`",
    kind="ConfigMap",
    bad={"data": {"host": "http://10.0.0.102:9200"}},
    good={"data": {"host": "http://elasticsearch:9200"}},
    sets=("notes",),
)
def in_config_map(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields keys of ConfigMaps whose whole value is such an address."""
    for key, value in map_of(manifest.tree.get("data")).items():
        address = private_address(value)
        if address:
            yield f"data[{key}]", _changes(address)


def _changes(address: str) -> str:
    return f"`{address}` changes when the pod or Service that has it is created again"


def private_address(value: Any) -> str:
    """The private IPv4 address that a text is, with or without scheme, port and path; otherwise an empty string."""
    if not isinstance(value, str) or len(value) > 2048:
        return ""
    host = value.rpartition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    parts = host.split(".")
    if (
        len(parts) != 4
        or not _DIGITS.issuperset(host)
        or not all(part and len(part) < 4 and int(part) < 256 for part in parts)
    ):
        return ""
    first, second = int(parts[0]), int(parts[1])
    private = first == 10 or (first == 172 and 16 <= second < 32) or (first, second) == (192, 168)
    return host if private else ""
