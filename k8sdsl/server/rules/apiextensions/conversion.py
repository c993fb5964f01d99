"""The conversion between versions of a custom kind: none, or by a webhook (`validateCustomResourceConversion`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.webhook_client import validate_client_config

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_WEBHOOK = {"clientConfig": {"url": "https://convert.example.com/"}, "conversionReviewVersions": ["v1"]}

STRATEGY = Rule(
    "crd/conversion-strategy",
    "`conversion.strategy` must be None, or Webhook together with `webhook`.",
    "validateCustomResourceConversion",
    "CustomResourceDefinition",
    bad={"spec.conversion": {"strategy": "Magic"}},
    good={"spec.conversion": {"strategy": "Webhook", "webhook": _WEBHOOK}},
    remedy=(
        "write `conversion: {strategy: None}`, or `{strategy: Webhook, webhook: {clientConfig: {...}, "
        "conversionReviewVersions: [v1]}}`"
    ),
)
REVIEW_VERSIONS = Rule(
    "crd/conversion-review-versions",
    "`conversionReviewVersions` must list v1 or v1beta1, and no version twice.",
    "validateConversionReviewVersions",
    "CustomResourceDefinition",
    bad={"spec.conversion": {"strategy": "Webhook", "webhook": {**_WEBHOOK, "conversionReviewVersions": ["v2"]}}},
    good={"spec.conversion": {"strategy": "Webhook", "webhook": _WEBHOOK}},
    remedy="write `conversionReviewVersions: [v1]`",
)

ACCEPTED = ("v1", "v1beta1")


def validate_conversion(conversion: Tree, path: str, problems: Problems) -> None:
    """The conversion in the server's internal form, in which the client and the versions have other names."""
    strategy = conversion.get("strategy", "")
    if not strategy:
        problems.add(STRATEGY, f"{path}.strategy", "strategy is required")
    elif strategy not in {"None", "Webhook"}:
        refuse_choice(STRATEGY, strategy, ("None", "Webhook"), f"{path}.strategy", problems)
    client = conversion.get("webhookClientConfig")
    versions = conversion.get("conversionReviewVersions") or []
    if strategy == "Webhook":
        if client is None:
            problems.add(STRATEGY, f"{path}.webhookClientConfig", "webhook is required with the strategy Webhook")
        else:
            validate_client_config(client, f"{path}.webhookClientConfig", problems)
        validate_review_versions(versions, f"{path}.conversionReviewVersions", problems)
        return
    if client is not None:
        problems.add(STRATEGY, f"{path}.webhookClientConfig", "webhook can only be set with the strategy Webhook")
    if versions:
        problems.add(
            STRATEGY,
            f"{path}.conversionReviewVersions",
            "conversionReviewVersions can only be set with the strategy Webhook",
        )


def validate_review_versions(
    versions: list[str],
    path: str,
    problems: Problems,
    rule: Rule = REVIEW_VERSIONS,
) -> None:
    """The versions of review objects that a webhook accepts."""
    if not versions:
        problems.add(rule, path, f"the list is empty; add one of {', '.join(ACCEPTED)}")
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            problems.add(rule, f"{path}[{index}]", f"{version!r} is listed more than once")
            continue
        seen.add(version)
        reason = formats.dns1035_label(version)
        if reason:
            problems.add(rule, f"{path}[{index}]", f"{version!r} {reason}")
    if not seen.intersection(ACCEPTED):
        problems.add(rule, path, f"one of {', '.join(ACCEPTED)} must be listed")
