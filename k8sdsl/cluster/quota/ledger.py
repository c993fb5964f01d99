"""The quotas of a cluster with what is used of each, kept up to date as objects are created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts, add, amounts
from k8sdsl.cluster.quota.evaluation import in_scope, is_counted, usage
from k8sdsl.cluster.quota.scopes import requirements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.identity import GroupVersionKind
    from k8sdsl.tree import Tree

_IN_EACH_NAMESPACE = {"count/serviceaccounts": NANO, "count/configmaps": NANO, "configmaps": NANO}


class Account:
    """One quota: its limits and what is used of them."""

    __slots__ = ("hard", "name", "scopes", "used")

    def __init__(self, quota: Tree) -> None:
        spec = quota.get("spec") or {}
        self.name: str = (quota.get("metadata") or {}).get("name") or ""
        self.hard: Amounts = amounts(spec.get("hard"))
        self.scopes = requirements(spec)
        self.used: Amounts = dict.fromkeys(self.hard, 0)

    def covers(self, gvk: GroupVersionKind, used: Amounts, tree: Tree) -> bool:
        """Whether the quota limits an object that uses these amounts (`generic.Matches`)."""
        return all(in_scope(gvk.group, gvk.kind, scope, tree) for scope in self.scopes) and any(
            is_counted(gvk.group, gvk.kind, name, used) for name in self.hard
        )

    def charge(self, used: Amounts) -> None:
        """Adds amounts that an object uses."""
        add(self.used, {name: amount for name, amount in used.items() if name in self.hard})


class Ledger:
    """The accounts of all namespaces."""

    __slots__ = ("_accounts",)

    def __init__(self) -> None:
        self._accounts: dict[str, list[Account]] = {}

    def of(self, namespace: str) -> Sequence[Account]:
        """The quotas of a namespace in the order of their creation."""
        return self._accounts.get(namespace, ())

    def charge(self, gvk: GroupVersionKind, plural: str, namespace: str, tree: Tree) -> None:
        """Adds an object that was created to what is used of the quotas of its namespace."""
        accounts = self._accounts.get(namespace)
        if accounts:
            used = usage(gvk.group, gvk.kind, plural, tree)
            for account in accounts:
                if account.covers(gvk, used, tree):
                    account.charge(used)

    def open(self, quota: Tree, namespace: str, existing: ClusterObjects) -> None:
        """Opens the account of a quota and enters what exists already, the quota itself included."""
        account = Account(quota)
        self._accounts.setdefault(namespace, []).append(account)
        if not account.scopes:
            account.charge(_IN_EACH_NAMESPACE)
        for gvk, plural, tree in existing.in_namespace(namespace):
            used = usage(gvk.group, gvk.kind, plural, tree)
            if account.covers(gvk, used, tree):
                account.charge(used)
