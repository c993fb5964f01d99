"""Compose files, definitions, objects of files and clusters: what is written is Python, and shows no secret."""

from __future__ import annotations

import ast
import json
import tempfile
import tomllib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.cli.imports.reading import SourceReader
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.cluster import UserObjects
from k8sdsl.importers.compose import import_compose
from k8sdsl.importers.crd import behind, import_definitions, refuse_losses
from k8sdsl.importers.manifests import import_environments, import_objects, import_overlays
from k8sdsl.importers.offered_references import offered_references
from k8sdsl.locations.secret_values import LAST_APPLIED
from tests.fuzzing.chance import MARK, NAMES, refuse_leaks, unmarked
from tests.fuzzing.entry import Entry
from tests.fuzzing.objects import secret
from tests.fuzzing.sets import named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzzing.chance import Chance

DURATIONS = ["1s", "1m30s", "10", 10, "", "1h1", "-1s", "9" * 5000 + "s", "1.5s"]
SIZES = ["64m", "1g", 1024, "1.5gb", "", "x", "9" * 5000, "-1", "1e3"]
PORTS = [
    "80",
    80,
    "8080:80",
    "127.0.0.1:80:80/udp",
    "80-90",
    "80-90:80-90",
    "1-99999999",
    "9" * 5000,
    {"target": 80, "published": "81"},
    "[::1]:1:2",
    "a:b",
    "",
]
VOLUMES = [
    "data:/x",
    "./a:/x:ro",
    "/x",
    "a.txt:/b",
    {"type": "tmpfs", "target": "/t"},
    {"type": "bind", "source": "./d", "target": "/x"},
    "../a:/b",
    "./big:/b",
    "./d:/d",
    "./key.pem:/k",
    "./binary:/c",
    "C:/data:/x",
    "c:\\x:/y:ro",
    "shared:/x",
    "~/a:/b",
    {"type": "npipe", "target": "/t"},
    {"type": "volume", "source": "data", "target": "/x", "read_only": True},
    "a\0b:/x",
    ":",
    "",
]
DOTENV = [
    *(
        "IMAGE=x",
        "B=$IMAGE$IMAGE",
        "export C=1",
        "# c",
        "D='a $IMAGE' # c",
        'E="a\\n\\\\ \\"$IMAGE\\x" # c',
        "F=a # b",
        "G",
        "=x",
    ),
    *('H="open', "I='open", 'J="end\\', "K=${IMAGE:-${B}}", "L=${IMAGE", "M=$$a$", f"PASSWORD={MARK}"),
    *(f"N{n}=" + f"${{N{n - 1}}}" * 10 for n in range(1, 9)),
    "N0=" + "x" * 100,
]
DEFAULTS = [
    *(
        "${A-b}",
        "${A:-$B}",
        "${A:+c}",
        "${IMAGE+c}",
        "${A:?gone}",
        "${IMAGE?x}",
        "${A!x}",
        "${IMAGE:",
        "${",
        "$",
        "$$A",
        "$1",
    ),
    *("${IMAGE:-x}", "${A:-${B:-${C:-d}}}", "${A:-" * 60 + "}" * 60, "$N8$N8$N8", "${}", "${:-x}", "${IMAGE:?}"),
]
ENVIRONMENT = [
    *(f"V={text}" for text in DEFAULTS),
    "A=b",
    "A",
    f"PASSWORD={MARK}",
    f"SECRET_KEY={MARK}",
    f"CERT_PASSWORD=a\n{MARK}",
    "N=5",
    "A=$B",
    "A=${B:-x}",
    "A=${B?x}",
    "=x",
    "",
]
SECRETIVE = [
    ["redis-server", "--requirepass", MARK],
    f"run --password={MARK}",
    f"sh -c 'curl https://u:{MARK}@host | PGPASSWORD={MARK} psql'",
    ["x", "--db", f"postgres://u:{MARK}@db"],
]
LABELS = {
    **{f"kompose.{name}": ["80", "x", "/a", "", "5"] for name in ("hpa.cpu", "hpa.memory", "hpa.replicas.min")},
    "kompose.hpa.replicas.max": ["5", "9" * 5000],
    "kompose.service.type": ["nodeport", "loadbalancer", "headless", "clusterip", "x"],
    "kompose.cronjob.schedule": ["@daily"],
    "kompose.controller.type": ["daemonset", "statefulset", "x"],
    "kompose.image-pull-policy": ["Always", "x"],
    "kompose.volume.size": ["5Gi", "x"],
    "kompose.volume.storage-class-name": ["fast"],
    "kompose.ephemeral-storage.limit": ["1Gi"],
    **{f"kompose.service.healthcheck.liveness.{name}": ["80", "/x"] for name in ("http_get_port", "http_get_path")},
    "kompose.service.healthcheck.liveness.tcp_port": ["80"],
    "kompose.service.healthcheck.readiness.test": ["CMD curl x", "CMD-SHELL", "a"],
    "kompose.service.healthcheck.readiness.interval": ["10s", "x"],
    "a.b/c": ["d"],
    "": ["x"],
}
PLACED = [
    {"constraints": ["node.role==manager", "node.labels.disk == ssd", "node.hostname != a", "x"]},
    {"preferences": [{"spread": "node.labels.zone"}, {"spread": "x"}, "y"]},
    {"max_replicas_per_node": 1},
]
UPDATES = [{"order": "start-first", "parallelism": 2}, {"parallelism": "x"}, {"order": "stop-first"}, {}]
SERVICE: dict[str, list[Any]] = {
    "image": ["nginx", "a/b:1", "$IMAGE", "${IMAGE:-x}", "", "a@sha256:x"],
    "build": [".", {"context": "."}],
    **{key: ["run", ["a", "b"], "sh -c 'x", 'a "b\\"', "$$x", "", *SECRETIVE] for key in ("command", "entrypoint")},
    "environment": [ENVIRONMENT, {"A": "b", "PASSWORD": MARK, "N": 5, "E": None}],
    "env_file": ["env", ["env"], {"path": "env"}, "missing", "../env"],
    "ports": PORTS,
    "expose": PORTS,
    "volumes": VOLUMES,
    "tmpfs": ["/t", ["/t:size=1m"]],
    "restart": ["no", "always", "on-failure:3", False],
    "deploy": [
        {"replicas": 2, "resources": {"limits": {"cpus": "0.5", "memory": "64m"}}},
        {"mode": "global", "endpoint_mode": "dnsrr", "labels": {"a": "b"}},
        *({"placement": placement, "update_config": update} for placement in PLACED for update in UPDATES),
        {"resources": {"reservations": {"cpus": "0.25", "memory": "x", "devices": []}, "limits": {"pids": 5}}},
        {"replicas": 10**30},
        {"replicas": "x"},
    ],
    "healthcheck": [
        {"test": "curl -f http://localhost:80/x", "interval": "1s", "retries": 3},
        {"test": ["CMD", "a"]},
        *({"test": words} for words in SECRETIVE),
        {"disable": True},
        {"test": ["NONE"]},
    ],
    "labels": [
        {"kompose.service.type": "nodeport", "a": "b"},
        ["kompose.hpa.cpu=" + "9" * 5000, "a"],
    ],
    "secrets": [["s", "t"], [{"source": "s", "target": "/x"}, {"source": "u"}], ["v", "missing"], [{"target": "x"}]],
    "configs": [["c", "d"], [{"source": "c"}, {"source": "e", "target": "x"}], ["f"], ["missing"]],
    "user": ["1000", "1000:1000", "root", "9" * 5000],
    "depends_on": [["a"], {"a": {"condition": "service_healthy"}}],
    "extends": [
        *("a", {"service": "b"}, {"file": "x.yaml", "service": "a"}, {"file": "common.yaml", "service": "base"}),
        *({"file": "../x.yaml", "service": "a"}, {"file": "common.yaml", "service": "loop"}, {}, {"file": "list.yaml"}),
    ],
    "stop_grace_period": DURATIONS,
    "mem_limit": SIZES,
    "mem_reservation": SIZES,
    "shm_size": SIZES,
    "cpus": [0.5, "1", "x"],
    "cap_add": [["NET_ADMIN"]],
    "cap_drop": [["ALL"]],
    "privileged": [True],
    "profiles": [["p"], ["q"]],
    "extra_hosts": [["a:1.2.3.4"], {"a": "::1"}, ["a=host-gateway"]],
    "sysctls": [{"a": 1}, ["a=1"]],
    "working_dir": ["/x"],
    "read_only": [True],
    "hostname": ["h"],
    "domainname": ["d"],
    "scale": [3, "x"],
    "annotations": [{"a": "b", "c": None}, ["a=b"]],
    "post_start": [[{"command": ["a"]}, {"command": "b c"}], [], {"command": "x"}],
    "pre_stop": [[{"command": "run --password=x"}]],
    "dns": ["1.1.1.1", ["1.1.1.1", "8.8.8.8"], {"a": 1}],
    "dns_opt": [["use-vc", "ndots:2", ""]],
    "dns_search": [["example.com"], "a"],
    "group_add": [["1000", "wheel"]],
    "network_mode": ["host", "none"],
    "ipc": ["host"],
    "pid": ["host"],
    "tty": [True],
    "stdin_open": [True],
    "pull_policy": ["always", "never", "if_not_present", "x"],
    "x-own": [1],
    "ulimits": [{"nofile": 5}],
}
TOP: dict[str, Any] = {
    "volumes": {"data": None, "x": {"external": True}, "y": {"driver": "nfs", "labels": {"a": "b"}, "x-own": 1}},
    "secrets": {
        "s": {"file": "secret"},
        "t": {"environment": "T"},
        "u": {"file": "../secret"},
        "v": {"external": True},
    },
    "configs": {
        "c": {"content": "x"},
        "d": {"file": "a.txt"},
        "e": {"file": "d"},
        "f": {"content": f"PASSWORD={MARK}"},
    },
    "include": ["common.yaml", {"path": ["common.yaml", "../x.yaml"]}, "list.yaml", "missing.yaml"],
    "networks": {"a": None},
}
FILES = {
    "common.yaml": json.dumps(
        {
            "services": {
                "base": {
                    "image": "base",
                    "environment": ["A=c"],
                    "ports": ["1:1"],
                    "deploy": {"replicas": 1},
                    "x-a": 1,
                },
                "loop": {"extends": {"file": "common.yaml", "service": "loop"}},
            },
            "volumes": {"shared": None},
        }
    ),
    "list.yaml": "- a\n",
    "key.pem": MARK,
    "big": "x" * 1_100_000,
    "binary": "\x00\x01",
    "env": f"A=b\nPASSWORD={MARK}\n",
    "secret": MARK,
    "a.txt": "text",
    "d/e": "file",
}


