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
    "The name of a CSI driver, such as `attacher`, must be a DNS name of at most 63 characters, in any letter case.",
    "ValidateCSIDriverName",
    "VolumeAttachment",
    bad={"spec.attacher": "csi_example"},
    good={"spec.attacher": "ebs.csi.example.com"},
    remedy="for example, write `attacher: ebs.csi.aws.com`",
)


def validate_driver_name(name: str, path: str, problems: Problems, rule: Rule = DRIVER_NAME) -> None:
    """The name of a driver, which upstream converts to lowercase first (ValidateCSIDriverName)."""
    if not name:
        problems.add(rule, path, "the name of a driver is required")
    if len(name.encode("utf-8", "surrogatepass")) > DRIVER_NAME_LENGTH:
        problems.add(rule, path, f"{name!r} must be at most {DRIVER_NAME_LENGTH} characters long")
    # An empty name is not a subdomain either; upstream reports both for the same field.
    if name and (reason := formats.dns1123_subdomain(name.lower())):
        problems.add(rule, path, f"{name!r} {reason}")
