"""Requests between pods: the policies that stop or allow them, names of all kinds, and Services without selectors."""

from __future__ import annotations

import pytest
import yaml

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest
from k8sdsl.views.trace import trace
from k8sdsl.views.trace.steps import TraceStep

SHOP = """
{apiVersion: v1, kind: Namespace, metadata: {name: front, labels: {team: web}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: back, labels: {team: core}}}
"""


def pods(
    name: str, namespace: str, ports: str = "[{containerPort: 8080}]", kind: str = "Deployment", more: str = ""
) -> str:
    spec = f"{{containers: [{{name: c, image: i, ports: {ports}}}]{more}}}"
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {spec}}}"
    head = f"kind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
    if kind == "CronJob":
        return f"---\napiVersion: batch/v1\n{head}spec: {{jobTemplate: {{spec: {{template: {template}}}}}}}\n"
    selector = f"selector: {{matchLabels: {{app: {name}}}}}"
    return f"---\napiVersion: apps/v1\n{head}spec: {{replicas: 3, {selector}, template: {template}}}\n"


def service(name: str, namespace: str, spec: str) -> str:
    return f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{{spec}}}\n"


def policy(name: str, namespace: str, spec: str) -> str:
    head = f"kind: NetworkPolicy\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
    return f"---\napiVersion: networking.k8s.io/v1\n{head}spec: {{{spec}}}\n"


NAMED = "[{containerPort: 8080, name: http}, {containerPort: 9090, name: metrics}]"
OBJECTS = "".join(
    [
        SHOP,
        pods("web", "front"),
        pods("other", "front"),
        pods("agent", "front", more=", hostNetwork: true"),
        pods("nightly", "front", kind="CronJob"),
        pods("mute", "front"),
        pods("api", "back", NAMED),
        pods("range", "back", "[{containerPort: 8000}, {containerPort: 8010}, {containerPort: 8011}]"),
        pods("host", "back", more=", hostNetwork: true"),
        pods("dns", "back", "[{containerPort: 53, protocol: UDP}]"),
        pods("db", "back", "[{containerPort: 5432}]", kind="StatefulSet"),
        service(
            "api", "back", "selector: {app: api}, ports: [{name: h, port: 80, targetPort: http}, {name: m, port: 9090}]"
        ),
        service("range", "back", "selector: {app: range}, ports: [{port: 8000}, {port: 8010}, {port: 8011}]"),
        service("host", "back", "selector: {app: host}, ports: [{port: 80, targetPort: 8080}]"),
        service("dns", "back", "selector: {app: dns}, ports: [{port: 53, protocol: UDP}]"),
        service("peers", "back", "clusterIP: None, selector: {app: db}, ports: [{port: 5432}]"),
        service("alias", "front", "type: ExternalName, externalName: api.back.svc.cluster.local"),
        service("outer", "front", "type: ExternalName, externalName: db.example.com"),
        service("manual", "front", "ports: [{port: 3306}]"),
        service("orphan", "front", "ports: [{port: 80}]"),
        service("fixed", "front", "clusterIP: 10.96.0.7, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]"),
        """---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: manual-1, namespace: front, labels: {kubernetes.io/service-name: manual}}
addressType: IPv4
ports: [{port: 3307}]
endpoints: [{addresses: [192.0.2.1], conditions: {ready: false}}, {addresses: [192.0.2.2]}]
""",
        policy("deny", "back", "podSelector: {}, policyTypes: [Ingress]"),
        policy(
            "api",
            "back",
            "podSelector: {matchLabels: {app: api}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}, "
            "podSelector: {matchLabels: {app: web}}}, {podSelector: {matchLabels: {app: db}}}], "
            "ports: [{port: http}]}]",
        ),
        policy(
            "range",
            "back",
            "podSelector: {matchLabels: {app: range}}, ingress: [{ports: [{port: 8000, endPort: 8010}]}]",
        ),
        policy("dns", "back", "podSelector: {matchLabels: {app: dns}}, ingress: [{ports: [{port: 53}]}]"),
        policy("db", "back", "podSelector: {matchLabels: {app: db}}, ingress: [{}]"),
        policy(
            "mute",
            "front",
            "podSelector: {matchLabels: {app: mute}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], "
            "ports: [{port: 8080}]}, {to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 443}]}]",
        ),
    ]
)


def followed(source: str, to: str, objects: str = OBJECTS) -> list[TraceStep]:
    return trace([Manifest(tree) for tree in yaml.safe_load_all(objects) if tree], to, source=source)


