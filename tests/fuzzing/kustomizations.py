"""Kustomizations that mostly build: files of a directory, and for every field values that fit them."""

# ruff: noqa: E501 (tables of values read best on long lines)

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fuzzing.chance import MARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzzing.chance import Chance

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {a: "1", n: 5}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: init, image: busybox}]
      containers:
      - name: main
        image: nginx:1.28
        command: ["$(HOST)", "$(NONE)", "x$(HOST)y", "$$(HOST)"]
        env: [{name: A, value: b}, {name: "$(HOST)", value: "$(PORT)"}, {name: S, valueFrom: {secretKeyRef: {name: s, key: p}}}]
        envFrom: [{configMapRef: {name: c}}, {secretRef: {name: g}}]
        ports: [{containerPort: 80, protocol: TCP}]
        volumeMounts: [{name: v, mountPath: /x}]
      - {name: side, image: "a.example.com:5000/b/c@sha256:0000"}
      volumes: [{name: v, configMap: {name: c}}, {name: w, projected: {sources: [{secret: {name: g}}, {configMap: {name: m}}]}}]
      serviceAccountName: sa
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 80}]}
"""
OTHERS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: shop, annotations: {config.kubernetes.io/local-config: "false"}}
data:
  a: b
  text: |
    first $(HOST) and a line that is longer than all of the others are, so that it may be folded somewhere near its end
  json: '{"a": {"b": ["c", 5]}}'
  list: a,b,c
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {p: x}
data: {q: eA==}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: keys}
data: {a10: x, a2: x, a-b: x, A.b: x, "1": x, "01": x, a1b: x, _: x, b: x, a: x}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: web
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: main, image: "mysql:8"}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: ServiceAccount, name: sa, namespace: shop}, {kind: ServiceAccount, name: default}, {kind: User, name: u}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules: [{apiGroups: [""], resources: [secrets], resourceNames: [s, g], verbs: [get]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa}
secrets: [{name: s}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec: {ref: {name: c}, items: [{name: a, value: 1}, {name: b}], labels: {}, image: nginx, paused: true, share: 1.5, size: 3, none: null, "a.b": {"x/y": 1}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks: [{name: x, clientConfig: {service: {name: web, namespace: shop}}}]
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.x}
spec: {service: {name: web, namespace: shop}}
"""
CRD = json.dumps(
    {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Widget", "plural": "widgets"},
            "scope": "Namespaced",
            "conversion": {
                "strategy": "Webhook",
                "webhook": {"clientConfig": {"service": {"name": "web", "namespace": "shop"}}},
            },
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {
                        "openAPIV3Schema": {
                            "type": "object",
                            "properties": {
                                "spec": {
                                    "type": "object",
                                    "properties": {
                                        "items": {
                                            "type": "array",
                                            "x-kubernetes-list-type": "map",
                                            "x-kubernetes-list-map-keys": ["name"],
                                            "items": {"type": "object"},
                                        }
                                    },
                                }
                            },
                        }
                    },
                },
                5,
            ],
        },
    }
)
SCHEMAS = {
    "example.com/v1.Widget": {"Schema": {"properties": {
        "apiVersion": {}, "kind": {}, "metadata": {}, "spec": {"$ref": "spec"}, "bad": 5, "note": {"x-kubernetes-annotation": ""},
    }}},
    "spec": {"schema": {"properties": {
        "ref": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap"},
        "labels": {"x-kubernetes-label-selector": ""}, "again": {"$ref": "spec"}, "id": {"x-kubernetes-identity": ""},
        "key": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret", "x-kubernetes-object-ref-name-key": "x"},
    }}},
}  # fmt: skip
WIDGET = {
    "x-kubernetes-group-version-kind": [
        {"group": "example.com", "version": "v1", "kind": "Widget"},
        {"kind": "Deployment", "group": "apps", "version": "v1"},
    ],
    "properties": {
        "spec": {"$ref": "#/definitions/Spec"},
        "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
        "x": {"$ref": "#/definitions/io.k8s.none"},
    },
}
OPENAPI = {
    "definitions": {
        "Widget": WIDGET,
        "Spec": {
            "properties": {
                "items": {"x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name", "items": {}},
                "labels": {"additionalProperties": {}},
            }
        },
        "List": {
            "properties": {
                "l": {"x-kubernetes-patch-strategy": "merge,retainKeys", "x-kubernetes-list-map-keys": ["a", "b"]}
            }
        },
        "None": None,
    }
}
CONFIGURATION = """\
nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{kind: Widget, path: spec/ref/name}]}]
namePrefix: [{path: metadata/name}, {kind: Namespace, path: metadata/name, skip: true}]
images: [{path: spec/image, kind: Widget}]
commonLabels: [{path: spec/labels, create: true, kind: Widget}]
replicas: [{path: spec/size, create: true, kind: Widget}]
varReference: [{path: spec/text, kind: Widget}, {path: data, kind: ConfigMap}]
"""
STRATEGIC = [
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: 2, template: {spec: {containers: [{name: main, image: x}]}}}\n",
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: side, $patch: delete}, {name: new, image: n}], volumes: [{$patch: replace}]}}}\n",
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: main, env: [{name: A, value: null}], $setElementOrder/ports: [], $deleteFromPrimitiveList/command: [x]}], $retainKeys: [containers]}}}\n",
    "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c, namespace: shop}\ndata: {a: null, n: x}\n---\nkind: Service\napiVersion: v1\nmetadata: {name: web}\n$patch: delete\n",
    "kind: Widget\napiVersion: example.com/v1\nmetadata: {name: w}\nspec: {items: [{name: b, value: 2}], labels: {$patch: replace, a: b}}\n",
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {strategy: {$patch: x}}\n",
    "kind: Deployment\nmetadata: {name: none}\nspec: {}\n",
    f"kind: Secret\napiVersion: v1\nmetadata: {{name: s}}\nstringData: {{p: {MARK}}}\n",
    "",
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\n",
    "- kind: x\n",
    "a: [\n",
]
OPERATIONS = [
    "- {op: replace, path: /spec/replicas, value: 3}",
    '[{"op": "add", "path": "/spec/template/spec/containers/-", "value": {"name": "z", "image": "z"}}, {"op": "test", "path": "/kind", "value": "Deployment"}]',
    "- {op: copy, from: /metadata/labels, path: /metadata/annotations}\n- {op: move, from: /metadata/annotations/app, path: /metadata/annotations/app~1x}\n- {op: remove, path: /spec/template/spec/containers/0/env/1}",
    "- {op: remove, path: /metadata/none}",
    "- {op: test, path: /spec/replicas, value: 9}",
    "- {op: add, path: /a/b/c, value: 1}",
    "- {op: replace, path: '', value: {kind: Deployment, apiVersion: apps/v1, metadata: {name: web}}}",
    "- {op: add, path: /spec/template/spec/containers/7, value: {}}",
    "- {op: add, path: /spec/template/spec/containers/01, value: {}}",
    "- {op: remove, path: /spec/template/spec/containers/-1}",
    "- {op: nothing, path: /x}",
    "[{path: /x}]",
    "- {op: add, path: x, value: 1}",
    "- {op: copy, path: /x}",
    "[]",
]
SELECTORS: list[dict[str, Any]] = [
    {"kind": "Deployment"},
    {"kind": "Deployment", "name": "web"},
    {"name": "w.*", "group": "apps", "version": "v1"},
    {"labelSelector": "app=web"},
    {"labelSelector": "app in (web,db),!x"},
    {"annotationSelector": "a=1"},
    {"namespace": "shop"},
    {"kind": "ConfigMap|Secret", "namespace": ".*"},
    {"kind": "None"},
    {"kind": "("},
    {"labelSelector": "(("},
    {"apiVersion": "apps/v1"},
    {},
    {"name": "wbe"},
    {"kind": "Deploymnt"},
    {"kind": "Role", "name": "web"},
    {"kind": "Secret", "name": "non"},
    {"group": "apps", "version": "v2"},
    {"version": "v1", "namespace": "default"},
    {"name": "web", "namespace": "(shop|default)", "annotationSelector": "a"},
    {"kind": "Deployment", "labelSelector": "app=web", "annotationSelector": "a=2"},
]
PATHS = [
    *(
        "metadata.name",
        "spec.replicas",
        "spec.template.spec.containers.[name=main].image",
        "spec.template.spec.containers.*.env.[name=A].value",
    ),
    *(
        "data.a",
        "data.json",
        "data.list",
        "metadata.annotations.x/y",
        "metadata.labels.new",
        "spec.template.spec.containers.0.image",
    ),
    *(
        "spec.template.spec.containers.[name=none].image",
        "spec.nothing.at.all",
        "spec.template.spec.containers.-",
        "metadata.[x",
        "data.text",
    ),
    *("spec.template.spec.containers.9.image", "spec.template.spec.containers", "stringData.p", "data.q", "a\\.b.c"),
]
FIELD_OPTIONS: list[dict[str, Any]] = [
    {},
    {},
    {"create": True},
    {"delimiter": ",", "index": 1},
    {"delimiter": ",", "index": -1},
    {"delimiter": "", "index": 1},
    {"delimiter": ":", "index": 99},
    {"encoding": "base64"},
]
SPECS: list[dict[str, Any]] = [
    {"path": "metadata/labels", "create": True}, {"path": "spec/selector/matchLabels", "kind": "Deployment"}, {"path": "spec/template/spec/containers[]/image"},
    {"path": "a\\/b/c", "create": True}, {"path": "metadata/annotations/x", "create": True, "group": "apps"}, {"path": "spec/replicas"}, {"path": "subjects", "kind": "ClusterRoleBinding"}, {},
]  # fmt: skip
LITERALS = ["a=b", "a.b=c=d", "x='y'", 'q="z"', "n=", "one", "=x", f"p={MARK}", "a=b", "utf=é"]
FILES = ["f.txt", "k=f.txt", "bin", "k.x=bin", "missing", "a=b=c", "=f.txt", "dir", "../up.txt"]
ENVS = ["e.env", "e.env", "bad.env", "missing.env"]
TEXTS = {
    "web.yaml": WEB,
    "others.yaml": OTHERS,
    "crd.yaml": CRD,
    "schemas.json": json.dumps(SCHEMAS),
    "openapi.json": json.dumps(OPENAPI),
    "config.yaml": CONFIGURATION,
    "f.txt": "line one\nline two  \n",
    "up.txt": "up",
    "e.env": "\ufeffA=b\n# comment\n\nC=d=e\n",
    "bad.env": f"=x\nB = c\na b={MARK}\n",
    "value.txt": "a/b\n",
    "list.yaml": "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l}}\n- {apiVersion: v1, kind: ConfigMapList, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: l2}}]}\n",
    "anchors.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: &m {name: anchored, labels: &l {x: "y"}}
immutable: true
data:
  <<: *l
  1: x
  yes: 'no'
  d: 0x10
  s: 1_000
  f: 1e3
  long: "text that is longer than a line may be, \\
    and so on until it ends somewhere behind this, or in the next line"
  t: >-
    folded text
    goes on

    here
  n: ~
  e:
binaryData: {b: /w==}
""",
    "references.yaml": """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: ServiceAccount, name: sa, namespace: default}, {kind: ServiceAccount, name: sa}, {kind: ServiceAccount, name: default, namespace: x}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h}
spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv}
spec: {claimRef: {name: data, namespace: shop}, storageClassName: sc, csi: {driver: d, nodeStageSecretRef: {name: s, namespace: shop}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: cj}
spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: nginx}], imagePullSecrets: [{name: s}]}}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: other}
data: {a: z}
""",
    "wrong.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: wrong}\nspec: {template: {spec: {serviceAccountName: [sa, 5], volumes: [5, {configMap: {x: 1}}], containers: {name: a, image: 5}, imagePullSecrets: x}}, replicas: [1], selector: 5}\n",
    "odd.yaml": "- a\n",
    "empty.yaml": "# nothing\n---\n",
    "plain.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 5, labels: {a: 1}, annotations: {b: true, c: 2024-01-01}}\ndata: {x: }\n",
    "noname.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: x}\n",
    "generated.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {generateName: g-}\n",
    "double.yaml": "a: 1\na: 2\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: dd}\n",
    "local.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: local, annotations: {config.kubernetes.io/local-config: 'true'}}\n",
}
RESOURCES = [
    "crd.yaml",
    "list.yaml",
    "anchors.yaml",
    "below",
    "local.yaml",
    "empty.yaml",
    "plain.yaml",
    "references.yaml",
    "references.yaml",
]
WRONG = [
    "odd.yaml",
    "missing.yaml",
    "noname.yaml",
    "generated.yaml",
    "double.yaml",
    "",
    ".",
    "..",
    "below/k.yaml",
    "component",
    "/etc/hostname",
    "bin",
    "https://github.com/a/b?ref=v1",
    "git@example.com:a/b",
    "link.yaml",
    "\0",
    "x" * 300,
]
REMOTE = ["https://github.com/a/b?ref=v1", "https://example.com/r.yaml"]
LOCKS = [
    "{}",
    "[",
    "5",
    '{"version": 2, "sources": {}}',
    '{"version": 1, "sources": {"x": {"folder": "../x"}}}',
    '{"version": 1, "sources": []}',
]
HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: odd}\nspec: {template: {spec: "
BINDING = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: odd, namespace: shop}\n"
ODD = [
    HEAD + "{volumes: [{configMap: x}]}}}\n",
    HEAD + "{volumes: [5]}}}\n",
    HEAD + "{imagePullSecrets: [{x: 1}]}}}\n",
    HEAD + "{containers: [{name: a, image: x, envFrom: [{configMapRef: {x: 1}}]}]}}}\n",
    HEAD + "{containers: [{name: a, image: 5, env: [5]}], serviceAccountName: {name: sa}}}}\n",
    HEAD + "{serviceAccountName: [sa, {name: sa, namespace: shop}, s]}}}\n",
    HEAD + "{serviceAccountName: [5]}}}\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: odd}\nrules: [{apiGroups: [''], resources: [secrets], resourceNames: [s, 5, {name: s}]}]\n",
    BINDING
    + "subjects: [{kind: ServiceAccount, name: sa, namespace: default}, {kind: ServiceAccount, name: sa, namespace: other}]\nroleRef: {kind: ClusterRole, name: r}\n",
    BINDING
    + "subjects: [{kind: ServiceAccount, name: sa, namespace: 5}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\n",
    BINDING + "subjects: {kind: ServiceAccount}\nroleRef: x\n",
    BINDING + "subjects: [5, {kind: ServiceAccount, name: [default]}]\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, namespace: {a: b}}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, labels: [a]}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, annotations: [a]}\n",
    "apiVersion: v1\nkind: List\n---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: in-list}}, {}, 5]\n",
    "apiVersion: v1\nkind: List\nitems: 5\n",
    "{}\n---\n[]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\n",
    "kind: ConfigMap\nmetadata: {name: odd}\n",
    "apiVersion: v1\nkind: [a]\nmetadata: {name: odd}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {a: b}}\n",
    "apiVersion: example.com/v1\nkind: Namespace\nmetadata: {name: odd}\n---\napiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: new}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, annotations: {time: 2024-01-31T08:00:00.50Z, t2: 2024-13-01, t3: 2024-01-31 25:00:00, t4: 2024-01-31 08:00:00 +2, f: 1.50, i: 0o7, b: yes, n: ~, e: , x: 0x1F, big: 1e400}}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndata:\n  ? *a\n  : b\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndata: {&k a: b, c: &v x, *v : y}\n",
    """apiVersion: v1
