"""Where every field of an object comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.finding import Finding
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.names import overlay_names
from k8sdsl.tracing.tracer import MOST_PATHS, blamed
from k8sdsl.tree import format_path, walk
from k8sdsl.views.blame.histories import histories
from k8sdsl.views.blame.text import render_fields, render_objects
from tests.cli.running import project, run
from tests.corpora import lines_of
from tests.projects import HEAD

if TYPE_CHECKING:
    from k8sdsl.locations.source import Source
    from k8sdsl.pipeline import Built

ROOT = Path(__file__).parents[2]
PATCHED = HEAD + (
    'base = k8s.ConfigMap("settings", data={"level": "info", "kept": "yes"})\n'
    'inner = Overlay(base=base, patches=[{"apiVersion": "v1", "kind": "ConfigMap",\n'
    '    "metadata": {"name": "settings"}, "data": {"level": "debug"}}])\n'
    "overlay = Overlay(base=inner, patches=[{'apiVersion': 'v1', 'kind': 'ConfigMap',\n"
    "    'metadata': {'name': 'settings'}, 'data': {'level': 'trace'}}])\n"
)
DIRECTORY = {
    "app/kustomization.yaml": "resources: [settings.yaml]\nnamePrefix: eu-\nlabels:\n- pairs: {at: eu}\n",
    "app/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n",
}
SECRET = HEAD + 'overlay = Overlay(base=k8s.Secret("db", string_data={"password": "hunter2-hunter2"}))\n'


@pytest.mark.parametrize("overlay", overlay_names(ROOT))
def test_every_value_of_every_object_of_the_example_has_an_answer(
    overlay: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    built = build_manifests(overlay, check=False)
    found = histories(built)
    assert [one.manifest.ref for one in found] == [manifest.ref for manifest in built.manifests]
    unanswered = [format_path(field.path) for one in found for field in one.fields if not field.places]
    assert unanswered == []


def test_every_step_that_set_a_field_is_listed_the_last_one_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    (history,) = histories(build_manifests("prod", check=False), "cm/settings")
    places = {format_path(field.path): [place.line for place in field.places] for field in history.fields}
    assert places["data.level"] == [6, 4, 2]
    assert places["data.kept"] == [2]
    text = render_fields([history], "data.level")
    assert [line.split()[0] for line in text.splitlines()[1:]] == [f"overlays/prod.py:{n}" for n in (6, 4, 2)]


def test_a_kustomization_directory_has_answers_too(tmp_path: Path) -> None:
    done = run(project(tmp_path, DIRECTORY), "blame", "app", "ConfigMap/eu-settings")
    assert done.returncode == 0, done.stderr
    beside = {line.split(":")[0].strip(): line.partition("# ")[2] for line in done.stdout.splitlines() if "# " in line}
    assert beside["level"] == "app/settings.yaml:6"
    assert beside["name"] == "app/kustomization.yaml:2"
    assert beside["at"] == "app/kustomization.yaml:4"


def test_a_generated_config_map_is_found_by_the_name_without_its_hash(tmp_path: Path) -> None:
    kustomization = "configMapGenerator: [{name: settings, literals: [level=info]}]\n"
    folder = project(tmp_path, {"app/kustomization.yaml": kustomization})
    assert "level: info" in run(folder, "blame", "app", "ConfigMap/settings").stdout
    assert run(folder, "blame", "app", "ConfigMap/setting").returncode == 2


def traced(built: Built) -> dict[tuple[str, str], Source | None]:
    """The place of every leaf as findings get it: that of the last step, otherwise that of the object."""
    findings = [
        Finding(
            rule="a/b",
            message="",
            path=format_path(path),
            ref=one.ref,
            source=one.origin.locate(path) if one.origin is not None else None,
        )
        for one in built.manifests
        for path, value in walk(one.tree)
        if not isinstance(value, (dict, list)) or not value
    ]
    parts = [findings[start : start + MOST_PATHS] for start in range(0, len(findings), MOST_PATHS)]
    judged = [one for part in parts for one in blamed(part, built.manifests, built.again)]
    return {(str(one.ref), one.path): one.source for one in judged}


def judge_leaves(built: Built) -> None:
    """Blame and findings name one place for every leaf."""
    expected = traced(built)
    found = {
        (str(one.manifest.ref), format_path(field.path)): next(iter(field.places), None)
        for one in histories(built)
        for field in one.fields
    }
    assert found == expected
    assert len(found) > 5


@pytest.mark.parametrize("overlay", overlay_names(ROOT))
def test_every_leaf_of_the_example_has_the_place_that_findings_name(
    overlay: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    judge_leaves(build_manifests(overlay, check=False))


LAYERED = {
    "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator:\n- {name: settings, literals: [a=1, b=2]}\n",
    "base/web.yaml": """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: web, envFrom: [{configMapRef: {name: settings}}]}
