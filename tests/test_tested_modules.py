"""Every module has a test file of its name, or a row here says which tests test it.

The tests of a row must use the package of the modules: they import it, by themselves or by helpers of tests, or they
use a public name that is defined there. A module at the top of the package can also be imported by what they use. A row
fails when its tests are moved, or no longer use the package; a row that no module needs fails too. Of a sample of rows,
the tests are run, and must execute functions of every module.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import k8sdsl
from tests.execution import WANTED
from tests.test_architecture import GENERATED, IMPORTS, MAP, MODULES, unit

TESTS = Path(__file__).parent

# A folder or module of the package, and the folder or file of its tests. The longest name decides.
TESTED_IN = {
    "blocks": "blocks",
    "cel": "cel",
    "charts": "charts",
    "cli": "cli",
    "cluster": "cluster",
    "codegen": "codegen",
    "codes": "codes",
    "diff": "diff",
    "emitters": "emitters",
    "errors": "test_pipeline.py",
    "finding": "cli",
    "gitops": "gitops",
    "identity": "transforms",
    "importers": "importers",
    "importers/cluster": "importers/cluster",
    "importers/compose": "importers/compose",
    "importers/kustomize": "importers/kustomize",
    "importers/manifests": "importers/manifests",
    "k8s": "codegen/test_flat_names.py",
    "krm": "krm",
    "kube": "kube",
    "kustomize": "kustomize",
    "layers": "kustomize",
    "locations": "locations",
    "manifest": "transforms",
    "objects": "objects",
    "overlay": "overlay",
    "packages": "packages",
    "policies": "policies",
    "project": "project",
    "python_source": "importers",
    "rule": "server",
    "semantics": "semantics",
    "semantics/patterns": "semantics/patterns",
    "serve": "serve",
    "server": "server",
    "server/changes": "server/changes",
    "server/rules": "server/rules",
    "server/rules/admissionregistration": "server/rules/admissionregistration",
    "server/rules/apiextensions": "server/rules/apiextensions",
    "server/rules/apps": "server/rules/apps",
    "server/rules/autoscaling": "server/rules/autoscaling",
    "server/rules/batch": "server/rules/batch",
    "server/rules/certificates": "server/rules/certificates",
    "server/rules/core": "server/rules/core",
    "server/rules/custom_resources": "server/rules/custom_resources",
    "server/rules/flowcontrol": "server/rules/flowcontrol",
    "server/rules/networking": "server/rules/networking",
    "server/rules/pods": "server/rules/pods",
    "server/rules/resource": "server/rules/resource",
    "server/rules/storage": "server/rules/storage",
    "server/structural": "server/structural",
    "stack": "test_build_laws.py",
    "system": "system",
    "testing": "testing",
    "transforms": "transforms",
    "upgrade": "upgrade",
    "value": "transforms",
    "vendoring": "vendoring",
    "views": "views",
    "views/explanation": "views",
    "watching": "watching",
    "yaml": "yaml",
}

NAMES = {file.name for file in TESTS.rglob("test_*.py")}
HOMES = {name: home for home, names in k8sdsl._HOMES.items() for name in names}
BASE = {module for module, file in MODULES.items() if module.count(".") == 1 and file.name != "__init__.py"}
WITHOUT_TESTS_OF_THEIR_NAME = [
    module
    for module, file in MODULES.items()
    if file.name not in {"__init__.py", "__main__.py"}
    and not module.startswith(tuple(f"{MAP}.{folder}." for folder in GENERATED))
    and f"test_{file.name}" not in NAMES
]


def row(module: str) -> str | None:
    """The name in the table that decides for a module."""
    path = module.removeprefix(f"{MAP}.").replace(".", "/") + "/"
    return max((name for name in TESTED_IN if path.startswith(f"{name}/")), key=len, default=None)


def used_by(tests: str) -> set[str]:
    """The packages and modules of the first level that tests use."""
    path = TESTS / tests
    files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    modules = {module for file in files for module in used_by_file(file)}
    base = {other for module in modules for other in IMPORTS[module] if other in BASE}
    return {unit(module) for module in modules | base}


@cache
def used_by_file(file: Path) -> frozenset[str]:
    """The modules that a file of tests imports, by itself or by the helpers that it imports, and homes of names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name for name in (node.module, *names) if name in MODULES and name != MAP}
            found |= {HOMES[alias.name] for alias in node.names if node.module == MAP and alias.name in HOMES}
            for helper in {TESTS.parent / f"{name.replace('.', '/')}.py" for name in (node.module, *names)}:
                if TESTS in helper.parents and helper.exists() and helper.name[:5] != "test_":
                    found |= used_by_file(helper)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES and alias.name != MAP}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == MAP and node.attr in HOMES:
            found.add(HOMES[node.attr])
    return frozenset(found)


def test_every_module_has_tests_of_its_name_or_a_row() -> None:
    assert [module for module in WITHOUT_TESTS_OF_THEIR_NAME if row(module) is None] == []


def test_every_row_is_needed() -> None:
    assert {row(module) for module in WITHOUT_TESTS_OF_THEIR_NAME} == set(TESTED_IN)


@pytest.mark.parametrize("name", TESTED_IN)
def test_the_tests_of_a_row_use_its_package(name: str) -> None:
    assert name.partition("/")[0] in used_by(TESTED_IN[name])


@pytest.mark.parametrize(("tests", "package"), [("yaml", "cluster"), ("test_language.py", "cli"), ("cel", "gitops")])
def test_tests_that_do_not_use_a_package_do_not_count_as_its_tests(tests: str, package: str) -> None:
    assert package not in used_by(tests)


@pytest.mark.parametrize("name", ["charts", "krm", "vendoring"])
def test_the_tests_of_a_row_execute_each_of_its_modules(name: str) -> None:
    modules = [module for module in WITHOUT_TESTS_OF_THEIR_NAME if row(module) == name]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.execution", TESTS / TESTED_IN[name]],
        env={**os.environ, WANTED: ",".join(modules)},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_modules_that_tests_do_not_execute_are_found(tmp_path: Path) -> None:
    (tmp_path / "test_importing.py").write_text("import k8sdsl.stack\n\ndef test_a() -> None: ...\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.execution", "--rootdir", tmp_path, tmp_path],
        env={**os.environ, WANTED: "k8sdsl.stack"},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "not executed: k8sdsl.stack" in done.stdout) == (1, True)
