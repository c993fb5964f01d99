"""PriorityLevelConfiguration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.flowcontrol.mandatory import CATCH_ALL, CATCH_ALL_LEVEL, EXEMPT, stated
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TYPE = Rule(
    "flowcontrol/priority-level-type",
    "A priority level is Limited and says its limits; the one that is called exempt is Exempt.",
    "ValidatePriorityLevelConfigurationSpec",
    "PriorityLevelConfiguration",
    bad={"spec": {"type": "Limited"}},
    good={"spec": {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}}},
)
SHARES = Rule(
    "flowcontrol/concurrency-shares",
    "Shares of concurrency are no negative number.",
    "ValidateLimitedPriorityLevelConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.nominalConcurrencyShares": -1},
    good={"spec.limited.nominalConcurrencyShares": 0},
)
BORROWING = Rule(
    "flowcontrol/borrowing",
    "`lendablePercent` is from 0 to 100; `borrowingLimitPercent` is no negative number.",
    "ValidateLimitedPriorityLevelConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.lendablePercent": 101},
    good={"spec.limited.lendablePercent": 50, "spec.limited.borrowingLimitPercent": 200},
)
RESPONSE = Rule(
    "flowcontrol/limit-response",
    "What is beyond the limit is met with Reject, or with Queue and its `queuing`.",
    "ValidateLimitResponse",
    "PriorityLevelConfiguration",
    bad={"spec.limited.limitResponse": {"type": "Queue"}},
    good={"spec.limited.limitResponse": {"type": "Queue", "queuing": {}}},
)
QUEUING = Rule(
    "flowcontrol/queuing",
    "Queues, hand size and length are positive, and a hand is small enough to be dealt with 60 bits.",
    "ValidatePriorityLevelQueuingConfiguration",
    "PriorityLevelConfiguration",
    bad={"spec.limited.limitResponse": {"type": "Queue", "queuing": {"queues": 4, "handSize": 8}}},
    good={"spec.limited.limitResponse": {"type": "Queue", "queuing": {"queues": 64, "handSize": 8}}},
)
MANDATORY = Rule(
    "flowcontrol/mandatory-priority-level",
    "The priority levels exempt and catch-all are the server's own; of exempt, shares and lending can be changed.",
    "ValidateIfMandatoryPriorityLevelConfigurationObject",
    "PriorityLevelConfiguration",
    bad={"metadata.name": "catch-all"},
    good={"metadata.name": "my-level"},
)

MAX_QUEUES, MAX_HASH_BITS = 10_000_000, 60
ZERO_ANNOTATION = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"
_OLD_NAMES: dict[str, str] = {"v1beta1": "assuredConcurrencyShares", "v1beta2": "assuredConcurrencyShares"}


def validate_priority_level(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a PriorityLevelConfiguration as ValidatePriorityLevelConfiguration does; its status is dropped before."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    meta = obj.get("metadata") or {}
    name = meta.get("name", "")
    version = obj.get("apiVersion", "").rpartition("/")[2]
    kind = spec.get("type", "")
    limited, exempt = spec.get("limited"), spec.get("exempt")
    if (name == EXEMPT) != (kind == "Exempt"):
        problems.add(TYPE, "spec.type", f"the type Exempt is for the level {EXEMPT!r}, and for no other")
    if kind == "Exempt":
        if limited is not None:
            problems.add(TYPE, "spec.limited", "a level of the type Exempt has no limits")
        if exempt is not None:
            _shares(exempt, "spec.exempt", "nominalConcurrencyShares", problems)
    elif kind == "Limited":
        if exempt is not None:
            problems.add(TYPE, "spec.exempt", "a level of the type Limited has no `exempt`")
        if limited is None:
            problems.add(TYPE, "spec.limited", "a level of the type Limited says its limits")
        else:
            zero_counts = version == "v1" or ZERO_ANNOTATION in (meta.get("annotations") or {})
            _set_defaults(limited, zero_counts=zero_counts)
            _limited(limited, "spec.limited", _OLD_NAMES.get(version, "nominalConcurrencyShares"), problems)
    else:
        refuse_choice(TYPE, kind, ("Exempt", "Limited"), "spec.type", problems)
    if not _is_as_kept(name, spec):
        problems.add(MANDATORY, "spec", f"the spec of {name!r} is not the one that the server gives it")


def _is_as_kept(name: str, spec: Tree) -> bool:
    """Whether a level that the server keeps has the spec that it keeps; of `exempt`, the details may differ."""
    if name == EXEMPT:
        return spec.get("type") == "Exempt" and "limited" not in spec
    return name != CATCH_ALL or bool(stated(spec) == stated(CATCH_ALL_LEVEL))


def _set_defaults(limited: Tree, *, zero_counts: bool) -> None:
    """Fills in what SetDefaults_LimitedPriorityLevelConfiguration does, under the name of later versions."""
    shares = limited.pop("assuredConcurrencyShares", limited.get("nominalConcurrencyShares"))
    if shares is None or (shares == 0 and not zero_counts):
        shares = 30
    limited["nominalConcurrencyShares"] = shares
    limited.setdefault("lendablePercent", 0)


def _shares(level: Tree, path: str, name: str, problems: Problems) -> None:
    shares, lendable = level.get("nominalConcurrencyShares", 0), level.get("lendablePercent", 0)
    if shares < 0:
        problems.add(SHARES, f"{path}.{name}", f"{shares} is negative")
    if not 0 <= lendable <= 100:
        problems.add(BORROWING, f"{path}.lendablePercent", f"{lendable} must be from 0 to 100")


def _limited(limited: Tree, path: str, name: str, problems: Problems) -> None:
    _shares(limited, path, name, problems)
    _response(limited.get("limitResponse") or {}, f"{path}.limitResponse", problems)
    borrowing = limited.get("borrowingLimitPercent")
    if borrowing is not None and borrowing < 0:
        problems.add(BORROWING, f"{path}.borrowingLimitPercent", f"{borrowing} is negative")


def _response(response: Tree, path: str, problems: Problems) -> None:
    kind, queuing = response.get("type", ""), response.get("queuing")
    if kind == "Reject":
        if queuing is not None:
            problems.add(RESPONSE, f"{path}.queuing", "Reject takes no queues")
    elif kind == "Queue":
        if queuing is None:
            problems.add(RESPONSE, f"{path}.queuing", "Queue needs its queues; {} stands for the defaults")
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
        problems.add(QUEUING, f"{path}.queues", f"{queues} must be from 1 to {MAX_QUEUES}")
    if hand <= 0:
        problems.add(QUEUING, f"{path}.handSize", f"{hand} must be positive")
    elif hand > queues:
        problems.add(QUEUING, f"{path}.handSize", f"a hand of {hand} is more than the {queues} queues")
    elif math.ceil(math.log2(queues) * hand) > MAX_HASH_BITS:
        message = f"a hand of {hand} from {queues} queues needs more than {MAX_HASH_BITS} bits"
        problems.add(QUEUING, f"{path}.handSize", message)
