"""An installed package offers stacks and policies by entry points, and its version is in the metadata of a tree."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.packages.offers import POLICIES as POLICIES_GROUP
from k8sdsl.packages.offers import STACKS as STACKS_GROUP
from k8sdsl.packages.offers import offers, package_versions
from tests.cli.running import environment, project
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

STACKS = """
from k8sdsl import Stack, k8s

def web(*, host: str) -> Stack:
    return Stack("web", [k8s.ConfigMap("web", data={"host": host})])

def wrong() -> str:
    return "web"
"""
POLICIES = """
from k8sdsl.policies import objects_of, policy

@policy(
    "acme/host",
    "Every ConfigMap has the key `host`.",
    of=objects_of("ConfigMap"),
    reason="The template of Acme needs it.",
    remedy='add data={"host": "app.example.com"}',
    bad={},
    good={"data": {"host": "a"}},
)
def host(one, objects):
    if "host" not in (one.tree.get("data") or {}):
        yield "data", "the ConfigMap has no key `host`"
"""
ENTRY_POINTS = f"""
[{STACKS_GROUP}]
acme-web = acme.stacks:web
acme-wrong = acme.stacks:wrong
acme-absent = acme.absent:web

[{POLICIES_GROUP}]
acme = acme.policies
"""
PROD = HEAD + "from k8sdsl import installed_stack\n\noverlay = Overlay(base=installed_stack('acme-web', host='a'))\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A directory with an installed package, as pip leaves it."""
    files = {
        "acme/__init__.py": "",
        "acme/stacks.py": STACKS,
        "acme/policies.py": POLICIES,
        "acme_k8s-1.2.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-k8s\nVersion: 1.2.0\n",
        "acme_k8s-1.2.0.dist-info/entry_points.txt": ENTRY_POINTS,
    }
    return project(tmp_path / "site", files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(
        tmp_path / "project",
        {"overlays/prod.py": PROD, "overlays/dev.py": HEAD + "overlay = Overlay(base=k8s.ConfigMap('b'))\n"},
    )


def run_with(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = environment()
    variables["PYTHONPATH"] += f":{site}"
    command = [sys.executable, "-m", "k8sdsl", *arguments]
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def test_a_stack_of_a_package_is_built_with_its_parameters(site: Path, folder: Path) -> None:
    done = run_with(site, folder, "build", "prod")
    assert (done.returncode, "host: a" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("name", "code"),
    [("acme-wbe", "package/no-stack"), ("acme-wrong", "package/not-loaded"), ("acme-absent", "package/not-loaded")],
)
def test_a_stack_that_cannot_be_used_is_refused(name: str, code: str, site: Path, folder: Path) -> None:
    text = PROD.replace("'acme-web', host='a'", f"'{name}'")
    (folder / "overlays" / "prod.py").write_text(text, encoding="utf-8")
    done = run_with(site, folder, "build", "prod")
    assert (done.returncode, f"error[{code}]" in done.stderr) == (2, True), done.stderr


def test_policies_of_a_package_are_off_until_they_are_switched_on(site: Path, folder: Path) -> None:
    assert run_with(site, folder, "check").returncode == 0
    done = run_with(site, folder, "check", "--policy", "acme/*", "--format", "json")
    assert [(one["rule"], one["ref"]["name"]) for one in json.loads(done.stdout)] == [("acme/host", "b")]
    file = folder / "a.yaml"
    file.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n", encoding="utf-8")
    of_files = run_with(site, folder, "check", "-f", "a.yaml", "--policy", "acme/host", "--format", "json")
    assert [one["rule"] for one in json.loads(of_files.stdout)] == ["acme/host"]


def test_a_module_without_policies_is_refused_when_policies_are_used(site: Path, folder: Path) -> None:
    (site / "acme" / "policies.py").write_text("", encoding="utf-8")
    assert run_with(site, folder, "check").returncode == 0
    done = run_with(site, folder, "check", "--policy", "recommended")
    assert (done.returncode, "error[package/not-loaded]" in done.stderr) == (2, True)


@pytest.mark.parametrize(("option", "versions"), [("packages=True", {"acme-k8s": "1.2.0"}), ("", None)])
def test_the_versions_of_packages_are_in_the_metadata_if_wanted(
    option: str, versions: dict[str, str] | None, site: Path, folder: Path
) -> None:
    declared = f"from k8sdsl.gitops import GitOps\n\ngitops = GitOps(into='tree', {option})\n"
    (folder / "gitops.py").write_text(declared, encoding="utf-8")
    assert run_with(site, folder, "gitops").returncode == 0
    metadata = json.loads((folder / "tree" / "prod" / "hydrator.metadata").read_text(encoding="utf-8"))
    readme = (folder / "tree" / "prod" / "README.md").read_text(encoding="utf-8")
    assert (metadata.get("packages"), "acme-k8s 1.2.0" in readme) == (versions, versions is not None)
    assert run_with(site, folder, "gitops", "--check").returncode == 0


def test_the_packages_of_one_path_are_read_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(site)
    assert [offer.name for offer in offers(STACKS_GROUP)] == ["acme-absent", "acme-web", "acme-wrong"]
    (site / "acme_k8s-1.2.0.dist-info" / "entry_points.txt").unlink()
    assert [offer.name for offer in offers(POLICIES_GROUP)] == ["acme"]


def test_without_such_packages_there_are_no_versions() -> None:
    assert package_versions() == {}