kind: ConfigMap
metadata: {name: odd}
data: {a: "  x\\n y \\n\\n   z that is a line of more than eighty characters, because then it is folded when it is written\\n"}
""",
]
KEYED = ["a", "app.kubernetes.io/name", "team"]


def target(chance: Chance, most: int = 3) -> dict[str, Any]:
    """The target of a patch."""
    return chance.copied(chance.pick(SELECTORS[:8] if chance(0.8) else SELECTORS[most:]))  # type: ignore[no-any-return]


def patch(chance: Chance) -> dict[str, Any]:
    """An entry of `patches`."""
    usual = chance(0.8)
    if chance(0.5):
        made: dict[str, Any] = {
            "patch": chance.pick(OPERATIONS[:3] if usual else OPERATIONS),
            "target": {"kind": "Deployment"} if usual else target(chance),
        }
    else:
        made = {"patch": chance.pick(STRATEGIC[:5] if usual else STRATEGIC)}
        if chance(0.3):
            made["target"] = target(chance)
    if chance(0.2):
        made = {
            **{key: value for key, value in made.items() if key != "patch"},
            "path": chance.pick(["p.yaml", "ops.yaml", "ops.json", "missing.yaml"]),
        }
    if chance(0.2):
        made["options"] = {chance.pick(["allowNameChange", "allowKindChange", "other"]): chance(0.7)}
    return made


def generator(chance: Chance, *, secret: bool) -> dict[str, Any]:
    """An entry of a generator."""
    made: dict[str, Any] = {"name": chance.pick(["g", "m", "gen"])}
    if chance(0.8):
        made["literals"] = chance.some(LITERALS[:5] if chance(0.9) else LITERALS, 3)
    if chance(0.4):
        made["files"] = chance.some(FILES[:4] if chance(0.8) else FILES, 2)
    if chance(0.3):
        made["envs"] = [chance.pick(ENVS[:2] if chance(0.8) else ENVS)]
    if chance(0.1):
        made["env"] = "e.env"
    if chance(0.3):
        made["namespace"] = chance.pick(["shop", "other"])
    if chance(0.25):
        made |= chance.pick([{"name": "c", "namespace": "shop"}, {"name": "keys"}, {"name": "s"}, {"name": "g"}])
        made["behavior"] = chance.pick(["merge", "merge", "replace", "replace", "create", "x"])
    if chance(0.3):
        made["options"] = options(chance)
    if secret and chance(0.4):
        made["type"] = chance.pick(["Opaque", "kubernetes.io/tls", ""])
    return made


def options(chance: Chance) -> dict[str, Any]:
    """The options of generators."""
    every: dict[str, Any] = {
        "labels": {"a": "b"},
        "annotations": {"c": "d"},
        "disableNameSuffixHash": chance(0.5),
        "immutable": chance(0.5),
    }
    return {key: every[key] for key in chance.some(list(every), 3)}


def replacement(chance: Chance) -> dict[str, Any]:
    """An entry of `replacements`."""
    if chance(0.7):
        return usual_replacement(chance)
    if chance(0.2):
        return {
            **usual_replacement(chance),
            **chance.pick([{"sourceValue": "x"}, {"targets": [{"fieldPaths": ["a"]}]}]),
        }
    source: dict[str, Any] = {
        "kind": chance.pick(["ConfigMap", "Service", "Deployment", "Secret", "None"]),
        **chance.pick([{}, {"name": "web"}, {"name": "c"}]),
    }
    if chance(0.8):
        source["fieldPath"] = chance.pick(PATHS)
    if chance(0.2):
        source["options"] = chance.copied(chance.pick(FIELD_OPTIONS))
    targets = [
        {
            "select": chance.copied(chance.pick(SELECTORS))
            if chance(0.3)
            else {"kind": chance.pick(["Deployment", "ConfigMap", "Service", "Widget"])},
            **({"reject": [chance.copied(chance.pick(SELECTORS))]} if chance(0.2) else {}),
            **({"fieldPaths": chance.some(PATHS, 2)} if chance(0.9) else {}),
            **({"options": chance.copied(chance.pick(FIELD_OPTIONS))} if chance(0.6) else {}),
        }
        for _ in range(chance.pick([1, 1, 2]))
    ]
    given = chance.pick(
        [{"source": source}, {"source": source}, {"source": source}, {"sourceValue": "5"}, {"path": "rep.yaml"}, {}]
    )
    return {**given, **({"targets": targets} if "path" not in given else {})}


def usual_replacement(chance: Chance) -> dict[str, Any]:
    """An entry of `replacements` that copies something."""
    kind, path = chance.pick(
        [
            ("ConfigMap", "data.a"),
            ("Service", "metadata.name"),
            ("Service", "spec.ports.0.port"),
            ("ConfigMap", "data.list"),
            ("Deployment", "spec.template.spec.containers.[name=main].env"),
            ("ConfigMap", ""),
            *(("Deployment", f"metadata.{field}") for field in ("annotations.n", "annotations.a", "labels", "label")),
            *(("Widget", f"spec.{field}") for field in ("labels", "paused", "share", "items")),
        ]
    )
    source: dict[str, Any] = {
        "kind": kind,
        "name": {"ConfigMap": "c", "Widget": "w"}.get(kind, "web"),
        **({"fieldPath": path} if path else {}),
        **chance.pick(
            [{}, {}, {}, {"group": "apps"}, {"version": "v1"}, {"namespace": "shop"}, {"namespace": "default"}]
        ),
    }
    if path == "data.list" or chance(0.05):
        source["options"] = {"delimiter": ",", "index": chance.pick([0, 1, -1, 9])}
    into = chance.pick(
        [
            ({"kind": "Deployment"}, PATHS[2], {"delimiter": ":", "index": chance.pick([0, 1, -1, 5])}),
            ({"kind": "Deployment"}, PATHS[3], {}),
            ({"kind": "Deployment"}, "spec.template.spec.containers.[name=new].image", {"create": True}),
            ({"kind": "Deployment"}, "spec.template.metadata.annotations.x/y", {"create": True}),
            ({"kind": "Service"}, "metadata.labels.new", {"create": True}),
            ({"kind": "ConfigMap", "name": "c"}, "data.json", {}),
            (
                {"kind": "ConfigMap", "name": "c"},
                chance.pick(["data.json.a.b.0", "data.json.a.n", "data.json.x.y"]),
                {},
            ),
            ({"kind": "Widget"}, "spec.items.*.value", {}),
            ({"kind": "Widget"}, "spec.items.[name=b]", {}),
            *(
                (
                    {"kind": "Widget"},
                    f"spec.{field}",
                    chance.pick([{}, {"create": True}, {"delimiter": "-", "index": 1}]),
                )
                for field in ("paused", "share", "size", "none", "labels", "items.0", "imag", "items.[name=c].value")
            ),
            ({"kind": "Deployment"}, "spec.replicas", chance.pick([{}, {"delimiter": "0", "index": 1}])),
            ({"kind": "Deployment"}, "spec.replica", {}),
            (chance.copied(chance.pick(SELECTORS[13:])), "metadata.name", {}),
            ({"kind": "ConfigMap", "name": "c"}, "data.json.a.b.-", {"create": True}),
            ({"kind": "ConfigMap", "name": "c"}, "data.none.a", {}),
            ({"kind": "Secret", "name": "s"}, "data.q", {"encoding": "base64"}),
            ({"name": "web"}, "metadata.annotations.b", {"create": True}),
        ]
    )
    select, field, how = into
    wanted = {
        "select": select,
        "fieldPaths": [field],
        **({"options": how} if how else {}),
        **chance.pick(
            [{}, {}, {}, {"reject": [{"kind": "Service"}]}, {"reject": [chance.copied(chance.pick(SELECTORS))]}]
        ),
    }
    return {"source": source, "targets": [wanted]}


def image(chance: Chance) -> dict[str, Any]:
    """An entry of `images`."""
    more = {
        "newName": "b.example.com:5000/x",
        "newTag": chance.pick(["2", "", "1.0"]),
        "digest": "sha256:abc",
        "tagSuffix": "-x",
    }
    return {
        "name": chance.pick(["nginx", "mysql", "a.example.com:5000/b/c", "busy.*", "n.inx", "none", "(", "$(V)"]),
        **{key: more[key] for key in chance.some(list(more), 2)},
    }


def label(chance: Chance) -> dict[str, Any]:
    """An entry of `labels`."""
    every: dict[str, Any] = {
        "includeSelectors": chance(0.6),
        "includeTemplates": chance(0.6),
        "includeVolumeClaimTemplates": chance(0.6),
        "fields": chance.some(SPECS, 2),
    }
    return {
        "pairs": {chance.pick(KEYED): chance.pick(["b", "1", ""])},
        **{key: every[key] for key in chance.some(list(every), 2)},
    }


def variable(chance: Chance) -> dict[str, Any]:
    """An entry of `vars`."""
    kind, name, path = chance.pick(
        [
            ("Service", "web", "metadata.name"),
            ("Service", "web", "spec.ports[0].port"),
            ("ConfigMap", "c", "data.a"),
            ("Service", "web", "metadata"),
            ("Service", "web", ""),
        ]
    )
    made: dict[str, Any] = {
        "name": chance.pick(["HOST", "PORT"]),
        "objref": {"apiVersion": "v1", "kind": kind, "name": name},
    }
    if kind == "ConfigMap" and chance(0.5):
        made["objref"]["namespace"] = "shop"
    if chance(0.15):
        made |= {"name": "A B", "objref": {**made["objref"], "name": chance.pick(["none", "c"])}}
        path = chance.pick(["spec.ports", "none", "metadata.labels[app]", "data['a']", "spec.ports[x]"])
    return {**made, **({"fieldref": {"fieldPath": path}} if path else {})}


def plugin(chance: Chance, kinds: list[str]) -> dict[str, Any]:
    """The configuration of a plugin."""
    kind = chance.pick(kinds)
    specs = {"fieldSpecs": chance.copied(chance.some(SPECS, 2))} if chance(0.6) else {}
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "ConfigMapGenerator": lambda: generator(chance, secret=False), "SecretGenerator": lambda: generator(chance, secret=True),
        "IAMPolicyGenerator": lambda: {"cloud": chance.pick(["gke", "x"]), "kubernetesService": {"name": "k", "namespace": "n"}, "serviceAccount": {"name": "a", "projectId": "p"}},
        "PatchStrategicMergeTransformer": lambda: {"paths": chance.some(["p.yaml", "missing.yaml"], 2), "patches": chance.pick(STRATEGIC)},
        "PatchTransformer": lambda: patch(chance), "NamespaceTransformer": lambda: {"metadata": {"namespace": "ns"}, "unsetOnly": chance(0.5), "setRoleBindingSubjects": chance.pick(["none", "allServiceAccounts", "defaultOnly", "x"]), **specs},
        "PrefixTransformer": lambda: {"prefix": "pre-", **specs}, "SuffixTransformer": lambda: {"suffix": "-suf", **specs}, "PrefixSuffixTransformer": lambda: {"prefix": "p-", "suffix": "-s", **specs},
        "LabelTransformer": lambda: {"labels": {"t": "u"}, **specs}, "AnnotationsTransformer": lambda: {"annotations": {"t": "u"}, **specs},
        "PatchJson6902Transformer": lambda: {"target": target(chance), **chance.pick([{"jsonOp": chance.pick(OPERATIONS)}, {"path": "ops.yaml"}])},
        "ReplicaCountTransformer": lambda: {"replica": {"name": "web", "count": 2}, **specs}, "ImageTagTransformer": lambda: {"imageTag": image(chance), **specs},
        "ReplacementTransformer": lambda: {"replacements": [replacement(chance)]}, "HashTransformer": dict,
        "ValueAddTransformer": lambda: {"value": "v", "targets": [{"selector": {"kind": chance.pick(["ConfigMap", "Deployment", "None"])}, "fieldPath": chance.pick(["data/a", "metadata/annotations/x", "spec/replicas"]), **chance.pick([{}, {"filePathPosition": chance.pick([0, 1, 5])}])}], **chance.pick([{}, {}, {"targetFilePath": "x"}])},
    }  # fmt: skip
    name = {"metadata": {"name": chance.pick(["one", "two", "g"])}}
    return {
        "apiVersion": "builtin" if chance(0.96) else "x/v1",
        "kind": kind if chance(0.97) else "Nothing",
        **name,
        **parts[kind](),
    }


GENERATORS = ["ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator"]
TRANSFORMERS = [
    *(
        "PatchStrategicMergeTransformer",
        "PatchTransformer",
        "NamespaceTransformer",
        "PrefixTransformer",
        "SuffixTransformer",
        "LabelTransformer",
    ),
    *(
        "AnnotationsTransformer",
        "PatchJson6902Transformer",
        "ReplicaCountTransformer",
        "ImageTagTransformer",
        "ReplacementTransformer",
    ),
    *("HashTransformer", "PrefixSuffixTransformer", "ValueAddTransformer"),
]


def plugins(chance: Chance, kinds: list[str]) -> list[str]:
    """A list of plugins: files, kustomizations, or configurations inline."""
    if not chance(0.85):
        return chance.some(["plugins.yaml", "plugins", "missing.yaml", "x: y", "function.yaml", *kinds], 2)
    return [json.dumps(plugin(chance, kinds), indent=1) for _ in range(chance.pick([1, 1, 2]))]


def chart(chance: Chance) -> dict[str, Any]:
    """A Helm chart, which no build may fetch, and which is not rendered unless that is allowed."""
    return {
        "name": chance.pick(["c", "../c", ""]),
        **chance.pick(
            [
                {},
                {"repo": "https://x"},
                {"version": "1"},
                {"valuesFile": "../v"},
                {"valuesInline": {"a": 1}, "valuesMerge": chance.pick(["merge", "x"])},
            ]
        ),
    }


def fields(chance: Chance, most: int) -> dict[str, Any]:
    """Some fields of a kustomization, with values that fit the files."""
    make: dict[str, Any] = {
        "patches": lambda: [patch(chance) for _ in range(chance.pick([1, 1, 2]))],
        "patchesStrategicMerge": lambda: [chance.pick(["p.yaml", chance.pick(STRATEGIC)]) for _ in range(chance.pick([1, 2]))],
        "patchesJson6902": lambda: [{"target": {"kind": "Deployment", "name": "web", "group": "apps", "version": "v1"}, **chance.pick([{"path": "ops.yaml"}, {"patch": chance.pick(OPERATIONS)}, {}])}],
        "namespace": lambda: chance.pick(["ns", "shop", "default", "other", ""]), "namePrefix": lambda: chance.pick(["pre-", ""]), "nameSuffix": lambda: "-suf",
        "labels": lambda: [label(chance) for _ in range(chance.pick([1, 2]))], "commonLabels": lambda: {chance.pick(KEYED): "b"}, "commonAnnotations": lambda: {"team": "a"},
        "replicas": lambda: [{"name": chance.pick(["web", "web", "db", "none"]), "count": chance.pick([2, 0, -1])}],
        "images": lambda: [image(chance) for _ in range(chance.pick([1, 2]))], "imageTags": lambda: [image(chance)],
        "replacements": lambda: [replacement(chance) for _ in range(chance.pick([1, 2]))], "vars": lambda: [variable(chance) for _ in range(chance.pick([1, 2]))],
        "configMapGenerator": lambda: [generator(chance, secret=False) for _ in range(chance.pick([1, 2]))], "secretGenerator": lambda: [generator(chance, secret=True)],
        "generatorOptions": lambda: options(chance), "generators": lambda: plugins(chance, GENERATORS), "transformers": lambda: plugins(chance, TRANSFORMERS), "validators": lambda: plugins(chance, TRANSFORMERS),
        "components": lambda: chance.pick([["component"], ["component", "component"], ["below"], ["missing"], [""]]) if chance(0.4) else ["component"],
        "crds": lambda: ["schemas.json"] if chance(0.8) else [chance.pick(["crd.yaml", "missing", "odd.yaml"])], "configurations": lambda: ["config.yaml"] if chance(0.8) else [chance.pick(["odd.yaml", "missing", CONFIGURATION, "namePrefix: [{}]\n", "x: 1\n"])],
        "openapi": lambda: {"path": "openapi.json"} if chance(0.8) else chance.pick([{"version": "v1.21.2"}, {"version": "v9"}, {"path": "missing"}, {"path": "a", "version": "b"}, {"path": "empty.yaml"}]),
        "buildMetadata": lambda: chance.some(["originAnnotations", "transformerAnnotations", "managedByLabel", "x"], 3),
        "sortOptions": lambda: chance.pick([{"order": "legacy"}, {"order": "fifo"}, {"order": "legacy", "legacySortOptions": {"orderFirst": ["Service"], "orderLast": ["Deployment"]}}, {"order": "x"}, {"order": "fifo", "legacySortOptions": {}}]),
        "helmCharts": lambda: [chart(chance)], "helmGlobals": lambda: {"chartHome": chance.pick(["charts", "../x"])}, "helmChartInflationGenerator": lambda: [{"chartName": "c", "values": "v"}], "metadata": lambda: {"name": "k"}, "bases": lambda: ["below"],
    }  # fmt: skip
    rare = {"helmCharts", "helmChartInflationGenerator", "metadata"}
    often = [
        "patches",
        "patches",
        "patchesStrategicMerge",
        "replacements",
        "replacements",
        "transformers",
        "transformers",
        "transformers",
        "namePrefix",
        "namePrefix",
        "namespace",
        "configMapGenerator",
        "openapi",
        "vars",
        "images",
    ]
    chosen = chance.some([*(field for field in make if field not in rare or chance(0.3)), *often], most)
    return {field: make[field]() for field in dict.fromkeys(chosen)}


def directory(chance: Chance) -> dict[str, str]:
    """The files of a directory with a kustomization that mostly builds."""
    resources = chance.some(["left", "right", "below"], 3) if chance(0.2) else []
    resources += ["web.yaml", *(["others.yaml"] if chance(0.8) else []), *chance.some(RESOURCES, 2)]
    if chance(0.12):
        resources.append(chance.pick(WRONG))
    odd = chance.pick(ODD)
    if chance(0.25):
        resources.append("oddity.yaml")
    renamed = chance.some(["namePrefix", "namespace", "nameSuffix"], 2) if chance(0.4) else []
    tree: dict[str, Any] = {
        "resources": list(dict.fromkeys(resources)),
        **dict.fromkeys(renamed, "pre"),
        **fields(chance, chance.pick([1, 2, 2, 3, 6])),
    }
    if chance(0.1):
        tree = chance.mutated(tree, 1)
    component = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", **fields(chance, 1)}
    below = {"resources": ["k.yaml"], **(fields(chance, 1) if chance(0.3) else {"namePrefix": "b-"})}
    files = {
        **TEXTS,
        "bin": "\xff\x00\x01",
        "oddity.yaml": odd,
        **{
            f"{side}/kustomization.yaml": json.dumps(
                {
                    "resources": ["../below"],
                    **({"namePrefix": f"{side}-"} if chance(0.8) else {}),
                    **(fields(chance, 1) if chance(0.2) else {}),
                }
            )
            for side in ("left", "right")
        },
        "p.yaml": chance.pick(STRATEGIC[:5] if chance(0.8) else STRATEGIC),
        "ops.yaml": chance.pick(OPERATIONS),
        "ops.json": chance.pick(OPERATIONS[:2]),
        "rep.yaml": json.dumps(chance.pick([[replacement(chance)], replacement(chance), 5])),
        "plugins.yaml": "\n---\n".join(json.dumps(plugin(chance, TRANSFORMERS)) for _ in range(2)),
        "plugins/kustomization.yaml": json.dumps({"resources": ["p.yaml"]}),
        "plugins/p.yaml": json.dumps(plugin(chance, chance.pick([GENERATORS, TRANSFORMERS]))),
        "function.yaml": json.dumps(
            {
                "apiVersion": "x/v1",
                "kind": "F",
                "metadata": {"name": "f", "annotations": {"config.kubernetes.io/function": "x"}},
            }
        ),
        "component/kustomization.yaml": json.dumps(component),
        "below/kustomization.yaml": json.dumps(below),
        "below/k.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {z: y}\n"
        if chance(0.3)
        else "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: k}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec: {containers: [{name: a, image: x, envFrom: [{configMapRef: {name: k}}]}]}\n",
    }
    name = chance.pick(
        ["kustomization.yaml", "kustomization.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"]
    )
    made = {**files, name: _text(tree, chance)}
    if chance(0.15):
        made["lock"] = "" if chance(0.8) else chance.pick(LOCKS)
        tree["resources"] = [*resources, chance.pick([*REMOTE, REMOTE[0], "https://example.com/other.yaml"])]
        made[name] = _text(tree, chance)
    if chance(0.02):
        made["kustomization.yml"] = "resources: []\n"
    return {path: chance.edited(text) if chance(0.01) else text for path, text in made.items()}


def _text(tree: Any, chance: Chance) -> str:
    try:
        return json.dumps(tree, indent=chance.pick([None, 1]))
    except (ValueError, RecursionError, TypeError):
        return "resources: [web.yaml]\n"
