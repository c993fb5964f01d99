"""References to objects of other kinds: backends other than Services, parameters of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

REFERENCE = Rule(
    "networking/object-reference",
    "A reference such as `parameters` must have a `kind`, a `name`, and a DNS name in `apiGroup` if it is set.",
    "validateIngressTypedLocalObjectReference",
    "IngressClass",
    bad={"spec.parameters": {"kind": "IngressParameters", "name": ""}},
    good={"spec.parameters": {"kind": "IngressParameters", "name": "public"}},
    remedy="for example, write `{apiGroup: k8s.example.com, kind: IngressParameters, name: public}`",
)


def validate_reference(reference: Tree, path: str, problems: Problems) -> None:
    """A group, kind and name (validateIngressTypedLocalObjectReference)."""
    group = reference.get("apiGroup")
    reason = "" if group is None else formats.dns1123_subdomain(group)
    if reason:
        problems.add(REFERENCE, f"{path}.apiGroup", f"{group!r} {reason}")
    for field in ("kind", "name"):
        value = reference.get(field, "")
        reason = formats.path_segment(value) if value else f"is empty; a {field} is required"
        if reason:
            problems.add(REFERENCE, f"{path}.{field}", f"{value!r} {reason}")
