"""Compose files become a stack, an overlay, and files for their secrets."""

from __future__ import annotations

import ast
import re
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import k8sdsl
from k8sdsl import blocks
from k8sdsl.errors import K8sdslError, LoadError
from k8sdsl.importers.compose import ImportedCompose, import_compose
from k8sdsl.importers.compose.env_files import read_variables
from k8sdsl.importers.compose.interpolation import KnownVariables, substituted
from k8sdsl.importers.compose.unmapped import MAPPED, UNMAPPED
from k8sdsl.importers.compose.values import Mount, PublishedPort, cpus, mounts, ports, seconds, size
from k8sdsl.yaml.reader import read_documents
from tests.corpora import lines_of

if TYPE_CHECKING:
    from pathlib import Path


def imported(folder: Path, compose: str, files: dict[str, str] | None = None, **options: Any) -> ImportedCompose:
    for name, text in {"compose.yaml": compose, **(files or {})}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return import_compose(folder / "compose.yaml", **options)


def built(folder: Path, made: ImportedCompose) -> dict[str, dict[str, Any]]:
    """The objects that the imported project builds, by kind and name without the hash of a generator."""
    project = folder / "project"
    for name, text in made.files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    trees = read_documents(k8sdsl.build(str(project / "overlays" / "compose.py")))
    return {f"{tree['kind']}/{tree['metadata']['name']}": tree for tree in trees}


@pytest.fixture(autouse=True)
def _fresh_modules() -> Any:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {"stacks", "overlays"}:
            del sys.modules[name]


def test_a_service_with_ports_is_a_deployment_behind_a_service(tmp_path: Path) -> None:
    text = 'services: {web: {image: "nginx:1.28", ports: ["8080:80"], deploy: {replicas: 2}}}'
    objects = built(tmp_path, imported(tmp_path, text))
    spec = objects["Deployment/web"]["spec"]
    assert spec["replicas"] == 2
    assert spec["template"]["spec"]["containers"][0]["ports"] == [{"containerPort": 80}]
    assert objects["Service/web"]["spec"]["ports"] == [{"port": 8080, "targetPort": 80}]


def test_a_stack_has_a_variable_for_each_object_and_blocks_that_fit_exactly(tmp_path: Path) -> None:
    labels = {"kompose.hpa.replicas.min": 1, "kompose.hpa.replicas.max": 4, "kompose.hpa.cpu": 50}
    text = f"services: {{web: {{image: nginx, ports: ['80'], labels: {labels}}}}}"
    made = imported(tmp_path, text)
    (stack,) = [content for name, content in made.files.items() if name.startswith("stacks/")]
    assigned = {node.targets[0].id for node in ast.walk(ast.parse(stack)) if isinstance(node, ast.Assign)}  # type: ignore[attr-defined] # plain names
    assert assigned == {"labels", "web", "web_service", "web_autoscaler"}
    assert {"expose(web,", "scale(web,"} <= set(re.findall(r"(?:expose|scale)\(web,", stack))


@pytest.mark.parametrize(("ports", "noted"), [("", []), ("ports: [80], ", ["web.restart"])])
def test_a_service_that_is_not_restarted_is_a_job_unless_it_has_ports(
    tmp_path: Path, ports: str, noted: list[str]
) -> None:
    made = imported(tmp_path, f"services: {{web: {{image: nginx, {ports}restart: 'no'}}}}")
    assert ("Job/web" in built(tmp_path, made)) is not bool(noted)
    assert [note.partition(":")[0] for note in made.notes if "restart" in note] == noted


def test_a_service_with_a_volume_of_its_own_is_a_stateful_set(tmp_path: Path) -> None:
    text = "services: {db: {image: mariadb, ports: [3306], volumes: ['data:/var/lib/mysql']}}\nvolumes: {data: {}}"
    objects = built(tmp_path, imported(tmp_path, text))
    assert objects["StatefulSet/db"]["spec"]["volumeClaimTemplates"][0]["metadata"]["name"] == "data"
    assert "PersistentVolumeClaim/data" not in objects


