"""Whole projects and command lines: every command, option and form shows no secret value and nothing hostile.

A marker is planted in any of the places that can hold a secret value, and hostile text in any name, key, value and file
name. Everything that is printed or written is searched for both; only what `build` prints as data, and the files below
`secrets/`, may hold them.
"""

# ruff: noqa: E501 (tables of values read best on long lines)

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.cli import run
from tests.emitters.test_visible import is_command
from tests.fuzzing.chance import CODED, HOSTILE, MARK, NAMES, refuse_leaks
from tests.fuzzing.entry import Entry
from tests.vendoring.servers import commit

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

WHOLE = json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"p": MARK}})
LAST = "kubectl.kubernetes.io/last-applied-configuration"
FORMS = ("text", "json", "sarif", "junit", "github")
SOPS = {"kms": [], "lastmodified": "2024-01-01T00:00:00Z", "mac": "ENC[x]", "version": "3.9"}
CRD: Any = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
            }
        ],
    },
}
TELLING = [
    "string(object.data.p)",
    "'it is ' + object.data['q']",
    "'it is ' + string(object.stringData.p)",
    "object.data.p",
    "string(object)",
    "object.metadata.annotations['a']",
    "object.stringData",
]


def secret(chance: Chance, name: str) -> Any:
    """An object with the marker in one of the places that can hold a secret value."""
    head: Any = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}}
    meta = head["metadata"]
    value = chance.pick([MARK, f"{MARK}!", [MARK], {"q": MARK}, f"{MARK}: x"])
    sealed = {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": name}}
    external = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "annotations": {LAST: WHOLE}}}
    return chance.pick(
        [
            {**head, "data": {"p": CODED}},
            {**head, "data": {"p": value}},
            {**head, "data": value},
            {**head, "stringData": {"p": value}},
            {**head, "stringData": value},
            {**head, chance.pick(["DATA", "stringdata", "StringData", "password", "spec"]): {"p": value}},
            {
                **head,
                "stringData": {"p": MARK},
                "type": chance.pick(
                    ["kubernetes.io/tls", "kubernetes.io/dockerconfigjson", "kubernetes.io/basic-auth", "x"]
                ),
            },
            {**head, "metadata": {**meta, "annotations": {LAST: WHOLE}}},
            {**head, "metadata": {**meta, "managedFields": [{"fieldsV1": {"f:p": MARK}, "x": MARK}]}},
            {**head, "data": {"p": "ENC[AES256_GCM,data:x]", "q": CODED}, "sops": SOPS},
            {"apiVersion": "v1", "kind": "List", "items": [{**head, "stringData": {"p": value}, "x": value}]},
            {"apiVersion": "v1", "kind": "SecretList", "items": [{"metadata": meta, "stringData": {"p": value}}]},
            {
                **sealed,
                "spec": {"encryptedData": {"a": "b"}, "template": {"data": {"p": MARK}, "stringData": {"q": value}}},
            },
            external,
        ]
    )


def configmap(chance: Chance) -> Any:
    """An object with hostile text in some of its places."""
    name = chance.pick([*NAMES, chance.pick(HOSTILE)])
    tree: Any = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "b"}}
    for place in chance.some(["key", "value", "kind", "namespace", "label", "field", "version", "data"], 3):
        evil = chance.pick(HOSTILE)
        if place == "key":
            tree["data"] = {evil: 5, "x": evil}
        elif place == "label":
            tree["metadata"]["labels"] = {evil: evil}
        elif place == "namespace":
            tree["metadata"]["namespace"] = evil
        elif place == "field":
            tree[evil] = {evil: evil}
        elif place == "version":
            tree["apiVersion"] = f"v1{evil}"
        elif place == "kind":
            tree["kind"] = f"Service{evil}" if chance(0.5) else "Service"
            tree["spec"] = {"type": evil, "ports": [{"port": evil, "name": evil}], "selector": {evil: evil}}
        else:
            tree["data"] = evil
    return tree


def widget(chance: Chance) -> Any:
    """A custom resource that refers to a Secret, with hostile values."""
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": {chance.pick(HOSTILE): chance.pick(HOSTILE)},
    }


