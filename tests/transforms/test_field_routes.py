"""Field specs: the paths of fields that transforms write to."""

from __future__ import annotations

import pytest

from k8sdsl.transforms.field_routes import split_field_path


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("metadata/labels", ["metadata", "labels"]),
        ("/metadata/labels", ["metadata", "labels"]),
        ("//labels", ["", "labels"]),
        (r"metadata/annotations/example.com\/owner", ["metadata", "annotations", "example.com/owner"]),
        ("spec", ["spec"]),
        ("", [""]),
    ],
)
def test_a_path_is_split_as_kustomize_does(path: str, steps: list[str]) -> None:
    assert split_field_path(path) == steps
