"""The public names: what users import. CONTRIBUTING.md has the policy for changing this list."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLIC = {
    "k8sdsl": (
        *("build", "check", "validate", "validate_change", "from_dict", "simulate", "connections", "forecast"),
        *("Connection", "CustomResource", "Finding", "K8sdslError", "NULL", "Part", "Resource", "Severity"),
        "Simulation",
        *("Chart", "Overlay", "Stack", "Target", "accept", "patch", "Cluster"),
        *("ConfigMapGenerator", "GeneratorOptions", "SecretGenerator"),
        *("FunctionPatch", "Image", "JsonPatch", "Labels", "MergePatch", "Replica", "SortOrder"),
        *("Replacement", "ReplacementOptions", "ReplacementSource", "ReplacementTarget"),
        *("StrategicMergePatch", "Variable", "blocks", "installed_stack", "k8s"),
    ),
    "k8sdsl.blocks": (
        *("addresses", "allow_traffic", "claim", "claim_template", "claim_volume", "config_env", "config_volume"),
        *("deny_all_traffic", "disruption_budget", "env_from_config_map", "env_from_secret", "env_values"),
        *("exec_probe", "expose", "field_env", "grpc_probe", "headless", "host_volume", "http_probe", "ingress"),
        *("mount", "pods", "ram_volume", "restricted_container", "restricted_pod", "scale", "scratch_volume"),
        *("secret_env", "secret_volume", "spread_over_nodes", "tcp_probe"),
    ),
    "k8sdsl.gitops": (
        *("ArgoCd", "ExternalSecrets", "Flux", "GitOps", "Remote", "SealedSecrets", "Sops", "cluster_secret_store"),
        *("external_secret", "from_command", "from_environment", "from_file", "secret_store"),
    ),
}


@pytest.mark.parametrize("module", PUBLIC)
def test_a_module_exports_exactly_its_public_names(module: str) -> None:
    assert sorted(PUBLIC[module]) == sorted(import_module(module).__all__)


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_name_can_be_imported_and_is_listed(module: str) -> None:
    loaded = import_module(module)
    assert {name for name in PUBLIC[module] if getattr(loaded, name, None) is None} == set()
    assert set(PUBLIC[module]) <= set(dir(loaded))
