"""Findings point at the very argument: file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl import check
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from pathlib import Path

WEB = """
def web(containers=(), **fields):
    app = {"app": "web"}
    return k8s.Deployment(
        "web",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=app),
            template=k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=list(containers))),
            **fields,
        ),
    )

"""

CASES = {
    "an argument": 'overlay = Overlay(base=k8s.ConfigMap("a", immutable=«"yes"»))',
    "an entry of a map": 'overlay = Overlay(base=k8s.ConfigMap("a", data={"x": "y", "z": «1»}))',
    "an item of a list": 'overlay = Overlay(base=web([k8s.Container("a", image="b", args=["c", «3»])]))',
    "a literal in a literal": """
overlay = Overlay(
    base=k8s.Pod("a", spec=k8s.PodSpec(containers=[{"name": "a", "image": "b", "args": ["c", «3»]}])))
""",
    "a key by position": """
overlay = Overlay(
    base=web([k8s.Container("a", image="b", ports=[k8s.ContainerPort(«"x"»)])]))
""",
    "a name by position": 'overlay = Overlay(base=k8s.ConfigMap(«"A_B"»))',
    "a name by keyword": 'overlay = Overlay(base=k8s.ConfigMap(name=«"A_B"»))',
    "a name in metadata": 'overlay = Overlay(base=k8s.ConfigMap(metadata=k8s.ObjectMeta(«"A_B"»)))',
    "a namespace": 'overlay = Overlay(base=k8s.ConfigMap("a", namespace=«"B_C"»))',
    "a label": 'overlay = Overlay(base=k8s.ConfigMap("a", labels={"b": «1»}))',
    "a label of a template": """
overlay = Overlay(base=k8s.Job("a", spec=k8s.JobSpec(template=k8s.PodTemplateSpec(
    labels={"b": «1»},
    spec=k8s.PodSpec(restart_policy="Never", containers=[k8s.Container("a", image="b")])))))
""",
    "an unknown field": 'overlay = Overlay(base=k8s.ConfigMap("a", dta=«{}»))',
    "an unknown field in wire spelling": """
overlay = Overlay(
    base=web([k8s.Container("a", image="b", workingdir=«"c"»)]))
""",
    "several objects on one line": """
overlay = Overlay(base=[k8s.ConfigMap(«"A_B"»), k8s.ConfigMap("b", data={"x": «1»}), k8s.ConfigMap("c")])
""",
    "objects of a comprehension": """
overlay = Overlay(base=[k8s.ConfigMap(f"a-{n}", data={"x": n}) for n in range(1)])
""".replace('"x": n', '"x": «n»'),
    "objects of a loop": """
made = []
for n in range(1):
    made.append(
        k8s.ConfigMap(
            f"a-{n}",
            data={
                "x": «n»,
            },
        )
    )
overlay = Overlay(base=made)
""",
    "behind letters of several bytes": 'overlay = Overlay(base=[k8s.ConfigMap("a", data={"ñandú": "日本", "b": «1»})])',
    "an argument of several lines": """
overlay = Overlay(
    base=k8s.ConfigMap(
        "a",
        data=«[
            "b",
        ]»,
    )
)
""",
    "a call of arguments in a map": """
fields = {"immutable": "yes"}
overlay = Overlay(base=«k8s.ConfigMap»("a", **fields))
""",
    "a missing field": """
overlay = Overlay(
    base=k8s.RoleBinding("a", role_ref=«k8s.RoleRef»(api_group="rbac.authorization.k8s.io", kind="Role")))
""",
    "an object that was changed later": """
made = «k8s.ConfigMap»("a")
made.data = {"b": 1}
overlay = Overlay(base=made)
""",
    "a copy of an object": """
import copy
overlay = Overlay(base=copy.deepcopy(k8s.ConfigMap("a", data={"b": 1})))
""",
    "a method of a class": """
class Maker:
    def make(self):
        return k8s.ConfigMap("a", data={"b": «1»})
overlay = Overlay(base=Maker().make())
""",
    "a lambda": 'overlay = Overlay(base=(lambda: k8s.ConfigMap("a", data={"b": «1»}))())',
    "nested stacks": 'overlay = Overlay(base=Stack("a", [Stack("b", [k8s.ConfigMap(«"A_B"»)])]))',
    "a plain tree": """
