"""Manifests become typed Python that builds to the same objects."""

from __future__ import annotations

import ast
import collections
import gzip
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.emitters.yaml import emit
from k8sdsl.importers.manifests import ImportedObjects, SourceObject, import_environments, import_objects
from k8sdsl.importers.proof import differences
from k8sdsl.python_source.literals import LONGEST
from tests.cli.running import run
from tests.corpora import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _fresh_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {"stacks", "overlays"}:
            del sys.modules[name]


def written(folder: Path, made: ImportedObjects) -> list[str]:
    """The differences between what every overlay builds and what it is for."""
    for name, text in made.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [
        difference
        for overlay, expected in made.overlays.items()
        for difference in differences(expected, folder / "overlays" / f"{overlay}.py")
    ]


LABELS = {"app": "web"}


def deployment(*, replicas: int = 2, image: str = "nginx:1.28", namespace: str = "", **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", **({"namespace": namespace} if namespace else {})},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {"containers": [{"name": "web", "image": image, **more}]},
            },
        },
    }


def config(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": data}


def secret(value: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"password": value}}


SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"selector": LABELS, "ports": [{"port": 80, "targetPort": "http"}]},
}
BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": LABELS}},
}


def test_objects_are_variables_that_blocks_refer_to(tmp_path: Path) -> None:
    made = import_objects("shop", [SourceObject(tree) for tree in (SERVICE, BUDGET, deployment())])
    assert written(tmp_path, made) == []
    text = made.files["stacks/shop.py"]
    assert 'web_service = expose(web, 80, "http")' in text
    assert "web_budget = disruption_budget(web, minimum=1)" in text
    assert 'labels = {"app": "web"}' in text
    assert 'return Stack("shop", [web_service, web_budget, web])' in text


def test_the_values_of_secrets_are_not_in_the_python(tmp_path: Path) -> None:
    made = import_objects("shop", [SourceObject(secret("hunter2"))])
    assert written(tmp_path, made) == []
    assert {name for name, text in made.files.items() if "hunter2" in text} == {"secrets/shop/db-1"}


def test_definitions_and_large_data_stay_yaml(tmp_path: Path) -> None:
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "foos.example.com"},
    }
    odd = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "odd"}, "spec": {"prots": []}}
    made = import_objects(
        "shop", [SourceObject(definition), SourceObject(config(script="line\n" * 99)), SourceObject(odd)]
    )
    assert written(tmp_path, made) == []
    assert {name for name in made.files if name.startswith("manifests/")} == {
        "manifests/shop/customresourcedefinition-foos.example.com.yaml",
        "manifests/shop/configmap-settings.yaml",
        "manifests/shop/service-odd.yaml",
    }
    assert len(made.notes) == 1


def test_each_directory_is_a_stack(tmp_path: Path) -> None:
    found = [
        SourceObject(deployment(), "k8s/web/a.yaml"),
        SourceObject(config(a="b"), "k8s/config/b.yaml"),
        SourceObject(SERVICE, "c.yaml"),
    ]
    made = import_objects("shop", found)
    assert written(tmp_path, made) == []
    assert sorted(name for name in made.files if name.startswith("stacks/")) == [
        *("stacks/config.py", "stacks/shop.py", "stacks/web.py")
    ]


def test_what_is_defined_again_has_an_overlay_of_its_own(tmp_path: Path) -> None:
    made = import_objects("shop", [SourceObject(config(a="b"), "x/a.yaml"), SourceObject(config(a="c"), "y/a.yaml")])
    assert written(tmp_path, made) == []
    assert sorted(made.overlays) == ["shop", "shop_2"]


def test_differences_of_environments_are_parameters(tmp_path: Path) -> None:
    dev = [deployment(namespace="dev"), config(host="dev.example.com", level="debug")]
    prod = [deployment(replicas=5, image="nginx:1.29", namespace="shop"), config(host="example.com", level="info")]
    made = import_environments("shop", sources(dev=dev, prod=prod))
    assert written(tmp_path, made) == []
    text = made.files["stacks/shop.py"]
    signature = text[text.index("def shop") : text.index(" -> Stack")]
    assert signature == "def shop(*, namespace: str, replicas: int, image: str, host: str, level: str)"
    assert "replicas=5" in made.files["overlays/prod.py"]
    assert "patches" not in made.files["overlays/prod.py"]


def test_what_only_one_environment_has_is_a_patch_or_a_stack(tmp_path: Path) -> None:
    dev = [deployment(args=["a", "b"]), config(a="1", b="2")]
    prod = [deployment(args=["a"], tty=True), config(a="1", c="3"), BUDGET]
    made = import_environments("shop", sources(dev=dev, prod=prod))
    assert written(tmp_path, made) == []
    assert sorted(made.files) == ["overlays/dev.py", "overlays/prod.py", "stacks/shop.py", "stacks/shop_prod.py"]
    text = made.files["overlays/prod.py"]
    assert '"data": {"b": None, "c": "3"}' in text
    assert "JsonPatch(" in text
    assert "patches" not in made.files["overlays/dev.py"]


def test_secrets_of_environments_stay_outside_of_the_python(tmp_path: Path) -> None:
    environments = {"dev": [SourceObject(secret("dev-hunter2"))], "prod": [SourceObject(secret("prod-hunter2"))]}
    made = import_environments("shop", environments)
    assert written(tmp_path, made) == []
    assert all(name.startswith("secrets/") for name, text in made.files.items() if "hunter2" in text)


