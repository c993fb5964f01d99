"""Selectors of devices compile over `device`, say yes or no, and stay within their cost."""

from __future__ import annotations

import pytest

from k8sdsl.server.rules.resource.selectors import selector_error

RIGHT = [
    "device.driver == 'gpu.example.com'",
    "device.attributes['gpu.example.com'].model == 'a100'",
    "device.attributes['gpu.example.com'].ecc",
    "device.attributes['gpu.example.com'].driverVersion.isGreaterThan(semver('1.2.3'))",
    "device.capacity['gpu.example.com'].memory.compareTo(quantity('40Gi')) >= 0",
    "cel.bind(gpu, device.attributes['gpu.example.com'], gpu.ecc && gpu.cores > 100)",
    "'model' in device.attributes['gpu.example.com']",
    "device.attributes['gpu.example.com'].model.matches('a[0-9]+')",
]
WRONG = [
    "",
    "device.driver",
    "device.memory > 1",
    "self.driver == 'gpu.example.com'",
    "device.capacity['gpu.example.com'].memory > 40",
    "device.driver == ",
    "device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, device.attributes.all(d, a != b))))",
]


@pytest.mark.parametrize("expression", RIGHT)
def test_selectors_that_the_server_takes(expression: str) -> None:
    assert selector_error(expression, 36) == ""


@pytest.mark.parametrize("expression", WRONG)
def test_selectors_that_the_server_refuses(expression: str) -> None:
    assert selector_error(expression, 36)


def test_shared_devices_are_known_from_1_36_on() -> None:
    assert selector_error("device.allowMultipleAllocations", 35)
    assert selector_error("device.allowMultipleAllocations", 36) == ""
