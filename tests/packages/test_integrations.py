"""The hooks, the action and the container file do what they say."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cli.running import CONFIG, ROOT, WRONG, project, run, shell

if TYPE_CHECKING:
    from pathlib import Path

KUSTOMIZATION = {
    "deploy/kustomization.yaml": "resources: [a.yaml]\n",
    "deploy/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def of_hook(hook: dict[str, Any]) -> list[str]:
    """The arguments of k8sdsl in a hook."""
    words: list[str] = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    command, *arguments = words
    assert command == "k8sdsl"
    return arguments


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_accepts_a_good_project(hook: dict[str, Any], tmp_path: Path) -> None:
    folder = project(
        tmp_path, {"overlays/prod.py": CONFIG, **KUSTOMIZATION, "pyproject.toml": "[tool.k8sdsl]\ninto = 'tree'\n"}
    )
    assert run(folder, "gitops").returncode == 0
    done = run(folder, *of_hook(hook))
    assert done.returncode == 0, done.stderr
    (folder / "overlays" / "prod.py").write_text(WRONG, encoding="utf-8")
    assert run(folder, *of_hook(hook)).returncode != 0


def check_step(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action, with the defaults of its inputs."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
    values = {name: given[re.findall(r"inputs\.([\w-]+)", text)[0]] for name, text in step["env"].items()}
    variables = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
    return shell(folder, f"set -eo pipefail\n{variables}{step['run']}")


def test_the_action_finds_overlays_and_kustomizations_by_itself(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, **KUSTOMIZATION})
    done = check_step(folder)
    assert (done.returncode, done.stderr.partition(",")[0]) == (0, "2 overlays")


def test_the_action_reports_findings_beside_the_lines(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, "overlays/wrong.py": WRONG, **KUSTOMIZATION})
    done = check_step(folder)
    assert done.returncode == 1
    assert "::error title=meta/name" in done.stdout
    assert check_step(folder, targets="prod deploy", **{"kube-version": "1.30"}).returncode == 0
    assert check_step(folder, targets="wrong", arguments="--severity error --jobs 1").returncode == 1


def test_every_input_of_the_action_is_used_and_passed_as_a_variable() -> None:
    """A value in the text of a script would be run by the shell."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert [step for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_the_container_runs_without_root_and_copies_what_exists() -> None:
    lines = DOCKERFILE.splitlines()
    assert [line for line in lines if line.startswith("USER ")][-1].split()[1].partition(":")[0] not in {"0", "root"}
    kept = [
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    ]
    assert [name for name in kept if not (ROOT / name).exists()] == []


def _has_daemon() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False, timeout=60).returncode == 0


@pytest.mark.skipif(not _has_daemon(), reason="no Docker daemon is running")
def test_the_container_builds_and_runs(tmp_path: Path) -> None:
    subprocess.run(["docker", "build", "--tag", "k8sdsl-test", str(ROOT)], check=True, capture_output=True, timeout=900)
    folder = project(tmp_path, {"overlays/prod.py": CONFIG})
    command = ["docker", "run", "--rm", "-v", f"{folder}:/work:ro", "k8sdsl-test", "build", "prod"]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=120)
    assert "kind: ConfigMap" in done.stdout
