"""The schemas accept what k8sdsl writes and reads, and refuse anything else."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from k8sdsl.errors import K8sdslError
from k8sdsl.project.settings import KEYS, read_config
from k8sdsl.schemas import SCHEMAS, schema_text
from tests.cli.running import ROOT, project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from jsonschema.protocols import Validator

FILES = {
    "overlays/dev.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a", data={"x": "1"}))\n',
    "overlays/prod.py": HEAD
    + 'overlay = Overlay(base=[k8s.ConfigMap("a", data={"x": "2"}), k8s.Secret("s", string_data={"x": "2"})])\n',
    "overlays/wrong.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B", data={"x": 1}))\n',
    "overlays/broken.py": "overlay = nothing\n",
}


def validator(name: str) -> Validator:
    schema = json.loads(schema_text(name))
    kind = Draft7Validator if name == "settings" else Draft202012Validator
    kind.check_schema(schema)
    return kind(schema)


def faults(name: str, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, FILES)


def test_the_report_of_check_fits_with_findings_and_errors(folder: Path) -> None:
    report = json.loads(run(folder, "check", "--format", "json").stdout)
    assert {"meta/name", "project/exception"} <= {finding["rule"] for finding in report}
    assert faults("check", report) == []
    assert faults("check", [{**report[0], "severity": "fatal"}]) != []
    assert faults("check", [{**report[0], "unknown": 1}]) != []


def test_the_report_of_diff_fits(folder: Path) -> None:
    report = json.loads(run(folder, "diff", "dev", "prod", "--format", "json").stdout)
    assert {change["action"] for change in report["objects"]} == {"added", "changed"}
    assert faults("diff", report) == []
    assert faults("diff", {**report, "objects": [{"action": "moved"}]}) != []


def test_the_report_of_gitops_fits(folder: Path) -> None:
    for name in ("wrong", "broken", "prod"):
        (folder / "overlays" / f"{name}.py").unlink()
    report = json.loads(run(folder, "gitops", "--into", "tree", "--check", "--format", "json").stdout)
    assert [change["environment"] for change in report["objects"]] == ["dev"]
    assert faults("gitops", report) == []


def test_the_reports_of_blame_and_trace_fit(folder: Path) -> None:
    report = json.loads(run(folder, "blame", "prod", "--format", "json").stdout)
    assert {one["object"]["kind"] for one in report} == {"ConfigMap", "Secret"}
    assert faults("blame", report) == []
    for target, arrives in (("http://app.example.com/", False),):
        traced = json.loads(run(folder, "trace", "prod", target, "--format", "json").stdout)
        assert (traced["arrives"], faults("trace", traced)) == (arrives, [])
    assert faults("trace", {"arrives": True, "steps": []}) != []


def test_the_commands_fit() -> None:
    assert faults("help", json.loads((ROOT / "k8sdsl" / "cli" / "commands.json").read_text(encoding="utf-8"))) == []
    assert faults("help", {"name": "k8sdsl"}) != []


ACCEPTED = """
kube-version = "1.36"
layout = "object"
into = "rendered"
server_side_apply = true
external = ["Secret/tls"]
closed = true
policies = ["recommended", { use = ["notes"], overlays = ["prod*"], severity = "error" }]
references = [{ kind = "Database.example.com", path = "spec.secretName", refers-to = "Secret" }]
suppress = [{ rule = "core/*", reason = "known", object = "Pod/a", path = "spec", expires = 2027-01-31 }]
"""
REFUSED = [
    "kube-versoin = '1.36'",
    "kube-version = 1.36",
    "server-side-apply = 'yes'",
    "closed = 1",
    "external = 'Secret/tls'",
    "policies = [{ overlays = ['*'] }]",
    "policies = [{ use = ['notes'], severity = 'fatal' }]",
    "suppress = [{ rule = 'a/b' }]",
    "suppress = [{ rule = 'a/b', reason = '' }]",
    "references = [{ kind = 'Database.example.com' }]",
]


def settings(text: str, folder: Path) -> list[str]:
    """The faults of a table by the schema; a second opinion is the reader's."""
    content = f"[tool.k8sdsl]\n{text}\n"
    (folder / "pyproject.toml").write_text(content, encoding="utf-8")
    return faults("settings", tomllib.loads(content)["tool"]["k8sdsl"])


def test_the_settings_that_are_read_fit(tmp_path: Path) -> None:
    assert settings(ACCEPTED, tmp_path) == []
    assert read_config(tmp_path).closed
    assert {key.replace("_", "-") for key in tomllib.loads(ACCEPTED)} == set(KEYS)


@pytest.mark.parametrize("text", REFUSED)
def test_settings_that_are_refused_do_not_fit(text: str, tmp_path: Path) -> None:
    assert settings(text, tmp_path) != []
    with pytest.raises(K8sdslError):
        read_config(tmp_path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_a_schema(name: str, tmp_path: Path) -> None:
    assert run(tmp_path, "schema", name).stdout == schema_text(name)
    assert name in run(tmp_path, "schema").stdout.splitlines()
    refused = run(tmp_path, "schema", "nothing")
    assert (refused.returncode, "error[usage/value]" in refused.stderr) == (2, True)


def test_validate_pyproject_finds_the_schema(tmp_path: Path) -> None:
    pytest.importorskip("validate_pyproject")
    assert [one.value for one in entry_points(group="validate_pyproject.tool_schema", name="k8sdsl")]
    head = "[project]\nname = 'shop'\nversion = '1'\n[tool.k8sdsl]\n"
    for text, status in (("closed = true\n", 0), ("closd = true\n", 1)):
        (tmp_path / "pyproject.toml").write_text(head + text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "validate_pyproject", "pyproject.toml"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == status, done.stdout + done.stderr