overlay = Overlay(base={"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"b": «1»}})
""",
    "a plain tree in a list": """
overlay = Overlay(base=[{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"b": «1»}}])
""",
    "a plain tree in a stack": """
overlay = Overlay(base=Stack("a", [None, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": «"A_B"»}}]))
""",
    "a custom resource": """
overlay = Overlay(base=k8s.CustomResource(«"A_B"», api_version="example.com/v1", kind="A"))
""",
    "an assignment in a patch": """
@patch(k8s.Deployment, "web")
def change(deployment):
    «deployment.spec.replicas = "3"»

overlay = Overlay(base=web([k8s.Container("a", image="b")]), patches=[change])
""",
    "an unknown field in a patch": """
@patch(k8s.Deployment, "web")
def change(deployment):
    deployment.spec.paused = True
    «deployment.spec.replica = 3»

overlay = Overlay(base=web([k8s.Container("a", image="b")]), patches=[change])
""",
    "an entry that a patch sets": """
@patch(k8s.ConfigMap, "a")
def change(config):
    «config.data["x"] = 1»

overlay = Overlay(base=k8s.ConfigMap("a", data={"y": "z"}), patches=[change])
""",
    "a part that a patch makes": """
@patch(k8s.Deployment, "web")
def change(deployment):
    deployment.spec.template.spec.containers = [k8s.Container("a", image=«3»)]

overlay = Overlay(base=web(), patches=[change])
""",
    "what a patch left alone": """
@patch(k8s.ConfigMap, "a")
def change(config):
    config.immutable = True

overlay = Overlay(base=k8s.ConfigMap("a", data={"b": «1»}), patches=[change])
""",
    "what two patches left alone": """
@patch(k8s.ConfigMap, "a")
def change(config):
    config.immutable = True

@patch(k8s.ConfigMap, "a")
def again(config):
    «config.data["b"] = 1»

@patch(k8s.ConfigMap, "a")
def more(config):
    config.labels = None
    del config.labels

overlay = Overlay(base=k8s.ConfigMap("a", data={"b": "1"}), patches=[change, again, more])
""",
    "two patches on one line of a lambda": """
change = patch(k8s.Deployment, "web")(lambda deployment: setattr(deployment.spec, "replicas", "3"))
overlay = Overlay(base=web([k8s.Container("a", image="b")]), patches=[change])
""".replace("lambda deployment", "«lambda deployment").replace("«", ""),
}
# What no place inside the file can be known for: the finding still names the object.
PLACELESS = {"a copy of an object": 1, "two patches on one line of a lambda": None}


@pytest.mark.parametrize("case", [case for case in CASES if case not in PLACELESS])
def test_a_finding_points_at(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = write_project(tmp_path, {"overlays/prod.py": HEAD + WEB + CASES[case]})
    monkeypatch.chdir(tmp_path)
    assert project.found() == project.places


def test_an_argument_of_a_stack_in_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "stacks/shop/web.py": HEAD + 'def web():\n    return Stack("web", [k8s.ConfigMap("a", data={"b": «1»})])\n',
        "overlays/base.py": HEAD + "from stacks.shop.web import web\noverlay = Overlay(base=web())\n",
        "overlays/prod.py": "from k8sdsl import Overlay\nfrom overlays.base import overlay as base\n"
        'overlay = Overlay(base=base, namespace="prod", name_prefix="x-")\n',
    }
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert project.found() == project.places


def test_a_field_of_a_yaml_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "overlays/prod.py": HEAD + 'overlay = Overlay(base=["../more", "../one.yaml"])\n',
        "more/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  «name»: A_B\n",
        "more/b.yaml": "# first\n---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n«dta»: {}\n",
        "more/deep/c.yml": "kind: List\napiVersion: v1\nitems:\n- kind: ConfigMap\n  apiVersion: v1\n"
        "  metadata: {name: c}\n  data:\n    «x»: 1\n",
        "one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: &d\n  a: b\n  «x»: 2\n",
    }
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert project.found() == project.places


def test_what_a_block_was_given_is_what_it_points_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """from k8sdsl.blocks import http_probe

probe = http_probe("/", port=«"not a port name"»)
overlay = Overlay(base=web([k8s.Container("a", image="b", readiness_probe=probe)]))
"""
    project = write_project(tmp_path, {"overlays/prod.py": HEAD + WEB + text})
    monkeypatch.chdir(tmp_path)
    assert project.found() == project.places


def test_a_file_outside_the_working_folder_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B"))\n', "x/y": ""})
    monkeypatch.chdir(tmp_path / "x")
    [finding] = check("prod")
    assert finding.source is not None
    assert finding.source.file == str(tmp_path / "overlays/prod.py")


def test_the_end_of_an_argument_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(
        tmp_path, {"overlays/prod.py": 'from k8sdsl import *\noverlay = Overlay(base=k8s.ConfigMap("A_B"))\n'}
    )
    monkeypatch.chdir(tmp_path)
    [finding] = check("prod")
    assert finding.source is not None
    assert finding.source.end_column is not None
    assert finding.source.end_column - finding.source.column == len('"A_B"')


@pytest.mark.parametrize("case", PLACELESS)
def test_a_finding_without_a_known_argument_is_still_reported(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, {"overlays/prod.py": HEAD + WEB + CASES[case]})
    monkeypatch.chdir(tmp_path)
    [finding] = check("prod")
    assert finding.ref.name in {"a", "web"}


def test_objects_made_from_text_have_no_file_to_show() -> None:
    names: dict[str, object] = {}
    exec(HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B"))', names)  # noqa: S102 - as a notebook does
    overlay = names["overlay"]
    [finding] = check(overlay)  # type: ignore[arg-type]
    assert finding.source is None or finding.source.line == 2