def test_a_volume_that_services_share_is_one_claim_for_many_nodes(tmp_path: Path) -> None:
    text = "services: {a: {image: x, volumes: ['data:/a']}, b: {image: x, volumes: ['data:/b']}}"
    objects = built(tmp_path, imported(tmp_path, text))
    assert objects["PersistentVolumeClaim/data"]["spec"]["accessModes"] == ["ReadWriteMany"]


def test_values_of_secrets_are_in_no_python_file(tmp_path: Path) -> None:
    text = "services: {db: {image: x, environment: {DB_PASSWORD: hunter2, DB_NAME: shop}}}"
    made = imported(tmp_path, text)
    assert [name for name, content in made.files.items() if "hunter2" in content] == ["secrets/db-secrets.env"]
    assert made.files["secrets/.gitignore"] == "*\n"
    assert not any("hunter2" in note for note in made.notes)
    objects = built(tmp_path, made)
    (secret,) = (tree for name, tree in objects.items() if name.startswith("Secret/db-secrets"))
    container = objects["Deployment/db"]["spec"]["template"]["spec"]["containers"][0]
    assert container["envFrom"] == [{"secretRef": {"name": secret["metadata"]["name"]}}]
    assert container["env"] == [{"name": "DB_NAME", "value": "shop"}]


def test_services_of_inactive_profiles_are_skipped(tmp_path: Path) -> None:
    text = "services: {a: {image: x}, b: {image: y, profiles: [debug]}}"
    assert "Deployment/b" not in built(tmp_path, imported(tmp_path, text))
    made = imported(tmp_path, text, profiles=["debug"])
    assert '"b"' in made.files[f"stacks/{tmp_path.name.lower()}.py"]


def test_a_service_is_merged_over_the_one_that_it_extends(tmp_path: Path) -> None:
    base = "services: {base: {image: x, environment: [A=1, B=2], ports: ['80']}}"
    text = "services: {web: {extends: {file: base.yaml, service: base}, environment: {B: '3'}}}"
    container = built(tmp_path, imported(tmp_path, text, {"base.yaml": base}))["Deployment/web"]["spec"]["template"]
    assert container["spec"]["containers"][0]["env"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "3"}]


@pytest.mark.parametrize("name", ["../outside.env", "/etc/passwd"])
def test_files_outside_the_folder_are_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.env").write_text("SECRET_THING=x")
    made = imported(tmp_path / "in", f"services: {{a: {{image: x, env_file: ['{name}'], volumes: ['{name}:/x']}}}}")
    assert not any("SECRET_THING" in content or "root:" in content for content in made.files.values())
    assert any(name in note for note in made.notes)


@pytest.mark.parametrize(
    ("text", "part"),
    [("a: 1", "no services"), ("[]", "not a Compose file"), ("services: {a: {extends: {service: b}}}", "no service")],
)
def test_what_is_not_a_compose_file_is_refused(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(LoadError) as caught:
        imported(tmp_path, text)
    assert part in str(caught.value)


def test_services_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        imported(tmp_path, "services: {a: {extends: b}, b: {extends: a}}")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("$A-${A}", "1-1"),
        ("$$A", "$A"),
        ("${B:-x}${A:-x}", "x1"),
        ("${EMPTY-x}${EMPTY:-x}", "x"),
        ("${B:-${A}}", "1"),
        ("${A:+y}${B+y}", "y"),
        ("${B}|", "|"),
        ("100$", "100$"),
    ],
)
def test_variables_are_replaced(text: str, meant: str) -> None:
    assert substituted(text, KnownVariables(A="1", EMPTY=""), set()) == meant


@pytest.mark.parametrize("text", ["${B:?no}", "${A", "${A!b}"])
def test_a_variable_that_is_required_or_malformed_is_refused(text: str) -> None:
    with pytest.raises(LoadError):
        substituted(text, KnownVariables(A="1"), set())


def test_env_files_are_read_with_quotes_and_comments() -> None:
    text = "# c\nA=1 # one\nexport B='x # y'\nC=\"a\\nb $A\"\n\nD=\n"
    assert read_variables(text) == {"A": "1", "B": "x # y", "C": "a\nb 1", "D": ""}


