"""No tab shows a secret value, wherever it is planted, also in the errors of a project that cannot be built."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl.cli.failure import failure_text
from k8sdsl.serve.application import render_tab
from k8sdsl.serve.project import ServedProject
from k8sdsl.serve.tab_request import TabRequest
from k8sdsl.serve.tabs import TABS
from tests.cli.test_planted_secrets import IMPORTS, MARK, PYTHON, YAML, found
from tests.projects import write_project

OBJECTS = 'overlay = Overlay(base="../a.yaml", namespace="x")\n'
SETS = {
    **{f"manifests: {case}": {"a.yaml": text, "overlays/p.py": IMPORTS + OBJECTS} for case, text in YAML.items()},
    **{f"Python: {case}": {"overlays/p.py": IMPORTS + text} for case, text in PYTHON.items()},
}


@pytest.mark.parametrize("case", SETS)
def test_no_tab_shows_a_secret_value(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {**SETS[case], "overlays/empty.py": IMPORTS + "overlay = Overlay(base=[])\n"})
    monkeypatch.chdir(tmp_path)
    project = ServedProject(Path.cwd(), lambda: ["p", "empty"])
    fields = {"with": "empty", "to": "x:80", "from": "Secret/s", "object": "Secret/x/s", "view": "all"}
    for target in ("p", "empty"):
        for name in TABS:
            html = render_tab(project, name, TabRequest(target, {**fields, "with": "p"}, failure_text))
            assert found(html) == [], name
            assert found(render_tab(project, name, TabRequest(target, fields, failure_text))) == [], name


def test_a_value_that_is_shown_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = f'overlay = Overlay(base=k8s.ConfigMap("s", data={{"p": "{MARK}"}}))\n'
    write_project(tmp_path, {"overlays/p.py": IMPORTS + shown})
    monkeypatch.chdir(tmp_path)
    project = ServedProject(Path.cwd(), lambda: ["p"])
    assert found(render_tab(project, "yaml", TabRequest("p", {}, failure_text))) != []