def test_values_of_a_sealed_template_stay_outside_of_the_python(tmp_path: Path) -> None:
    def sealed(value: str) -> dict[str, Any]:
        head = {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": "a"}}
        return {**head, "spec": {"encryptedData": {}, "template": {"data": {"p": value}}}}

    environments = {"dev": [SourceObject(sealed("dev-hunter2"))], "prod": [SourceObject(sealed("prod-hunter2"))]}
    made = import_environments("shop", environments)
    assert written(tmp_path, made) == []
    assert all(name.startswith("secrets/") for name, text in made.files.items() if "hunter2" in text)


def test_equal_values_of_equal_fields_are_one_parameter(tmp_path: Path) -> None:
    dev = [config(host="dev.example.com", url="dev.example.com", size="1", count="1")]
    prod = [config(host="example.com", url="example.com", size="2", count="2")]
    made = import_environments("shop", {"dev": [SourceObject(dev[0])], "prod": [SourceObject(prod[0])]})
    assert written(tmp_path, made) == []
    assert "def shop(*, host: str, size: str, count: str) -> Stack:" in made.files["stacks/shop.py"]


def sources(**environments: list[dict[str, Any]]) -> dict[str, list[SourceObject]]:
    return {name: [SourceObject(tree) for tree in trees] for name, trees in environments.items()}


def accepted(every: int) -> dict[str, list[SourceObject]]:
    """Accepted objects of real projects, by project."""
    found: dict[str, list[SourceObject]] = collections.defaultdict(list)
    with gzip.open(corpus("realworld") / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                case = json.loads(line)
                if case["verdict"] == "accept" and isinstance(case["object"], dict):
                    found[case["repo"]].append(SourceObject(case["object"], case["path"]))
    return found


def test_objects_of_real_projects_come_back(tmp_path: Path) -> None:
    count, different, kept = 0, [], 0
    for repository, objects in accepted(every=31).items():
        made = import_objects(repository.rpartition("/")[2], objects)
        folder = tmp_path / repository.replace("/", "-")
        different += written(folder, made)
        for name in set(sys.modules):
            if name.partition(".")[0] in {"stacks", "overlays"}:
                del sys.modules[name]
        count += len(objects)
        kept += sum("stays YAML" in note for note in made.notes)
        for name, text in made.files.items():
            if name.endswith(".py"):
                assert max(map(len, text.splitlines())) <= LONGEST
    assert different == []
    assert kept <= 0.005 * count
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout == ""


def test_the_last_applied_object_of_a_secret_is_kept_out_of_python_if_it_is_a_map(tmp_path: Path) -> None:
    applied = {"kubectl.kubernetes.io/last-applied-configuration": {"data": "SEKRET"}}
    tree = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "annotations": applied}}
    (tmp_path / "a.yaml").write_text(emit([tree]), encoding="utf-8")
    done = run(tmp_path, "import", "yaml", "a.yaml", "--to", "out")
    assert done.returncode == 0, done.stderr
    assert [file for file in (tmp_path / "out").rglob("*.py") if "SEKRET" in file.read_text(encoding="utf-8")] == []


UNNAMED_PORT = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"selector": LABELS, "ports": [{"port": 80}]},
}


@pytest.mark.parametrize("metadata", ["x", {}, {"name": 5}, {"name": "web", "labels": 5}, None])
@pytest.mark.parametrize("broken", ["Service", "Deployment"])
def test_objects_with_broken_metadata_are_imported(broken: str, metadata: Any) -> None:
    trees = [
        {**tree, **({"metadata": metadata} if tree["kind"] == broken else {})} for tree in (deployment(), UNNAMED_PORT)
    ]
    assert import_objects("web", [SourceObject(tree, "web.yaml") for tree in trees]).overlays["web"] == trees


def test_lists_whose_items_have_no_names_are_compared() -> None:
    containers = [[{"name": name, "image": "a"}] for name in ({"a": 1}, ["a"])]
    trees = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"a": one}} for one in containers]
    made = import_environments("app", {"dev": [SourceObject(trees[0])], "prod": [SourceObject(trees[1])]})
    assert made.overlays == {"dev": [trees[0]], "prod": [trees[1]]}


KINDS = ["A=1;import os;os.system('x')#", "x[open('y')]", "10.0.0.1", "====", "::/129", "é", "A" * 70, "a\nb"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_never_code(kind: str) -> None:
    trees = [{"apiVersion": "example.com/v1", "kind": one, "metadata": {"name": "main"}} for one in ("Thing", kind)]
    made = import_objects("app", [SourceObject(tree) for tree in trees])
    (stack,) = (text for path, text in made.files.items() if path.startswith("stacks/"))
    names = {node.id for node in ast.walk(ast.parse(stack)) if isinstance(node, ast.Name)}
    assert names.isdisjoint({"os", "open"})


def test_environments_with_similar_names_have_overlays_of_their_own(tmp_path: Path) -> None:
    own = {
        env: {**UNNAMED_PORT, "metadata": {"name": f"own-{number}"}} for number, env in enumerate(("a-b", "a_b", "A b"))
    }
    named = {env: [SourceObject(deployment()), SourceObject(tree)] for env, tree in own.items()}
    made = import_environments("app", named)
    assert written(tmp_path, made) == []
    assert sorted(made.overlays) == ["a_b", "a_b_2", "a_b_3"]
