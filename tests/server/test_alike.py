"""Strings that the rules cannot tell apart: verdicts by replaced strings are those of the objects themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.kube.types import type_schema
from k8sdsl.server.alike import NAMED, READ_ALIKE, Alike
from k8sdsl.server.quick import MOST_REMEMBERED, QuickExaminer
from k8sdsl.server.rules import VALIDATORS, Context
from k8sdsl.server.validate import examine
from k8sdsl.tree import copy_tree, get
from k8sdsl.yaml.outlines import MOST_STRUCTURES
from tests.corpora import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.rule import Problem

NASTY = [
    "",
    "alike-0",
    "alike-1",
    "a" * 64,
    "Capital",
    "under_score",
    "dot.ted",
    "kube-system",
    "default",
    "-dash",
    "a--b",
    "1x",
    "$(A)",
    "é",
    " web",
    "10.0.0.1",
    "*.example.com",
    "//",
    "/a/../b",
    "/%2f",
    "x" * 2000,
]
NUMBERS = [0, 1, 2, 3, 80, 81, 8000, 8001, 8080, -1, 10_250, 65_535, 65_536, 2**31 - 1, 2**31, 2**40]
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web", "tier": "front"}},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web", "tier": "front"}},
            "spec": {
                "serviceAccountName": "runner",
                "serviceAccount": "runner",
                "containers": [
                    {
                        "name": "web",
                        "image": "nginx:1.21",
                        "env": [{"name": "A", "value": "one"}, {"name": "B", "value": "$(A)"}],
                        "envFrom": [{"configMapRef": {"name": "settings"}}],
                    }
                ],
                "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
            },
        },
    },
}
PORTS: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "web", "annotations": {"example.com/owner": "team"}},
    "spec": {
        "serviceName": "web",
        "replicas": 3,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}, "annotations": {"checksum": "abc"}},
            "spec": {
                "containers": [
                    {
                        "name": "web",
                        "image": "nginx:1.21",
                        "args": ["--verbose"],
                        "ports": [{"name": "http", "containerPort": 80, "hostPort": 8000}],
                        "readinessProbe": {"httpGet": {"path": "/", "port": 80}},
                        "livenessProbe": {"tcpSocket": {"port": "http"}},
                    },
                    {"name": "log", "image": "fluent-bit:3", "ports": [{"containerPort": 81, "hostPort": 8001}]},
                ],
            },
        },
    },
}
INGRESS: dict[str, Any] = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "Ingress",
    "metadata": {"name": "web"},
    "spec": {
        "tls": [{"hosts": ["web.example.com"], "secretName": "web-tls"}],
        "rules": [
            {
                "host": "web.example.com",
                "http": {
                    "paths": [
                        {
                            "path": "/web",
                            "pathType": "Prefix",
                            "backend": {"service": {"name": "web", "port": {"number": 80}}},
                        }
                    ]
                },
            }
        ],
    },
}
SCALER: dict[str, Any] = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "web"},
    "spec": {"maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}
BINDING: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "RoleBinding",
    "metadata": {"name": "web", "namespace": "shop"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"},
    "subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}],
}
SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
}
TWO_PORTS: dict[str, Any] = {
    **SERVICE,
    "spec": {
        "type": "LoadBalancer",
        "ports": [{"name": "a", "port": 80, "targetPort": 8080}, {"name": "b", "port": 81}],
    },
}
TREES = {
    "Deployment": DEPLOYMENT,
    "StatefulSet": PORTS,
    "Ingress": INGRESS,
    "HorizontalPodAutoscaler": SCALER,
    "RoleBinding": BINDING,
    "Service": SERVICE,
    "ports": TWO_PORTS,
}


def said(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.rule.id, problem.path, problem.message) for problem in problems]


def validations(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A list to which every object that is validated from now on is added."""
    validated: list[dict[str, Any]] = []
    validate = QuickExaminer._validate

    def add(self: QuickExaminer, decoded: dict[str, Any], validator: Any) -> list[Problem]:
        validated.append(decoded)
        return validate(self, decoded, validator)

    monkeypatch.setattr(QuickExaminer, "_validate", add)
    return validated