def make(chance: Chance) -> tuple[str, Any]:
    """A Compose file as text with its env file, definitions, or objects of environments or of a cluster."""
    kind = chance.random.random()
    if kind < 0.25:
        _, crds = chance.fuzzer()._custom()
        known = [definition(chance), *crds] if chance(0.4) else crds
        return "crd", chance.readable([chance.mutated(tree, chance.pick([0, 1, 1, 3])) for tree in known])
    if kind < 0.5:
        return chance.pick(["yaml", "environments"]), environments(chance)
    if kind < 0.6:
        return "cluster", [
            *map(unmarked_names, chance.readable([owned(chance) for _ in range(chance.pick([1, 2, 3]))]))
        ]
    services = {
        chance.pick(NAMES) if chance(0.9) else chance.text(): service(chance) for _ in range(chance.pick([1, 2, 3]))
    }
    tree: Any = {"services": services}
    for key in chance.some([*TOP], 4):
        tree[key] = TOP[key] if isinstance(TOP[key], dict) else chance.some(TOP[key], 2)
    if chance(0.1):
        tree["name"] = chance.text()
    if chance(0.2):
        tree = (chance.readable([chance.mutated(tree, 1)]) or [tree])[0]
    try:
        text = json.dumps(public(tree))
    except (ValueError, RecursionError, TypeError):
        text = "{}"
    dotenv = "\n".join(chance.some(DOTENV, 30)) if chance(0.8) else ""
    return "compose", (chance.edited(text) if chance(0.1) else text, dotenv, chance.some(["p"], 1))


