"""References of images that the server accepts and no node can pull (the kubelet's `InvalidImageName`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.image_reference import image_fault

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

REFERENCE = Rule(
    "core/image-reference",
    "The `image` of a container should be a reference that a node can pull: `registry/name:tag` in lowercase.",
    "reference.ParseNormalizedNamed",
    "Pod",
    bad={"spec.containers[0].image": "redis: 7"},
    good={"spec.containers[0].image": "redis:7"},
    severity=Severity.WARNING,
    remedy="write the name and tag without spaces, such as `image: registry.example.com/shop/web:1.4`",
)

_PLACEHOLDERS = frozenset("$<>{}[]%")


def warn_of_image(image: str, path: str, problems: Problems) -> None:
    """A warning for a reference that cannot be pulled; one with the placeholder of another tool is not judged."""
    if not image or image != image.strip() or _is_replaced_later(image):
        return
    fault = image_fault(image)
    if fault is not None:
        reason, corrected = fault
        problems.add(
            REFERENCE,
            path,
            f"{image!r} {reason}; every pod would stay in InvalidImageName",
            remedy=f"write `image: {corrected}`" if corrected else None,
        )


def is_pullable(image: str) -> bool:
    """Whether no rule has anything to say about a reference."""
    return bool(image) and image == image.strip() and image_fault(image) is None


def _is_replaced_later(image: str) -> bool:
    """Whether another tool replaces it: an expression, `ko://` and a package, or a word in capitals (`PROJECT`)."""
    if not _PLACEHOLDERS.isdisjoint(image) or image.startswith("ko://"):
        return True
    return any(len(part) > 1 and part.isupper() for part in image.replace(":", "/").split("/"))