def replacements() -> list[str]:
    """How words are replaced."""
    alike = Alike()
    return [str(alike[word]) for word in ("web", "shop", "front")]


def changed(tree: Any, value: str | int) -> Iterator[Any]:
    """The tree once for each of its values of this type, which is the other value there."""
    for key in [*tree] if isinstance(tree, dict) else range(len(tree)):
        kept = tree[key]
        if isinstance(kept, (dict, list)):
            yield from changed(kept, value)
        elif type(kept) is type(value) and key not in {"apiVersion", "kind"}:
            tree[key] = value
            yield
            tree[key] = kept


def assert_judged_as_by_itself(quick: QuickExaminer, tree: dict[str, Any], minor: int = 36) -> None:
    problems = quick.examine(tree)
    assert problems is None or said(problems) == said(examine(tree, Context(minor)))


@pytest.mark.parametrize("kind", TREES)
@pytest.mark.parametrize("value", ["web", "front", "other", "runner", *NASTY], ids=lambda value: value[:20])
def test_an_object_with_another_string_is_judged_by_itself(kind: str, value: str) -> None:
    quick, own = QuickExaminer(36), copy_tree(TREES[kind])
    assert quick.examine(own) == []
    for _ in changed(own, value):
        assert_judged_as_by_itself(quick, own)


@pytest.mark.parametrize("kind", ["StatefulSet", "Ingress", "HorizontalPodAutoscaler", "ports"])
@pytest.mark.parametrize("minor", [27, 32, 36])
def test_an_object_with_other_numbers_is_judged_by_itself(kind: str, minor: int) -> None:
    quick, own = QuickExaminer(minor), copy_tree(TREES[kind])
    for number in NUMBERS:
        for _ in changed(own, number):
            assert_judged_as_by_itself(quick, own, minor)
            for other in NUMBERS[1:8]:
                for _ in changed(own, other):
                    assert_judged_as_by_itself(quick, own, minor)


@pytest.mark.parametrize(
    "annotations",
    [
        {"kubernetes.io/ingress.class": "{}"},
        {"service.kubernetes.io/topology-mode": "{}"},
        {"deprecated.daemonset.template.generation": "{}"},
        {"container.apparmor.security.beta.kubernetes.io/web": "{}"},
        {"container.seccomp.security.alpha.kubernetes.io/log": "{}"},
        {"seccomp.security.alpha.kubernetes.io/pod": "{}", "example.com/a": "{}"},
        {"example.com/a": "{}"},
        {"example.com/a": "{}", "Example.com/b c": "x"},
    ],
    ids=str,
)
def test_annotations_that_rules_read_are_judged_by_their_values(annotations: dict[str, str]) -> None:
    quick = QuickExaminer(36)
    classed = {**INGRESS, "spec": {**INGRESS["spec"], "ingressClassName": "x" * 100}}  # as values are replaced
    for tree in (PORTS, INGRESS, classed, TWO_PORTS, {**PORTS, "kind": "DaemonSet"}):
        for value in ("runtime/default", "unconfined", "nginx", "1", "x" * 200_000, "x" * 300_000):
            for name in ("web", "log", "alike-0"):
                own = copy_tree(tree)
                own["metadata"]["annotations"] = {key: text.format(value) for key, text in annotations.items()}
                template = own["spec"].get("template")
                if template is not None:
                    template["metadata"]["annotations"] = own["metadata"]["annotations"]
                    template["spec"]["containers"][0]["name"] = name
                assert_judged_as_by_itself(quick, own)


@pytest.mark.parametrize("corpus", ["apiserver", "realworld"])
def test_objects_that_are_alike_have_the_verdict_that_each_has_by_itself(corpus: str) -> None:
    quick, context = QuickExaminer(36), Context(36)
    trees = [case["object"] for case in lines_of(corpus) if isinstance(case.get("object"), dict)]
    known = 0
    for tree in trees[::40]:
        if quick.examine(tree) != []:
            continue
        known += 1
        for value in ("web", "", "a.b", "$(A)"):
            own = copy_tree(tree)
            for place, _ in enumerate(changed(own, value)):
                if place % 7 == known % 7 and (problems := quick.examine(own)) is not None:
                    assert said(problems) == said(examine(own, context))
    assert known > 20