""",
    "prod/kustomization.yaml": """resources: [../base]
namespace: prod
namePrefix: eu-
labels: [{pairs: {at: eu}, includeTemplates: true}]
images: [{name: web, newName: registry.example.com/web, newTag: "2"}]
replicas: [{name: web, count: 3}]
patches:
- patch: '- {op: add, path: /metadata/annotations, value: {team: web}}'
  target: {kind: Deployment}
- path: memory.yaml
replacements:
- source: {kind: Deployment, name: eu-web, fieldPath: metadata.annotations.team}
  targets:
  - {select: {kind: Deployment}, fieldPaths: [spec.template.metadata.annotations.team], options: {create: true}}
""",
    "prod/memory.yaml": """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 1Gi}}}]}}}
""",
}


def test_every_leaf_of_a_kustomization_has_the_place_that_findings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, LAYERED))
    built = build_manifests("prod", check=False)
    judge_leaves(built)
    places = {
        format_path(field.path): f"{field.places[0].file}:{field.places[0].line}"
        for one in histories(built, "Deployment")
        for field in one.fields
    }
    assert places["spec.replicas"] == "prod/kustomization.yaml:6"
    assert places["metadata.namespace"] == "prod/kustomization.yaml:2"
    assert places["spec.template.spec.containers[0].image"] == "prod/kustomization.yaml:5"
    assert places["spec.template.spec.containers[0].resources.limits.memory"] == "prod/memory.yaml:4"
    assert places["spec.template.spec.containers[0].name"] == "base/web.yaml:11"


def test_json_has_every_field_with_its_steps(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/prod.py": PATCHED}), "blame", "prod", "--format", "json")
    ((first,), status) = json.loads(done.stdout), done.returncode
    fields = {field["path"]: field for field in first["fields"]}
    assert status == 0
    assert first["object"] == {"apiVersion": "v1", "kind": "ConfigMap", "namespace": "", "name": "settings"}
    assert (fields["data.level"]["value"], [step["line"] for step in fields["data.level"]["steps"]]) == (
        "trace",
        [6, 4, 2],
    )
    assert all(step["file"] == "overlays/prod.py" for field in fields.values() for step in field["steps"])
    one = run(tmp_path, "blame", "prod", "cm/settings", "data.level", "--format", "json")
    assert [field["path"] for field in json.loads(one.stdout)[0]["fields"]] == ["data.level"]


def test_html_has_the_place_beside_each_line_and_loads_nothing(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/prod.py": PATCHED}), "blame", "prod", "--format", "html")
    assert done.returncode == 0
    rows = re.findall(
        r'<tr><td class="number">\d+</td><td class="yaml">(.*?)</td><td class="place">(.*?)</td></tr>', done.stdout
    )
    assert [line for line, _ in rows][:2] == ["apiVersion: v1", "kind: ConfigMap"]
    (level,) = [place for line, place in rows if line.strip().startswith("level")]
    assert [int(line) for line in re.findall(r"<li>overlays/prod.py:(\d+)", level)] == [6, 4, 2]
    assert "default-src &#39;none&#39;" in done.stdout or "default-src 'none'" in done.stdout
    assert not re.search(r"<script|<link|<img|src=", done.stdout)


def test_hostile_values_are_text_in_html(tmp_path: Path) -> None:
    hostile = HEAD + "overlay = Overlay(base=k8s.ConfigMap('a', data={'k': '<script>alert(1)</script>'}))\n"
    done = run(project(tmp_path, {"overlays/prod.py": hostile}), "blame", "prod", "--format", "html")
    assert done.returncode == 0
    assert "<script>" not in done.stdout
    assert "&lt;script&gt;" in done.stdout


def test_values_of_secrets_are_hidden(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": SECRET})
    every = [("prod",), ("prod", "Secret/db"), ("prod", "Secret/db", "stringData.password")]
    for arguments in [(*words, "--format", form) for words in every for form in ("text", "json", "html")]:
        done = run(tmp_path, "blame", *arguments)
        assert done.returncode == 0
        assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(("subject", "path"), [("ConfigMap/setings", ""), ("cm/settings", "data.levle")])
def test_a_name_that_nothing_has_is_an_error_with_the_near_one(
    subject: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    with pytest.raises(K8sdslError) as caught:
        render_fields(histories(build_manifests("prod", check=False), subject), path)
    assert "did you mean" in (caught.value.remedy or "")


def test_the_text_is_the_yaml_of_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    built = build_manifests("prod", check=False)
    lines = render_objects(histories(built)).splitlines()
    assert [line.partition("  # ")[0].rstrip() for line in lines] == built.emit().splitlines()


PATCHES = {
    "app/kustomization.yaml": """resources: [web.yaml, settings.yaml]
