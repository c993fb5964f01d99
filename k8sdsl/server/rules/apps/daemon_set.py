"""DaemonSets (apps/validation `ValidateDaemonSet`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.apps.new_meta import validate_new_meta
from k8sdsl.server.rules.apps.numbers import amount, not_negative, validate_int_or_percent
from k8sdsl.server.rules.apps.old_annotations import TEMPLATE_GENERATION, converts
from k8sdsl.server.rules.apps.selection import SELECTOR_EMPTY, validate_match
from k8sdsl.server.rules.apps.template import validate_template
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

STRATEGY = Rule(
    "apps/daemon-set-strategy",
    "`updateStrategy.type` of a DaemonSet must be RollingUpdate or OnDelete.",
    "ValidateDaemonSetUpdateStrategy",
    "DaemonSet",
    bad={"spec.updateStrategy": {"type": "Recreate"}},
    good={"spec.updateStrategy": {"type": "OnDelete"}},
    remedy="write the value as listed, such as `updateStrategy: {type: RollingUpdate}`",
)
SURGE_OR_UNAVAILABLE = Rule(
    "apps/daemon-set-surge",
    "Exactly one of `maxSurge` and `maxUnavailable` of a DaemonSet's rolling update must be 0.",
    "ValidateRollingUpdateDaemonSet",
    "DaemonSet",
    bad={"spec.updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}},
    good={"spec.updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}},
    remedy="for example, write `rollingUpdate: {maxSurge: 1, maxUnavailable: 0}`; the default of maxUnavailable is 1",
)


def validate_daemon_set(obj: Tree, problems: Problems, context: Context) -> None:
    """A DaemonSet on create."""
    if not converts(obj, TEMPLATE_GENERATION, problems):
        return
    validate_new_meta(obj, problems)
    spec = obj.get("spec") or {}
    _validate_selector(spec, problems)
    # Its pods run on several nodes, so a disk is shared as if by replicas.
    validate_template(spec, "spec", problems, context, replicas=2)
    not_negative(spec, ("minReadySeconds", "revisionHistoryLimit"), "spec", problems)
    _validate_strategy(spec.get("updateStrategy") or {}, "spec.updateStrategy", problems)


def _validate_selector(spec: Tree, problems: Problems) -> None:
    """Unlike for a Deployment, the template is validated even if the selector is invalid."""
    selector = spec.get("selector")
    before = len(problems.found)
    validate_label_selector(selector, "spec.selector", problems)
    if len(problems.found) == before:
        validate_match(spec, "spec", problems)
    if selector is not None and not selector.get("matchLabels") and not selector.get("matchExpressions"):
        problems.add(SELECTOR_EMPTY, "spec.selector", "the selector is empty; it would select every pod")


def _validate_strategy(strategy: Tree, path: str, problems: Problems) -> None:
    kind = strategy.get("type") or "RollingUpdate"
    if kind == "RollingUpdate":
        _validate_rolling(strategy.get("rollingUpdate") or {}, f"{path}.rollingUpdate", problems)
    elif kind != "OnDelete":
        refuse_choice(STRATEGY, kind, ("RollingUpdate", "OnDelete"), path, problems)


def _validate_rolling(rolling: Tree, path: str, problems: Problems) -> None:
    unavailable, surge = rolling.get("maxUnavailable", 1), rolling.get("maxSurge", 0)
    validate_int_or_percent(unavailable, f"{path}.maxUnavailable", problems)
    validate_int_or_percent(surge, f"{path}.maxSurge", problems)
    if amount(unavailable) != 0 and amount(surge) != 0:
        problems.add(SURGE_OR_UNAVAILABLE, f"{path}.maxSurge", "must be 0 because maxUnavailable is not 0")
    elif amount(unavailable) == 0 and amount(surge) == 0:
        problems.add(SURGE_OR_UNAVAILABLE, f"{path}.maxUnavailable", "must not be 0 because maxSurge is 0")
