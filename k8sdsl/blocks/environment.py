"""Environment variables of containers, from ConfigMaps, Secrets, the pod itself, and plain values."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.blocks.secret_names import secret_name
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.blocks.secret_names import AnySecret


@said_by_caller
def env_from_config_map(
    config_map: k8s.ConfigMap | str,
    *,
    prefix: str | None = None,
    optional: bool | None = None,
) -> k8s.EnvFromSource:
    """Every entry of a ConfigMap (the object or its name) as a variable; `prefix` is added to its name.

    Examples:
        >>> from k8sdsl.blocks import env_from_config_map
        >>> env_from_config_map("settings")
        EnvFromSource(config_map_ref=ConfigMapEnvSource(name='settings'))
    """
    source = k8s.ConfigMapEnvSource(name=_name(config_map))
    if optional is not None:
        source.optional = optional
    made = k8s.EnvFromSource(config_map_ref=source)
    if prefix is not None:
        made.prefix = prefix
    return made


@said_by_caller
def env_from_secret(
    secret: AnySecret | str,
    *,
    prefix: str | None = None,
    optional: bool | None = None,
) -> k8s.EnvFromSource:
    """Every entry of a Secret (an object or its name) as a variable; `prefix` is added to its name.

    Examples:
        >>> from k8sdsl.blocks import env_from_secret
        >>> env_from_secret("credentials", prefix="DB_")
        EnvFromSource(secret_ref=SecretEnvSource(name='credentials'), prefix='DB_')
    """
    source = k8s.SecretEnvSource(name=secret_name(secret))
    if optional is not None:
        source.optional = optional
    made = k8s.EnvFromSource(secret_ref=source)
    if prefix is not None:
        made.prefix = prefix
    return made


@said_by_caller
def config_env(
    name: str, config_map: k8s.ConfigMap | str, key: str | None = None, *, optional: bool | None = None
) -> k8s.EnvVar:
    """One variable from an entry of a ConfigMap; `key` defaults to the name of the variable.

    Examples:
        >>> from k8sdsl.blocks import config_env
        >>> config_env("LEVEL", "web", "level")
        EnvVar(name='LEVEL', value_from=EnvVarSource(config_map_key_ref=ConfigMapKeySelector(key='level', name='web')))
    """
    source = k8s.ConfigMapKeySelector(key=key or name, name=_name(config_map))
    if optional is not None:
        source.optional = optional
    return k8s.EnvVar(name, value_from=k8s.EnvVarSource(config_map_key_ref=source))


@said_by_caller
def secret_env(
    name: str, secret: AnySecret | str, key: str | None = None, *, optional: bool | None = None
) -> k8s.EnvVar:
    """One variable from an entry of a Secret; `key` defaults to the name of the variable.

    Examples:
        >>> from k8sdsl.blocks import secret_env
        >>> secret_env("PASSWORD", "db", "password")
        EnvVar(name='PASSWORD', value_from=EnvVarSource(secret_key_ref=SecretKeySelector(key='password', name='db')))
    """
    source = k8s.SecretKeySelector(key=key or name, name=secret_name(secret))
    if optional is not None:
        source.optional = optional
    return k8s.EnvVar(name, value_from=k8s.EnvVarSource(secret_key_ref=source))


@said_by_caller
def field_env(name: str, field: str) -> k8s.EnvVar:
    """One variable from a field of the pod, such as `metadata.name` or `status.podIP`.

    Examples:
        >>> from k8sdsl.blocks import field_env
        >>> field_env("POD_NAME", "metadata.name")
        EnvVar(name='POD_NAME', value_from=EnvVarSource(field_ref=ObjectFieldSelector(field_path='metadata.name')))
    """
    return k8s.EnvVar(name, value_from=k8s.EnvVarSource(field_ref=k8s.ObjectFieldSelector(field_path=field)))


@said_by_caller
def env_values(values: Mapping[str, str]) -> list[k8s.EnvVar]:
    """Variables with plain values, in the order given.

    Examples:
        >>> from k8sdsl.blocks import env_values
        >>> env_values({"LEVEL": "info"})
        [EnvVar(name='LEVEL', value='info')]
    """
    return [k8s.EnvVar(name, value=value) for name, value in values.items()]


def _name(resource: k8s.ConfigMap | str) -> str:
    return resource if isinstance(resource, str) else resource.metadata.name or ""