def test_objects_that_differ_in_names_labels_and_values_need_one_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, validated = QuickExaminer(36), validations(monkeypatch)
    for number in range(20):
        tree = copy_tree(DEPLOYMENT)
        name = f"web-{number}"
        tree["metadata"] = {"name": name, "labels": {"app": name, "tier": "front"}, "namespace": "shop"}
        tree["spec"]["selector"]["matchLabels"]["app"] = name
        tree["spec"]["template"]["metadata"]["labels"]["app"] = name
        tree["spec"]["template"]["spec"]["containers"][0]["image"] = f"nginx:1.{number}"
        assert quick.examine(tree) == []
    assert len(validated) == 1


def test_objects_that_differ_in_ports_hosts_and_container_names_need_one_validation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick, validated = QuickExaminer(36), validations(monkeypatch)
    for number in range(20):
        workload, ingress = copy_tree(PORTS), copy_tree(INGRESS)
        workload["metadata"] = {"name": f"web-{number}", "annotations": {"example.com/owner": f"team {number}"}}
        workload["spec"]["replicas"] = 2 + number
        workload["spec"]["serviceName"] = f"service-{number}"
        container = workload["spec"]["template"]["spec"]["containers"][0]
        container["name"], container["args"] = f"main-{number}", [f"--number={number}"]
        container["ports"][0]["containerPort"] = container["readinessProbe"]["httpGet"]["port"] = 3000 + number
        rule = ingress["spec"]["rules"][0]
        rule["host"] = ingress["spec"]["tls"][0]["hosts"][0] = f"web-{number}.example.com"
        rule["http"]["paths"][0]["path"] = f"/part/{number}"
        assert quick.examine(workload) == quick.examine(ingress) == []
    assert len(validated) == 2


def test_a_label_that_the_selector_does_not_select_is_found_after_one_that_it_does() -> None:
    quick = QuickExaminer(36)
    assert quick.examine(copy_tree(DEPLOYMENT)) == []
    wrong = copy_tree(DEPLOYMENT)
    wrong["spec"]["selector"]["matchLabels"]["app"] = "shop"
    assert [problem.rule.id for problem in quick.examine(wrong) or ()] == ["apps/selector-mismatch"]


def test_a_label_that_is_spelled_like_a_replacement_is_judged_by_itself() -> None:
    quick, context = QuickExaminer(36), Context(36)
    first = copy_tree(DEPLOYMENT)
    first["metadata"] = {"name": "web"}
    first["spec"]["selector"]["matchLabels"] = {"app": replacements()[0]}
    first["spec"]["template"]["metadata"]["labels"] = {"app": replacements()[0]}
    for spelled in replacements():
        second = copy_tree(first)
        second["spec"] = {"template": second["spec"]["template"], "selector": {"matchLabels": {"app": spelled}}}
        second["spec"]["template"]["metadata"]["labels"]["app"] = "web"
        for tree in (first, second):
            problems = quick.examine(tree)
            assert problems is None or said(problems) == said(examine(tree, context))


def test_the_selector_of_a_replication_controller_is_compared_with_its_labels() -> None:
    quick, context = QuickExaminer(36), Context(36)
    container = {"name": "web", "image": "nginx:1.21"}
    for selected in ("web", "shop", *replacements()):
        spec = {
            "selector": {"app": selected},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}},
        }
        tree = {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "web"}, "spec": spec}
        problems = quick.examine(tree)
        assert problems is None or said(problems) == said(examine(tree, context))


def test_a_name_that_the_server_generates_is_compared_with_labels() -> None:
    quick, context = QuickExaminer(36), Context(36)
    expression = {"key": "job-name", "operator": "NotIn", "values": ["web-xxxxx"]}
    pod = {"restartPolicy": "Never", "containers": [{"name": "web", "image": "nginx:1.21"}]}
    tree = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"generateName": "web-"},
        "spec": {"selector": {"matchExpressions": [expression]}, "template": {"spec": pod}},
    }
    found = said(examine(tree, context))
    assert "batch/generated-selector" in [rule for rule, _, _ in found]
    assert said(quick.examine(tree) or []) == found


