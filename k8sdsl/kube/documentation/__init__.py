"""What the most used types and fields of Kubernetes do, in words of our own.

A text tells what name and type do not: a unit, an effect, a default that depends on something, a field that it goes
with. Fixed defaults are in `kube.defaults`, and versions in the tables of types, so the texts omit them. Stubs
and `k8sdsl explain` show all three; nothing else loads this package.

One module per topic: TYPES by name, FIELDS by `Type.wireName`, for the API groups in GROUPS.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

TOPICS = (
    *("autoscaling", "config", "containers", "metadata", "networking", "pods", "policy", "rbac", "scheduling"),
    *("security", "services", "storage", "volumes", "workloads"),
)


def about_type(name: str) -> str:
    """What a type such as `core_v1.Container` is, or nothing."""
    return _texts().get((_group(name), name.partition(".")[2]), "")


def about_field(name: str, wire: str) -> str:
    """What a field of a type does, or nothing."""
    return _texts().get((_group(name), f"{name.partition('.')[2]}.{wire}"), "")


def _group(name: str) -> str:
    return name.partition(".")[0].rpartition("_")[0]


@cache
def _texts() -> dict[tuple[str, str], str]:
    texts: dict[tuple[str, str], str] = {}
    for topic in TOPICS:
        module = import_module(f"{__name__}.{topic}")
        texts |= {
            (group, key): text for group in module.GROUPS for key, text in {**module.TYPES, **module.FIELDS}.items()
        }
    return texts
