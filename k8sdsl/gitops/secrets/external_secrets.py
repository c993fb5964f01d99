"""ExternalSecrets: the tree has the address of a value, and the operator in the cluster fetches it from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from k8sdsl.catalog import external_secrets

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

API_VERSION = "external-secrets.io/v1"


@frozen
class Remote:
    """One value in a store: its key there, and the property if the key has several."""

    key: str
    part: str = ""
    version: str = ""


def external_secret(
    name: str,
    *,
    store: str,
    values: Mapping[str, str | Remote] | None = None,
    everything_in: str = "",
    namespace: str = "",
    store_kind: Literal["SecretStore", "ClusterSecretStore"] = "SecretStore",
    refresh: str = "1h",
    secret_type: str = "",
    labels: Mapping[str, str] | None = None,
) -> Tree:
    """An ExternalSecret that creates the Secret `name`.

    `values` maps the Secret's keys to keys in the store (`prod/db`, or `Remote("prod/db", "password")`);
    `everything_in` takes all properties of one key of the store.
    """
    spec = external_secrets.ExternalSecretSpec(
        refresh_interval=refresh,
        secret_store_ref=external_secrets.ExternalSecretStoreRef(name=store, kind=store_kind),
        target=external_secrets.ExternalSecretTarget(
            name=name,
            creation_policy="Owner",
            template=external_secrets.ExternalSecretTargetTemplate(type=secret_type) if secret_type else None,
        ),
    )
    if values:
        spec.data = [
            external_secrets.ExternalSecretData(secret_key=key, remote_ref=_reference(remote))
            for key, remote in values.items()
        ]
    if everything_in:
        extract = external_secrets.ExternalSecretDataRemoteRef(key=everything_in)
        spec.data_from = [external_secrets.ExternalSecretDataFrom(extract=extract)]
    labels = dict(labels) if labels else None
    return external_secrets.ExternalSecret(name, namespace=namespace or None, labels=labels, spec=spec).to_dict()


def secret_store(
    name: str, *, provider: Mapping[str, Any], namespace: str = "", labels: Mapping[str, str] | None = None
) -> Tree:
    """A SecretStore; `provider` is its provider as External Secrets spells it (`{"vault": {"server": ...}}`)."""
    return _object("SecretStore", name, namespace, {"provider": dict(provider)}, labels)


def cluster_secret_store(name: str, *, provider: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> Tree:
    """A ClusterSecretStore, for every namespace."""
    return _object("ClusterSecretStore", name, "", {"provider": dict(provider)}, labels)


def _reference(remote: str | Remote) -> external_secrets.ExternalSecretDataRemoteRef:
    if isinstance(remote, str):
        return external_secrets.ExternalSecretDataRemoteRef(key=remote)
    return external_secrets.ExternalSecretDataRemoteRef(
        key=remote.key, property=remote.part or None, version=remote.version or None
    )


def _object(kind: str, name: str, namespace: str, spec: Tree, labels: Mapping[str, str] | None) -> Tree:
    metadata: Tree = {"name": name, **({"namespace": namespace} if namespace else {})}
    if labels:
        metadata["labels"] = dict(labels)
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}
