"""`k8sdsl check` over the overlays of a project: patterns, fleets, errors, suppressed findings, secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import CONFIG, WRONG, project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

FLEET = (
    HEAD + "overlays = {name: Overlay(base=k8s.ConfigMap('A_B', namespace=name)) for name in ('eu-1', 'eu-2', 'us')}\n"
)
SECRET = (
    HEAD
    + "from k8sdsl.gitops import from_environment\n"
    + 'overlay = Overlay(base=k8s.Secret("S_", string_data={"p": from_environment("NOT_SET")}))\n'
)


def findings(folder: Path, *words: str, status: int = 1) -> list[dict[str, Any]]:
    done = run(folder, "check", *words, "--format", "json")
    assert done.returncode == status, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("words", "namespaces"),
    [
        (("fleet",), ["eu-1", "eu-2", "us"]),
        (("fleet/eu-*",), ["eu-1", "eu-2"]),
        (("fleet/us",), ["us"]),
        (("*",), ["eu-1", "eu-2", "us"]),
        (("fleet/us", "prod"), ["us"]),
        ((), ["eu-1", "eu-2", "us"]),
        (("overlays/prod.py", "fleet/us"), ["us"]),
    ],
)
def test_fleets_and_patterns_choose_overlays(words: tuple[str, ...], namespaces: list[str], tmp_path: Path) -> None:
    project(tmp_path, {"overlays/fleet.py": FLEET, "overlays/prod.py": CONFIG})
    assert [one["ref"]["namespace"] for one in findings(tmp_path, *words)] == namespaces


def test_a_name_that_matches_nothing_gets_a_suggestion(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    done = run(tmp_path, "check", "prods")
    assert (done.returncode, "`prod`" in done.stderr) == (2, True)


def test_an_unknown_version_is_one_error_for_all_overlays(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/fleet.py": FLEET}), "check", "--kube-version", "1.99")
    assert (done.returncode, done.stderr.count("error[usage/kubernetes-version]")) == (2, 1)


def test_an_error_in_one_overlay_does_not_hide_the_findings_of_others(tmp_path: Path) -> None:
    files = {"overlays/a.py": "1 / 0\n", "overlays/b.py": WRONG, "overlays/c.py": "overlays = 1 / 0\n"}
    project(tmp_path, files)
    done = run(tmp_path, "check")
    assert done.returncode == 2
    assert "A_B" in done.stdout
    assert done.stderr.count("ZeroDivisionError") == 2
    told = run(tmp_path, "gitops")
    assert (told.returncode, "A_B" in told.stderr) == (2, False)  # names must be known before anything is rendered
    (tmp_path / "overlays" / "c.py").unlink()
    told = run(tmp_path, "gitops")
    assert (told.returncode, "A_B" in told.stderr, "ZeroDivisionError" in told.stderr) == (2, True, True)


def test_a_secret_that_is_not_at_hand_does_not_stop_a_check(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": SECRET})
    assert [one["rule"] for one in findings(tmp_path)] == ["meta/name", "secret/not-set"]
    assert run(tmp_path, "build", "prod").returncode == 2


@pytest.mark.parametrize("words", [("check",), ("check", "-f", "a.yaml"), ("build", "prod"), ("gitops",)])
def test_suppressed_findings_are_counted(words: tuple[str, ...], tmp_path: Path) -> None:
    settings = '[tool.k8sdsl]\nsuppress = [{rule = "*", reason = "a test"}]\n'
    yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_B}\n"
    project(
        tmp_path, {"overlays/prod.py": WRONG.replace("{'level': 1}", "{}"), "pyproject.toml": settings, "a.yaml": yaml}
    )
    done = run(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert " suppressed by pyproject.toml\n" in done.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_what_code_accepts_is_not_counted_for_the_settings(command: str, tmp_path: Path) -> None:
    text = """
from k8sdsl import Overlay, Stack, accept, k8s

named = accept(k8s.ConfigMap("A_B", data={}), "meta/name", reason="a test")
overlay = Overlay(base=[Stack("all", [named])])
"""
    project(tmp_path, {"overlays/prod.py": text})
    done = run(tmp_path, command, "prod")
    assert (done.returncode, "pyproject.toml" in done.stderr, "1 accepted in code" in done.stderr) == (0, False, True)


def test_settings_beside_what_is_read_do_not_count(tmp_path: Path) -> None:
    settings = '[tool.k8sdsl]\nsuppress = [{rule = "*", reason = "theirs"}]\nkube-version = "1.25"\n'
    yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_B}\n"
    files = {"k/pyproject.toml": settings, "k/a.yaml": yaml, "k/kustomization.yaml": "resources: [a.yaml]\n"}
    project(tmp_path, files)
    assert run(tmp_path, "check", "-f", "k/a.yaml").returncode == 1
    assert "A_B" in run(tmp_path, "build", "k").stderr


def test_what_user_code_prints_is_not_data(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": "print('hello')\n" + CONFIG})
    plain = run(tmp_path, "build", "prod")
    by_typer = run(tmp_path, "build", "prod", "--format=yaml")
    for done in (plain, by_typer):
        assert (done.returncode, "hello" in done.stdout, "hello" in done.stderr) == (0, False, True)
    assert json.loads(run(tmp_path, "check", "--format", "json").stdout) == []


def test_a_directory_can_be_named_first_or_last(tmp_path: Path) -> None:
    project(tmp_path / "home", {"overlays/prod.py": CONFIG})
    expected = run(tmp_path / "home", "build", "prod").stdout
    for line in ("-C home build prod", "build prod -C home", "-C . -C home build prod"):
        assert run(tmp_path, *line.split()).stdout == expected != ""
    for line in ("-C nothing build", "-C"):
        assert run(tmp_path, *line.split()).returncode == 2


def test_settings_of_the_project_count(tmp_path: Path) -> None:
    settings = '[tool.k8sdsl]\nkube-version = "1.25"\nlayout = "manifest"\ninto = "deploy"\n'
    project(tmp_path, {"overlays/prod.py": CONFIG, "pyproject.toml": settings})
    assert run(tmp_path, "gitops").returncode == 0
    assert (tmp_path / "deploy" / "prod" / "manifest.yaml").exists()
    (tmp_path / "pyproject.toml").write_text('[tool.k8sdsl]\nkube-version = "1.99"\n')
    for line in ("build prod", "check", "gitops"):
        assert run(tmp_path, *line.split()).returncode == 2


def test_only_some_objects_are_written(tmp_path: Path) -> None:
    files = {
        "overlays/prod.py": HEAD
        + "overlay = Overlay(base=[k8s.ConfigMap('web'), k8s.ConfigMap('db'), k8s.Namespace('n')])\n"
    }
    project(tmp_path, files)
    for pattern, count in (("ConfigMap/web", 1), ("configmap", 2), ("*/web", 1), ("*", 3), ("ConfigMap/*b", 2)):
        done = run(tmp_path, "build", "prod", "--only", pattern)
        assert done.stdout.count("kind:") == count
    assert run(tmp_path, "build", "prod", "--only", "ConfigMap/web", "--only", "Namespace").stdout.count("kind:") == 2
    missed = run(tmp_path, "build", "prod", "--only", "ConfigMap/wbe")
    assert (missed.returncode, missed.stdout, "ConfigMap/web" in missed.stderr) == (2, "", True)
