"""No text of input becomes an element, an attribute or a script of a page that a command makes."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from k8sdsl.cli import run
from k8sdsl.cli.failure import failure_text
from k8sdsl.serve.application import render_tab
from k8sdsl.serve.project import ServedProject
from k8sdsl.serve.tab_request import TabRequest
from k8sdsl.serve.tabs import TABS
from tests.projects import HEAD, write_project
from tests.vendoring.servers import commit

EVIL = (
    "'\"><img src=x onerror=run()></script></style></title></textarea></pre><script>run()</script>--><svg onload=run()>"
    "]]><a href='javascript:run()'>`${run()}`\u2028\\u003cimg onerror=run()\\u003e{{run()}}"
)
LABELS = {"app": EVIL, EVIL: EVIL}


def objects(name: str) -> str:
    """Objects in which every text is hostile but the kinds, so that they refer to each other."""

    def of(version: str, kind: str, **body: Any) -> dict[str, Any]:
        metadata = {"name": name, "namespace": EVIL, "labels": LABELS, "annotations": LABELS}
        return {"apiVersion": version, "kind": kind, "metadata": metadata, **body}

    container = {
        "name": EVIL, "image": name, "command": [name], "ports": [{"containerPort": 80, "name": EVIL}],
        "env": [{"name": EVIL, "value": name}], "envFrom": [{"configMapRef": {"name": name}}],
    }  # fmt: skip
    volumes = [
        {"name": EVIL, "secret": {"secretName": name}},
        {"name": "p", "persistentVolumeClaim": {"claimName": name}},
    ]
    pod = {"serviceAccountName": EVIL, "volumes": volumes, "containers": [container]}
    template = {"metadata": {"labels": LABELS}, "spec": pod}
    backend = {"service": {"name": name, "port": {"number": 80}}}
    path = {"path": f"/{EVIL}", "pathType": "Prefix", "backend": backend}
    selected = {"matchLabels": {"app": EVIL}}
    made = [
        of("apps/v1", "Deployment", spec={"selector": selected, "template": template}),
        of("v1", "Service", spec={"selector": {"app": EVIL}, "ports": [{"port": 80, "targetPort": EVIL}]}),
        of("networking.k8s.io/v1", "Ingress", spec={"rules": [{"host": EVIL, "http": {"paths": [path]}}]}),
        of("v1", "ConfigMap", data={EVIL: name}),
        of("v1", "PersistentVolumeClaim", spec={"storageClassName": EVIL}),
        of(
            "networking.k8s.io/v1", "NetworkPolicy",
            spec={"podSelector": selected, "ingress": [{"from": [{"podSelector": selected}]}]},
        ),
        of(EVIL, EVIL),
    ]  # fmt: skip
    return "\n---\n".join(json.dumps(tree) for tree in made)


class Parts(HTMLParser):
    """The elements of a page with the names of their attributes; the addresses that links lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.names |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "xlink:href"}]


def assert_harmless(html: str, scripts: int) -> None:
    assert "run()" in html, "the hostile text is not shown at all"
    parts = Parts(html)
    assert not {"img", "iframe", "object"}.intersection(parts.elements)
    assert parts.elements.count("script") <= scripts
    assert [name for name in parts.names if name.startswith("on")] == []
    assert [address for address in parts.addresses if address.strip().lower().startswith("javascript")] == []


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path, {"overlays/p.py": f'{HEAD}overlay = Overlay(base="../a.yaml")\n', "a.yaml": objects(EVIL)})
    write_project(
        tmp_path, {"overlays/q.py": f'{HEAD}overlay = Overlay(base="../b.yaml")\n', "b.yaml": objects("b" + EVIL)}
    )
    write_project(tmp_path, {"overlays/r.py": f"raise ValueError({EVIL!r})\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("target", ["p", "r"])
def test_tabs_of_the_local_page(target: str, root: Path) -> None:
    project = ServedProject(root, lambda: ["p", "q", "r"])
    fields = {"with": "q", "to": f"{EVIL}:80", "from": EVIL, "object": f"ConfigMap/{EVIL}/{EVIL}", "view": "all"}
    shown = 0
    for tab in TABS:
        html = render_tab(project, tab, TabRequest(target, fields, failure_text))
        if "run()" in html:
            shown += 1
            assert_harmless(html, scripts=0)
    assert shown > 2


@pytest.mark.parametrize(
    "words",
    [
        ("graph", "p", "-o", "page.html"),
        ("graph", "-f", "a.yaml", "-o", "page.html"),
        ("graph", "p", "-o", "page.svg"),
        ("graph", "HEAD~1..HEAD", "-o", "page.html"),
        ("report", "HEAD~1..HEAD", "-o", "page.html"),
        ("trace", "p", f"http://{EVIL}/", "-o", "page.html"),
        ("trace", "p", "http://x/", "-o", "page.html"),
        ("blame", "p", "--format", "html"),
    ],
)  # fmt: skip
def test_pages_of_commands(words: tuple[str, ...], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "HEAD~1..HEAD" in words:
        (root / "overlays/r.py").unlink()
        commit(root, {})
        commit(root, {"a.yaml": objects("b" + EVIL)})
    assert run(list(words)) in {0, 1}
    file = root / words[-1]
    html = file.read_text(encoding="utf-8") if file.exists() else capsys.readouterr().out
    assert_harmless(html, scripts=1)  # the script of a page that moves and folds its picture
