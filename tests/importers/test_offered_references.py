"""Fields of a user's definition that look like references are offered as rows of the settings."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.offered_references import offered_references
from k8sdsl.project.settings import read_config
from tests.cli.running import run
from tests.corpora import corpus

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.tree import Tree

STRING = {"type": "string"}


def definition(properties: dict[str, Any], kind: str = "Database", group: str = "example.com") -> Tree:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}
    versions = [{"name": "v1", "schema": {"openAPIV3Schema": schema}}]
    spec = {"group": group, "names": {"kind": kind}, "versions": versions}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def rows(tree: Tree) -> list[dict[str, str]]:
    tables = tomllib.loads(offered_references([tree])).get("tool", {}).get("k8sdsl", {}).get("references", [])
    return [{key: value for key, value in row.items() if key != "kind"} for row in tables]


def test_names_and_maps_with_names_are_offered() -> None:
    fields = {
        "adminSecretName": STRING,
        "passwordSecretKeyRef": of(name=STRING, key=STRING, optional={"type": "boolean"}),
        "backup": of(stores={"type": "array", "items": of(configMapRef=of(name=STRING, namespace=STRING))}),
        "imagePullSecrets": {"type": "array", "items": of(name=STRING)},
    }
    assert rows(definition(fields)) == [
        {"path": "spec.adminSecretName", "refers-to": "Secret"},
        {
            "path": "spec.passwordSecretKeyRef",
            "refers-to": "Secret",
            "name": "name",
            "key": "key",
            "optional": "optional",
        },
        {
            "path": "spec.backup.stores.configMapRef",
            "refers-to": "ConfigMap",
            "name": "name",
            "namespace": "namespace",
        },
        {"path": "spec.imagePullSecrets", "refers-to": "Secret", "name": "name"},
    ]


def test_other_fields_the_spec_of_pods_and_rows_of_the_table_are_not_offered() -> None:
    pod = of(containers={"type": "array", "items": of(name=STRING)}, serviceAccountName=STRING)
    assert rows(definition({"secretRef": of(path=STRING), "secret": STRING, "template": of(spec=pod)})) == []
    known = {"secretName": STRING, "issuerRef": of(name=STRING)}
    assert rows(definition(known, "Certificate", "cert-manager.io")) == []


def test_a_definition_cannot_write_other_settings() -> None:
    name = 'x"\n[tool.k8sdsl]\nclosed = true\n#secretName'
    assert offered_references([definition({name: STRING})]) == ""
    assert offered_references([definition({"secretName": STRING}, kind=name)]) == ""


def test_the_rows_that_are_offered_can_be_used_as_settings(tmp_path: Path) -> None:
    done = run(tmp_path, "import", "crd", str(corpus("crds")), "--references")
    assert done.returncode == 0
    (tmp_path / "pyproject.toml").write_text(done.stdout)
    assert len(read_config(tmp_path).references) == done.stdout.count("[[tool.k8sdsl.references]]") > 50


def test_an_import_without_a_directory_names_what_is_missing(tmp_path: Path) -> None:
    done = run(tmp_path, "import", "crd", str(corpus("crds")))
    assert (done.returncode, "--to" in done.stderr) == (2, True)