SECRET_PLACES = frozenset(("environment", "command", "entrypoint", "healthcheck", "content", "test"))


def public(tree: Any) -> Any:
    """The tree without the marker where a mutation may have copied it and everyone may read it."""
    if isinstance(tree, dict):
        return {unmarked(key): value if key in SECRET_PLACES else public(value) for key, value in tree.items()}
    return [public(item) for item in tree] if isinstance(tree, list) else unmarked(tree)


def service(chance: Chance) -> dict[str, Any]:
    """A service with some fields."""
    made: dict[str, Any] = {"image": "a"}
    for field in chance.some(list(SERVICE), 8):
        values = SERVICE[field]
        made[field] = chance.some(values) if field in {"ports", "expose", "volumes"} else chance.pick(values)
        if field == "environment" and chance(0.5):
            made[field] = chance.some(ENVIRONMENT, 8)
        if field == "labels" and chance(0.8):
            made[field] = {name: chance.pick(LABELS[name]) for name in chance.some([*LABELS], 7)}
        if chance(0.03):
            made[field] = chance.value()
    return made


def definition(chance: Chance) -> Any:
    """A definition with fields that look like references, and texts that a module quotes."""
    ends = ["secretName", "configMapRef", "secretKeyRef", "imagePullSecrets", "serviceAccountName", "x", "class", "a-b"]
    fields: dict[str, Any] = {}
    for name in chance.some(ends, 6):
        below = {
            step: {"type": "string", "description": chance.text()} for step in chance.some(["name", "key", "namespace"])
        }
        inner = chance.pick([{"type": "string", "enum": ["a", chance.text()]}, {"type": "object", "properties": below}])
        fields[name] = chance.pick(
            [inner, {"type": "array", "items": inner}, {"type": "object", "properties": {"in": inner}}]
        )
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "properties": fields, "required": [*fields][:1]}},
    }
    names = {"kind": chance.pick(["Thing", "Pod", chance.text()]), "plural": "things", "shortNames": ["th"]}
    versions = [
        {"name": version, "served": True, "storage": version == "v1", "schema": {"openAPIV3Schema": schema}}
        for version in chance.pick([["v1"], ["v1", "v1beta1"], [chance.text()]])
    ]
    spec = {
        "group": chance.pick(["example.com", "apps", chance.text()]),
        "names": names,
        "versions": versions,
        "scope": chance.pick(["Namespaced", "Cluster"]),
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a"},
        "spec": spec,
    }


