"""The pods of one controller, created one after another until one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.admission import resource_quota
from k8sdsl.cluster.control_plane import POD
from k8sdsl.kube.kinds import kind_info
from k8sdsl.rule import Problems
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.rule import Problem
    from k8sdsl.tree import Tree


class Workforce:
    """The pods that a controller wants and has; `refused` are the problems of the first that was not created.

    `first` is the request for one of them as admission left it.
    """

    __slots__ = ("_namespace", "_plane", "first", "names", "refused", "wanted")

    def __init__(self, plane: ControlPlane, namespace: str, wanted: int) -> None:
        self._plane = plane
        self._namespace = namespace
        self.first: Request | None = None
        self.wanted = wanted
        self.names: list[str] = []
        self.refused: list[Problem] = []

    def create(self, template: Tree, name: str, *, alike: bool = True) -> bool:
        """Creates one pod from a template, and tells whether it was admitted.

        Pods of one template are admitted alike: only quotas are evaluated for each, unless they are not `alike`.
        """
        plane = self._plane
        info = kind_info("v1", "Pod")
        first = self.first if alike else None
        if info is None:
            return False
        if first is None:
            metadata = {**copy_tree(template.get("metadata") or {}), "name": name, "namespace": self._namespace}
            spec = copy_tree(template.get("spec") or {})
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
            first = self.first = plane.admit(pod, POD, info)
        else:
            first.problems = Problems()
            resource_quota.validate(first, plane.ledger, info.plural)
        errors = [problem for problem in first.problems if problem.rule.severity == "error"]
        if errors:
            self.refused = errors
            return False
        plane.store(first, name)
        self.names.append(name)
        return True
