"""Two sets of objects, compared in every form: nothing secret and nothing hostile is shown."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.diff.difference import difference_by_environment, difference_of
from k8sdsl.diff.forms import FORMS, render_difference
from k8sdsl.diff.sides import compare_sides
from k8sdsl.errors import EmitError, K8sdslError
from tests.emitters.test_visible import is_command
from tests.fuzzing.chance import refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.objects import secret
from tests.fuzzing.sets import EXAMPLES, named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

TREES = list(MINIMAL.values())
TEXTS = [
    "a\nb\nc\n",
    "a\nx\nc\nd\ne\nf\ng\nh\ni\nj\n",
    "a\nb\nc\nd\ne\nf\ng\nh\ni\nz\n",
    "x" * 400,
    "",
    " a",
    "line\n" * 15_000,
]
ENVIRONMENT = [{"name": "A", "value": "1"}, {"name": "B", "value": "$(A)"}, {"name": "C"}, {"value": "2"}, "x"]
CONTAINER: dict[str, list[Any]] = {
    "image": ["a:1", "a:2"],
    "args": [["a", "b", "c"], ["c", "b", "a"], ["a", "a", "b", "x", "c"], ["x", "b", "c", "a"], [["a"], {"b": 1}]],
    "env": [ENVIRONMENT[:2], ENVIRONMENT[1::-1], ENVIRONMENT[:3], ENVIRONMENT[1:], ENVIRONMENT[::2]],
    "envFrom": [[{"configMapRef": {"name": name}}] for name in ("settings", "settings-2", "gone")],
    "ports": [
        [{"containerPort": 80}, {"containerPort": 81, "protocol": "UDP"}],
        [{"containerPort": 81}],
        [{"name": "a"}],
    ],
}
CLAIM = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
SPEC: dict[str, list[Any]] = {
    "replicas": [0, 1, 2, 5, "x"],
    "paused": [True],
    "strategy": [{"type": "Recreate"}],
    "updateStrategy": [{"type": "OnDelete"}],
    "persistentVolumeClaimRetentionPolicy": [
        {"whenDeleted": a, "whenScaled": b} for a in ("Delete", "Retain") for b in ("Delete", "")
    ],
    "persistentVolumeReclaimPolicy": ["Delete", "Retain"],
    "minReplicas": [1, 5],
    "maxReplicas": [5, 9],
    "finalizers": [["a", "b"], ["b"], [{}]],
}
KEY = {"configMapKeyRef": {"name": "settings", "key": "level"}}
VOLUMES: list[list[Any]] = [
    [CLAIM],
    [{"name": "data", "emptyDir": {}}],
    [{"name": "c", "configMap": {"name": "settings"}}],
    [],
]
RULES: list[Any] = [
    {"apiGroups": ["", "apps"], "resources": ["pods", "*"], "verbs": ["get", "*"], "resourceNames": ["a"]},
    {"apiGroups": ["*"], "resources": ["pods/log"], "verbs": ["get"]},
    {"nonResourceURLs": ["/a/*", "/b"], "verbs": ["get"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
    "x",
]
SUBJECTS: list[Any] = [{"kind": "User", "name": "a"}, {"kind": "ServiceAccount", "name": "web", "namespace": "x"}, "x"]
KINDS = {
    "v1": ["ConfigMap", "Pod", "PersistentVolume", "PersistentVolumeClaim", "Namespace", "Service", "Secret"],
    "apps/v1": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "apiextensions.k8s.io/v1": ["CustomResourceDefinition"],
    "rbac.authorization.k8s.io/v1": ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
    "example.com/v1": ["Thing"],
}


def part(chance: Chance, kind: str, version: str) -> Any:
    """An object of a small system, in one of its states."""
    meta = {
        "name": chance.pick(["web", "web", "settings"]),
        **chance.pick([{}, {"namespace": "x"}, {"namespace": "y"}]),
    }
    tree: Any = {"apiVersion": version, "kind": kind, "metadata": meta}
    container = {"name": "a", **{key: chance.pick(CONTAINER[key]) for key in chance.some([*CONTAINER], 5)}}
    if chance(0.3):
        container["env"] = [
            {
                "name": "L",
                "valueFrom": chance.pick([KEY, {"configMapKeyRef": {**KEY["configMapKeyRef"], "optional": True}}]),
            }
        ]
    pod = {
        "containers": [container, {"name": "b"}][:: chance.pick([1, -1])],
        "initContainers": [container, {"name": "c"}][:: chance.pick([1, -1])],
        "volumes": chance.pick(VOLUMES),
    }
    if kind == "ConfigMap":
        meta["name"] = chance.pick(["settings", "settings-2", "settings-ab12cd34ef"])
        return {**tree, "data": {key: chance.pick(TEXTS) for key in chance.some(["level", "b", "c"])}}
    if "Role" in kind:
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": chance.pick("ab")}
        rules = {"rules": chance.some(RULES), **chance.pick([{}, {"aggregationRule": {"clusterRoleSelectors": []}}])}
        return {**tree, **({"subjects": chance.some(SUBJECTS), "roleRef": role} if "Binding" in kind else rules)}
    spec: Any = {key: chance.pick(SPEC[key]) for key in chance.some([*SPEC], 5)}
    return {
        **tree,
        "spec": pod
        if kind == "Pod"
        else {**spec, "template": {"metadata": {"labels": {"a": chance.pick("ab")}}, "spec": pod}},
    }


def system(chance: Chance) -> tuple[list[Any], list[Any]]:
    """The same objects in two states each, most of them on both sides."""
    before, after = [], []
    for _ in range(chance.pick([1, 2, 4])):
        version = chance.pick([*KINDS])
        kind = chance.pick(KINDS[version])
        old, new = part(chance, kind, version), part(chance, kind, version)
        new["metadata"] |= {key: old["metadata"][key] for key in old["metadata"] if chance(0.8)}
        before += [old] if chance(0.9) else []
        after += [new] if chance(0.85) else []
    return before, after


class Case(NamedTuple):
    """Objects before and after, whether they are two environments, and the names of two sides on a command line."""

    before: list[Any]
    after: list[Any]
    environments: bool
    sides: tuple[str, str | None] | None


def make(chance: Chance) -> Case:
    """Objects before and after, and how they are named."""
    if chance(0.5):
        before, after = system(chance)
    else:
        before = [*chance.pick(EXAMPLES)] if chance(0.5) else [named(chance, chance.pick(TREES)) for _ in range(3)]
        after = [chance.mutated(tree) for tree in before if chance(0.9)]
    before = [chance.mutated(tree, 1) if chance(0.2) else tree for tree in before]
    if chance(0.3):
        before.append(secret(chance))
        after.append(secret(chance))
    if chance(0.1):
        before, after = ([{"apiVersion": "v1", "kind": "List", "items": trees}] for trees in (before, after))
    sides = None
    if chance(0.03):
        first, second = SIDES if chance(0.9) else SLOW
        sides = (chance.pick(first), chance.pick(second))
    return Case(chance.readable(before), chance.readable(after), chance(0.3), sides)


FILES = [
    "before.yaml",
    "after.yaml",
    "prod/after.yaml",
    "dev/before.yaml",
    "folder",
    "tree",
    "gone",
    "prodd",
    "HEAD:before.yaml",
]
SIDES: tuple[list[str], list[str | None]] = (
    [
        *FILES,
        "HEAD",
        "HEAD~1..HEAD",
        "HEAD~1...",
        "main..",
        "x..y",
        "-",
        "../outside",
        "--option",
        "HEAD:gone",
        "HEAD:tree",
    ],
    [*FILES, None, None, None, "HEAD", "gone:before.yaml", "HEAD:folder"],
)
SLOW: tuple[list[str], list[str | None]] = (
    ["prod", "kustomized", "HEAD:kustomized", "HEAD", "overlays/prod.py"],
    [None, "dev", "before.yaml"],
)
"""Sides that are built, by another process if they are of a revision."""
OVERLAY = "from k8sdsl import Overlay, k8s\noverlay = Overlay(base=k8s.ConfigMap('a'), namespace='{}')\n"


@cache
def project() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """A project in a repository with two commits; it lives as long as this process."""
    kept = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)  # noqa: S108
    root = Path(kept.name) / "project"
    thing = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "b"}})
    files = {
        "overlays/prod.py": OVERLAY.format("prod"),
        "overlays/dev.py": OVERLAY.format("dev"),
        "pyproject.toml": "[tool.k8sdsl]\n",
    }
    files |= dict.fromkeys(
        ("before.yaml", "after.yaml", "folder/a.yaml", "kustomized/a.yaml", "prod/after.yaml", "dev/before.yaml"), thing
    )
    files |= {"kustomized/kustomization.yaml": "resources: [a.yaml]\n"}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (
        ["init", "-qb", "main"],
        ["add", "."],
        ["commit", "-qm", "a"],
        ["commit", "-qm", "b", "--allow-empty"],
    ):
        subprocess.run(["git", *identity, *words], cwd=root, check=True)
    return kept, root


def judge(given: Case) -> None:
    """Compares both and shows the difference in every form."""
    found = [
        difference_of(given.before, given.after, environments=given.environments),
        difference_by_environment({"a": given.before}, {"a": given.after, "b": []}),
    ]
    if given.sides is not None:
        with contextlib.suppress(K8sdslError):
            found.append(named_on_a_command_line(given, *given.sides))
    for number, difference in enumerate(found):
        for form in (*FORMS, "unknown"):
            try:
                text = render_difference(difference, form, colour=form == "text" and number == 5)
            except (EmitError, K8sdslError):
                continue
            refuse_leaks(text)
            assert all(c.isprintable() or c in "\n\t" for c in text), [c for c in text if not c.isprintable()][:3]
            assert not any(is_command(line) for line in text.split("\n")), text


def named_on_a_command_line(given: Case, first: str, second: str | None) -> Any:
    """The difference of two sides in a project; `before.yaml` and `after.yaml` have the objects."""
    _, root = project()
    for name, trees in (("before", given.before), ("after", given.after)):
        for folder in ("", "prod/", "dev/"):
            if (root / f"{folder}{name}.yaml").exists():
                (root / f"{folder}{name}.yaml").write_text("\n---\n".join(map(json.dumps, trees)), encoding="utf-8")
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(json.dumps(given.after[:1]).encode()))
    try:
        with contextlib.chdir(root):
            return compare_sides(root, first, second, ()).difference
    finally:
        sys.stdin = before


ENTRY = Entry(make, judge)