OBJECTS = [*MINIMAL.values()]
CLEANED = [tree for tree in OBJECTS if tree["kind"] in {"Service", "Pod", "Job", "Namespace", "StatefulSet", "CronJob"}]
CLEANED += [tree for tree in OBJECTS if tree["kind"].startswith("PersistentVolume") or "Role" in tree["kind"]]


def environments(chance: Chance) -> dict[str, list[Any]]:
    """Objects by environment: the same ones with a few differences, and some that others do not have."""
    common = [
        chance.mutated(named(chance, chance.pick(OBJECTS)), chance.pick([0, 0, 1]))
        for _ in range(chance.pick([1, 2, 5, 45]))
    ]
    common += [secret(chance)] if chance(0.4) else []
    found = {}
    for name in chance.pick([["dev"], ["dev", "prod"], ["dev", "stage", "prod"], ["in", "a b"]]):
        trees = [chance.mutated(tree, chance.pick([0, 0, 1])) for tree in common if chance(0.9)]
        for tree in trees:
            if chance(0.3) and isinstance(tree.get("metadata"), dict):
                labels = {"env": name, "x/y": chance.pick([name, 1, "a"])}
                tree["metadata"] = {**tree["metadata"], "namespace": name, "labels": labels}
            if chance(0.3) and isinstance(tree.get("spec"), dict):
                tree["spec"] = {
                    **tree["spec"],
                    "replicas": chance.pick([1, 2, None]),
                    "a": chance.pick([[1], [2, 3], {"b": name}, name * 60, f"{name}\nx"]),
                }
        found[name] = [*map(unmarked_names, chance.readable(trees))]
    return found