def test_short_and_long_forms_are_read_alike() -> None:
    assert ports(["80", "8080:81/udp", "127.0.0.1:5000-5001:6000-6001", "[::1]:90:91"]) == [
        PublishedPort(80, 80, "TCP"),
        PublishedPort(81, 8080, "UDP"),
        PublishedPort(6000, 5000, "TCP"),
        PublishedPort(6001, 5001, "TCP"),
        PublishedPort(91, 90, "TCP"),
    ]
    assert ports([{"target": 80, "published": "8080"}, {"target": 53, "protocol": "udp"}]) == [
        PublishedPort(80, 8080, "TCP"),
        PublishedPort(53, 53, "UDP"),
    ]
    volumes = ["./a:/b:ro", "data:/d", "/e", r"C:\f:D:\g", {"type": "bind", "source": "./h", "target": "/i"}]
    assert mounts({"volumes": volumes}) == [
        Mount("bind", "./a", "/b", read_only=True),
        Mount("volume", "data", "/d"),
        Mount("volume", "", "/e"),
        Mount("bind", r"C:\f", r"D:\g"),
        Mount("bind", "./h", "/i"),
    ]


def test_durations_sizes_and_processors_become_kubernetes_units() -> None:
    assert [seconds(text) for text in ("1m30s", "10s", "500ms", "2h", "x")] == [90, 10, 1, 7200, None]
    assert [size(text) for text in ("50M", "1gb", "512k", 1024, "x")] == ["50Mi", "1Gi", "512Ki", "1024", ""]
    assert [cpus(text) for text in ("0.5", 2, "x")] == ["500m", "2", ""]


