"""Policies are switched on by name on the command line and in the project, and a project has its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import k8sdsl
from k8sdsl import k8s
from k8sdsl.cli import run
from k8sdsl.codegen.pages.policy_page import WITHOUT, render_policy_page
from k8sdsl.errors import LoadError
from k8sdsl.policies.own import own_policies
from k8sdsl.project.settings import read_config
from tests.corpora import lines_of

ROOT = Path(__file__).parents[2]
OVERLAY = """
from k8sdsl import Overlay, Stack, k8s

app = {"app": "web"}
container = k8s.Container("web", image="nginx:latest")
spec = k8s.DeploymentSpec(
    selector=k8s.LabelSelector(match_labels=app),
    template=k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=[container])),
)
overlay = Overlay(base=Stack("web", [k8s.Deployment("web", spec=spec)]))
"""
OWN = """
from k8sdsl.policies import policy, workloads

@policy("team/label", "Every workload has the label `team`.", of=workloads, reason="r", remedy="m", bad={}, good={})
def team_label(workload, objects):
    yield "metadata.labels", "the workload has no label `team`"
"""


def checked(
    folder: Path, capsys: pytest.CaptureFixture[str], *words: str, settings: str = "", own: str = ""
) -> tuple[int, dict[str, str]]:
    """The status of `check --format json`, and the severity of every rule that was broken."""
    write(folder, OVERLAY, OVERLAY)
    (folder / "pyproject.toml").write_text(f"[tool.k8sdsl]\n{settings}\n")
    if own:
        (folder / "policies").mkdir(exist_ok=True)
        (folder / "policies" / "team.py").write_text(own)
    return status_and_severities(capsys, *words)


def write(folder: Path, dev: str, prod: str) -> None:
    (folder / "overlays").mkdir(exist_ok=True)
    for name, text in (("dev", dev), ("prod", prod)):
        (folder / "overlays" / f"{name}.py").write_text(text)


def status_and_severities(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, str]]:
    capsys.readouterr()
    status = run(["check", *words, "--format", "json"])
    text = capsys.readouterr().out
    return status, {finding["rule"]: finding["severity"] for finding in json.loads(text or "[]")}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_policy_is_switched_on_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "images/tag" not in checked(folder, capsys, "prod")[1]
    assert checked(folder, capsys, "prod", "--policy", "images/tag") == (0, {"images/tag": "warning"})


def test_a_project_switches_policies_on_by_overlay_and_severity(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = 'policies = [{use = ["images/tag"], overlays = ["prod*"], severity = "error"}]'
    assert checked(folder, capsys, "dev", settings=settings) == (0, {})
    assert checked(folder, capsys, "prod", settings=settings) == (1, {"images/tag": "error"})


def test_a_project_has_policies_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = checked(folder, capsys, "prod", settings='policies = ["team/label"]', own=OWN)
    assert (status, found) == (0, {"team/label": "warning"})


def test_a_policy_of_the_project_is_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(folder, capsys, "prod", own=OWN)
    assert run(["explain", "team/label"]) == 0
    assert capsys.readouterr().out.startswith("team/label (warning)\n")


def test_a_slip_in_the_id_of_a_policy_of_the_project_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(folder, capsys, "prod", own=OWN)
    assert run(["explain", "team/labl"]) == 2
    assert "`team/label`" in capsys.readouterr().err


def test_files_are_judged_without_running_the_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}"
    )
    raising = "raise SystemExit(70)"
    _, found = checked(folder, capsys, "-f", "a.yaml", settings='policies = ["images/tag"]', own=raising)
    assert "images/tag" in found


def test_a_file_without_a_policy_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(folder, capsys, "prod", own="x = 1")
    with pytest.raises(LoadError):
        own_policies(folder)


@pytest.mark.parametrize(
    "settings",
    [
        *('policies = "recommended"', "policies = [5]", "policies = [{}]", 'policies = [{use = "x"}]'),
        *('policies = [{use = ["x"], severity = "bad"}]', 'policies = [{use = ["x"], on = "y"}]'),
    ],
)
def test_mistakes_in_the_settings_are_errors_with_a_line(folder: Path, settings: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.k8sdsl]\n{settings}\n")
    with pytest.raises(LoadError) as caught:
        read_config(folder)
    assert caught.value.source is not None
    assert caught.value.source.line == 2


def test_the_page_of_the_policies_is_up_to_date() -> None:
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == render_policy_page()


def test_every_check_of_the_linters_has_a_policy_or_a_reason() -> None:
    page = render_policy_page()
    for linter in ("kube-linter", "kube-score", "polaris"):
        for case in lines_of("policies", f"{linter}.jsonl"):
            assert f"| `{linter}:{case['check']}` |" in page
    assert all(WITHOUT.values())


def test_an_overlay_switches_policies_on_with_a_severity(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strict = OVERLAY.replace("base=Stack", 'policies={"images/tag": "error", "probes/liveness": "note"}, base=Stack')
    write(folder, OVERLAY, strict)
    assert status_and_severities(capsys, "prod") == (1, {"images/tag": "error", "probes/liveness": "note"})
    assert status_and_severities(capsys, "dev") == (0, {})
    assert {finding.rule for finding in k8sdsl.check("prod")} == {"images/tag", "probes/liveness"}


def test_an_unknown_policy_of_an_overlay_is_an_error_at_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, OVERLAY, OVERLAY.replace("base=Stack", 'policies=["image/tag"], base=Stack'))
    assert run(["check", "prod"]) == 2
    assert "overlays/prod.py:10:" in capsys.readouterr().err


ACCEPTING = OVERLAY.replace(
    'k8s.Deployment("web", spec=spec)', 'accept(k8s.Deployment("web", spec=spec), "images/tag", reason="r"{more})'
).replace("from k8sdsl import", "from k8sdsl import accept,")


def test_a_finding_is_accepted_beside_the_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, OVERLAY, ACCEPTING.replace("{more}", ""))
    assert status_and_severities(capsys, "prod", "--policy", "images/tag") == (0, {})
    assert k8sdsl.check("prod", policies=["images/tag"]) == []


def test_what_is_accepted_beside_an_object_and_matches_nothing_is_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tagged = ACCEPTING.replace("nginx:latest", "nginx:1.28").replace("{more}", "")
    write(folder, tagged, tagged)
    assert status_and_severities(capsys) == (0, {})  # the policy did not run
    assert status_and_severities(capsys, "--policy", "images/tag") == (0, {"config/unused-suppression": "warning"})


def test_what_is_accepted_until_a_day_is_found_afterwards(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, OVERLAY, ACCEPTING.replace("{more}", ', expires="2020-01-31"'))
    found = status_and_severities(capsys, "--policy", "images/tag")[1]
    assert found == {"images/tag": "warning", "config/expired-suppression": "warning"}


@pytest.mark.parametrize("words", [{"rules": (), "reason": "r"}, {"rules": ("images/tag",), "reason": " "}])
def test_accepting_needs_a_rule_and_a_reason(words: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="accept"):
        k8sdsl.accept(k8s.ConfigMap("a"), *words["rules"], reason=words["reason"])
