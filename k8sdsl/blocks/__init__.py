"""Small functions that return typed objects for common intentions. One file per topic.

A block writes only what it was asked for: no labels, no defaults of its own, and only the names that the API requires.
The result can be changed like any other object, and a finding about it points at the call in the user's file. Names are
loaded on first use.
"""

from __future__ import annotations

from k8sdsl.lazy import lazy_imports

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl.blocks.claims import claim as claim
    from k8sdsl.blocks.claims import claim_template as claim_template
    from k8sdsl.blocks.disruption import disruption_budget as disruption_budget
    from k8sdsl.blocks.environment import config_env as config_env
    from k8sdsl.blocks.environment import env_from_config_map as env_from_config_map
    from k8sdsl.blocks.environment import env_from_secret as env_from_secret
    from k8sdsl.blocks.environment import env_values as env_values
    from k8sdsl.blocks.environment import field_env as field_env
    from k8sdsl.blocks.environment import secret_env as secret_env
    from k8sdsl.blocks.exposing import expose as expose
    from k8sdsl.blocks.exposing import headless as headless
    from k8sdsl.blocks.exposing import ingress as ingress
    from k8sdsl.blocks.probes import exec_probe as exec_probe
    from k8sdsl.blocks.probes import grpc_probe as grpc_probe
    from k8sdsl.blocks.probes import http_probe as http_probe
    from k8sdsl.blocks.probes import tcp_probe as tcp_probe
    from k8sdsl.blocks.restriction import restricted_container as restricted_container
    from k8sdsl.blocks.restriction import restricted_pod as restricted_pod
    from k8sdsl.blocks.scaling import scale as scale
    from k8sdsl.blocks.spreading import spread_over_nodes as spread_over_nodes
    from k8sdsl.blocks.traffic import addresses as addresses
    from k8sdsl.blocks.traffic import allow_traffic as allow_traffic
    from k8sdsl.blocks.traffic import deny_all_traffic as deny_all_traffic
    from k8sdsl.blocks.traffic import pods as pods
    from k8sdsl.blocks.volumes import claim_volume as claim_volume
    from k8sdsl.blocks.volumes import config_volume as config_volume
    from k8sdsl.blocks.volumes import host_volume as host_volume
    from k8sdsl.blocks.volumes import mount as mount
    from k8sdsl.blocks.volumes import ram_volume as ram_volume
    from k8sdsl.blocks.volumes import scratch_volume as scratch_volume
    from k8sdsl.blocks.volumes import secret_volume as secret_volume

_HOMES = {
    "k8sdsl.blocks.claims": ("claim", "claim_template"),
    "k8sdsl.blocks.disruption": ("disruption_budget",),
    "k8sdsl.blocks.environment": (
        "config_env",
        "env_from_config_map",
        "env_from_secret",
        "env_values",
        "field_env",
        "secret_env",
    ),
    "k8sdsl.blocks.exposing": ("expose", "headless", "ingress"),
    "k8sdsl.blocks.probes": ("exec_probe", "grpc_probe", "http_probe", "tcp_probe"),
    "k8sdsl.blocks.restriction": ("restricted_container", "restricted_pod"),
    "k8sdsl.blocks.scaling": ("scale",),
    "k8sdsl.blocks.spreading": ("spread_over_nodes",),
    "k8sdsl.blocks.traffic": ("addresses", "allow_traffic", "deny_all_traffic", "pods"),
    "k8sdsl.blocks.volumes": (
        "claim_volume",
        "config_volume",
        "host_volume",
        "mount",
        "ram_volume",
        "scratch_volume",
        "secret_volume",
    ),
}

__all__ = lazy_imports(globals(), _HOMES)  # noqa: PLE0605  # pyright: ignore[reportUnsupportedDunderAll]