PUBLIC = ("apiVersion", "kind", "metadata", "type", "immutable")
"""The fields of a Secret that are no secret."""


def unmarked_names(tree: Any) -> Any:
    """An object whose identity has no marker; a Secret may lose its kind, and then shows what it has."""
    if not isinstance(tree, dict):
        return tree
    if tree.get("kind") != "Secret":
        return unmarked(tree)
    return {**tree, **{key: unmarked(tree[key]) for key in PUBLIC if key in tree}}


def owned(chance: Chance) -> Any:
    """An object as a cluster has it: with what the server and controllers write."""
    tree = named(chance, chance.pick(CLEANED if chance(0.6) else OBJECTS)) if chance(0.9) else secret(chance)
    meta = tree["metadata"]
    meta |= {key: chance.pick(WRITTEN[key]) for key in chance.some([*WRITTEN], 5)}
    if chance(0.3):
        meta["name"] = chance.pick(["default", "kubernetes", "kube-root-ca.crt", "system:a", "kube-system"])
        meta["namespace"] = "default"
    if chance(0.5) and isinstance(tree.get("spec"), dict):
        tree["spec"] |= {key: chance.pick(ADDED[key]) for key in chance.some([*ADDED], 6)}
    if chance(0.4):
        held = {key: value for key, value in tree.items() if key != "metadata" and chance(0.8)}
        annotations = meta.get("annotations")
        meta["annotations"] = {
            **(annotations if isinstance(annotations, dict) else {}),
            LAST_APPLIED: chance.pick([json.dumps(held), "{", "[]", "5"]),
        }
    tree["type"] = chance.pick([tree.get("type"), "helm.sh/release.v1", "Opaque"])
    return {**chance.mutated(tree, chance.pick([0, 0, 1])), **chance.pick([{}, {"status": {"phase": "Running"}}])}


WRITTEN: dict[str, list[Any]] = {
    "uid": ["1"],
    "resourceVersion": ["5"],
    "managedFields": [[{"manager": "a"}]],
    "ownerReferences": [[{"kind": "A"}], [], "x"],
    "labels": [
        {"pod-template-hash": "x"},
        {"kubernetes.io/bootstrapping": "x"},
        {"app": "a", "controller-uid": "x"},
        {},
        "x",
    ],
    "annotations": [{"deployment.kubernetes.io/revision": "1"}, {"kubernetes.io/config.mirror": "x"}, {}, None, 5],
    "finalizers": [["kubernetes"], ["a", "orphan"], [["x"], {}], "x"],
    "generation": [3],
}
ADDED: dict[str, list[Any]] = {
    "clusterIP": ["10.0.0.1", "None"],
    "clusterIPs": [["10.0.0.1"]],
    "ipFamilies": [["IPv4"]],
    "ports": [[{"port": 80, "nodePort": 30000}], "x", [5]],
    "type": ["NodePort", "ClusterIP"],
    "nodeName": ["n"],
    "serviceAccount": ["default"],
    "serviceAccountName": ["default"],
    "priority": [0, 5],
    "priorityClassName": ["x"],
    "tolerations": [[{"key": "node.kubernetes.io/not-ready", "tolerationSeconds": 300}], [5, {}], [{"key": ["x"]}]],
    "volumes": [[{"name": "kube-api-access-x"}], [{"name": ["x"]}, 5]],
    "containers": [[{"name": "a", "resources": {}, "volumeMounts": [{"mountPath": "/a"}]}], 5, [5], {"a": 1}],
    "initContainers": [None, 5, [{"volumeMounts": 5}]],
    "template": [
        {"metadata": {"creationTimestamp": None, "labels": {"a": "b"}}, "spec": {"containers": 5}},
        {"spec": []},
        {},
    ],
    "jobTemplate": [{"spec": {"template": {"spec": {}}}}, 5],
    "volumeName": ["pv"],
    "claimRef": [{"uid": "1", "name": "a"}, 5],
    "selector": [{"matchLabels": {}}],
    "manualSelector": [True, False],
    "finalizers": [["kubernetes"], [], [{}]],
    "volumeClaimTemplates": [[{"metadata": {"creationTimestamp": None}, "status": {}, "kind": "X"}], 5, [5]],
}


