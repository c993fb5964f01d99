"""The sharing of a device's capacity between claims (CapacityRequestPolicy)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.rules.resource.names import validate_unique, within

if TYPE_CHECKING:
    from fractions import Fraction

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

POLICY = Rule(
    "resource/capacity-policy",
    "A `requestPolicy` must have either ascending `validValues` or a `validRange`, and a `default` among them.",
    "validateRequestPolicy",
    "ResourceSlice",
    bad={
        "spec.devices[0].allowMultipleAllocations": True,
        "spec.devices[0].capacity": {
            "memory": {"value": "40Gi", "requestPolicy": {"default": "3Gi", "validValues": ["1Gi", "2Gi"]}}
        },
    },
    good={
        "spec.devices[0].allowMultipleAllocations": True,
        "spec.devices[0].capacity": {
            "memory": {"value": "40Gi", "requestPolicy": {"default": "1Gi", "validValues": ["1Gi", "2Gi"]}}
        },
    },
    remedy="for example, write `requestPolicy: {default: 1Gi, validValues: [1Gi, 2Gi, 4Gi]}`",
)
RANGE = Rule(
    "resource/capacity-range",
    "A `validRange` must have a `min`, a `max` and a `step` that fit the capacity, and contain the default.",
    "validateRequestPolicyRange",
    "ResourceSlice",
    bad={
        "spec.devices[0].allowMultipleAllocations": True,
        "spec.devices[0].capacity": {
            "memory": {"value": "40Gi", "requestPolicy": {"default": "1Gi", "validRange": {"min": "2Gi"}}}
        },
    },
    good={
        "spec.devices[0].allowMultipleAllocations": True,
        "spec.devices[0].capacity": {
            "memory": {
                "value": "40Gi",
                "requestPolicy": {"default": "2Gi", "validRange": {"min": "1Gi", "max": "8Gi", "step": "1Gi"}},
            }
        },
    },
    remedy="for example, write `requestPolicy: {default: 2Gi, validRange: {min: 1Gi, max: 8Gi, step: 1Gi}}`",
)
NOT_SHARED = Rule(
    "resource/capacity-not-shared",
    "A `requestPolicy` must only be set for a device with `allowMultipleAllocations`.",
    "validateSingleAllocatableDeviceCapacity",
    "ResourceSlice",
    bad={"spec.devices[0].capacity": {"memory": {"value": "40Gi", "requestPolicy": {"default": "1Gi"}}}},
    good={"spec.devices[0].capacity": {"memory": {"value": "40Gi"}}},
    remedy="set `allowMultipleAllocations: true` on the device, or remove `requestPolicy`",
)

MAX_VALUES = 10
DEFAULT_NAMED_SINCE = 37
"""Since this version the server names the field `default` (`validateRequestPolicy`)."""


def validate_capacity(capacity: Tree, path: str, problems: Problems, minor: int, *, shared: bool) -> None:
    """One capacity of a device; `shared` if several claims can use it."""
    policy = capacity.get("requestPolicy")
    if policy is None:
        return
    path = f"{path}.requestPolicy"
    if not shared:
        problems.add(NOT_SHARED, path, "requires allowMultipleAllocations: true on the device")
        return
    total = _amount(capacity.get("value", "0"))
    values, bounds = policy.get("validValues") or (), policy.get("validRange")
    if values and bounds is not None:
        problems.add(POLICY, path, "validValues and validRange cannot both be set")
    elif values or bounds is not None:
        if policy.get("default") is None:
            problems.add(POLICY, f"{path}.default", "default is required")
        elif bounds is None:
            _values([_amount(value) for value in values], policy, total, f"{path}.validValues", problems)
        else:
            _CapacityRange(bounds, policy["default"], total, f"{path}.validRange", minor).validate(problems)


def _amount(value: Any) -> Fraction:
    from fractions import Fraction

    return parse_quantity(value) or Fraction(0)


def _whole(amount: Fraction) -> int:
    """A quantity as an integer, rounded up (`Quantity.Value`)."""
    return -((-amount.numerator) // amount.denominator)


def _values(values: list[Fraction], policy: Tree, total: Fraction, path: str, problems: Problems) -> None:
    written = policy["validValues"]
    for index in range(1, len(values)):
        if values[index - 1] > values[index]:
            problems.add(POLICY, f"{path}[{index}]", f"{written[index]} is out of order; the values must ascend")
    if within(values, MAX_VALUES, path, problems):
        for index, value in enumerate(values):
            if value > total:
                problems.add(POLICY, f"{path}[{index}]", f"{written[index]} exceeds the capacity")
        validate_unique([_whole(value) for value in values], path, problems)
        known = _amount(policy["default"]) in values
    else:
        known = False
    if not known:
        problems.add(POLICY, path, f"the default {policy['default']} is not one of the valid values")


class _CapacityRange:
    """A range with the values that it is compared with."""

    __slots__ = ("bounds", "default", "minor", "path", "total", "written")

    def __init__(self, bounds: Tree, default: Any, total: Fraction, path: str, minor: int) -> None:
        self.bounds = {field: _amount(value) for field, value in bounds.items()}
        self.written = {**bounds, "default": default}
        self.default = _amount(default)
        self.total = total
        self.path = path
        self.minor = minor

    def validate(self, problems: Problems) -> None:
        """Judges the range as validateRequestPolicyRange does."""
        least, most = self.bounds.get("min"), self.bounds.get("max")
        if least is None:
            problems.add(RANGE, f"{self.path}.min", "min is required")
            return
        if least > self.total:
            self._note("min", "min", "exceeds the capacity", problems)
        if self.default < least:
            self._note(
                self._default_at("min"), "default", f"must not be less than the minimum {self.written['min']}", problems
            )
        if most is not None:
            if least > most:
                self._note("max", "min", f"must not exceed the maximum {self.written['max']}", problems)
            if most > self.total:
                self._note("max", "max", "exceeds the capacity", problems)
            if self.default > most:
                at = self._default_at("max")
                self._note(at, "default", f"must not exceed the maximum {self.written['max']}", problems)
        if "step" in self.bounds:
            self._step(least, most, problems)

    def _step(self, least: Fraction, most: Fraction | None, problems: Problems) -> None:
        step = self.bounds["step"]
        if step <= 0:
            self._note("step", "step", "must be positive", problems)
            return
        if least + step > self.total:
            self._note("step", "step", "is too large: the minimum plus one step exceeds the capacity", problems)
        # Fractions are kept since 1.37; before, every quantity is rounded up to an integer.
        keep = self.minor >= DEFAULT_NAMED_SINCE
        for name, value in (("default", self.default), ("max", most)):
            if value is None:
                continue
            distance = value - least if keep else _whole(value) - _whole(least)
            if distance % (step if keep else _whole(step)):
                self._note(
                    "step",
                    name,
                    f"must be a whole number of steps of {self.written['step']} from the minimum",
                    problems,
                )

    def _default_at(self, field: str) -> str:
        return "default" if self.minor >= DEFAULT_NAMED_SINCE else field

    def _note(self, field: str, value: str, reason: str, problems: Problems) -> None:
        problems.add(RANGE, f"{self.path}.{field}", f"{value} {self.written[value]} {reason}")
