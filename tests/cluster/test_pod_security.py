"""The Pod Security Standards say of pods what upstream's evaluator says."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

import k8sdsl
from k8sdsl.cluster.pod_security.standard import LEVELS, controls
from tests.corpora import lines_of

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "web",
                "image": "nginx:1.21",
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    },
}


def rules(tree: dict[str, Any], level: str = "restricted", version: str = "1.36") -> set[str]:
    """The ids of the controls that an object violates."""
    findings = k8sdsl.check([tree], pod_security=level, kube_version=version)
    return {finding.rule for finding in findings if finding.rule.startswith("pod-security/")}


def test_the_standards_agree_with_upstreams_fixtures() -> None:
    wrong = [
        (case["id"], version)
        for case in lines_of("pod-security", "cases.jsonl")
        for version in case["versions"]
        if case["allowed"] is bool(rules(case["object"], case["level"], version))
    ]
    assert wrong == []


def test_the_standards_give_the_reasons_that_upstream_gives_for_real_pods() -> None:
    objects = {case["id"]: case["object"] for case in lines_of("realworld") if case["kind"] in {"Pod", "Deployment"}}
    recorded = (case for case in lines_of("pod-security", "realworld.jsonl.gz") if case["id"].startswith("realworld/"))
    known = ((case, objects.get(case["id"].partition("/")[2])) for case in recorded)
    for case, tree in itertools.islice(((c, t) for c, t in known if t is not None), 300):
        for level, by_version in case["fails"].items():
            assert len(rules(tree, level)) == len(by_version["1.36"]), case["id"]


def test_a_template_is_held_to_the_standard_like_a_pod() -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {**copy.deepcopy(POD["spec"]), "hostPID": True}}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template},
    }
    found = k8sdsl.check([deployment], pod_security="baseline")
    assert [(f.rule, f.path, f.aliases) for f in found] == [
        ("pod-security/host-namespaces", "spec.template.spec.hostPID", ("pod-security-admission:hostNamespaces",))
    ]


def test_a_level_can_name_an_older_version() -> None:
    pod = copy.deepcopy(POD)
    pod["spec"]["securityContext"]["sysctls"] = [{"name": "net.ipv4.tcp_rmem", "value": "4096"}]
    assert rules(pod) == set()
    assert rules(pod, "restricted:v1.28") == {"pod-security/sysctls"}


@pytest.mark.parametrize("level", ["strict", "restricted:1", "restricted:newest"])
def test_an_unknown_level_is_an_error_with_a_remedy(level: str) -> None:
    with pytest.raises(k8sdsl.K8sdslError) as raised:
        k8sdsl.check([POD], pod_security=level)
    assert raised.value.remedy


def test_each_level_is_stricter_than_the_one_before() -> None:
    ids = [{control.rule.id for control in controls(level, 36)} for level in LEVELS]
    assert ids[0] == set()
    assert ids[1] - ids[2] == {"pod-security/added-capabilities", "pod-security/host-path-volumes"}