def judge(given: tuple[str, Any]) -> None:
    """Imports it; every module is Python."""
    form, source = given
    with suppress(K8sdslError):
        if form == "crd":
            definitions(source)
        elif form == "compose":
            parse(compose(*source))
        else:
            objects(form, source)


def definitions(trees: list[Any]) -> None:
    """Imports definitions, with the rows for references, and again over what is there."""
    offered = offered_references(trees)
    tomllib.loads(offered)
    files = import_definitions(trees)
    parse(files)
    with folder() as place:
        for name, text in files.items():
            if len(name) > 200:
                continue
            (place / name).write_text(text if len(text) % 3 else text.replace("kinds", "x", 1), encoding="utf-8")
            if len(text) % 5 == 0:
                (place / name).write_bytes(b"x = (\xff")
            break
        assert behind(files, place) or files == {} or len(files) == 1
        refuse_losses(files, place)
        refuse_losses({name: f'_x = (kinds={{"A": 1}})\n{text}' for name, text in files.items()}, place)


def compose(text: str, dotenv: str, profiles: list[str]) -> dict[str, str]:
    """What the import of a Compose file writes."""
    with folder() as place:
        for path, content in {**FILES, ".env": dotenv, "compose.yaml": text}.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_text(content, encoding="utf-8", errors="replace")
        made = import_compose(place / "compose.yaml", profiles=profiles)
        refuse_leaks(*made.notes, *(text for path, text in made.files.items() if not path.startswith("secrets/")))
        return made.files


def objects(form: str, source: Any) -> None:
    """What the import of objects writes: of files, of environments, or of a cluster."""
    with folder() as place:
        reader = SourceReader()
        read = {}
        for name, trees in source.items() if isinstance(source, dict) else [("cluster", source)]:
            (place / name).mkdir()
            for number in range(min(7, len(trees))):
                text = "".join(f"---\n{json.dumps(tree)}\n" for tree in trees[number::7])
                (place / name / f"{number}.yaml").write_text(text, encoding="utf-8")
            read[name] = reader.read([str(place / name)])
        if form == "environments":
            made = import_environments("application", read)
        elif form == "yaml":
            made = import_objects(reader.name, [one for found in read.values() for one in found])
        else:
            found = UserObjects([one.tree for one in read["cluster"]], 36)
            made = import_overlays(found.by_namespace())
        refuse_leaks(*made.notes, *(text for path, text in made.files.items() if not path.startswith("secrets/")))
        parse(made.files)


@contextmanager
def folder() -> Iterator[Path]:
    """A directory in memory that is removed again."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        yield Path(name)


def parse(files: dict[str, str]) -> None:
    """Parses every module."""
    for path, text in files.items():
        if path.endswith((".py", ".pyi")):
            ast.parse(text)


ENTRY = Entry(make, judge)