@pytest.mark.parametrize(
    ("source", "to", "arrives"),
    [
        ("Deployment/web", "api.back:80", True),
        ("Deployment/web", "api.back.svc.cluster.local:80", True),
        ("Deployment/web", "http://api.back/x", True),
        ("Deployment/web", "http://api.back:9090/", False),
        ("Deployment/other", "api.back:80", False),  # both selectors of one entry must match
        ("StatefulSet/db", "api:80", True),
        ("Deployment/range", "api:80", False),
        ("CronJob/nightly", "api.back:80", False),
        ("Deployment/agent", "api.back:80", False),  # the address of a node, which no selector matches
        ("Deployment/other", "range.back:8000", True),
        ("Deployment/other", "range.back:8010", True),
        ("Deployment/other", "range.back:8011", False),
        ("Deployment/other", "host.back:80", True),  # policies do not apply to pods on the host's network
        ("Deployment/other", "dns.back:53", False),  # the policy is for TCP
        ("Deployment/other", "db-0.peers.back:5432", True),
        ("Deployment/other", "db-2.peers.back:5432", True),
        ("Deployment/other", "db-3.peers.back:5432", False),
        ("Deployment/other", "db-x.peers.back:5432", False),
        ("Deployment/web", "alias:80", True),
        ("Deployment/other", "alias:80", False),
        ("Deployment/web", "outer:5432", True),
        ("Deployment/web", "manual:3306", True),
        ("Deployment/web", "orphan:80", False),
        ("Deployment/other", "10.96.0.7:80", True),
        ("Deployment/other", "https://example.com/", True),
        ("Deployment/mute", "10.96.0.7:80", True),
        ("Deployment/mute", "fixed:80", False),  # the name cannot be resolved
        ("Deployment/mute", "https://192.0.2.9/", True),
        ("Deployment/mute", "https://10.1.1.1/", False),
        ("Deployment/mute", "http://192.0.2.9/", False),
        ("Deployment/web", "api:80", False),
        ("Deployment/web", "api.nowhere:80", False),
    ],
)
def test_a_request_between_pods_arrives_or_not(source: str, to: str, *, arrives: bool) -> None:
    steps = followed(source, to)
    assert any(step.broken for step in steps) is not arrives
    assert all(step.remedy for step in steps if step.broken)


def test_the_policies_that_stop_a_request_are_named_with_what_to_add() -> None:
    last = followed("Deployment/other", "api.back:80")[-1]
    assert "NetworkPolicy/api" in last.what
    assert "NetworkPolicy/deny" in last.what
    assert "`ingress` of NetworkPolicy/api" in last.remedy
    added = yaml.safe_load(last.remedy.partition("`{")[2].join("{}").removesuffix("`}") or "{}")
    assert added["from"][0]["podSelector"] == {"matchLabels": {"app": "other"}}
    assert added["ports"] == [{"port": 8080}]


def test_a_policy_for_all_pods_stays_as_it_is_and_another_is_proposed() -> None:
    closed = "".join([SHOP, pods("a", "back"), pods("b", "back"), policy("deny", "back", "podSelector: {}")])
    closed += service("b", "back", "selector: {app: b}, ports: [{port: 80, targetPort: 8080}]")
    last = followed("Deployment/a", "b:80", closed)[-1]
    proposed = policy("new", "back", last.remedy.partition("`spec: {")[2].removesuffix("}`"))
    assert followed("Deployment/a", "b:80", closed)[-1].broken
    assert not followed("Deployment/a", "b:80", closed + proposed)[-1].broken


def test_the_policy_that_allows_a_request_is_named() -> None:
    assert "NetworkPolicy/api allows it" in followed("Deployment/web", "api.back:80")[-1].what


def test_addresses_that_are_not_ready_get_no_request() -> None:
    (step,) = followed("Deployment/web", "manual:3306")[1:]
    assert "192.0.2.2:3307" in step.what
    assert "192.0.2.1" not in step.what


def test_a_sender_in_two_namespaces_must_be_named_with_its_own() -> None:
    twice = "".join(
        [SHOP, pods("a", "front"), pods("a", "back"), service("s", "back", "selector: {app: a}, ports: [{port: 8080}]")]
    )
    with pytest.raises(K8sdslError) as error:
        followed("Deployment/a", "s:8080", twice)
    assert "--from back/Deployment/a" in str(error.value.remedy)
    assert not followed("back/Deployment/a", "s:8080", twice)[-1].broken
    assert followed("front/Deployment/a", "s:8080", twice)[-1].broken


