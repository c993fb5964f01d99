"""ExternalSecrets: the tree has the address of a value, and the operator in the cluster fetches it from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from k8sdsl.catalog import external_secrets
from k8sdsl.errors import SecretError
from k8sdsl.gitops.secrets.plaintext import without_applied
from k8sdsl.gitops.typed_fields import typed
from k8sdsl.identity import ObjectRef
from k8sdsl.objects.part import said_by_caller
from k8sdsl.objects.typed import resource_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree

API_VERSION = "external-secrets.io/v1"

StoreKind = Literal["SecretStore", "ClusterSecretStore"]


@frozen
class Remote:
    """One value in a store: its key there, and the property if the key has several.

    Examples:
        >>> from k8sdsl.gitops import Remote
        >>> Remote("shop/database", "password").part
        'password'
    """

    key: str
    part: str = ""
    version: str = ""


@said_by_caller
def external_secret(
    name: str,
    *,
    store: str,
    values: Mapping[str, str | Remote] | None = None,
    everything_in: str = "",
    namespace: str = "",
    store_kind: StoreKind = "SecretStore",
    refresh: str = "1h",
    secret_type: str = "",
    labels: Mapping[str, str] | None = None,
) -> external_secrets.ExternalSecret:
    """An ExternalSecret that creates the Secret `name`.

    `values` maps the Secret's keys to keys in the store (`prod/db`, or `Remote("prod/db", "password")`);
    `everything_in` takes all properties of one key of the store. Blocks accept the object where they accept a Secret:
    `secret_env("PASSWORD", external_secret(...), "password")`.

    Examples:
        >>> from k8sdsl.gitops import Remote, external_secret
        >>> values = {"password": Remote("shop/database", "password")}
        >>> database = external_secret("database", store="vault", values=values)
        >>> database.to_dict()["spec"]["data"][0]["remoteRef"]
        {'key': 'shop/database', 'property': 'password'}
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
    return external_secrets.ExternalSecret(
        name, namespace=namespace or None, labels=dict(labels) if labels else None, spec=spec
    )


@said_by_caller
def secret_store(
    name: str, *, provider: Mapping[str, Any], namespace: str = "", labels: Mapping[str, str] | None = None
) -> external_secrets.SecretStore:
    """A SecretStore; `provider` is its provider as External Secrets spells it (`{"vault": {"server": ...}}`).

    Examples:
        >>> from k8sdsl.gitops import secret_store
        >>> secret_store("vault", provider={"vault": {"server": "https://vault.example.com"}}).to_dict()["kind"]
        'SecretStore'
    """
    return resource_of(_store("SecretStore", name, namespace, provider, labels), external_secrets.SecretStore)


@said_by_caller
def cluster_secret_store(
    name: str, *, provider: Mapping[str, Any], labels: Mapping[str, str] | None = None
) -> external_secrets.ClusterSecretStore:
    """A ClusterSecretStore, for every namespace.

    Examples:
        >>> from k8sdsl.gitops import cluster_secret_store
        >>> cluster_secret_store("vault", provider={"vault": {"server": "https://vault.example.com"}}).to_dict()["kind"]
        'ClusterSecretStore'
    """
    return resource_of(_store("ClusterSecretStore", name, "", provider, labels), external_secrets.ClusterSecretStore)


def _key_of(pattern: str, ref: ObjectRef) -> str:
    return pattern.format(namespace=ref.namespace, name=ref.name).lstrip("/")


def _valid_key(_: object, __: object, pattern: str) -> None:
    try:
        _key_of(pattern, ObjectRef("v1", "Secret", "namespace", "name"))
    except (LookupError, ValueError):
        raise SecretError(
            f"`key` of ExternalSecrets can contain only {{namespace}} and {{name}} in braces, not {pattern!r}",
            remedy='write key="{namespace}/{name}"',
            code="gitops/declaration",
        ) from None


@frozen(kw_only=True, field_transformer=typed)
class ExternalSecrets:
    """Replaces every Secret with an ExternalSecret that fetches the same keys, so that no secret value is rendered.

    The values of the Secrets are not used and can be placeholders. `key` is the key of a Secret in the store, with its
    `{namespace}` and `{name}`; each key of the Secret is a property there.

    Examples:
        >>> from k8sdsl.gitops import ExternalSecrets, GitOps
        >>> gitops = GitOps(secrets=ExternalSecrets(store="vault", key="shop/{name}"))
    """

    store: str
    store_kind: StoreKind = "ClusterSecretStore"
    key: str = field(default="{namespace}/{name}", validator=_valid_key)
    refresh: str = "1h"

    def fingerprint(self, tree: Tree) -> str:
        """Empty: the same Secret gives the same bytes."""
        del tree
        return ""

    def seal(self, tree: Tree) -> Tree:
        """The ExternalSecret from which the operator creates this Secret; SecretError if it has no name."""
        ref = ObjectRef.of(tree)
        metadata = without_applied(tree).get("metadata") or {}
        if not metadata.get("name"):
            raise SecretError(
                f"{ref} has no name, and a Secret with `generateName` cannot be fetched",
                remedy="set `metadata.name`",
                code="secret/no-name",
            )
        keys = sorted({key for part in ("data", "stringData") for key in tree.get(part) or {}})
        made = external_secret(
            ref.name,
            store=self.store,
            values={key: Remote(_key_of(self.key, ref), key) for key in keys},
            store_kind=self.store_kind,
            refresh=self.refresh,
        )
        sealed = made.to_dict()
        sealed["metadata"] = {name: metadata[name] for name in ("name", "namespace", "labels") if name in metadata}
        target: Tree = sealed["spec"]["target"]
        inner = {name: metadata[name] for name in ("labels", "annotations") if metadata.get(name)}
        template = {"type": tree.get("type"), "metadata": inner}
        template = {name: value for name, value in template.items() if value}
        if template:
            target["template"] = template
        if "immutable" in tree:
            target["immutable"] = tree["immutable"]
        return sealed


def _reference(remote: str | Remote) -> external_secrets.ExternalSecretDataRemoteRef:
    if isinstance(remote, str):
        return external_secrets.ExternalSecretDataRemoteRef(key=remote)
    return external_secrets.ExternalSecretDataRemoteRef(
        key=remote.key, property=remote.part or None, version=remote.version or None
    )


def _store(
    kind: StoreKind, name: str, namespace: str, provider: Mapping[str, Any], labels: Mapping[str, str] | None
) -> Tree:
    metadata: Tree = {"name": name, **({"namespace": namespace} if namespace else {})}
    if labels:
        metadata["labels"] = dict(labels)
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": {"provider": dict(provider)}}
