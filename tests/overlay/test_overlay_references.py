"""What an overlay renames and moves is followed by everything that refers to it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.pipeline import build_manifests

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """\
from k8sdsl import ConfigMapGenerator, Overlay

DEPLOYMENT = {{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"name": "web"}}}}
BASE = {base!r}
overlay = Overlay(
    base=[DEPLOYMENT, *BASE],
    namespace="prod",
    name_prefix="p-",
    config_map_generator=[ConfigMapGenerator("settings", literals={{"a": "b"}}, hash_suffix=False)],
)
"""


def built(root: Path, *base: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The objects of an overlay by kind."""
    file = root / "overlays" / "prod.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(MODULE.format(base=list(base)), encoding="utf-8")
    return {manifest.kind: manifest.tree for manifest in build_manifests(file, check=False).manifests}


def binding(*subjects: dict[str, str], **metadata: str) -> dict[str, Any]:
    """A role binding."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "binding", **metadata},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        "subjects": [{"kind": "ServiceAccount", **subject} for subject in subjects],
    }


def custom(kind: str, api_version: str, **spec: Any) -> dict[str, Any]:
    """A custom resource."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "it"}, "spec": spec}


def test_subjects_in_other_namespaces_do_not_change(tmp_path: Path) -> None:
    other = {"name": "default", "namespace": "kube-system"}
    made = built(tmp_path, binding(other, {"name": "default"}, {"name": "default", "namespace": "default"}))
    assert [subject["namespace"] for subject in made["RoleBinding"]["subjects"]] == ["kube-system", "prod", "prod"]


def test_subjects_in_the_former_namespace_of_the_set_move_with_it(tmp_path: Path) -> None:
    made = built(tmp_path, binding({"name": "default", "namespace": "system"}, namespace="system"))
    assert made["RoleBinding"]["subjects"][0]["namespace"] == "prod"


def test_targets_of_autoscalers_follow_names(tmp_path: Path) -> None:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    made = built(
        tmp_path,
        custom("VerticalPodAutoscaler", "autoscaling.k8s.io/v1", targetRef=reference),
        custom("ScaledObject", "keda.sh/v1alpha1", scaleTargetRef={"name": "web"}, triggers=[]),
    )
    assert made["VerticalPodAutoscaler"]["spec"]["targetRef"]["name"] == "p-web"
    assert made["ScaledObject"]["spec"]["scaleTargetRef"]["name"] == "p-web"


def test_references_of_custom_resources_follow_by_a_row_of_the_project(tmp_path: Path) -> None:
    row = 'kind = "Foo.example.com"\npath = "spec.settingsRef"\nrefers-to = "ConfigMap"\nname = "name"\n'
    (tmp_path / "pyproject.toml").write_text(f"[[tool.k8sdsl.references]]\n{row}", encoding="utf-8")
    made = built(
        tmp_path, custom("Foo", "example.com/v1", settingsRef={"name": "settings"}, otherRef={"name": "settings"})
    )
    assert made["Foo"]["spec"] == {"settingsRef": {"name": "p-settings"}, "otherRef": {"name": "settings"}}
