"""The flat namespace `k8sdsl.k8s`: complete, lazy, each name at its preferred version."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import k8sdsl.api
from k8sdsl import k8s
from k8sdsl.codegen.flat import flat_names
from k8sdsl.codegen.model import TypeModel
from k8sdsl.codegen.sources.choices import VALUES
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.objects.part import Part
from k8sdsl.objects.typed import Resource


def model(module: str, name: str, *, kind: bool = False) -> TypeModel:
    return TypeModel(module, name, kinds=(("g", "v", name),) if kind else ())


def flat(*models: TypeModel) -> dict[str, str]:
    return flat_names({f"{model.module}.{model.name}": model for model in models})


def test_the_stable_version_goes_before_the_newer_unstable_one() -> None:
    assert flat(model("apps_v1", "A"), model("apps_v2beta1", "A"), model("apps_v1alpha1", "A")) == {"A": "apps_v1.A"}


def test_of_two_stable_versions_the_newer_one_is_meant() -> None:
    assert flat(model("autoscaling_v1", "A"), model("autoscaling_v2", "A")) == {"A": "autoscaling_v2.A"}


def test_a_kind_goes_before_a_part_of_the_same_name() -> None:
    assert flat(model("core_v1", "A"), model("events_v1", "A", kind=True)) == {"A": "events_v1.A", "CoreA": "core_v1.A"}


def test_the_loser_of_a_name_has_its_group_before_it() -> None:
    assert flat(model("core_v1", "A"), model("events_v1", "A")) == {"A": "core_v1.A", "EventsA": "events_v1.A"}


def test_every_flat_name_is_a_class_or_a_choice_of_values() -> None:
    others = [name for name in dir(k8s) if not isinstance(getattr(k8s, name), type)]
    assert set(others) == set(VALUES)
    assert [name for name in dir(k8s) if name not in VALUES and not issubclass(getattr(k8s, name), Part)] == []


def test_every_class_of_a_preferred_version_has_a_flat_name() -> None:
    held = {getattr(k8s, name) for name in dir(k8s) if name not in VALUES}
    absent = []
    for info in pkgutil.iter_modules(k8sdsl.api.__path__):
        module = importlib.import_module(f"k8sdsl.api.{info.name}")
        others = {cls.__name__ for cls in held if cls.__module__ == module.__name__}
        if others and re.fullmatch(r".*_v\d+", info.name):
            absent += [
                f"{info.name}.{name}"
                for name in dir(module)
                if name not in VALUES and getattr(module, name) not in held
            ]
    # What an older stable version has and the preferred one has too, under the same name.
    names = {cls.__name__ for cls in held}
    assert [name for name in absent if name.partition(".")[2] not in names] == []


@pytest.mark.parametrize(
    ("name", "api_version"),
    [
        ("Deployment", "apps/v1"),
        ("Event", "v1"),
        ("HorizontalPodAutoscaler", "autoscaling/v2"),
        ("CronJob", "batch/v1"),
        ("PodDisruptionBudget", "policy/v1"),
        ("Ingress", "networking.k8s.io/v1"),
        ("ResourceClaim", "resource.k8s.io/v1"),
        ("FlowSchema", "flowcontrol.apiserver.k8s.io/v1"),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
    ],
)
def test_preferred_version(name: str, api_version: str) -> None:
    assert api_version == getattr(k8s, name).api_version


def test_every_kind_that_any_version_serves_has_a_class() -> None:
    for api_version, kinds in KINDS.items():
        for kind in kinds:
            info = kind_info(api_version, kind)
            assert info is not None
            if info.type:
                module, _, name = info.type.partition(".")
                cls = getattr(importlib.import_module(f"k8sdsl.api.{module}"), name)
                assert issubclass(cls, Resource)
                assert (api_version, kind) == (cls.api_version, cls.kind) or not cls.kind


def test_an_unknown_name_is_an_attribute_error_that_names_the_near_one() -> None:
    with pytest.raises(AttributeError, match="Deployment"):
        _ = k8s.Deploymnt  # type: ignore[attr-defined]


def test_the_stub_names_what_the_namespace_has() -> None:
    stub = Path(k8s.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    assert dir(k8s) == sorted(re.findall(r" as (\w+)$", stub, re.MULTILINE))
