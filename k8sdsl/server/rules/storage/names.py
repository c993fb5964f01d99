"""Names that several kinds of storage.k8s.io share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

DRIVER_NAME_LENGTH = 63

DRIVER_NAME = Rule(
    "storage/driver-name",
    "The name of a CSI driver is lower-case letters, digits, '-' and '.', of 63 characters at most; the case is free.",
    "ValidateCSIDriverName",
    "VolumeAttachment",
    bad={"spec.attacher": "csi_example"},
    good={"spec.attacher": "ebs.csi.example.com"},
)


def validate_driver_name(name: str, path: str, problems: Problems, rule: Rule = DRIVER_NAME) -> None:
    """The name of a driver, which upstream lowers before it looks at it (ValidateCSIDriverName)."""
    if not name:
        problems.add(rule, path, "the name of a driver is required")
    if len(name.encode("utf-8", "surrogatepass")) > DRIVER_NAME_LENGTH:
        problems.add(rule, path, f"{name!r} has more than {DRIVER_NAME_LENGTH} characters")
    # An empty name is no subdomain either; upstream says both, of the same field.
    if name and (reason := formats.dns1123_subdomain(name.lower())):
        problems.add(rule, path, f"{name!r} {reason}")
