"""Access: workloads, the accounts they run as, the bindings of these, and the roles that they grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.counted import counted
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from k8sdsl.system.members import Member
    from k8sdsl.views.pictures.sketch import Sketch

_BINDINGS = frozenset(("RoleBinding", "ClusterRoleBinding"))
_OBJECTS = frozenset(("ServiceAccount", "Role", "ClusterRole"))


def draw(sketch: Sketch) -> None:
    """Adds accounts, bindings and roles, and the workloads that name an account."""
    for member in sketch.graph.members:
        if member.kind in _OBJECTS:
            sketch.member(member, note=_rules(member))
        if member.kind in _BINDINGS:
            _binding(sketch, member)
        elif member.pods is not None:
            for reference in member.uses:
                if reference.kinds[0] == "ServiceAccount":
                    sketch.link(sketch.member(member), sketch.target(reference), reference.field.use)
        elif member.kind == "ClusterRole":
            for selection in member.selects:
                roles = [sketch.member(one) for one in sketch.graph.selected(selection)]
                sketch.link_each(sketch.member(member), roles, selection.field.use)


def _binding(sketch: Sketch, binding: Member) -> None:
    """From every subject to the binding, and from there to the role."""
    own = sketch.member(binding)
    for reference in binding.uses:
        if reference.kinds[0] == "ServiceAccount":
            sketch.link(sketch.target(reference), own, "has")
        elif reference.field.use == "grants":
            sketch.link(own, sketch.target(reference), "grants")
    for _, subject in maps_in(binding.tree.get("subjects")):
        if str(subject.get("kind")) in {"User", "Group"}:
            sketch.link(sketch.outside(str(subject["kind"]), str(subject.get("name"))), own, "has")


def _rules(role: Member) -> str:
    rules = role.tree.get("rules")
    return counted(len(rules), "rule") if isinstance(rules, list) and rules else ""
