"""PriorityLevelConfiguration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.flowcontrol.mandatory import CATCH_ALL, CATCH_ALL_LEVEL, EXEMPT, stated
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TYPE = Rule(
    "flowcontrol/priority-level-type",
    "`type` of a priority level must be Limited, with `limited` set; only the level `exempt` must have the type "
    "Exempt.",
    "ValidatePriorityLevelConfigurationSpec",
    "PriorityLevelConfiguration",
    bad={"spec": {"type": "Limited"}},
    good={"spec": {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}}},
    remedy="for example, write `spec: {type: Limited, limited: {limitResponse: {type: Reject}}}`",
)
SHARES = Rule(
    "flowcontrol/concurrency-shares",
    "`nominalConcurrencyShares` of a priority level must not be negative.",
    "ValidateLimitedPriorityLevelConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.nominalConcurrencyShares": -1},
    good={"spec.limited.nominalConcurrencyShares": 0},
    remedy="for example, set `nominalConcurrencyShares: 30`",
)
BORROWING = Rule(
    "flowcontrol/borrowing",
    "`lendablePercent` must be from 0 to 100, and `borrowingLimitPercent` must not be negative.",
    "ValidateLimitedPriorityLevelConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.lendablePercent": 101},
    good={"spec.limited.lendablePercent": 50, "spec.limited.borrowingLimitPercent": 200},
    remedy="for example, write `lendablePercent: 50` and `borrowingLimitPercent: 200`",
)
RESPONSE = Rule(
    "flowcontrol/limit-response",
    "`limitResponse.type` must be Reject, or Queue together with `queuing`.",
    "ValidateLimitResponse",
    "PriorityLevelConfiguration",
    bad={"spec.limited.limitResponse": {"type": "Queue"}},
    good={"spec.limited.limitResponse": {"type": "Queue", "queuing": {}}},
    remedy="for example, write `limitResponse: {type: Queue, queuing: {queues: 64, handSize: 8}}`",
)
QUEUING = Rule(
    "flowcontrol/queuing",
    (
        "`queues`, `handSize` and `queueLengthLimit` must be positive, and `handSize` must not be too large for the "
        "number of queues (60 bits)."
    ),
    "ValidatePriorityLevelQueuingConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.limitResponse": {"type": "Queue", "queuing": {"queues": 4, "handSize": 8}}},
    good={"spec.limited.limitResponse": {"type": "Queue", "queuing": {"queues": 64, "handSize": 8}}},
    remedy="for example, write `queuing: {queues: 64, handSize: 8, queueLengthLimit: 50}`",
)
MANDATORY = Rule(
    "flowcontrol/mandatory-priority-level",
    (
        "The priority levels `exempt` and `catch-all` must keep the `spec` that the server gives them, except for the "
        "shares of `exempt`."
    ),
    "ValidateIfMandatoryPriorityLevelConfigurationObject",
    "PriorityLevelConfiguration",
    bad={"metadata.name": "catch-all"},
    good={"metadata.name": "my-level"},
    remedy="define your own under another name, such as `metadata: {name: build-agents}`",
)

MAX_QUEUES, MAX_HASH_BITS = 10_000_000, 60
ZERO_ANNOTATION = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"
_OLD_NAMES: dict[str, str] = {"v1beta1": "assuredConcurrencyShares", "v1beta2": "assuredConcurrencyShares"}


def validate_priority_level(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a PriorityLevelConfiguration as ValidatePriorityLevelConfiguration does; its status is dropped first."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    meta = obj.get("metadata") or {}
    name = meta.get("name", "")
    version = obj.get("apiVersion", "").rpartition("/")[2]
    kind = spec.get("type", "")
    limited, exempt = spec.get("limited"), spec.get("exempt")
    if (name == EXEMPT) != (kind == "Exempt"):
        problems.add(TYPE, "spec.type", f"the level {EXEMPT!r}, and only it, must have the type Exempt")
    if kind == "Exempt":
        if limited is not None:
            problems.add(TYPE, "spec.limited", "limited cannot be set for the type Exempt")
        if exempt is not None:
            _shares(exempt, "spec.exempt", "nominalConcurrencyShares", problems)
    elif kind == "Limited":
        if exempt is not None:
            problems.add(TYPE, "spec.exempt", "exempt cannot be set for the type Limited")
        if limited is None:
            problems.add(TYPE, "spec.limited", "limited is required for the type Limited")
        else:
            zero_counts = version == "v1" or ZERO_ANNOTATION in (meta.get("annotations") or {})
            _set_defaults(limited, zero_counts=zero_counts)
            _limited(limited, "spec.limited", _OLD_NAMES.get(version, "nominalConcurrencyShares"), problems)
    else:
        refuse_choice(TYPE, kind, ("Exempt", "Limited"), "spec.type", problems)
    if not _is_as_kept(name, spec):
        problems.add(MANDATORY, "spec", f"the spec of {name!r} differs from the one that the server maintains")


def _is_as_kept(name: str, spec: Tree) -> bool:
    """Whether a level that the server maintains has the expected spec; the details of `exempt` can differ."""
    if name == EXEMPT:
        return spec.get("type") == "Exempt" and "limited" not in spec
    return name != CATCH_ALL or bool(stated(spec) == stated(CATCH_ALL_LEVEL))


def _set_defaults(limited: Tree, *, zero_counts: bool) -> None:
    """Sets the defaults of SetDefaults_LimitedPriorityLevelConfiguration, under the field names of later versions."""
    shares = limited.pop("assuredConcurrencyShares", limited.get("nominalConcurrencyShares"))
    if shares is None or (shares == 0 and not zero_counts):
        shares = 30
    limited["nominalConcurrencyShares"] = shares
    limited.setdefault("lendablePercent", 0)


def _shares(level: Tree, path: str, name: str, problems: Problems) -> None:
    shares, lendable = level.get("nominalConcurrencyShares", 0), level.get("lendablePercent", 0)
    if shares < 0:
        problems.add(SHARES, f"{path}.{name}", f"{shares} must not be negative")
    if not 0 <= lendable <= 100:
        problems.add(BORROWING, f"{path}.lendablePercent", f"{lendable} is not between 0 and 100")


def _limited(limited: Tree, path: str, name: str, problems: Problems) -> None:
    _shares(limited, path, name, problems)
    _response(limited.get("limitResponse") or {}, f"{path}.limitResponse", problems)
    borrowing = limited.get("borrowingLimitPercent")
    if borrowing is not None and borrowing < 0:
        problems.add(BORROWING, f"{path}.borrowingLimitPercent", f"{borrowing} must not be negative")


def _response(response: Tree, path: str, problems: Problems) -> None:
    kind, queuing = response.get("type", ""), response.get("queuing")
    if kind == "Reject":
        if queuing is not None:
            problems.add(RESPONSE, f"{path}.queuing", "queuing cannot be set for the type Reject")
    elif kind == "Queue":
        if queuing is None:
            problems.add(RESPONSE, f"{path}.queuing", "queuing is required for the type Queue; {} selects the defaults")
        else:
            _queuing(queuing, f"{path}.queuing", problems)
    else:
        refuse_choice(RESPONSE, kind, ("Queue", "Reject"), f"{path}.type", problems)


def _queuing(queuing: Tree, path: str, problems: Problems) -> None:
    # SetDefaults_QueuingConfiguration
    length, queues, hand = (
        queuing.get(field) or default for field, default in (("queueLengthLimit", 50), ("queues", 64), ("handSize", 8))
    )
    if length <= 0:
        problems.add(QUEUING, f"{path}.queueLengthLimit", f"{length} must be positive")
    if not 0 < queues <= MAX_QUEUES:
        problems.add(QUEUING, f"{path}.queues", f"{queues} is not between 1 and {MAX_QUEUES}")
    if hand <= 0:
        problems.add(QUEUING, f"{path}.handSize", f"{hand} must be positive")
    elif hand > queues:
        problems.add(QUEUING, f"{path}.handSize", f"handSize {hand} exceeds the number of queues, {queues}")
    elif math.ceil(math.log2(queues) * hand) > MAX_HASH_BITS:
        message = f"handSize {hand} with {queues} queues needs more than {MAX_HASH_BITS} bits"
        problems.add(QUEUING, f"{path}.handSize", message)
