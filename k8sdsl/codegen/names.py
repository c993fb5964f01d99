"""How the names of the schemas become names of Python."""

from __future__ import annotations

import keyword
import re

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Words in which capitals do not mark the parts as people read them.
_WORDS = {
    "clusterIPs": "cluster_ips",
    "externalIPs": "external_ips",
    "hostIPs": "host_ips",
    "nonResourceURLs": "non_resource_urls",
    "openAPIV3Schema": "open_api_v3_schema",
    "podCIDRs": "pod_cidrs",
    "podIPs": "pod_ips",
    "serverAddressByClientCIDRs": "server_address_by_client_cidrs",
}


def module_and_class(full_name: str) -> tuple[str, str]:
    """`io.k8s.api.core.v1.Container` stands in module `core_v1` under the name `Container`."""
    *path, name = full_name.split(".")
    if re.fullmatch(r"v\d+((alpha|beta)\d+)?", path[-1]):
        return f"{path[-2]}_{path[-1]}", name
    return path[-1], name


def python_name(wire: str) -> str:
    """The attribute for a wire name: snake case, a trailing underscore where Python has taken the word."""
    plain = wire.removeprefix("$").replace("-", "_")
    snake = _WORDS.get(plain) or _BOUNDARY.sub("_", plain).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def camel_case(name: str) -> str:
    """What the run time makes of an attribute without being told the wire name; the generator writes out the rest."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
