"""AuthorizationPolicies of Istio: which requests the proxy of a pod answers with 403."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from k8sdsl.manifest import Manifest
from k8sdsl.views.trace import trace

POD = "{containers: [{name: c, image: i, ports: [{containerPort: 8080}]}], serviceAccountName: NAME}"
OBJECTS = "---".join(
    [
        "\n{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}\n",
        *(
            f"\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: shop}}\n"
            f"spec: {{template: {{metadata: {{labels: {{app: {name}}}}}, spec: {POD.replace('NAME', name)}}}}}\n"
            for name in ("api", "web", "other")
        ),
        (
            "\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n"
            "spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}\n"
        ),
        (
            "\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: api, namespace: shop}\n"
            "spec: {defaultBackend: {service: {name: api, port: {number: 80}}}}\n"
        ),
    ]
)
WEB, OTHER, OUTSIDE = "Deployment/web", "Deployment/other", ""
FROM_WEB = "{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}"


def policy(spec: str, namespace: str = "shop") -> str:
    head = f"kind: AuthorizationPolicy\nmetadata: {{name: p, namespace: {namespace}}}\n"
    return f"---\napiVersion: security.istio.io/v1\n{head}spec: {spec}\n"


def arrives(policies: str, source: str, path: str = "/") -> bool:
    objects: list[dict[str, Any]] = [tree for tree in yaml.safe_load_all(OBJECTS + policies) if tree]
    to = "api:80" if source else f"http://a.example.com{path}"
    steps = trace([Manifest(tree) for tree in objects], to, source=source)
    assert all(step.remedy for step in steps if step.broken)
    return not steps[-1].broken


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{}", (False, False, False)),
        ("{action: DENY}", (True, True, True)),
        ("{rules: [{}]}", (True, True, True)),
        ("{action: DENY, rules: [{}]}", (False, False, False)),
        (f"{{rules: [{FROM_WEB}]}}", (True, False, False)),
        (f"{{action: DENY, rules: [{FROM_WEB}]}}", (False, True, True)),
        (f"{{selector: {{matchLabels: {{app: web}}}}, rules: [{FROM_WEB}]}}", (True, True, True)),
        ("{rules: [{from: [{source: {namespaces: [sh*]}}]}]}", (True, True, True)),
        ("{rules: [{from: [{source: {notPrincipals: [cluster.local/ns/shop/sa/web]}}]}]}", (False, True, True)),
        ('{rules: [{to: [{operation: {ports: ["8080"]}}]}]}', (True, True, True)),
        ('{rules: [{to: [{operation: {ports: ["80"]}}]}]}', (False, False, False)),
        ("{rules: [{to: [{operation: {methods: [POST]}}]}]}", (True, True, False)),
        ("{rules: [{to: [{operation: {paths: [/open*]}}]}]}", (True, True, False)),
        ("{action: DENY, rules: [{when: [{key: source.ip, values: [b]}]}]}", (True, True, True)),
        ("{action: AUDIT, rules: [{}]}", (True, True, True)),
    ],
)
def test_a_policy_of_the_mesh_decides(spec: str, expected: tuple[bool, bool, bool]) -> None:
    assert tuple(arrives(policy(spec), source) for source in (WEB, OTHER, OUTSIDE)) == expected


def test_a_gateway_of_the_set_may_send_a_request_from_outside() -> None:
    gateway = (
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gateway, namespace: istio-system}\n"
        f"spec: {{template: {{metadata: {{labels: {{app: gateway}}}}, spec: {POD.replace('NAME', 'gateway')}}}}}\n"
    )
    allowing = policy("{rules: [{from: [{source: {principals: [cluster.local/ns/istio-system/sa/gateway]}}]}]}")
    assert arrives(gateway + allowing, OUTSIDE)
    assert not arrives(gateway + allowing, WEB)


def test_the_path_of_a_request_from_outside_counts() -> None:
    spec = "{rules: [{to: [{operation: {methods: [GET], paths: [/open*], notPaths: [/open/not]}}]}]}"
    assert [arrives(policy(spec), OUTSIDE, path) for path in ("/open/x", "/open/not", "/")] == [True, False, False]


def test_policies_of_the_root_namespace_are_for_all_and_those_of_others_for_none() -> None:
    assert not arrives(policy("{}", "istio-system"), WEB)
    assert arrives(policy("{}", "other"), WEB)


def test_the_proposed_rule_allows_the_request() -> None:
    objects = [tree for tree in yaml.safe_load_all(OBJECTS + policy("{}")) if tree]
    last = trace([Manifest(tree) for tree in objects], "api:80", source=WEB)[-1]
    rule = last.remedy.partition("`{")[2].removesuffix("`")
    assert arrives(policy(f"{{rules: [{{{rule}]}}"), WEB)


def test_the_path_of_a_request_counts_behind_an_alias_too() -> None:
    objects = OBJECTS.replace("service: {name: api,", "service: {name: alias,")
    objects += (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: alias, namespace: shop}\n"
        "spec: {type: ExternalName, externalName: api.shop.svc.cluster.local, ports: [{port: 80}]}\n"
    )
    objects += policy("{rules: [{to: [{operation: {paths: [/open*]}}]}]}")
    steps = [
        trace([Manifest(tree) for tree in yaml.safe_load_all(objects) if tree], f"http://a.example.com{path}")
        for path in ("/open/x", "/other")
    ]
    assert [one[-1].broken for one in steps] == [False, True]
