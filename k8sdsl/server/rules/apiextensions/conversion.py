"""How versions of a custom kind are converted: not at all, or by a webhook (`validateCustomResourceConversion`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.webhook_client import validate_client_config

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_WEBHOOK = {"clientConfig": {"url": "https://convert.example.com/"}, "conversionReviewVersions": ["v1"]}

STRATEGY = Rule(
    "crd/conversion-strategy",
    "Conversion is by None or by Webhook, and the webhook is described for that one alone.",
    "validateCustomResourceConversion",
    "CustomResourceDefinition",
    bad={"spec.conversion": {"strategy": "Magic"}},
    good={"spec.conversion": {"strategy": "Webhook", "webhook": _WEBHOOK}},
)
REVIEW_VERSIONS = Rule(
    "crd/conversion-review-versions",
    "A conversion webhook names the review versions that it understands, v1 or v1beta1 among them, none twice.",
    "validateConversionReviewVersions",
    "CustomResourceDefinition",
    bad={"spec.conversion": {"strategy": "Webhook", "webhook": {**_WEBHOOK, "conversionReviewVersions": ["v2"]}}},
    good={"spec.conversion": {"strategy": "Webhook", "webhook": _WEBHOOK}},
)

ACCEPTED = ("v1", "v1beta1")


def validate_conversion(conversion: Tree, path: str, problems: Problems) -> None:
    """The conversion in the server's internal form, in which the client and the versions have names of their own."""
    strategy = conversion.get("strategy", "")
    if not strategy:
        problems.add(STRATEGY, f"{path}.strategy", "the strategy is required")
    elif strategy not in {"None", "Webhook"}:
        problems.add(STRATEGY, f"{path}.strategy", f"{strategy!r} is neither None nor Webhook")
    client = conversion.get("webhookClientConfig")
    versions = conversion.get("conversionReviewVersions") or []
    if strategy == "Webhook":
        if client is None:
            problems.add(STRATEGY, f"{path}.webhookClientConfig", "the strategy Webhook needs a webhook")
        else:
            validate_client_config(client, f"{path}.webhookClientConfig", problems)
        validate_review_versions(versions, f"{path}.conversionReviewVersions", problems)
        return
    if client is not None:
        problems.add(STRATEGY, f"{path}.webhookClientConfig", "only the strategy Webhook has a webhook")
    if versions:
        problems.add(STRATEGY, f"{path}.conversionReviewVersions", "only the strategy Webhook has review versions")


def validate_review_versions(
    versions: list[str],
    path: str,
    problems: Problems,
    rule: Rule = REVIEW_VERSIONS,
) -> None:
    """The versions of the review objects that a webhook understands."""
    if not versions:
        problems.add(rule, path, f"one of {', '.join(ACCEPTED)} must be named")
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            problems.add(rule, f"{path}[{index}]", f"{version!r} occurs before")
            continue
        seen.add(version)
        reason = formats.dns1035_label(version)
        if reason:
            problems.add(rule, f"{path}[{index}]", f"{version!r} {reason}")
    if not seen.intersection(ACCEPTED):
        problems.add(rule, path, f"one of {', '.join(ACCEPTED)} must be among them")
