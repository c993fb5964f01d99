"""References of images, as a container runtime reads them."""

from __future__ import annotations

import pytest

from k8sdsl.server.rules.pods.image_reference import image_fault

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "nginx:1.27",
        "library/nginx:1.27-alpine_2",
        "registry.example.com/shop/web:1",
        "registry.example.com:5000/web",
        "localhost/web",
        "Host/web",
        "[2001:db8::1]:5000/web:1",
        f"web@{DIGEST}",
        f"web:1@{DIGEST}",
        f"web@md5:{'a' * 32}",
        "a__b/c--d/e.f_g",
        "web:_x",
        "10.0.0.1:5000/web",
    ],
)
def test_a_reference_that_can_be_pulled_has_no_fault(image: str) -> None:
    assert image_fault(image) is None


@pytest.mark.parametrize(
    ("image", "corrected"),
    [
        ("redis: 7", "redis:7"),
        ("nginx :1.27", "nginx:1.27"),
        ("Nginx:1.27", "nginx:1.27"),
        ("registry.example.com/Shop/web", "registry.example.com/shop/web"),
        ("nginx:", "nginx"),
        ("nginx:1:2", ""),
        ("nginx:-1", ""),
        (f"nginx:{'1' * 129}", ""),
        ("web@sha256:123", ""),
        (f"web@{'0' * 64}", ""),
        ("web//x", ""),
        ("a___b", ""),
        ("-web", ""),
        ("registry.example.com/", ""),
        ("registry.example.com:port/web", ""),
        ("-host.com/web", ""),
        ("", ""),
        ("https://registry.example.com/web", ""),
    ],
)
def test_a_reference_that_cannot_be_pulled_has_a_fault(image: str, corrected: str) -> None:
    fault = image_fault(image)
    assert fault is not None
    assert fault[1] == corrected
