"""Every error that is raised has a code, and every code is declared, used and documented."""

from __future__ import annotations

import ast
import pickle
from importlib import import_module
from pathlib import Path

import pytest

from k8sdsl.codegen.pages.error_page import render_error_page
from k8sdsl.codes import all_codes
from k8sdsl.errors import ErrorGroup, K8sdslError, NoMatchError, as_finding
from k8sdsl.server.catalog import all_opinions, all_rules
from k8sdsl.views.explanation import explain
from tests.cli.running import project, run
from tests.codes.creations import created, kinds
from tests.test_architecture import MODULES

ROOT = Path(__file__).resolve().parents[2]


def test_no_class_that_users_can_catch_is_without_a_test_here() -> None:
    defined = {
        node.name
        for file in MODULES.values()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in kinds() for base in node.bases)
    }
    assert defined | {"K8sdslError"} == set(kinds())


def test_every_code_is_declared_and_every_declared_code_is_used() -> None:
    named = {code.value for _, _, code in created() if isinstance(code, ast.Constant)}
    classes = {kind.code for kind in kinds().values()}
    parser = set(vars(import_module("k8sdsl.cli.app"))["_CODES"].values()) | {"usage/no-such-command"}
    findings = {"secret/not-set"}
    assert named | classes | parser | findings == set(all_codes())


def test_no_code_is_computed_except_those_of_the_parser() -> None:
    computed = [
        place
        for place, _, code in created()
        if code is not None and not isinstance(code, ast.Constant) and not place.startswith("k8sdsl.cli.app:")
    ]
    assert computed == []


def test_every_class_of_errors_is_made_as_its_base() -> None:
    assert {kind.__init__ for kind in kinds().values()} == {K8sdslError.__init__}


def test_codes_and_rules_share_no_id() -> None:
    assert set(all_codes()) & {*all_rules(), *all_opinions()} == set()


@pytest.mark.parametrize("code", all_codes().values(), ids=lambda code: str(code.id))
def test_every_code_can_be_explained(code) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    page = " ".join(explain(code.id).split())
    assert page.startswith(code.id)
    assert all(" ".join(text.split()) in page for text in (code.summary, code.remedy, code.example))
    assert code.summary.endswith(".")
    assert code.remedy.endswith(".")


def test_the_page_has_every_code() -> None:
    committed = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert committed == render_error_page(), "run `python -m k8sdsl.codegen`"


def test_an_error_has_the_code_it_is_given_or_that_of_its_class() -> None:
    assert K8sdslError("one", code="usage/value").code == "usage/value"
    assert NoMatchError("two").code == "overlay/no-match"
    assert K8sdslError("of a project").code == "project/raised"
    assert pickle.loads(pickle.dumps(K8sdslError("one", code="usage/value"))).code == "usage/value"  # noqa: S301
    assert as_finding(NoMatchError("two")).rule == "overlay/no-match"
    assert ErrorGroup.of([NoMatchError("two")]).code == "errors/several"


OVERLAY = "from k8sdsl import *\n"
KUSTOMIZATION = "overlays/prod/kustomization.yaml"
REFUSED: dict[str, tuple[dict[str, str], *tuple[str, ...]]] = {
    "usage/no-such-command": ({}, "biuld"),
    "usage/no-such-option": ({}, "check", "--foo"),
    "usage/missing-argument": ({}, "explain"),
    "usage/arguments": ({}, "blame", "a", "b", "c", "d"),
    "usage/options": ({}, "build", "a", "b", "-o", "x"),
    "usage/value": ({}, "check", "--format", "xml"),
    "usage/kubernetes-version": (
        {"a.yaml": "kind: A\napiVersion: v1\n"},
        *("check", "-f", "a.yaml", "--kube-version", "2"),
    ),
    "explain/unknown": ({}, "explain", "Deplyment"),
    "file/not-found": ({}, "check", "-f", "absent.yaml"),
    "manifest/not-an-object": ({"a.yaml": "- 1\n"}, "check", "-f", "a.yaml"),
    "project/no-overlay": ({}, "build", "prod"),
    "project/not-an-overlay": ({"overlays/prod.py": "x = 1\n"}, "build", "prod"),
    "project/exception": ({"overlays/prod.py": "x = y\n"}, "build", "prod"),
    "project/settings": ({"pyproject.toml": "[tool.k8sdsl]\nkub = 1\n"}, "check"),
    "overlay/declaration": ({"overlays/prod.py": OVERLAY + "overlay = Overlay(base=[], labels=1)\n"}, "build", "prod"),
    "overlay/stack-item": ({"overlays/prod.py": OVERLAY + "overlay = Overlay(base=[1])\n"}, "build", "prod"),
    "overlay/no-match": (
        {"overlays/prod.py": OVERLAY + "overlay = Overlay(base=k8s.ConfigMap('a'), images={'b': '1'})\n"},
        *("build", "prod"),
    ),
    "kustomization/path": ({KUSTOMIZATION: "resources: [absent.yaml]\n"}, "build", "overlays/prod"),
    "kustomization/field": ({KUSTOMIZATION: "resorces: []\n"}, "build", "overlays/prod"),
    "kustomization/no-file": ({"overlays/prod/a.yaml": ""}, "build", "overlays/prod"),
    "kustomization/remote": (
        {KUSTOMIZATION: "resources: [https://example.com/org/app//base?ref=v1]\n"},
        *("build", "overlays/prod"),
    ),
    "vendor/fetch": ({KUSTOMIZATION: "resources: [file:///absent//app?ref=v1]\n"}, "vendor", "overlays/prod"),
    "diff/sides": ({}, "diff", "a", "b"),
    "fn/resource-list": ({}, "fn"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_shows_its_code(code: str, tmp_path: Path) -> None:
    files, *arguments = REFUSED[code]
    project(tmp_path, files)
    done = run(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error[{code}]: " in done.stderr