_TEXT = st.text(max_size=12) | st.sampled_from(['"""', "'", "\\", "${x", "#", "\n", '");import os;("'])
_SERVICE = st.fixed_dictionaries(
    {"image": _TEXT},
    optional={
        "command": _TEXT | st.lists(_TEXT, max_size=3),
        "environment": st.dictionaries(_TEXT, _TEXT, max_size=3) | st.lists(_TEXT, max_size=3),
        "ports": st.lists(_TEXT | st.integers(), max_size=3),
        "volumes": st.lists(_TEXT, max_size=3),
        "labels": st.dictionaries(_TEXT, _TEXT, max_size=3),
        "healthcheck": st.none() | st.dictionaries(st.sampled_from(["test", "interval", "retries"]), _TEXT, max_size=3),
        "deploy": st.none() | st.dictionaries(st.sampled_from(["replicas", "resources", "labels"]), _TEXT, max_size=2),
        "env_file": _TEXT,
        "hostname": _TEXT,
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(services=st.dictionaries(_TEXT, _SERVICE, min_size=1, max_size=2), name=_TEXT)
def test_the_content_of_a_compose_file_reaches_the_modules_as_data(
    tmp_path: Path, services: dict[str, Any], name: str
) -> None:
    import json

    try:
        made = imported(tmp_path, json.dumps({"name": name, "services": services}))
    except K8sdslError:
        return
    for path, text in made.files.items():
        if path.endswith(".py"):
            nodes = list(ast.walk(ast.parse(text)))
            calls = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
            assert calls <= {"Stack", "Overlay", "SecretGenerator", *blocks.__all__, *calls_of_stacks(made)}
            assert not any(isinstance(node, ast.Import) for node in nodes)


def calls_of_stacks(made: ImportedCompose) -> set[str]:
    return {path.removeprefix("stacks/").removesuffix(".py") for path in made.files if path.startswith("stacks/")}


def test_the_images_and_ports_of_the_recorded_cases_are_those_of_kompose(tmp_path: Path) -> None:
    for number, case in enumerate(lines_of("compose", "cases.jsonl")):
        folder = tmp_path / str(number)
        for name, text in case["files"].items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        objects = built(folder, import_compose(folder / case["compose"]))
        for module in [name for name in sys.modules if name.partition(".")[0] in {"stacks", "overlays"}]:
            del sys.modules[module]
        ours, theirs = (
            {(c["image"], *sorted(p["containerPort"] for p in c.get("ports") or ())) for c in containers(trees)}
            for trees in (objects.values(), case["expected"])
        )
        assert ours == theirs, case["id"]


def containers(trees: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for tree in trees:
        spec = tree["spec"] if tree["kind"] == "Pod" else tree.get("spec", {}).get("template", {}).get("spec", {})
        found += spec.get("containers", []) if isinstance(spec, dict) else []
    return found


def test_variables_that_double_without_end_are_refused() -> None:
    doubled = [f"{new}=${old}${old}" for old, new in pairwise("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    text = "\n".join(["A=" + "x" * 1000, *doubled])
    with pytest.raises(K8sdslError, match="expand to more than"):
        read_variables(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.conf", "db = hunter2secret"),
        ("a.yaml", "database:\n  password: x1y2z3\n"),
        ("a.json", '{\n "password": "x1y2z3"\n}'),
        (".env", "LEVEL=info"),
    ],
)
def test_mounted_files_that_hold_secret_values_become_secrets(name: str, text: str, tmp_path: Path) -> None:
    compose = "services: {a: {image: a, environment: {DB_PASSWORD: hunter2secret}, volumes: ['./d:/x']}}\n"
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / name).write_text(text)
    (tmp_path / "compose.yaml").write_text(compose)
    files = import_compose(tmp_path / "compose.yaml").files
    assert [path for path, written in files.items() if text in written and path.startswith("secrets/")] != []
    shown = [written for path, written in files.items() if not path.startswith("secrets/")]
    assert not any(value in written for written in shown for value in ("hunter2", "x1y2z3", text))


def test_settings_of_a_pod_are_mapped(tmp_path: Path) -> None:
    text = """
services:
  web:
    image: nginx:1.28
    annotations: {a: b}
    dns_search: [example.com]
    dns_opt: ["ndots:2", "rotate"]
    domainname: shop
    group_add: ["1000", wheel]
    sysctls: {net.core.somaxconn: 1024}
    shm_size: 64m
    pre_stop: [{command: [nginx, -s, quit]}]
    deploy:
      placement:
        constraints: [node.labels.disk==ssd, "node.hostname != node-1"]
        preferences: [{spread: node.labels.zone}]
      update_config: {parallelism: 2, order: start-first}
"""
    spec = built(tmp_path, imported(tmp_path, text))["Deployment/web"]["spec"]
    pod = spec["template"]["spec"]
    assert spec["template"]["metadata"]["annotations"] == {"a": "b"}
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 2, "maxUnavailable": 0}
    assert pod["dnsConfig"] == {
        "searches": ["example.com"],
        "options": [{"name": "ndots", "value": "2"}, {"name": "rotate"}],
    }
    assert pod["subdomain"] == "shop"
    assert pod["securityContext"] == {
        "supplementalGroups": [1000],
        "sysctls": [{"name": "net.core.somaxconn", "value": "1024"}],
    }
    assert pod["volumes"] == [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}}]
    assert pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"] == ["nginx", "-s", "quit"]
    assert pod["nodeSelector"] == {"disk": "ssd"}
    assert pod["topologySpreadConstraints"][0]["topologyKey"] == "zone"
    terms = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert terms == [
        {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["node-1"]}]}
    ]


def test_every_attribute_of_the_specification_is_mapped_or_listed() -> None:
    models = pytest.importorskip("compose_spec.models")
    fields = {field.alias or name for name, field in models.Service.model_fields.items()}
    assert fields - MAPPED - UNMAPPED.keys() == set()
    assert MAPPED.isdisjoint(UNMAPPED)


def test_what_is_not_mapped_is_listed_with_a_reason(tmp_path: Path) -> None:
    text = """
services:
  web:
    image: nginx:1.28
    cpuset: "0"
    x-own: 1
    odd: 1
    deploy: {endpoint_mode: dnsrr, resources: {limits: {pids: 5}}}
volumes: {data: {driver: nfs}}
"""
    notes = " ".join(imported(tmp_path, text).notes)
    places = (
        "web.cpuset",
        "web.odd",
        "web.deploy.endpoint_mode",
        "web.deploy.resources.limits.pids",
        "volumes.data.driver",
    )
    assert [place for place in places if f"{place}: not mapped; " not in notes] == []
    assert "x-own" not in notes