def workload(name: str, spec: str, pod: str, kind: str = "apps/v1, kind: Deployment") -> str:
    template = f"{{metadata: {{labels: {{app: {name}}}}}, spec: {{{pod}}}}}"
    return (
        f"---\n{{apiVersion: {kind}, metadata: {{name: {name}, namespace: a}}, spec: {{{spec}template: {template}}}}}\n"
    )


CONTAINER = "containers: [{name: c, image: i, ports: [{containerPort: 80}]}]"
SIDECAR = "initContainers: [{name: s, image: i, ports: [{containerPort: 70, name: s}], restartPolicy: Always}]"


def answers(*objects: str) -> bool:
    """Whether pods answer on the port 80 of the Service `web`, asked by the Deployment `asks`."""
    asks = workload("asks", "", CONTAINER)
    return not followed("Deployment/asks", "web:80", "".join([asks, *objects]))[-1].broken


def test_a_workload_without_replicas_does_not_answer_unless_it_is_scaled_from_zero() -> None:
    web = service("web", "a", "selector: {app: web}, ports: [{port: 80}]")
    scaled = (
        "---\n{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: s, namespace: a}, spec: {TARGET}}\n"
    )
    scaled = scaled.replace("TARGET", "scaleTargetRef: {name: web}")
    assert answers(web, workload("web", "", CONTAINER))
    assert not answers(web, workload("web", "replicas: 0, ", CONTAINER))
    assert answers(web, workload("web", "replicas: 0, ", CONTAINER), scaled)


def test_ports_of_sidecars_count_and_those_of_other_init_containers_do_not() -> None:
    web = service("web", "a", "selector: {app: web}, ports: [{port: 80, targetPort: s}]")
    assert answers(web, workload("web", "", f"{CONTAINER}, {SIDECAR}"))
    assert not answers(web, workload("web", "", f"{CONTAINER}, {SIDECAR.replace(', restartPolicy: Always', '')}"))


def test_pods_of_a_job_answer_if_no_others_do() -> None:
    web = service("web", "a", "selector: {app: web}, ports: [{port: 80}]")
    job = workload("web", "", CONTAINER, "batch/v1, kind: Job")
    assert answers(web, job)
    assert not answers(web, job, workload("web", "replicas: 0, ", CONTAINER))


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{cidr: 0.0.0.0/0}", True),
        ("{cidr: 10.0.0.0/8}", True),
        ("{cidr: 203.0.113.0/24}", False),
        ("{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16]}", False),
    ],
)
def test_a_range_with_private_addresses_may_be_that_of_pods(block: str, *, expected: bool) -> None:
    web = service("web", "a", "selector: {app: web}, ports: [{port: 80}]")
    limits = policy(
        "p", "a", f"podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{{ipBlock: {block}}}]}}]"
    )
    assert answers(web, workload("web", "", CONTAINER), limits) is expected


def test_policies_for_the_target_decide_when_a_range_lets_the_request_leave() -> None:
    web = service("web", "a", "selector: {app: web}, ports: [{port: 80}]")
    ranges = "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {ports: [{port: 53, protocol: UDP}]}]"
    leave = policy("leave", "a", f"podSelector: {{matchLabels: {{app: asks}}}}, policyTypes: [Egress], {ranges}")
    deny = policy("deny", "a", "podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]")
    assert answers(web, workload("web", "", CONTAINER), leave)
    assert not answers(web, workload("web", "", CONTAINER), leave, deny)


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("{namespaceSelector: {}}", True),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: nginx}}}", True),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: nginx}}, PODS}", True),
        ("{namespaceSelector: {matchLabels: {team: edge}}, PODS}", True),
        ("{namespaceSelector: {matchExpressions: [{key: NAME, operator: In, values: [a, nginx]}]}}", True),
        ("{namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [web]}]}}", True),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}}", False),  # its own namespace
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front, team: core}}}", False),
        ("{podSelector: {}}", False),
    ],
)
def test_a_rule_may_be_for_the_pods_of_an_ingress_controller(peer: str, *, expected: bool) -> None:
    peer = peer.replace("PODS", "podSelector: {matchLabels: {app: nginx}}").replace(
        "NAME", "kubernetes.io/metadata.name"
    )
    objects = [
        SHOP,
        workload("web", "", CONTAINER),
        service("web", "a", "selector: {app: web}, ports: [{port: 80}]"),
        policy("p", "a", f"podSelector: {{}}, ingress: [{{from: [{peer}]}}]"),
        (
            "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: a}, "
            "spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}}\n"
        ),
    ]
    assert followed("", "http://a.example.com/", "".join(objects))[-1].broken is not expected
