"""The work of a build grows with its input and not faster: calls of functions are counted, because times vary."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import k8sdsl
from benchmarks.workloads import TRIPLE as BLOCK_TRIPLE
from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.permissions import gained_permissions
from k8sdsl.emitters.yaml import emit
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.pipeline import build_manifests
from k8sdsl.server.check import check_manifests
from k8sdsl.system.check import find_errors
from k8sdsl.transforms.context import TransformContext
from k8sdsl.transforms.labels import Labels
from k8sdsl.tree import copy_tree
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.review.review import review_change
from k8sdsl.views.trace import trace
from tests.projects import write_project
from tests.views.pictures.sets import graph, mixed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRIPLE = """---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web-{n}, labels: {{app: web-{n}}}}}
spec:
  selector: {{matchLabels: {{app: web-{n}}}}}
  template:
    metadata: {{labels: {{app: web-{n}}}}}
    spec:
      containers:
      - name: web
        image: nginx-{n}:1.21
        env: [{{name: A, value: $(V{n})}}]
        envFrom: [{{configMapRef: {{name: config-{n}}}}}]
      - name: log
        image: fluent-bit:3.0
---
apiVersion: v1
kind: Service
metadata: {{name: web-{n}}}
spec: {{selector: {{app: web-{n}}}, ports: [{{port: 80}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: config-{n}}}
data: {{a: b}}
"""
WRONG = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: config-{n}}}\ndata: {{a b: c}}\n"
REPLACEMENT = """- source: {{kind: Service, name: web-{n}}}
  targets: [{{select: {{kind: ConfigMap, name: config-{n}}}, fieldPaths: [data.a]}}]
"""
VAR = "- {{name: V{n}, objref: {{kind: Service, name: web-{n}, apiVersion: v1}}}}\n"
PATCH = "- {{path: patch.yaml, target: {{kind: Deployment, name: web-{n}}}}}\n"
IMAGE = '- {{name: nginx-{n}, newTag: "2"}}\n'
REPLICA = "- {{name: web-{n}, count: 3}}\n"
RENAME = """- target: {{kind: Deployment, name: web-{n}}}
  patch: '[{{"op": "replace", "path": "/metadata/name", "value": "now-{n}"}}]'
  options: {{allowNameChange: true}}
- patch: '{{"$patch": "delete", "apiVersion": "v1", "kind": "ConfigMap", "metadata": {{"name": "config-{n}"}}}}'
"""
MERGE = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {replicas: 3}\n"

CASES = {
    "resources": "",
    "references": "namePrefix: a-\n",
    "vars": "vars:\n{vars}",
    "warnings with places": "vars:\n{unused}",
    "replacements": "replacements:\n{replacements}",
    "patches": "patches:\n{patches}",
    "patches that rename and delete": "patches:\n{renames}",
    "images": "images:\n{images}",
    "replicas": "replicas:\n{replicas}",
    "labels": "labels: [{{pairs: {{a: b}}, includeSelectors: true}}]\nnamespace: a\n",
    "findings with places": "",
    "duplicates": "",
}


def write(folder: Path, case: str, count: int) -> Path:
    """A kustomization directory with `count` times what the case is about."""
    numbers = range(count)
    fields = CASES[case].format(
        vars="".join(VAR.format(n=n) for n in numbers),
        unused="".join(VAR.format(n=n).replace("V", "UNUSED", 1) for n in numbers),
        replacements="".join(REPLACEMENT.format(n=n) for n in numbers),
        patches="".join(PATCH.format(n=n) for n in numbers),
        renames="".join(RENAME.format(n=n) for n in numbers),
        images="".join(IMAGE.format(n=n) for n in numbers),
        replicas="".join(REPLICA.format(n=n) for n in numbers),
    )
    text = WRONG if case == "findings with places" else TRIPLE
    files = {
        "kustomization.yaml": "resources: [all.yaml]\n" + fields,
        "all.yaml": "".join(text.format(n=n) for n in numbers),
        "patch.yaml": MERGE,
    }
    target = folder / f"{count}"
    write_project(target, files)
    return target


def calls(function: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C."""
    counted = [0]

    def count(_: object, event: str, __: object) -> None:
        counted[0] += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return counted[0]


def work(case: str, target: Path) -> Callable[[], Any]:
    """What the case measures."""
    if case == "duplicates":
        trees = [manifest.tree for manifest in build_manifests(str(target), check=False).manifests]
        return lambda: k8sdsl.check([*trees, *trees])
    return lambda: build_manifests(str(target)).emit()


@pytest.mark.parametrize("case", CASES)
def test_twice_the_input_is_twice_the_work(case: str, tmp_path: Path) -> None:
    small, large = (work(case, write(tmp_path, case, count)) for count in (40, 80))
    small()  # fills tables that every build shares
    assert calls(large) < 2.3 * calls(small)


def trees_of(manifests: ManifestSet) -> list[dict[str, Any]]:
    return [manifest.tree for manifest in manifests]


STAGES: dict[str, tuple[int, Callable[[ManifestSet], object]]] = {
    "check": (380, check_manifests),  # most of them add a value to the outline of an object
    "check and emit": (450, lambda manifests: emit(trees_of(manifests), outlines=check_manifests(manifests).outlines)),
    "graph": (290, find_errors),
    "emit": (210, lambda manifests: emit(trees_of(manifests))),
}
"""How many functions each stage may call for one Deployment, one Service and one ConfigMap."""


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_takes_a_bounded_number_of_calls_for_common_objects(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("k8sdsl.server.validate._EXAMINERS", {})  # other tests of this process judged odd objects
    most, run = STAGES[stage]
    small, large = (triples(tmp_path, count) for count in (100, 200))
    run(small)  # fills tables that every build shares
    assert (calls(lambda: run(large)) - calls(lambda: run(small))) / 100 < most


def test_reading_takes_a_bounded_number_of_calls_for_common_objects(tmp_path: Path) -> None:
    triples(tmp_path, 10)
    small, large = (calls(partial(triples, tmp_path, count)) for count in (100, 200))
    assert (large - small) / 100 < 820


def test_labels_that_kustomize_shares_take_a_bounded_number_of_calls() -> None:
    def labelled(count: int) -> int:
        manifests = ManifestSet(Manifest(copy_tree(workload(f"w{number}", {"app": "web"}))) for number in range(count))
        steps = [Labels({f"{name}{number}": "b" for name in "abc"}, include_selectors=True) for number in range(4)]
        return sum(calls(partial(step.apply, manifests, TransformContext(as_kustomize=True))) for step in steps)

    labelled(1)  # fills the table of fields
    assert (labelled(200) - labelled(100)) / 100 < 320


def triples(folder: Path, count: int) -> ManifestSet:
    """The objects of a directory as the benchmarks build it."""
    text = "---\n".join(BLOCK_TRIPLE.format(n=n) for n in range(count))
    target = folder / f"triples-{count}"
    write_project(target, {"kustomization.yaml": "resources: [all.yaml]\n", "all.yaml": text})
    return build_manifests(str(target), check=False).manifests


def workload(name: str, labels: dict[str, str], **container: Any) -> dict[str, Any]:
    """A Deployment with one container."""
    pod = {"containers": [{"name": "web", "image": "nginx:1.21", "ports": [{"containerPort": 80}], **container}]}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def sharing(api_version: str, kind: str, spec: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Objects that all select the pods of all of as many workloads."""
    head = {"apiVersion": api_version, "kind": kind, "spec": spec}
    return [
        *({**head, "metadata": {"name": f"a{number}"}} for number in range(count)),
        *(workload(f"w{number}", {"app": "web", "number": f"{number}"}) for number in range(count)),
    ]


def config(count: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "c"},
        "data": {f"k{number}": "v" for number in range(count)},
    }


def keys_of_one(count: int) -> list[dict[str, Any]]:
    env = [
        {"name": f"V{number}", "valueFrom": {"configMapKeyRef": {"name": "c", "key": f"k{number}"}}}
        for number in range(count)
    ]
    return [config(count), workload("web", {"app": "web"}, env=env)]


def files_of_one(count: int) -> list[dict[str, Any]]:
    made = workload("web", {"app": "web"}, volumeMounts=[{"name": "v", "mountPath": "/v"}])
    items = [{"key": f"k{number}", "path": f"a/p{number}"} for number in range(count)]
    made["spec"]["template"]["spec"]["volumes"] = [{"name": "v", "configMap": {"name": "c", "items": items}}]
    return [config(count), made]


def webhooks(count: int) -> list[dict[str, Any]]:
    """Webhooks of a Service that is not in the set."""
    config = {"service": {"name": "s", "namespace": "x"}}
    hooks = [{"name": f"w{number}.example.com", "clientConfig": config} for number in range(count)]
    head = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration"}
    return [{**head, "metadata": {"name": "w"}, "webhooks": hooks}]


def affinities(count: int) -> list[dict[str, Any]]:
    """A workload with many terms of node affinity, and a node that none selects."""
    made = workload("web", {"app": "web"})
    expressions = [[{"key": f"k{number}", "operator": "In", "values": ["a"]}] for number in range(count)]
    terms = [{"matchExpressions": one} for one in expressions]
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    made["spec"]["template"]["spec"]["affinity"] = {"nodeAffinity": required}
    status = {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}}
    return [made, {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "status": status}]


def dangling(count: int) -> list[dict[str, Any]]:
    source = [{"configMapRef": {"name": "settings"}}]
    return [workload(f"w{number}", {"app": f"w{number}"}, envFrom=source) for number in range(count)]


_ALL = {"matchLabels": {"app": "web"}}
SETS: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "Services that select the same pods": lambda count: sharing(
        "v1", "Service", {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 81}]}, count
    ),
    "budgets that share pods": lambda count: sharing(
        "policy/v1", "PodDisruptionBudget", {"minAvailable": 1, "selector": _ALL}, count
    ),
    "policies for the same pods": lambda count: sharing(
        "networking.k8s.io/v1", "NetworkPolicy", {"podSelector": _ALL, "ingress": [{"from": [{}]}]}, count
    ),
    "keys of one ConfigMap": keys_of_one,
    "files of one volume": files_of_one,
    "references to nothing": dangling,
    "webhooks of one configuration": webhooks,
    "terms of node affinity": affinities,
    "ports of one number": lambda count: [workload("web", {"app": "web"}, ports=[{"containerPort": 80}] * count)],
}


@pytest.mark.parametrize("case", SETS)
def test_a_set_that_shares_much_is_checked_with_work_in_line_with_its_objects(case: str) -> None:
    small, large = (SETS[case](count) for count in (40, 80))
    k8sdsl.check(small)  # fills tables that every check shares
    assert calls(lambda: k8sdsl.check(large)) < 2.4 * calls(lambda: k8sdsl.check(small))


def quotas(hard: dict[str, str], count: int, *, by_class: bool = False) -> list[dict[str, Any]]:
    """Quotas of one namespace and as many workloads with two pods each."""
    made = []
    for number in range(count):
        selector = [{"scopeName": "PriorityClass", "operator": "In", "values": [f"c{number}"]}]
        spec = {"hard": hard, **({"scopeSelector": {"matchExpressions": selector}} if by_class else {})}
        made.append({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": f"q{number}"}, "spec": spec})
    requests = {"resources": {"requests": {"cpu": "700m"}}}
    workloads = [workload(f"w{number}", {"app": f"w{number}"}, **requests) for number in range(count)]
    for one in workloads:
        one["spec"]["replicas"] = 2
    return made + workloads


@pytest.mark.parametrize(
    ("hard", "by_class", "findings"),
    [
        ({"pods": "1", "requests.cpu": "1"}, False, 80),
        ({"limits.cpu": "1"}, False, 80),
        ({"pods": "900"}, False, 0),
        ({"pods": "1"}, True, 0),
    ],
    ids=["exceeded", "limits that are not set", "with room", "for priority classes"],
)
def test_many_quotas_of_a_namespace_take_work_in_line_with_the_objects(
    hard: dict[str, str], findings: int, *, by_class: bool
) -> None:
    small, large = (quotas(hard, count, by_class=by_class) for count in (40, 80))
    k8sdsl.check(small)  # fills tables that every check shares
    assert sum(finding.rule.startswith("quota/") for finding in k8sdsl.check(large)) == findings
    assert calls(lambda: k8sdsl.check(large)) < 2.3 * calls(lambda: k8sdsl.check(small))


def test_two_builds_are_compared_with_work_in_line_with_their_objects(tmp_path: Path) -> None:
    small, large = (comparison(tmp_path, count) for count in (40, 80))
    small()
    assert calls(large) < 2.3 * calls(small)


def test_the_rules_of_a_long_role_are_compared_with_work_in_line_with_them() -> None:
    def role(count: int, verb: str) -> dict[str, Any]:
        rules = [
            {"apiGroups": [""], "resources": ["pods"], "verbs": [verb], "resourceNames": [f"x{number}"]}
            for number in range(count)
        ]
        head = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "r"}}
        return {**head, "rules": rules}

    def work(count: int) -> Callable[[], object]:
        old, new = role(count, "get"), role(count, "list")
        return lambda: [*gained_permissions(old, new)]

    assert len([*gained_permissions(role(9, "get"), role(9, "list"))]) == 9
    assert [*gained_permissions(role(9, "*"), role(9, "list"))] == []
    assert calls(work(80)) < 2.3 * calls(work(40))


def comparison(folder: Path, count: int) -> Callable[[], object]:
    """Compares two sets that differ in every Deployment."""
    before, after = triples(folder, count), triples(folder, count)
    for manifest in after:
        if manifest.kind == "Deployment":
            manifest.tree["spec"]["replicas"] = 7
    trees = [[manifest.tree for manifest in manifests] for manifests in (before, after)]
    return lambda: difference_of(*trees)


@pytest.mark.parametrize("view", ["deploy", "network"])
def test_a_picture_of_policies_for_the_same_pods_has_lines_in_line_with_its_objects(view: str) -> None:
    small, large = (graph(SETS["policies for the same pods"](count)) for count in (40, 80))
    lines = len(picture_of(small, view).edges), len(picture_of(large, view).edges)
    assert 0 < lines[1] < 2.3 * lines[0]


@pytest.mark.parametrize("view", ["all", "network", "traffic"])
def test_a_picture_of_workloads_with_the_same_labels_has_lines_in_line_with_its_objects(view: str) -> None:
    def lines(count: int) -> int:
        same = [workload(f"w{number}", {"app": "web"}) for number in range(count)]
        head = {"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
        services = [{**head, "metadata": {"name": f"s{number}"}} for number in range(count)]
        return len(picture_of(graph([*same, *services]), view).edges)

    assert lines(80) < 2.3 * lines(40)


@pytest.mark.parametrize(("to", "source"), [("s:80", "Deployment/w1"), ("http://h3.example.com/", "")])
def test_a_request_to_pods_that_policies_cannot_tell_apart_is_traced_in_linear_time(to: str, source: str) -> None:
    def work(count: int) -> Callable[[], object]:
        def named(api_version: str, kind: str, spec: str) -> list[Manifest]:
            head = f"{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: n%d}}, spec: {spec}}}"
            return [Manifest(yaml.safe_load(head.replace("%d", str(number)))) for number in range(count)]

        policies = named("networking.k8s.io/v1", "NetworkPolicy", "{podSelector: {}, ingress: [{from: [{}]}]}")
        backend = "{service: {name: s, port: {number: 80}}}"
        rules = f"[{{host: h%d.example.com, http: {{paths: [{{path: /, backend: {backend}}}]}}}}]"
        ingresses = named("networking.k8s.io/v1", "Ingress", f"{{rules: {rules}}}")
        service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}
        service["spec"] = {"selector": {"app": "web"}, "ports": [{"port": 80}]}
        pods = [Manifest(workload(f"w{number}", {"app": "web"})) for number in range(count)]
        return lambda: trace([*pods, Manifest(service), *policies, *ingresses], to, source=source)

    small, large = work(40), work(80)
    small()
    assert calls(large) < 2.3 * calls(small)


def test_two_sets_are_reviewed_with_work_in_line_with_their_objects() -> None:
    pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

    def work(count: int) -> Callable[[], object]:
        before, after = mixed(count), mixed(count)
        for tree in [tree for tree in after if tree["kind"] == "Deployment"][::10]:
            tree["spec"]["replicas"] = 7
        return lambda: review_change("prod", before, after)

    small, large = work(140), work(280)
    small()
    assert calls(large) < 2.3 * calls(small)