def workload(chance: Chance, name: str) -> Any:
    """A Deployment that reads the Secret, and has an image of any name."""
    variable = {
        "name": chance.pick(["A", chance.pick(HOSTILE)]),
        "valueFrom": {"secretKeyRef": {"name": name, "key": chance.pick(["p", "q", chance.pick(HOSTILE)])}},
    }
    container = {"name": "a", "image": chance.pick(["nginx", f"x{chance.pick(HOSTILE)}"]), "env": [variable]}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"a": "b"}}, "template": template},
    }


def admission(chance: Chance) -> list[Any]:
    """A policy whose message tells what the object holds."""
    group = "admissionregistration.k8s.io/v1"
    rules = {"resourceRules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]}
    spec = {
        "matchConstraints": rules,
        "validations": [
            {
                "expression": chance.pick(["false", "object.stringData.p == 'x'", "string(object.data.p) == 1"]),
                "messageExpression": chance.pick(TELLING),
            },
            {"expression": "object.metadata.name == ''", "message": chance.pick(HOSTILE)},
        ],
    }
    binding = {
        "apiVersion": group,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "p"},
        "spec": {"policyName": "p", "validationActions": ["Deny"]},
    }
    return [
        {
            "apiVersion": group,
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": chance.pick(["p", chance.pick(HOSTILE)])},
            "spec": spec,
        },
        binding,
    ]


GENERATORS = [
    f"literals: [p={MARK}]",
    f"literals: ['a b={MARK}']",
    f"literals: [{MARK}]",
    f"litrals: [p={MARK}]",
    "envs: [secret.env]",
    "files: [secret.env]",
    f"literals: [p={MARK}, p={MARK}]",
]
PATCHES = [
    json.dumps([{"op": "test", "path": "/stringData/p", "value": MARK}]),
    "- {op: test, path: /stringData/p, value: other}",
    json.dumps([{"op": "add", "path": "/stringData/p/q/r", "value": MARK}]),
    f"stringData: [{MARK}]",
    f"stringData: {{p: {{$patch: {MARK}}}}}",
    f"[{MARK}]",
]
REPLACEMENTS = [
    "fieldPath: stringData.p",
    "fieldPath: stringData.p.q",
    "fieldPath: stringData.p, options: {delimiter: '8', index: 9}",
    "fieldPath: nothing",
]


def kustomization(chance: Chance) -> str:
    """A kustomization over the objects, with generators, patches and replacements that concern the Secret."""
    text = "resources: [a.yaml]\n"
    if chance(0.5):
        text += f"secretGenerator:\n- name: g\n  {chance.pick(GENERATORS)}\n"
    if chance(0.5):
        text += f"patches:\n- target: {{kind: Secret}}\n  patch: {json.dumps(chance.pick(PATCHES))}\n"
    if chance(0.4):
        text += f"replacements:\n- source: {{kind: Secret, {chance.pick(REPLACEMENTS)}}}\n  targets: [{{select: {{kind: ConfigMap}}, fieldPaths: [data.x]}}]\n"
    for field in chance.some(["namePrefix", "namespace", "nameSuffix"], 2):
        text += f"{field}: {json.dumps(chance.pick(['x', chance.pick(HOSTILE)]))}\n"
    return text


