"""The content of a claim: requests and their alternatives, constraints, configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.resource.configuration import validate_configuration, validate_selectors
from k8sdsl.server.rules.resource.names import validate_fully_qualified_name, validate_unique, within
from k8sdsl.server.rules.resource.taints import validate_toleration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

REQUEST_NAME = Rule(
    "resource/request-name",
    "The `name` of a request must be a DNS label.",
    "validateRequestName",
    "ResourceClaim",
    bad={"spec.devices.requests[0].name": "my_gpu"},
    good={"spec.devices.requests[0].name": "my-gpu"},
    remedy="use lowercase letters, digits and dashes, such as `name: gpu`",
)
REQUEST_TYPE = Rule(
    "resource/request-type",
    "A request must have exactly one of `exactly` and `firstAvailable`.",
    "validateDeviceRequest",
    "ResourceClaim",
    bad={"spec.devices.requests": [{"name": "gpu"}]},
    good={
        "spec.devices.requests": [
            {"name": "gpu", "firstAvailable": [{"name": "large", "deviceClassName": "large.example.com"}]}
        ]
    },
    remedy="for example, write `{name: gpu, exactly: {deviceClassName: gpu.example.com}}`",
)
DEVICE_CLASS = Rule(
    "resource/device-class-name",
    "`deviceClassName` of a request must be a valid name of a DeviceClass.",
    "validateDeviceClass",
    "ResourceClaim",
    bad={"spec.devices.requests[0].exactly.deviceClassName": ""},
    good={"spec.devices.requests[0].exactly.deviceClassName": "gpu.example.com"},
    remedy="for example, write `deviceClassName: gpu.example.com`",
)
ALLOCATION_MODE = Rule(
    "resource/allocation-mode",
    "`allocationMode` must be ExactCount with a positive `count`, or All without a `count`.",
    "validateDeviceAllocationMode",
    "ResourceClaim",
    bad={"spec.devices.requests[0].exactly.allocationMode": "All", "spec.devices.requests[0].exactly.count": 2},
    good={"spec.devices.requests[0].exactly.allocationMode": "ExactCount", "spec.devices.requests[0].exactly.count": 2},
    remedy="for example, write `{allocationMode: ExactCount, count: 2}`",
)
CONSTRAINT = Rule(
    "resource/constraint",
    "A constraint must have `matchAttribute` or `distinctAttribute`.",
    "validateDeviceConstraint",
    "ResourceClaim",
    bad={"spec.devices.constraints": [{"requests": ["gpu"]}]},
    good={"spec.devices.constraints": [{"requests": ["gpu"], "matchAttribute": "example.com/numa"}]},
    remedy="for example, write `{requests: [gpu], matchAttribute: example.com/numa}`",
)
REQUEST_REFERENCE = Rule(
    "resource/request-reference",
    (
        "`requests` of a constraint or configuration must name requests of the claim, or an alternative as "
        "request/alternative."
    ),
    "validateRequestNameRef",
    "ResourceClaim",
    bad={"spec.devices.constraints": [{"requests": ["disk"], "matchAttribute": "example.com/numa"}]},
    good={"spec.devices.constraints": [{"requests": ["gpu"], "matchAttribute": "example.com/numa"}]},
    remedy="write the name of a request of this claim, such as `requests: [gpu]` or `requests: [gpu/large]`",
)

MAX_REQUESTS = MAX_CONSTRAINTS = MAX_CONFIGURATIONS = 32
MAX_ALTERNATIVES = 8


def validate_device_claim(claim: Tree, path: str, problems: Problems, context: Context) -> None:
    """The devices of a claim (validateDeviceClaim); requests in the old flat form have been converted."""
    requests = claim.get("requests") or ()
    names = {
        request.get("name", ""): {item.get("name", "") for item in request.get("firstAvailable") or ()}
        for request in requests
    }
    if within(requests, MAX_REQUESTS, f"{path}.requests", problems):
        for index, request in enumerate(requests):
            _request(request, f"{path}.requests[{index}]", problems, context.minor)
        validate_unique([request.get("name", "") for request in requests], f"{path}.requests", problems)
    constraints = claim.get("constraints") or ()
    if within(constraints, MAX_CONSTRAINTS, f"{path}.constraints", problems):
        for index, constraint in enumerate(constraints):
            _constraint(constraint, f"{path}.constraints[{index}]", problems, names, context)
    configurations = claim.get("config") or ()
    if within(configurations, MAX_CONFIGURATIONS, f"{path}.config", problems):
        for index, configuration in enumerate(configurations):
            at = f"{path}.config[{index}]"
            _references(configuration.get("requests") or (), f"{at}.requests", problems, names)
            validate_configuration(configuration, at, problems)


def _name(name: str, path: str, problems: Problems) -> None:
    if reason := formats.dns1123_label(name):
        problems.add(REQUEST_NAME, path, f"{name!r} {reason}")


def _request(request: Tree, path: str, problems: Problems, minor: int) -> None:
    _name(request.get("name", ""), f"{path}.name", problems)
    alternatives, exactly = request.get("firstAvailable") or (), request.get("exactly")
    if not alternatives and exactly is None:
        problems.add(REQUEST_TYPE, path, "set exactly or firstAvailable")
    elif alternatives and exactly is not None:
        problems.add(REQUEST_TYPE, path, "exactly and firstAvailable cannot both be set")
    elif exactly is not None:
        _details(exactly, f"{path}.exactly", problems, minor)
    else:
        at = f"{path}.firstAvailable"
        if within(alternatives, MAX_ALTERNATIVES, at, problems):
            for index, alternative in enumerate(alternatives):
                _name(alternative.get("name", ""), f"{at}[{index}].name", problems)
                _details(alternative, f"{at}[{index}]", problems, minor)
            validate_unique([alternative.get("name", "") for alternative in alternatives], at, problems)


def _details(details: Tree, path: str, problems: Problems, minor: int) -> None:
    name = details.get("deviceClassName", "")
    reason = formats.dns1123_subdomain(name) if name else "is empty; the name of a DeviceClass is required"
    if reason:
        problems.add(DEVICE_CLASS, f"{path}.deviceClassName", f"{name!r} {reason}")
    validate_selectors(details.get("selectors") or (), f"{path}.selectors", problems, minor)
    _allocation_mode(details, path, problems)
    for index, toleration in enumerate(details.get("tolerations") or ()):
        validate_toleration(toleration, f"{path}.tolerations[{index}]", problems)


def _allocation_mode(details: Tree, path: str, problems: Problems) -> None:
    mode, count = details.get("allocationMode") or "ExactCount", details.get("count", 0)
    if mode == "ExactCount":
        count = count or 1  # SetDefaults_ExactDeviceRequest
        if count < 0:
            problems.add(ALLOCATION_MODE, f"{path}.count", f"{count} must be positive")
    elif mode == "All":
        if count:
            problems.add(ALLOCATION_MODE, f"{path}.count", f"count {count} cannot be set with allocationMode: All")
    else:
        refuse_choice(ALLOCATION_MODE, mode, ("All", "ExactCount"), f"{path}.allocationMode", problems)


def _constraint(constraint: Tree, path: str, problems: Problems, names: dict[str, set[str]], context: Context) -> None:
    _references(constraint.get("requests") or (), f"{path}.requests", problems, names)
    for field in ("matchAttribute", "distinctAttribute"):
        if constraint.get(field) is not None:
            # Upstream validates only the first of the two.
            validate_fully_qualified_name(constraint[field], f"{path}.{field}", problems, context.minor)
            return
    at = path if is_on("DRAConsumableCapacity", context.minor) else f"{path}.matchAttribute"
    problems.add(CONSTRAINT, at, "set matchAttribute or distinctAttribute")


def _references(references: Sequence[str], path: str, problems: Problems, names: dict[str, set[str]]) -> None:
    if not within(references, MAX_REQUESTS, path, problems):
        return
    for index, reference in enumerate(references):
        at = f"{path}[{index}]"
        segments = reference.split("/")
        if len(segments) > 2:
            problems.add(REQUEST_REFERENCE, at, f"{reference!r} must be a request or request/alternative")
            continue
        for segment in segments:
            _name(segment, at, problems)
        known = names.get(segments[0])
        if known is None or (len(segments) == 2 and segments[1] not in known):
            problems.add(REQUEST_REFERENCE, at, f"{reference!r} is not a request of this claim")
    validate_unique(references, path, problems)
