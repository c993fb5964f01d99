"""Environment variables: each block writes what it was asked for, and what it writes is accepted."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.blocks import config_env, env_from_config_map, env_from_secret, env_values, field_env, secret_env
from tests.blocks.workloads import container_of


def test_environment_from_everywhere() -> None:
    config, secret = k8s.ConfigMap("conf"), k8s.Secret("pass")
    container = container_of(
        env_from=[
            env_from_config_map(config, prefix="C_"),
            env_from_secret(secret, optional=True),
            env_from_config_map("other", optional=False),
            env_from_secret("another", prefix="S_"),
        ],
        env=[
            *env_values({"A": "1", "B": ""}),
            config_env("C", config),
            secret_env("D", "pass", "key", optional=True),
            config_env("E", "conf", "key", optional=True),
            field_env("F", "metadata.name"),
        ],
    )
    assert container["envFrom"] == [
        {"prefix": "C_", "configMapRef": {"name": "conf"}},
        {"secretRef": {"name": "pass", "optional": True}},
        {"configMapRef": {"name": "other", "optional": False}},
        {"prefix": "S_", "secretRef": {"name": "another"}},
    ]
    assert container["env"] == [
        {"name": "A", "value": "1"},
        {"name": "B", "value": ""},
        {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "C"}}},
        {"name": "D", "valueFrom": {"secretKeyRef": {"name": "pass", "key": "key", "optional": True}}},
        {"name": "E", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "key", "optional": True}}},
        {"name": "F", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