COMPOSE = {
    "services": {
        "web": {
            "image": "nginx",
            "environment": {"DB_PASSWORD": MARK, "LEVEL": "info"},
            "env_file": ["secret.env"],
            "secrets": ["s"],
            "volumes": ["./secret.env:/x"],
            "ports": ["80:80"],
        }
    },
    "secrets": {"s": {"file": "secret.env"}},
}
OLD = """\
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
"""
CLEAN = OLD.partition("---\n")[2].partition("---\napiVersion: networking")[0]
OLD_OVERLAY = 'from k8sdsl import Overlay\n\noverlay = Overlay(base="../old.yaml", replicas={"web": 2})\n'
FLEET = """\
from k8sdsl import Overlay

overlays = {name: Overlay(base="../a.yaml", name_prefix=f"{name}-") for name in ("one", "two")}
"""
DECLARATIONS = [
    "from k8sdsl.gitops import GitOps\n\ngitops = GitOps(into='tree')\n",
    "from k8sdsl.gitops import ArgoCD, GitOps\n\ngitops = GitOps(controller=ArgoCD(repository='https://example.com/a'))\n",
    "from k8sdsl.gitops import GitOps\n\ngitops = GitOps(metadata=True, packages=True)\n",
    "gitops = 5\n",
]
SETTINGS = [
    "[tool.k8sdsl]\nkube_version = '1.34'\npolicies = ['recommended']\n",
    "[tool.k8sdsl]\nexternal = ['Secret/*']\nclosed = true\n",
    "[[tool.k8sdsl.suppress]]\nrule = '*'\nreason = 'x'\n",
    "[tool.k8sdsl]\nnothing = 1\n",
]
STUCK = """\
from pathlib import Path

from k8sdsl import Overlay

overlay = Overlay(base="../stuck.yaml")
assert "v2beta2" in Path(__file__).parent.parent.joinpath("stuck.yaml").read_text()
"""
DATED = """\
import time

from k8sdsl import Overlay

overlay = Overlay(base="../clean.yaml", name_prefix=f"d{int(time.time()) % 1}-")
"""
OWNED = """\
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: a, controller: true}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt}
"""
UNUSED = {"folder": "x", "place": "", "revision": "", "digest": "sha256:0"}
RARE = {
    "overlays/stuck.py": STUCK,
    "stuck.yaml": OLD.partition("---\n")[0],
    "overlays/dated.py": DATED,
    "overlays/worse.py": "raise KeyError('y')\n",
    "owned.yaml": OWNED,
    "many.yaml": "---\n".join(
        f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: m{number}}}, dta: {{a: b}}}}\n" for number in range(12)
    ),
    "unused/kustomization.yaml": "resources: []\n",
    "unused/vendored/k8sdsl.lock": json.dumps({"version": 1, "sources": {"https://example.com/a/b//c": UNUSED}}),
    "blocked/stacks/clean.py/x": "",
    "blocked/overlays/clean.py/x": "",
    "blocked/example_com/v1.py/x": "",
}
"""Files for what happens rarely: targets that are directories, Python that an upgrade breaks, objects of a controller."""
SEQUENCES = [
    [
        "gitops clean --into tree",
        "edit tree",
        "gitops clean --check --into tree --format {gitops}",
        "gitops clean --into tree",
    ],
    ["gitops clean --into tree", "gitops clean --check --into tree", "edit tree", "gitops clean --into tree --force"],
    ["gitops clean --into tree --cache", "gitops clean --into tree --cache", "gitops f clean --into tree --cache"],
    [
        "gitops clean --shard 1/1 --into tree",
        "gitops --merge tree --into merged",
        "gitops clean --into tree --layout tanka",
    ],
    ["build clean q --into kept", "edit kept", "build clean --into kept", "build clean k --into kept --only Service/*"],
    [
        "import yaml clean.yaml --to kept",
        "edit kept",
        "import yaml clean.yaml --to kept",
        "import yaml clean.yaml --to kept --force",
    ],
    [
        "import crd crd.yaml --to kept",
        "import crd crd.yaml --to kept --check",
        "edit kept",
        "import crd crd.yaml --to kept",
    ],
    [
        "import yaml clean.yaml --to linked",
        "import kustomize r --to linked",
        "init linked",
        "build clean --into linked",
    ],
    [
        "import yaml clean.yaml --to a.yaml",
        "import crd crd.yaml --to a.yaml/x",
        "init a.yaml",
        "build clean --output a.yaml/x",
    ],
    [
        "import kustomize c --to kept",
        "import kustomize c c --to kept",
        "import kustomize c --to kept --force",
        "check kept",
    ],
    [
        "import cluster clean.yaml --to kept",
        "import cluster clean.yaml --to kept",
        "import cluster mixed --to kept",
        "import yaml mixed --to other",
    ],
    [
        "import yaml --env dev=clean.yaml --env prod=old.yaml --to kept",
        "import yaml mixed/x.yaml --to x",
        "import yaml - --to y",
    ],
    [
        "trace clean web",
        "trace clean http://web:80/ --format json",
        "trace clean web:80 --from web -o kept.svg",
        "trace clean web --cluster a.yaml",
    ],
    ["upgrade q --to 1.36 --yes", "upgrade q --to 1.36", "build q", "upgrade c --to 1.36 --yes"],
    [
        "check clean --fix --yes --policy recommended",
        "check c --fix --yes --policy recommended",
        "check clean --externals",
        "check clean --watch --format json",
    ],
    ["build  clean", "build clean --output=", "build clean --only ", "-C c build ."],
    ["-C", "build clean -C nowhere", "build clean -C overlays", "explain -- -C"],
    ["vendor c", "vendor c --check", "vendor r --check", "vendor c r"],
    ["report a..b clean", "diff a..b clean", "diff clean q --format markdown", "diff clean.yaml old.yaml"],
    ["fn", "fn --kube-version 1.30", "why Service/web clean", "why Service/web -f clean.yaml"],
    [
        "gitops clean --into tree",
        "edit tree",
        "gitops clean --into tree",
        "gitops clean q --into tree",
        "gitops clean --into tree --prune",
    ],
    [
        *("gitops dated f --into tree --cache c", "gitops dated clean --into tree --cache c", "gitops --shard 3/2"),
        *("gitops clean --into other --cache c", "gitops clean --check --into tree", "gitops f --check --into tree"),
    ],
    [
        *("commit", "build clean --into kept", "edit .", "commit", "report HEAD~1..HEAD clean"),
        *("report HEAD~1..HEAD -o kept/report.html", "diff HEAD~1..HEAD clean", "diff HEAD clean"),
        *("diff HEAD~1 HEAD", "report HEAD..nothing", "report x..HEAD clean", "report HEAD -o x.txt"),
    ],
    [
        *("commit", "gitops --commit --into tree", "edit tree", "gitops --branch b --into tree", "gitops --commit"),
        *("gitops --commit --into tree --force", "gitops --push --branch b", "gitops HEAD --into tree"),
    ],
    [
        *("build clean --output /dev/null", "build clean --into a.yaml", "build clean overlays/clean.py --into kept"),
        *("build clean Clean --into kept", "build nothing* --into kept", "-C mixed build", "build clean --watch -o -"),
    ],
    [
        *("import yaml clean.yaml --to blocked --force", "import crd crd.yaml --to blocked --force"),
        *("import kustomize c --to blocked --force", "import compose compose.yaml --to blocked --force"),
    ],
    [
        *("graph clean", "graph clean -o g.html", "graph clean -o g.svg", "graph clean --view order -o g.html"),
        *("trace clean http://web/ --from Deployment/web -o t.svg", "why Service/web nothing", "forecast clean"),
        *("trace clean http://a.example.com/ --proxy nginx", "trace q http://a.example.com/ --proxy nginx"),
    ],
    [
        *("import crd crd.yaml --references", "import crd crd.yaml", "import crd clean.yaml --to kept"),
        *("import crd crd.yaml --to kept --force", "import crd - --to kept", "import yaml --to x", "import"),
        *("import yaml --env dev --to x", "import yaml a.yaml --env dev=k --to x", "init x --from nothing a.yaml"),
    ],
    [
        *("--help", "build clean --only", "build clean -o a -o b", "check clean --format nothing", "explain a b"),
        *("build clean --format nothing", "help build --json", "schema a b", "forecast clean", "forecast f/one"),
    ],
    [
        *("blame clean Deployment/web --format json", "blame clean Deployment/web spec --format html"),
        *("blame clean --format json", "blame clean Deployment/web spec", "check -f many.yaml", "check -f ."),
        *("check broken worse --format json", "check clean broken worse", "check many.yaml -f many.yaml"),
    ],
    ["upgrade stuck --to 1.36 --yes", "build stuck", "upgrade q --to 1.36 --yes", "build q"],
    [
        *("vendor ..", "-C unused vendor --check", "-C unused vendor", "import cluster owned.yaml --to kept"),
        *("import cluster owned.yaml mixed --to kept", "import cluster owned.yaml clean.yaml --to kept"),
        *("import yaml mixed --to x", "import yaml r --to x"),
    ],
]
"""Command lines that follow each other; `edit` changes what the one before wrote, `commit` puts all files into Git."""
LINES = [
    *(
        "check -f a.yaml",
        "check -f a.yaml --format {form}",
        "check -f a.yaml --format {form}=out",
        "check",
        "check --format {form}",
        "check k --format {form}",
    ),
    *(
        "check -f a.yaml --admission-policies admission.yaml --format {form}",
        "check -f a.yaml --policy recommended --policy notes --format {form}",
    ),
    *(
        "check -f a.yaml --pod-security restricted --externals",
        "check -f a.yaml --cluster b.yaml --format {form}",
        "check -f b.yaml --cluster a.yaml --format {form}",
    ),
    *(
        "check -f a.yaml --crds crd.yaml --severity note --format {form}",
        "check --fix -f a.yaml",
        "check -f evil --format {form}",
        "check p --policy recommended",
    ),
    *(
        "diff a.yaml b.yaml --format {diff}",
        "diff b.yaml a.yaml --format {diff}",
        "diff a.yaml /dev/null --format {diff}",
        "diff p k --format {diff}",
        "diff k a.yaml",
    ),
    *(
        "forecast p",
        "forecast p --cluster a.yaml",
        "forecast -f a.yaml --cluster b.yaml",
        "why Secret/s p",
        "why Secret/s -f a.yaml",
        "why {evil} -f a.yaml",
    ),
    *(
        "build p",
        "build k",
        "build k --strict",
        "build p --format kyaml",
        "build p --only Secret/s",
        "build {evil}",
        "build p --only {evil}",
    ),
    *(
        "gitops",
        "gitops --check",
        "gitops --layout manifest",
        "gitops --layout {evil}",
        "gitops --into {evil}",
        "gitops {evil}",
        "gitops --kube-version {evil}",
    ),
    *(
        "explain Secret",
        "explain Secret.stringData",
        "explain {evil}",
        "explain Widget --all",
        "import kustomize k --to out",
        "import compose compose.yaml --to out",
    ),
    *(
        "import crd crd.yaml --to out",
        "import crd a.yaml --to out",
        "import crd {evil} --to out",
        "import compose a.yaml --to out",
        "import kustomize {evil} --to out",
        "init {evil}",
        "import yaml a.yaml --to out",
        "import yaml a.yaml b.yaml --to out",
        "import yaml evil --to out",
        "import yaml --env dev=a.yaml --env prod=b.yaml --to out",
        "import yaml a.yaml --name {evil} --to out",
        "import cluster a.yaml --to out",
        "init out",
        "init out --from yaml a.yaml",
        "init out --from kustomize k",
        "init out --from compose compose.yaml",
        "check --fix --yes -f a.yaml --policy recommended",
        "build p k --into built",
        "build p --into {evil}",
        "build p --format json",
        "check p --cluster a.yaml --format {form}=out",
        "blame p",
        "blame k {evil}",
        "trace p {evil}",
        "trace p Service/web --cluster a.yaml",
        "import cluster a.yaml b.yaml --to out",
        "vendor k --check",
        "vendor {evil}",
        *(
            "graph p",
            "graph p -o out",
            "graph -f a.yaml --view order",
            "graph -f a.yaml -o out.svg",
            "graph p -f a.yaml",
        ),
        *(
            "graph p --view network -o out.html",
            "graph -f a.yaml -o out.dot",
            "graph {evil}",
            "graph a..b",
            "report a..b",
        ),
        *("report {evil}", "report a..b p -o out", "diff p p", "diff p k --overlay p", "diff a..b", "diff - a.yaml"),
        *(
            "help",
            "help build",
            "help --json",
            "help --man",
            "help import yaml",
            "help build --json",
            "help {evil}",
            "--help",
        ),
        *(
            "--version",
            "",
            "nothing",
            "{evil}",
            "build --nothing",
            "check --severity {evil}",
            "-C k build .",
            "-C {evil} build p",
        ),
        *(
            "-C",
            "build p -C",
            "build -- p",
            "-C . -C k check .",
            "build p k",
            "build",
            "build p --into out --output out",
        ),
        *(
            "build p --output out",
            "build p -o /dev/stdout",
            "build p --no-check",
            "build q",
            "build q --kube-version 1.25",
        ),
        *(
            "build p q k --into out --jobs 2",
            "build p --into out --only Secret/*",
            "build * --into out",
            "build over* --into out",
        ),
        *("build p --watch -o -", "check p --watch --fix", "build k --enable-helm", "build k --load-restrictor none"),
        *(
            "build p --only Secret/s --only *",
            "build p --only Nothing/{evil}",
            "build f/one",
            "build f",
            "build p --strict",
        ),
        *("check * p", "check p -f a.yaml", "check --stdin-filename a.yaml", "check --stdin-filename a.yaml -f b.yaml"),
        *(
            "check --stdin-filename overlays/p.py",
            "check --stdin-filename {evil}",
            "check -f -",
            "check p q k --jobs 2",
        ),
        *(
            "check p --externals",
            "check p --fix",
            "check p q --format {form} --format json=out",
            "check --format {evil}",
        ),
        *("check --policy {evil}", "check broken", "check p broken --format {form}", "check f/* --severity error"),
        *(
            "check q --fix --yes --policy recommended",
            "check q --policy notes --fix --yes",
            "check -f . --format {form}",
        ),
        *(
            "gitops p",
            "gitops p --into tree",
            "gitops --shard 1/2 --into tree",
            "gitops --shard 3/2",
            "gitops --shard {evil}",
        ),
        *(
            "gitops --check --format json",
            "gitops --cache --into tree",
            "gitops broken",
            "gitops --merge tree",
            "gitops --jobs 2",
        ),
        *("gitops --commit", "gitops --branch b", "gitops --push", "gitops p --prune --force", "gitops {evil} --check"),
        *(
            "trace p web",
            "trace p http://web/",
            "trace p web:80 --format json",
            "trace p web:80 -o out.svg",
            "trace p web --from a",
        ),
        *(
            "trace p http://a.example.com/ --proxy nginx",
            "trace p x --proxy haproxy --format json",
            "trace q web:80 --from web",
        ),
        *(
            "why Service/web",
            "why Secret/s q",
            "why Nothing/x",
            "blame q Deployment/web",
            "blame p Nothing/x",
            "blame p --format json",
        ),
        *(
            "blame q Deployment/web spec.replicas",
            "blame q Deployment/web nothing",
            "forecast q",
            "forecast f/one",
            "schema",
            "schema check",
        ),
        *(
            "schema {evil}",
            "explain",
            "explain core/port-name",
            "explain set/missing-key",
            "explain Deployment.spec.replicas",
        ),
        *(
            "explain usage/value",
            "explain Widget",
            "explain {evil} --all",
            "fn",
            "fn --kube-version 1.30",
            "vendor",
            "vendor k",
        ),
        *(
            "vendor r",
            "vendor r --check",
            "vendor r --update",
            "import crd - --to out",
            "import crd crd.yaml",
            "import crd k --to out",
        ),
        *(
            "import crd crd.yaml --references",
            "import crd crd.yaml --to out --check",
            "import crd crd.yaml --to out --force",
        ),
        *(
            "import yaml - --to out",
            "import yaml k --to out",
            "import yaml k --name x --to out --force",
            "import yaml nothing --to out",
        ),
        *(
            "import yaml --env dev=k --env dev=k --to out",
            "import yaml --env dev --to out",
            "import yaml a.yaml --to overlays",
        ),
        *(
            "import cluster - --to out",
            "import cluster k --to out",
            "import cluster k --name x --to out",
            "import kustomize k r --to out",
        ),
        *(
            "import kustomize r --to out",
            "import kustomize k --to out --force",
            "import compose compose.yaml --to out --force",
        ),
        *(
            "import chart k",
            "import chart {evil} --to out",
            "init",
            "init k",
            "init out --from nothing a.yaml",
            "init out --force",
        ),
        *(
            "upgrade q --to 1.36",
            "upgrade q --to 1.36 --yes",
            "upgrade q k --to 1.29",
            "upgrade --to {evil}",
            "upgrade -f old.yaml --to 1.36",
        ),
        *(
            "upgrade -f old.yaml --to 1.36 --yes",
            "upgrade k --to 1.36 --yes",
            "upgrade broken --to 1.30",
            "upgrade q -f a.yaml --to 1.36",
        ),
        "upgrade -f a.yaml --to 1.36",
        "upgrade -f evil --to 1.36 --yes",
    ),
]