components: [comp]
patches:
- path: memory.yaml
- target: {kind: Deployment}
  patch: |-
    - op: replace
      path: /spec/template/spec/containers/0/image
      value: fluent:2
    - op: add
      path: /spec/template/spec/containers/1/args/-
      value: c
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      minReadySeconds: 5
- path: ops.json
  target: {name: web}
- patch: '[{"op": "add", "path": "/spec/paused", "value": false}]'
  target: {name: web}
patchesStrategicMerge:
- |-
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    revisionHistoryLimit: 3
replacements:
- path: subdomain.yaml
- source: {kind: ConfigMap, name: settings, fieldPath: data.host}
  targets:
  - select: {kind: Deployment}
    fieldPaths:
    - spec.template.metadata.annotations.host
    - spec.template.spec.hostname
    options: {create: true}
""",
    "app/web.yaml": """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1
        args: [a]
      - name: log
        image: fluent:1
""",
    "app/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {host: example, sub: x}\n",
    "app/memory.yaml": """# other patches first
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: log
        resources:
          limits:
            memory: 1Gi
""",
    "app/ops.json": """[
 {"op": "replace", "path": "/spec/replicas",
  "value": 4},
 {"op": "add", "path": "/spec/strategy", "value": {
   "type": "Recreate"}}]
""",
    "app/subdomain.yaml": """- source: {kind: ConfigMap, name: settings, fieldPath: data.sub}
  targets:
  - select: {kind: Deployment}
    fieldPaths: [spec.template.spec.subdomain]
    options: {create: true}
""",
    "app/comp/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    "patches:\n- path: grace.yaml\n  target: {kind: Deployment}\n",
    "app/comp/grace.yaml": """apiVersion: apps/v1
