"""The quotas of a cluster with what is used of each, kept up to date as objects are created.

Quotas of a namespace with the same scopes count the same objects. They share one account, so that an object costs the
same work no matter how many there are: the one with the least room decides.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.amounts import NANO, Amounts, add, amounts
from k8sdsl.cluster.quota.evaluation import SCOPED, in_scope, usage
from k8sdsl.cluster.quota.scopes import named_classes, requirements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.identity import GroupVersionKind
    from k8sdsl.tree import Tree

_IN_EACH_NAMESPACE = {"count/serviceaccounts": NANO, "count/configmaps": NANO, "configmaps": NANO}
_NAMED = 3
"""So many further quotas that lack room are named."""


class Quota(NamedTuple):
    """One quota: its name, its limits, and the account in which their use is counted."""

    name: str
    hard: Amounts
    account: Account


class Account:
    """What the objects in some scopes use, and the limits of all quotas with these scopes."""

    __slots__ = ("_limits", "_scopes", "used")

    def __init__(self, scopes: list[Tree]) -> None:
        self._scopes = scopes
        self._limits: dict[str, list[tuple[int, int, str]]] = {}
        self.used: Amounts = {} if scopes else dict(_IN_EACH_NAMESPACE)

    def limit(self, quota: str, hard: Amounts) -> None:
        """Adds the limits of a quota."""
        for name, amount in hard.items():
            limits = self._limits.setdefault(name, [])
            insort(limits, (amount, len(limits), quota))

    def least(self, resource: str) -> tuple[str, int]:
        """The quota with the smallest limit of a resource, and this limit."""
        amount, _, quota = self._limits[resource][0]
        return quota, amount

    def further(self, resource: str, total: int) -> str:
        """The quotas that a total exceeds besides the smallest: `'b', 'c' and 7 more`."""
        limits = self._limits[resource]
        count = bisect_left(limits, (total,)) - 1
        names = ", ".join(repr(quota) for _, _, quota in limits[1 : 1 + min(count, _NAMED)])
        return f"{names} and {count - _NAMED} more" if count > _NAMED else names

    def holds(self, gvk: GroupVersionKind, tree: Tree) -> bool:
        """Whether an object is in all scopes of the quotas (`generic.Matches`)."""
        return all(in_scope(gvk.group, gvk.kind, scope, tree) for scope in self._scopes)

    def limited(self, used: Amounts) -> Iterator[tuple[str, int]]:
        """The amounts that an object uses of what the quotas limit."""
        return ((name, amount) for name, amount in used.items() if self.limits(name))

    def limits(self, resource: str) -> bool:
        """Whether one of the quotas limits a resource."""
        return resource in self._limits


class Ledger:
    """The accounts of all namespaces."""

    __slots__ = ("_accounts", "_by_class", "_quotas")

    def __init__(self) -> None:
        self._accounts: dict[tuple[str, str], Account] = {}
        self._by_class: dict[tuple[str, str], list[Account]] = {}
        self._quotas: dict[str, list[Quota]] = {}

    def quotas(self, namespace: str) -> Iterable[Quota]:
        """The quotas of a namespace in the order of their creation."""
        return self._quotas.get(namespace, ())

    def accounts(self, gvk: GroupVersionKind, namespace: str, tree: Tree) -> list[Account]:
        """The accounts of a namespace in which an object counts."""
        if namespace not in self._quotas:
            return []
        found = self._by_class.get((namespace, ""), ())
        if gvk.kind == "Pod" and (name := (tree.get("spec") or {}).get("priorityClassName")):
            found = (*found, *self._by_class.get((namespace, name), ()))
        return [account for account in found if account.holds(gvk, tree)]

    def charge(self, gvk: GroupVersionKind, plural: str, namespace: str, tree: Tree) -> None:
        """Adds an object that was created to what is used of the quotas of its namespace."""
        accounts = self.accounts(gvk, namespace, tree)
        if accounts:
            used = usage(gvk.group, gvk.kind, plural, tree)
            for account in accounts:
                add(account.used, used)

    def open(self, quota: Tree, namespace: str, existing: ClusterObjects) -> None:
        """Adds a quota; the first one with its scopes enters what exists already, the quota itself included."""
        spec = quota.get("spec") or {}
        name: str = (quota.get("metadata") or {}).get("name") or ""
        hard, scopes = amounts(spec.get("hard")), requirements(spec)
        account = self._accounts.get((namespace, str(scopes))) or self._account(namespace, scopes, existing)
        account.limit(name, hard)
        self._quotas.setdefault(namespace, []).append(Quota(name, hard, account))

    def _account(self, namespace: str, scopes: list[Tree], existing: ClusterObjects) -> Account:
        account = self._accounts[namespace, str(scopes)] = Account(scopes)
        for name in named_classes(scopes) or ("",):
            self._by_class.setdefault((namespace, name), []).append(account)
        for gvk, plural, tree in existing.in_namespace(namespace, SCOPED if scopes else ()):
            if account.holds(gvk, tree):
                add(account.used, usage(gvk.group, gvk.kind, plural, tree))
        return account