def make(chance: Chance) -> tuple[dict[str, str], list[list[str]]]:
    """The files of a project, and command lines to run in it."""
    name = chance.pick(["s", "S_", "a.b"])
    trees = [secret(chance, name), configmap(chance), workload(chance, name), widget(chance)]
    others = [secret(chance, name), configmap(chance)]
    text = "\n---\n".join(
        json.dumps(tree, indent=chance.pick([None, 1]), ensure_ascii=chance(0.5))
        for tree in chance.some(trees, 4) or trees[:1]
    )
    text = text.replace(MARK, f"{MARK}\\q" if chance(0.03) else MARK)
    other = "\n---\n".join(map(json.dumps, others)).replace(MARK, "other").replace(CODED, "b3RoZXI=")
    files = {
        "a.yaml": text,
        "b.yaml": other if chance(0.8) else text,
        "k/a.yaml": text,
        "k/kustomization.yaml": kustomization(chance),
        "k/secret.env": f"p={MARK}\n{chance.pick(['', f'a b={MARK}', MARK])}\n",
        "secret.env": f"API_TOKEN={MARK}\n",
        "admission.yaml": "\n---\n".join(map(json.dumps, admission(chance))),
        "crd.yaml": json.dumps((chance.readable([chance.mutated(CRD, chance.pick([0, 0, 1]))]) or [CRD])[0]),
        "compose.yaml": json.dumps(COMPOSE),
        "overlays/p.py": 'from k8sdsl import Overlay\n\noverlay = Overlay(base="../a.yaml", namespace="x")\n',
        "overlays/q.py": chance.pick([OLD_OVERLAY, OLD_OVERLAY.replace("replicas", "nothing")]),
        "overlays/f.py": FLEET,
        **(
            {"overlays/broken.py": chance.pick(["raise ValueError('x')\n", "overlay = 5\n", "x = (\n"])}
            if chance(0.2)
            else {}
        ),
        **({"gitops.py": chance.pick(DECLARATIONS)} if chance(0.3) else {}),
        **({"pyproject.toml": chance.pick(SETTINGS)} if chance(0.3) else {}),
        "old.yaml": OLD,
        "clean.yaml": CLEAN,
        "overlays/clean.py": 'from k8sdsl import Overlay\n\noverlay = Overlay(base="../clean.yaml", namespace="shop")\n',
        "c/kustomization.yaml": "resources: [clean.yaml]\nnamePrefix: c-\nimages: [{name: none, newTag: x}]\n",
        "c/clean.yaml": CLEAN,
        "mixed/x.yaml": "apiVersion: v1\nkind: List\nitems: [5, {kind: A}, {apiVersion: v1, kind: ConfigMap, metadata: {}}]\n---\n5\n",
        "mixed/y.yaml": "apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}]\n---\napiVersion: v1\nkind: List\n",
        "mixed/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
        "mixed/bad.yaml": "a: [\n",
        **RARE,
        "r/kustomization.yaml": chance.pick(
            ["resources: [https://example.invalid/a.yaml]\n", "resources: [../old.yaml]\n"]
        ),
        f"evil/{chance.pick(HOSTILE).replace('/', '')}.yaml": text,
    }
    listed = resource_list(chance, trees)
    files["stdin"] = chance.pick([text, listed, listed, listed, "[", "", json.dumps(CRD)])
    lines = [line(chance, text) for text in (chance.pick(SEQUENCES) if chance(0.65) else chance.some(LINES, 4))]
    return files, lines