kind: Deployment
metadata: {name: any}
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 7
""",
}
CONTAINERS = "spec.template.spec.containers"


def test_the_place_of_a_field_is_the_line_inside_the_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, PATCHES))
    (history,) = histories(build_manifests("app", check=False), "Deployment/web")
    found = {format_path(field.path): f"{field.places[0].file}:{field.places[0].line}" for field in history.fields}
    assert {path: found[path] for path in WRITTEN_AT} == WRITTEN_AT


WRITTEN_AT = {
    f"{CONTAINERS}[0].resources.limits.memory": "app/memory.yaml:13",
    f"{CONTAINERS}[0].image": "app/kustomization.yaml:9",
    f"{CONTAINERS}[1].args[1]": "app/kustomization.yaml:12",
    "spec.minReadySeconds": "app/kustomization.yaml:18",
    "spec.replicas": "app/ops.json:3",
    "spec.strategy.type": "app/ops.json:5",
    "spec.paused": "app/kustomization.yaml:21",
    "spec.revisionHistoryLimit": "app/kustomization.yaml:29",
    "spec.template.spec.subdomain": "app/subdomain.yaml:4",
    "spec.template.metadata.annotations.host": "app/kustomization.yaml:36",
    "spec.template.spec.hostname": "app/kustomization.yaml:37",
    "spec.template.spec.terminationGracePeriodSeconds": "app/comp/grace.yaml:7",
    # A patch moves the containers: what it does not set is where it was.
    f"{CONTAINERS}[0].name": "app/web.yaml:14",
    f"{CONTAINERS}[1].image": "app/web.yaml:12",
    f"{CONTAINERS}[1].args[0]": "app/web.yaml:13",
}


def test_a_finding_about_a_field_of_a_patch_has_the_line_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**PATCHES, "app/memory.yaml": PATCHES["app/memory.yaml"].replace("1Gi", "1Gb")}
    files["overlays/prod.py"] = HEAD + 'overlay = Overlay(base="../app")\n'
    monkeypatch.chdir(project(tmp_path, files))
    (finding,) = [one for one in build_manifests("prod").findings if "memory" in one.path]
    assert str(finding.source).startswith("app/memory.yaml:13:")


def test_an_operation_of_a_patch_in_python_is_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = HEAD.replace("Overlay", "JsonPatch, Overlay, Target") + (
        'base = k8s.ConfigMap("settings", data={"a": "1", "b": "2"})\n'
        "overlay = Overlay(base=base, patches=[JsonPatch([\n"
        '    {"op": "replace", "path": "/data/a", "value": "3"},\n'
        '    {"op": "replace", "path": "/data/b",\n'
        '     "value": "4"},\n'
        '], target=Target(kind="ConfigMap"))])\n'
    )
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": overlay}))
    (history,) = histories(build_manifests("prod", check=False))
    places = {format_path(field.path): field.places[0].line for field in history.fields}
    assert (places["data.a"], places["data.b"]) == (4, 6)


GENERATED = {
    "base/kustomization.yaml": "configMapGenerator:\n"
    "- {name: settings, literals: [a=1, b=2]}\n- {name: other, literals: [c=3]}\n",
    "app/kustomization.yaml": "resources: [../base]\ngenerators: [made.yaml]\nconfigMapGenerator:\n"
    "- {name: settings, behavior: merge, literals: [b=4]}\n",
    "app/made.yaml": "apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: made}\nliterals: [x=y]\n",
}


def test_what_a_generator_makes_or_changes_has_the_place_of_its_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, GENERATED))
    found = {
        f"{one.manifest.kind}/{one.manifest.name.rpartition('-')[0]} {format_path(field.path)}": [
            f"{place.file}:{place.line}" for place in field.places
        ]
        for one in histories(build_manifests("app", check=False))
        for field in one.fields
    }
    assert all(found.values())
    assert found["ConfigMap/settings data.a"] == ["base/kustomization.yaml:2"]
    assert found["ConfigMap/settings data.b"] == ["app/kustomization.yaml:4", "base/kustomization.yaml:2"]
    assert found["ConfigMap/other data.c"] == ["base/kustomization.yaml:3"]
    assert found["Secret/made data.x"] == ["app/kustomization.yaml:2"]


def test_every_leaf_of_upstream_cases_has_a_line_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case for case in lines_of("kustomize", "cases.jsonl") if case["expect"] == "output"][::9]
    leaves = 0
    for number, case in enumerate(cases):
        folder = project(tmp_path / str(number), case["files"])
        monkeypatch.chdir(folder)
        try:
            built = build_manifests(str(folder / case["target"]), check=False, load_restrictor="none")
        except K8sdslError:
            continue
        for one in histories(built) if len(built.manifests) else ():
            for field in one.fields:
                leaves += 1
                assert field.places, (case["id"], one.manifest.ref, format_path(field.path))
                place = field.places[0]
                assert place.line <= len(Path(place.file).read_text(encoding="utf-8").splitlines()), case["id"]
    assert leaves > 300