def test_the_data_of_a_config_map_is_never_taken_for_less_than_it_is() -> None:
    quick = QuickExaminer(36)
    tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big"}}
    almost = "x" * (1024 * 1024 - 50)
    assert quick.examine({**tree, "data": {"a": almost, "b": "short"}}) == []
    assert [problem.rule.id for problem in quick.examine({**tree, "data": {"a": almost, "b": "x" * 90}}) or ()]
    assert quick.examine({**tree, "data": {"a": almost, "b": "x"}}) == []


def test_replacing_is_given_up_for_objects_that_do_not_repeat_and_memory_is_bounded() -> None:
    quick = QuickExaminer(36)
    for number in range(MOST_REMEMBERED + 10):
        tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {f"key-{number}": "x"}}
        assert quick.examine(tree) == []
    assert len(quick._verdicts) < MOST_REMEMBERED
    assert not any(len(plan.shapes) > MOST_REMEMBERED for plan in quick._plans.values())
    assert not any(len(kind.comparisons) > MOST_STRUCTURES for kind in quick._kinds.values() if kind is not None)


def test_replacing_begins_again_when_later_objects_repeat_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = QuickExaminer(36)
    for number in range(1_000):
        tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {f"key-{number}": "x"}}
        assert quick.examine(tree) == []
    validated = validations(monkeypatch)
    for number in range(1_000):
        assert quick.examine({**copy_tree(SERVICE), "metadata": {"name": f"web-{number}"}}) == []
    assert len(validated) < 50


def test_words_are_replaced_by_the_same_word_only_if_they_are_equal() -> None:
    alike = Alike()
    assert alike["web"] == alike["web"] != alike["shop"]
    assert [alike[text] for text in NASTY if not text.startswith(("kube-", "default", "alike-"))] == [
        text for text in NASTY if not text.startswith(("kube-", "default", "alike-"))
    ]


@pytest.mark.parametrize(
    ("where", "values"),
    [
        (("spec", "replicas"), [1, True, 1.0, "1", -1, None]),
        (("metadata", "labels"), [{}, None, {"app": None}, {"app": 1}, {"app": "web"}, []]),
        (("spec", "template", "spec", "containers", 0, "image"), ["nginx", 1, True, None, "", " nginx", []]),
        (("spec", "template", "spec", "containers", 0, "env", 0, "value"), ["a", "", 1, None, "$(B)", {}]),
        (("spec", "template", "spec", "serviceAccountName"), ["a", "A", 1, None, {}]),
        (("metadata", "name"), ["web", "Web", 1, None, "shop", ["web"]]),
        (("metadata", "generateName"), ["web-", None]),
    ],
    ids=str,
)
def test_values_of_other_types_in_one_place_are_judged_by_themselves(where: tuple[Any, ...], values: list[Any]) -> None:
    quick, context = QuickExaminer(36), Context(36)
    for value in (*values, *reversed(values)):
        own = copy_tree(DEPLOYMENT)
        get(own, where[:-1])[where[-1]] = value
        problems = quick.examine(own)
        assert problems is None or said(problems) == said(examine(own, context))


def test_the_fields_and_kinds_exist() -> None:
    for field in READ_ALIKE:
        name, _, wire = field.rpartition(".")
        assert wire in type_schema(name).fields
    assert {kind for _, kind in VALIDATORS} >= NAMED


def test_judging_objects_leaves_them_as_they_are() -> None:
    quick = QuickExaminer(36)
    metadata = {"name": "web", "namespace": "shop"}
    kinds = ("Secret", "ConfigMap", "ServiceAccount")
    trees: list[dict[str, Any]] = [
        {"apiVersion": "v1", "kind": kind, "metadata": dict(metadata)} for kind in kinds for _ in range(5)
    ]
    expected = copy_tree(trees)
    for tree in trees:
        quick.examine(tree)
    assert trees == expected