def resource_list(chance: Chance, items: list[Any]) -> str:
    """The input of a function of kpt or kustomize."""
    data = chance.pick([{"target": "clean"}, {"target": "c"}, {"target": "nothing"}, {"x": "y"}, {}])
    config: Any = {"apiVersion": "v1", "kind": chance.pick(["ConfigMap", "ConfigMap", "ConfigMap", "X"]), "data": data}
    if chance(0.3):
        config = {"kind": "Kustomization", "namePrefix": "f-"}
    return json.dumps(
        {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": items, "functionConfig": config}
    )


def line(chance: Chance, text: str) -> list[str]:
    """One command line."""
    values = {
        "form": chance.pick(FORMS),
        "diff": chance.pick(["text", "json", "markdown"]),
        "gitops": chance.pick(["text", "json"]),
        "evil": chance.pick(HOSTILE),
    }
    return [word.format(**values) for word in text.split(" ")]


def judge(given: tuple[dict[str, str], list[list[str]]]) -> None:
    """Runs every line, and searches what it prints and writes."""
    files, lines = given
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        folder = Path(name).resolve()
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError, ValueError):
                (folder / path).write_text(text, encoding="utf-8", errors="replace")
        (folder / "linked").symlink_to("..")
        for words in lines:
            if words[0] == "edit":
                edit(folder / words[1])
                continue
            if words[0] == "commit":
                commit(folder, {})
                continue
            run_one(folder, words)
            for made in folder.glob("out*"):
                shutil.rmtree(made, ignore_errors=True)
                made.unlink(missing_ok=True) if made.is_file() else None


