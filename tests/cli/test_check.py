"""`k8sdsl check`: overlays, files and standard input, in all formats, with the exit status of what was found."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import COMMAND, environment
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fine}\n"
BAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_Fine}\n"


def check(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "check", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), input=given, capture_output=True, text=True, check=False
    )


def test_good_files_are_good(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    ended = check(tmp_path, "-f", "a.yaml")
    assert (ended.returncode, ended.stdout) == (0, "")


def test_a_bad_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "---\n" + BAD, encoding="utf-8")
    ended = check(tmp_path, "-f", "a.yaml")
    assert ended.returncode == 1
    assert "error[meta/name] ConfigMap/Not_Fine metadata.name" in ended.stdout
    assert "--> a.yaml:7:12" in ended.stdout


def test_standard_input_is_read(tmp_path: Path) -> None:
    ended = check(tmp_path, "-f", "-", "--format", "json", given=BAD)
    assert [finding["rule"] for finding in json.loads(ended.stdout)] == ["meta/name"]
    assert ended.returncode == 1


def test_a_folder_is_read_as_a_whole_without_what_is_not_a_manifest(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        {
            "m/deep/bad.yaml": BAD,
            "m/broken.yaml": "a: [\n",
            "m/values.yaml": "replicas: 3\n",
            "m/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
        },
    )
    ended = check(tmp_path, "-f", "m", "--format", "json")
    assert sorted(finding["rule"] for finding in json.loads(ended.stdout)) == ["meta/name", "yaml/syntax"]


def test_a_custom_resource_in_a_folder_needs_metadata_and_configuration_does_not(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        {
            "m/certificate.yaml": "apiVersion: cert-manager.io/v1\nkind: Certificate\n",
            "m/cluster.yaml": "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n",
        },
    )
    ended = check(tmp_path, "-f", "m", "--format", "json")
    found = [(one["rule"], one["source"]["file"]) for one in json.loads(ended.stdout)]
    assert found == [("meta/name-required", "m/certificate.yaml")]
    assert check(tmp_path, "-f", "m/cluster.yaml").returncode == 1


def test_several_formats_go_to_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD, encoding="utf-8")
    formats = [f"--format={form}=out.{form}" for form in ("text", "json", "sarif", "junit", "github")]
    ended = check(tmp_path, "-f", "a.yaml", *formats)
    assert (ended.returncode, ended.stdout) == (1, "")
    written = sorted(file.suffix for file in tmp_path.glob("out.*") if "meta/name" in file.read_text(encoding="utf-8"))
    assert written == [".github", ".json", ".junit", ".sarif", ".text"]


def test_less_severe_findings_can_be_left_out(tmp_path: Path) -> None:
    old = "apiVersion: v1\nkind: Endpoints\nmetadata: {name: old}\n"
    assert "warning[" in check(tmp_path, "-f", "-", given=old).stdout
    quiet = check(tmp_path, "-f", "-", "--severity", "error", given=old)
    assert (quiet.returncode, quiet.stdout) == (0, "")


def test_the_version_of_kubernetes_counts(tmp_path: Path) -> None:
    given = "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n"
    ended = check(tmp_path, "-f", "-", "--kube-version", "1.27", given=given)
    assert ended.returncode == 1
    assert "apiVersion: autoscaling/v2" in ended.stdout


def test_a_project_is_checked_without_a_name_and_its_accepted_findings_left_out(tmp_path: Path) -> None:
    overlay = HEAD + "overlay = Overlay(base=k8s.ConfigMap('Not_Fine'))\n"
    write_project(tmp_path, {"overlays/dev.py": overlay, "overlays/prod.py": overlay})
    assert check(tmp_path).returncode == 1
    settings = '[tool.k8sdsl]\nsuppress = [{rule = "meta/name", reason = "r"}, {rule = "x/y", reason = "r"}]\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    ended = check(tmp_path)
    assert ended.returncode == 0
    assert "config/unused-suppression" in ended.stdout
    assert "meta/name" not in check(tmp_path, "dev").stdout


def test_a_custom_resource_is_judged_by_the_definitions_of_the_project(tmp_path: Path) -> None:
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "foos.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Foo", "plural": "foos"},
            "scope": "Namespaced",
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"size": {"type": "integer"}}}},
                }
            ],
        },
    }
    write_project(tmp_path, {"crds/foo.json": json.dumps(definition), "overlays/.keep": ""})
    given = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nsize: big\n"
    ended = check(tmp_path, "-f", "-", given=given)
    assert (ended.returncode, "size" in ended.stdout) == (1, True)


POLICY = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: few-replicas}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations: [{expression: object.spec.replicas <= 5, message: no more than five}]
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.21"}]}
"""


@pytest.mark.parametrize(("replicas", "status"), [("5", 0), ("6", 1)])
def test_policies_are_evaluated_against_objects_when_requested(replicas: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    given = DEPLOYMENT.replace("REPLICAS", replicas)
    assert check(tmp_path, "-f", "-", given=given).returncode == 0
    ended = check(tmp_path, "-f", "-", "--admission-policies", "policy.yaml", given=given)
    assert (ended.returncode, "admission/policy" in ended.stdout) == (status, bool(status))


@pytest.mark.parametrize("arguments", [["-f", "none.yaml"], ["--format", "html"], ["nothing-like-it"]])
def test_what_cannot_be_done_is_a_mistake_of_the_user(arguments: list[str], tmp_path: Path) -> None:
    ended = check(tmp_path, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("error[")


def test_the_last_line_counts_what_was_judged(tmp_path: Path) -> None:
    custom = "apiVersion: example.com/v1\nkind: Cactus\nmetadata: {name: a}\n"
    ended = check(tmp_path, "-f", "-", given=f"{DEPLOYMENT.replace('REPLICAS', '1')}---\n{custom}")
    assert ended.stderr.splitlines()[-1] == "2 objects, 1 judged, 1 skipped; 1 note"
    ended = check(tmp_path, "-f", "-", given=DEPLOYMENT.replace("REPLICAS", "1"))
    assert ended.stderr.splitlines()[-1] == "1 object; no findings"
