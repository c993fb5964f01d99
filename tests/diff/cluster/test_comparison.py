"""`k8sdsl diff TARGET --cluster`: through the real kubectl, against an API server on loopback."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.diff.cluster.kubectl_proxy import KubectlProxy
from k8sdsl.errors import ClusterError
from k8sdsl.project.programs import find_program
from k8sdsl.testing import FakeCluster
from tests.cli.running import project, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

Tree = dict[str, Any]

if find_program("kubectl") is None:
    assert not os.environ.get("CI"), "kubectl is missing"
    pytest.skip("kubectl is missing", allow_module_level=True)


def deployment(image: str = "nginx:1", **pod: Any) -> Tree:
    labels = {"app": "web"}
    container = {"name": "web", "image": image, "ports": [{"containerPort": 80}]}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container], **pod}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "prod"},
        "spec": spec,
    }


def config(name: str = "settings", **data: str) -> Tree:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "prod"}, "data": data}


SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "login", "namespace": "prod"},
    "stringData": {"password": "hunter2"},
}


@pytest.fixture
def cluster() -> Iterator[FakeCluster]:
    with FakeCluster([deployment(), config(level="info")]) as fake:
        yield fake


def diff(folder: Path, cluster: FakeCluster, *trees: Tree, words: tuple[str, ...] = ()) -> Any:
    """The result of the command for some objects: its status, and the difference as JSON, if it wrote one."""
    done = command(folder, cluster, *trees, words=words)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def command(
    folder: Path, cluster: FakeCluster, *trees: Tree, words: tuple[str, ...] = (), **changes: str
) -> subprocess.CompletedProcess[str]:
    project(folder, {"new.yaml": "\n---\n".join(map(json.dumps, trees))})
    config = str(cluster.kubeconfig(folder))
    arguments = ("diff", "new.yaml", "--cluster", *words, "--format", "json")
    return run(folder, *arguments, **{"KUBECONFIG": config, "HOME": str(folder), **changes})


def paths(difference: Any) -> list[str]:
    return [field["path"] for one in difference["objects"] for field in one["fields"]]


def test_what_is_applied_already_makes_no_difference(tmp_path: Path, cluster: FakeCluster) -> None:
    assert diff(tmp_path, cluster, deployment(), config(level="info")) == (0, {"objects": [], "effects": {}})


def test_a_change_is_shown_with_its_effect_and_without_the_defaults(tmp_path: Path, cluster: FakeCluster) -> None:
    status, difference = diff(tmp_path, cluster, deployment("nginx:2"), config(level="debug"))
    assert (status, difference["effects"]) == (1, {"restarts-pods": 1})
    assert paths(difference) == ["spec.template.spec.containers[web].image", "data.level"]


def test_nothing_in_the_cluster_is_changed(tmp_path: Path, cluster: FakeCluster) -> None:
    before = deepcopy(cluster.objects)
    diff(tmp_path, cluster, deployment("nginx:2"), config("new"))
    assert cluster.objects == before
    assert {line.split()[0] for line in cluster.requests} == {"GET", "PATCH"}
    assert all("dryRun=All" in line for line in cluster.requests if line.startswith("PATCH"))


@pytest.mark.parametrize("forbidden", [False, True], ids=["dry run", "computed"])
def test_fields_of_other_managers_are_kept_and_own_ones_are_removed(tmp_path: Path, *, forbidden: bool) -> None:
    with FakeCluster([deployment(terminationGracePeriodSeconds=7)]) as cluster:
        cluster.apply(deployment() | {"spec": {"replicas": 5}}, manager="autoscaler")
        if forbidden:
            cluster.forbid("patch")
        status, difference = diff(tmp_path, cluster, deployment())
    assert (status, paths(difference)) == (1, ["spec.template.spec.terminationGracePeriodSeconds"])


def test_fields_that_an_earlier_client_side_apply_set_are_removed(tmp_path: Path) -> None:
    live = config(level="info", color="blue")
    last = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(live)}
    live["metadata"]["annotations"] = last
    with FakeCluster() as cluster:
        cluster.apply(live, manager="someone")
        status, difference = diff(tmp_path, cluster, config(level="info"))
    assert (status, paths(difference)) == (1, ["data.color"])


def test_the_manager_of_a_controller_is_the_one_of_the_dry_run(tmp_path: Path) -> None:
    with FakeCluster() as cluster:
        cluster.apply(config(level="info"), manager="argocd-controller")
        diff(tmp_path, cluster, config(level="info"))
        diff(tmp_path, cluster, config(level="info"), words=("--field-manager", "me"))
        managers = [line.partition("fieldManager=")[2].partition("&")[0] for line in cluster.requests]
    assert [name for name in managers if name] == ["argocd-controller", "me"]


@pytest.mark.parametrize("forbidden", [False, True], ids=["dry run", "computed"])
def test_values_of_secrets_are_never_shown(tmp_path: Path, *, forbidden: bool) -> None:
    with FakeCluster([SECRET]) as cluster:
        if forbidden:
            cluster.forbid("patch")
        changed = {**SECRET, "stringData": {"password": "correct horse"}}
        done = command(tmp_path, cluster, changed)
    assert done.returncode == 1
    shown = done.stdout + done.stderr
    assert not any(word in shown for word in ("hunter2", "correct horse", "aHVudGVyMg", "Y29ycmVjdCBob3JzZQ"))


def test_a_new_object_is_added_and_one_without_a_namespace_is_in_that_of_the_context(
    tmp_path: Path, cluster: FakeCluster
) -> None:
    new = config("new")
    del new["metadata"]["namespace"]
    _, difference = diff(tmp_path, cluster, new)
    assert [(one["action"], one["after"]["namespace"]) for one in difference["objects"]] == [("added", "default")]


def test_a_change_that_the_server_refuses_is_shown_with_its_words(tmp_path: Path, cluster: FakeCluster) -> None:
    changed = deployment()
    labels = {"app": "other"}
    changed["spec"]["selector"]["matchLabels"] = changed["spec"]["template"]["metadata"]["labels"] = labels
    done = command(tmp_path, cluster, changed)
    assert done.returncode == 1
    assert "immutable" in json.loads(done.stdout)["effects"]
    assert "spec.selector" in done.stderr


def test_an_object_that_may_not_be_read_is_an_error_and_the_others_are_compared(
    tmp_path: Path, cluster: FakeCluster
) -> None:
    cluster.forbid("get", "secrets")
    done = command(tmp_path, cluster, SECRET, config(level="debug"))
    assert (done.returncode, paths(json.loads(done.stdout))) == (2, ["data.level"])
    assert 'cannot get resource "secrets"' in done.stderr


def test_a_kind_that_the_cluster_does_not_have_is_an_error_unless_the_target_defines_it(
    tmp_path: Path, cluster: FakeCluster
) -> None:
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a", "namespace": "prod"}}
    status, _ = diff(tmp_path, cluster, thing)
    assert status == 2
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
    names = {"kind": "Thing", "plural": "things", "singular": "thing", "listKind": "ThingList"}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": [version]},
    }
    status, difference = diff(tmp_path, cluster, definition, thing)
    assert (status, [one["action"] for one in difference["objects"]]) == (1, ["added", "added"])
    cluster.apply(definition)
    cluster.apply(thing)
    assert diff(tmp_path, cluster, definition, thing)[0] == 0


def test_a_connection_that_is_lost_midway_leaves_what_was_compared(tmp_path: Path, cluster: FakeCluster) -> None:
    many = [config(f"new-{number}") for number in range(30)]
    cluster.lose_connection(after=20)
    done = command(tmp_path, cluster, *many)
    assert done.returncode == 2
    assert 0 < len(json.loads(done.stdout)["objects"]) < len(many)
    assert "30 objects were not compared" in done.stderr


def test_a_cluster_that_cannot_be_reached_is_an_error(tmp_path: Path) -> None:
    with FakeCluster() as cluster:
        gone = cluster
        file = cluster.kubeconfig(tmp_path).read_text()
    (tmp_path / "gone").write_text(file)
    project(tmp_path, {"new.yaml": json.dumps(config())})
    variables = {"KUBECONFIG": str(tmp_path / "gone"), "HOME": str(tmp_path)}
    assert run(tmp_path, "diff", "new.yaml", "--cluster", **variables).returncode == 2
    assert run(tmp_path, "diff", "new.yaml", "--cluster", "other", **variables).returncode == 2
    assert gone.requests == []


def test_without_kubectl_the_error_explains_how_to_install_it(tmp_path: Path, cluster: FakeCluster) -> None:
    done = command(tmp_path, cluster, config(), PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "kubectl" in done.stderr


def test_a_context_is_never_an_option_of_kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    with pytest.raises(ClusterError), KubectlProxy("--help"):
        pass