def edit(folder: Path) -> None:
    """Changes a file of a folder, and adds another."""
    for file in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.py")])[:1]:
        file.write_text("edited: true\n")
        (file.parent / "added.yaml").write_text("added: true\n")


def run_one(folder: Path, words: list[str]) -> None:
    """Runs one line in the folder."""
    before = known(folder)
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    given, kept = io.TextIOWrapper(io.BytesIO((folder / "stdin").read_bytes())), sys.stdin
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        sys.stdin = given
        try:
            status: Any = run(words)
        except SystemExit as left:
            status = left.code
        finally:
            sys.stdin = kept
    about = f"{words}: "
    out.flush()
    printed = out.buffer.getvalue().decode()
    assert status in {0, 1, 2, None}, about + err.getvalue()[-1500:]
    data = "build" in words or words[:1] in (["fn"], ["diff"])
    refuse_leaks(*(about + text for text in [err.getvalue(), "" if data else printed]))
    refuse_hostile(about, err.getvalue())
    refuse_hostile(about, "" if data else printed, github="github" in words)
    for path, content in known(folder).items():
        if (
            before.get(path) != content
            and not {"secrets", "snapshots"}.intersection(Path(path).parts)
            and "--fix" not in words
            and "build" not in words
        ):
            text = content.decode("utf-8", "replace")
            sealed = "SealedSecret" in text or LAST in text
            refuse_leaks(f"{about}{path}: ", "" if sealed and "rendered" in path else about + text)
            if "/out" in path and words[0] == "check":
                refuse_hostile(f"{about}{path}: ", text, github="github=out" in words)


def known(folder: Path) -> dict[str, bytes]:
    """The files of the folder."""
    return {
        str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts
    }


def refuse_hostile(about: str, text: str, *, github: bool = False) -> None:
    """Raises AssertionError for text that steers a terminal or a CI system."""
    bad = {character for character in text if not (character.isprintable() or character in "\n\t")}
    assert not bad, f"{about}{bad} in {text[:600]!r}"
    for one in text.split("\n"):
        assert not one.startswith(("::error::x", "::add-mask")), about + one
        assert github or not is_command(one), about + one


ENTRY = Entry(make, judge)
