"""The versions of one application in `examples/shop` render to the same objects, and the page shows what they are."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cli.running import run
from tests.documentation.pages import DOCS, ROOT, blocks, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOP = ROOT / "examples/shop"
PAGE = DOCS / "comparison.md"
NAMESPACES = {"dev": "development", "prod": "production"}
Trees = list[dict[str, Any]]


def loaded(text: str) -> Trees:
    """The objects of a stream in one order."""
    return sorted((tree for tree in yaml.safe_load_all(text) if tree), key=lambda tree: str(tree["kind"]))


def output(*command: str, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ours(environment: str, folder: Path) -> Trees:
    del folder
    return loaded(run(SHOP / "k8sdsl", "build", environment).stdout)


def plain_yaml(environment: str, folder: Path) -> Trees:
    del folder
    return loaded((SHOP / "yaml" / environment / "shop.yaml").read_text(encoding="utf-8"))


def kustomize(environment: str, folder: Path) -> Trees:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    return loaded(output("kubectl", "kustomize", str(SHOP / "kustomize/overlays" / environment), folder=folder))


def helm(environment: str, folder: Path) -> Trees:
    if shutil.which("helm") is None and find_spec("helm_python") is None:
        pytest.skip("Helm is not installed")
    values = ("--values", str(SHOP / "helm/dev.yaml")) if environment == "dev" else ()
    where = ("--namespace", NAMESPACES[environment], "--name", "shop", "--to", str(folder))
    done = run(ROOT, "import", "chart", str(SHOP / "helm"), *values, *where)
    assert done.returncode == 0, done.stderr
    return loaded(run(folder, "build", "shop").stdout)


def kcl(environment: str, folder: Path) -> Trees:
    if find_spec("kcl_lib") is None:
        pytest.skip("the package kcl-lib is not installed")
    program = (
        "import kcl_lib.api as kcl, sys\n"
        "arguments = [kcl.Argument(name='env', value=sys.argv[2])]\n"
        "asked = kcl.ExecProgramArgs(k_filename_list=[sys.argv[1]], args=arguments)\n"
        "print(kcl.API().exec_program(asked).json_result)\n"
    )
    text = output(sys.executable, "-c", program, str(SHOP / "kcl/main.k"), environment, folder=folder)
    return sorted(json.loads(text)["items"], key=lambda tree: str(tree["kind"]))


def cdk8s(environment: str, folder: Path) -> Trees:
    if find_spec("cdk8s_plus_34") is None or shutil.which("node") is None:
        pytest.skip("the package cdk8s-plus-34 or Node.js is not installed")
    output(sys.executable, str(SHOP / "cdk8s/main.py"), folder=folder, PYTHONSAFEPATH="1")
    return loaded((folder / f"rendered/{environment}.k8s.yaml").read_text(encoding="utf-8"))


def cdk8s_rendered(environment: str, folder: Path) -> Trees:
    del folder
    return loaded((SHOP / f"cdk8s/rendered/{environment}.k8s.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("environment", NAMESPACES)
@pytest.mark.parametrize("version", [plain_yaml, kustomize, helm, kcl, cdk8s, cdk8s_rendered])
def test_each_version_renders_to_the_same_objects(
    version: Callable[[str, Path], Trees], environment: str, tmp_path: Path
) -> None:
    expected = ours(environment, tmp_path)
    assert len(expected) == 4
    assert version(environment, tmp_path) == expected


def test_nothing_is_wrong_with_the_application() -> None:
    done = run(SHOP / "k8sdsl", "check", "--format", "json")
    assert (done.returncode, done.stdout.strip()) == (0, "[]")


def test_the_page_shows_the_files_as_they_are() -> None:
    shown = [block for block in blocks(PAGE) if block.file is not None]
    assert len(shown) >= 4
    for block in shown:
        assert block.text.partition("\n")[2] == (SHOP / str(block.file)).read_text(encoding="utf-8"), block.file


@pytest.mark.parametrize("folder", ["yaml", "kustomize", "helm", "kcl", "cdk8s", "k8sdsl"])
def test_the_page_counts_the_written_lines(folder: str) -> None:
    files = [file for file in (SHOP / folder).rglob("*.*") if file.suffix in {".yaml", ".k", ".py"}]
    written = [file for file in files if "rendered" not in file.parts]
    count = sum(1 for file in written for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    assert re.search(rf"`{folder}/` \| {count} \|", text_of(PAGE)), f"{folder} has {count} lines"
