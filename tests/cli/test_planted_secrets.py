"""A secret value in any place of any input appears in nothing that is printed or written.

A marker is planted, plain and in base64, and everything is searched for it: both streams, reports, rendered trees, the
modules that an import writes. What `build` prints on standard output is the data itself, and files below `secrets/` are
where an import puts values.
"""

# ruff: noqa: E501 (an input on one line reads best)

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.cli import run
from k8sdsl.cli.app import COMMANDS, parser
from k8sdsl.cli.app import IMPORTS as IMPORTERS
from k8sdsl.cli.commands.check import FORMATS as CHECK_FORMATS
from k8sdsl.cli.imports.reading import SourceReader
from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.forms import FORMS, render_difference
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.kustomize import import_kustomizations
from k8sdsl.importers.manifests import import_environments, import_objects
from k8sdsl.krm.function import run_function
from k8sdsl.serve.tabs import TABS
from k8sdsl.server.validate import validate
from k8sdsl.views.pictures.forms.suffixes import FORMS as PICTURES
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

MARK = "hunter2Zq8xMARKER"
CODED = b64encode(MARK.encode()).decode()
# Also inside of a longer text, wherever it starts there.
NEEDLES = (MARK, CODED, *(b64encode(b"x" * pad + MARK.encode() + b"yyy").decode()[4:-6] for pad in range(3)))
HEAD = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
WHOLE = json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"p": MARK}})
REST = f"metadata: {{name: S_}}\nstringData: {{p: {MARK}}}\nfoo: {MARK}\n"
APPLIED = f"annotations: {{kubectl.kubernetes.io/last-applied-configuration: '{WHOLE}'}}"

YAML = {
    "data": HEAD + f"data: {{p: {CODED}}}\n",
    "data that is not base64": HEAD + f"data: {{p: '{MARK}!'}}\n",
    "data that is a list": HEAD + f"data: {{p: [{MARK}]}}\n",
    "data that is text": HEAD + f"data: {MARK}\n",
    "stringData": HEAD + f"stringData: {{p: {MARK}}}\n",
    "stringData in a map": HEAD + f"stringData: {{p: {{a: {MARK}}}}}\n",
    "stringData that is a list": HEAD + f"stringData: [{MARK}]\n",
    "DATA": HEAD + f"DATA: {{p: {MARK}}}\n",
    "stringdata": HEAD + f"stringdata: {{p: {MARK}}}\n",
    "a field of its own": HEAD + f"password: {MARK}\n",
    "a field below spec": HEAD + f"spec: {{password: {MARK}}}\n",
    "last applied": HEAD.replace("name: s", f"name: s, {APPLIED}"),
    "last applied to another kind": HEAD.replace("Secret", "ConfigMap").replace("name: s", f"name: S_, {APPLIED}"),
    "managed fields": HEAD.replace("name: s", f"name: s, managedFields: [{{fieldsV1: {{'f:p': {MARK}}}, x: {MARK}}}]"),
    "a list": f"apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Secret, stringData: {{p: {MARK}}}, x: {MARK}}}\n",
    "a list of secrets": f"apiVersion: v1\nkind: SecretList\nitems:\n- {{stringData: {{p: {MARK}}}, data: {{q: '{MARK}!'}}}}\n",
    "a tagged kind": f"apiVersion: v1\nkind: !!str Secret\n{REST}",
    "an anchored kind": f"apiVersion: v1\nkind: &k Secret\n{REST}",
    "a kind of an alias": f"metadata: {{name: S_, labels: {{a: &k Secret}}}}\napiVersion: v1\nkind: *k\n{REST[22:]}",
    "an escaped kind": f'apiVersion: v1\nkind: "\\x53ecret"\n{REST}',
    "a quoted key": f'apiVersion: v1\n"kind": "Secret"\n{REST}',
    "a kind at the end": f"{REST}apiVersion: v1\nkind: Secret\n",
    "a kind in lowercase": f"apiVersion: v1\nkind: secret\n{REST}",
    "a wrong version": f"apiVersion: v2\nkind: Secret\n{REST}",
    "no kind": f"apiVersion: v1\nmetadata: {{name: s}}\nstringData: {{p: {MARK}}}\n",
    "no metadata": f"apiVersion: v1\nkind: Secret\nstringData: {{p: {MARK}}}\n",
    "JSON": json.dumps({"apiVersion": "v1", "kind": "Secret", "stringData": {"p": MARK}, "foo": MARK}),
    "indented JSON": json.dumps(
        {"apiVersion": "v1", "kind": "Secret", "stringData": {"p": MARK}, "foo": MARK}, indent=1
    ),
    "a second document": f"a: 1\n---\n{HEAD}stringData: {{p: {MARK}}}\nfoo: {MARK}\n",
    "a sealed secret's template": "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\nspec:\n"
    f"  encryptedData: {{a: b}}\n  template: {{data: {{p: '{MARK}'}}, stringData: {{p: {MARK}}}, foo: {MARK}}}\n",
    "a bad tag": HEAD + f"stringData: {{p: !secret {MARK}}}\n",
    "a bad number": HEAD + f"stringData: {{p: !!int {MARK}, q: !!float {MARK}}}\n",
    "a bad boolean": HEAD + f"stringData: {{p: !!bool {MARK}}}\n",
    "bad base64": HEAD + f"data: {{p: !!binary {MARK}!}}\n",
    "an unknown alias": HEAD + f"stringData: {{p: *{MARK}}}\n",
    "a key that stands twice": HEAD + f"stringData:\n  p: {MARK}\n  p: {MARK}\n",
    "a stray colon": HEAD + f"stringData:\n  p: {MARK}: x\n",
    "an open quote": HEAD + f"stringData:\n  p: '{MARK}\n",
    "a bad escape": HEAD + f'stringData:\n  p: "{MARK}\\q"\n',
    "a tab": HEAD + f"stringData:\n\tp: {MARK}\n",
    "a bad merge": HEAD + f"stringData:\n  <<: {MARK}\n",
    "a key that is a list": HEAD + f"stringData: {{? [{MARK}] : a}}\n",
    "a line break of another kind": HEAD
    + f"stringData: {{a: 'x\x85y'}}\n---\n{HEAD}data: 5\nstringData:\n  p: {MARK}\n",
}


def operation(op: str, path: str, value: str) -> str:
    """A JSON patch of one operation."""
    return json.dumps([{"op": op, "path": path, "value": value}])


PATCH = "patches:\n- target: {kind: Secret}\n  patch: "
GENERATOR = "secretGenerator:\n- name: s\n  "
REPLACEMENT = "replacements:\n- source: {kind: Secret, fieldPath: "
KUSTOMIZATIONS = {
    "a literal": f"{GENERATOR}literals: [p={MARK}]\n",
    "a literal without a key": f"{GENERATOR}literals: [{MARK}]\n",
    "a literal of a bad key": f"{GENERATOR}literals: ['a b={MARK}']\n",
    "a literal that is a map": f"{GENERATOR}literals: [{{p: {MARK}}}]\n",
    "literals that are text": f"{GENERATOR}literals: p={MARK}\n",
    "a misspelt field": f"{GENERATOR}litrals: [p={MARK}]\n",
    "two literals of a key": f"{GENERATOR}literals: [p={MARK}, p={MARK}]\n",
    "env lines": f"{GENERATOR}envs: [good.env]\n",
    "bad env lines": f"{GENERATOR}envs: [bad.env]\n",
    "an env line without a key": f"{GENERATOR}envs: [nokey.env]\n",
    "env lines that are not UTF-8": f"{GENERATOR}envs: [binary.env]\n",
    "a file": f"{GENERATOR}files: [value]\n",
    "a binary file": f"{GENERATOR}files: [binary.env]\n",
    "values of a chart": f"helmCharts:\n- {{name: a, valuesInline: {{password: {MARK}}}}}\n",
    "values of a chart plugin": "generators:\n- |\n  apiVersion: builtin\n  kind: HelmChartInflationGenerator\n"
    f"  metadata: {{name: a}}\n  name: a\n  valuesInline: {{password: {MARK}}}\n",
    "a generator plugin": f"generators:\n- |\n  apiVersion: builtin\n  kind: SecretGenerator\n  metadata: {{name: s}}\n  literals: [{MARK}]\n",
    "a test of another value": f"resources: [other.yaml]\n{PATCH}'{operation('test', '/stringData/p', MARK)}'\n",
    "a test of the value": f"resources: [marked.yaml]\n{PATCH}'{operation('test', '/stringData/p', 'other')}'\n",
    "an addition into a value": f"resources: [marked.yaml]\n{PATCH}'{operation('add', '/stringData/p/q', MARK)}'\n",
    "an operation that is text": f"resources: [other.yaml]\n{PATCH}'[{MARK}]'\n",
    "a broken JSON patch": f"resources: [other.yaml]\n{PATCH}'[{{op: add, path: /a, value: !!int {MARK}}}'\n",
    "a merge of a list": f"resources: [other.yaml]\n{PATCH}'stringData: [{MARK}]'\n",
    "a merge with a directive": f"resources: [other.yaml]\n{PATCH}'stringData: {{p: {{$patch: {MARK}}}}}'\n",
    "a patch that is text": f"resources: [other.yaml]\n{PATCH}'{MARK}'\n",
    "a part of a value": f"resources: [marked.yaml, map.yaml]\n{REPLACEMENT}stringData.p, options: {{delimiter: '8', index: 9}}}}\n"
    "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.x]}]\n",
    "a field of a value": f"resources: [marked.yaml, map.yaml]\n{REPLACEMENT}stringData.p.q}}\n"
    "  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.x]}]\n",
    "a replacement into a value": f"resources: [marked.yaml]\nreplacements:\n- sourceValue: {MARK}\n"
    "  targets: [{select: {kind: Secret}, fieldPaths: [stringData.p.z]}]\n",
    "a variable": "resources: [marked.yaml]\nvars:\n- name: X\n  objref: {kind: Secret, name: s, apiVersion: v1}\n"
    "  fieldref: {fieldpath: stringData.p.q}\n",
    "a label inside a value": "resources: [marked.yaml]\nlabels: [{pairs: {a: b}, fields: [{path: stringData/p/q, create: true}]}]\n",
    "a prefix that no name has": "resources: [marked.yaml]\nnamePrefix: A_\n",
}
SECRET = f'k8s.Secret("s", string_data={{"p": "{MARK}"}}'
PYTHON = {
    "a bad name": f'overlay = Overlay(base=k8s.Secret("S_", string_data={{"p": "{MARK}"}}))\n',
    "a value that is a list": f'overlay = Overlay(base=k8s.Secret("s", string_data={{"p": ["{MARK}"]}}))\n',
    "a value that is a set": f'overlay = Overlay(base=k8s.Secret("s", string_data={{"p": {{"{MARK}"}}}}))\n',
    "data that is not base64": f'overlay = Overlay(base=k8s.Secret("s", data={{"p": "{MARK}!"}}))\n',
    "a misspelt argument": f'overlay = Overlay(base=k8s.Secret("s", stringdata={{"p": "{MARK}"}}))\n',
    "a text of the object": f"raise ValueError({SECRET}))\n",
    "an assertion": f"held = {SECRET})\nassert held == 1, held\n",
    "a call that fails": f"def make():\n    return {SECRET}, nothing=1)\n\nmake()\n",
    "a plain tree": f"overlay = Overlay(base=[{{'apiVersion': 'v1', 'kind': 'Secret', 'stringData': {{'p': '{MARK}'}}, 'x': '{MARK}'}}])\n",
    "a generator": f'overlay = Overlay(base=[], secret_generator=[SecretGenerator("s", literals={{"a b": "{MARK}"}})])\n',
    "a patch's test": f"overlay = Overlay(base={SECRET}), patches=[JsonPatch("
    "[{'op': 'test', 'path': '/stringData/p', 'value': 'x'}], target=Target(kind='Secret'))])\n",
    "a patch function": f'@patch(k8s.Secret, "s")\ndef change(secret):\n    secret.string_data["p"] = "{MARK}"\n    secret.nothing\n\n'
    'overlay = Overlay(base=k8s.Secret("s", string_data={}), patches=[change])\n',
    "a patch function that tells": f'@patch(k8s.Secret, "s")\ndef change(secret):\n    raise ValueError(secret)\n\n'
    f"overlay = Overlay(base={SECRET}), patches=[change])\n",
    "a syntax error": f"overlay = Overlay(base={SECRET}\n",
    "a command that fails": "from k8sdsl.gitops import from_command\n"
    f'overlay = Overlay(base=k8s.Secret("s", string_data={{"p": from_command("sh", "-c", "echo {MARK} | tee /dev/stderr; exit 1")}}))\n',
}
IMPORTS = "from k8sdsl import JsonPatch, Overlay, SecretGenerator, Target, k8s, patch\n\n"


def found(text: str) -> list[str]:
    """Where a marker appears in a text."""
    return [text[max(0, text.index(needle) - 80) :][:120] for needle in NEEDLES if needle in text]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[str, str]]:
    """Runs a command line in the folder of the test, in this process; both streams."""
    monkeypatch.chdir(tmp_path)

    def call(line: str) -> tuple[str, str]:
        capsys.readouterr()
        with suppress(SystemExit):
            assert run(line.split()) in {0, 1, 2}
        printed = capsys.readouterr()
        return printed.out, printed.err

    return call


def searched(folder: Path, *leaving_out: str) -> list[str]:
    """Where a marker appears in the files below a folder, but for the parts named."""
    files = [file for file in folder.rglob("*") if file.is_file() and not {*leaving_out} & {*file.parts}]
    return [f"{file.name}: {place}" for file in files for place in found(file.read_text("utf-8", errors="replace"))]


REPORTS = "".join(f" --format {form}=out.{form}" for form in CHECK_FORMATS)
OF_FILES = (
    f"check -f a.yaml{REPORTS}",
    *(f"check -f a.yaml --format {form}" for form in CHECK_FORMATS),
    "diff a.yaml b.yaml",
    "diff b.yaml a.yaml --format json",
    "diff a.yaml b.yaml --format markdown",
    "diff empty.yaml a.yaml --format text",
    *(f"gitops --check --format {form}" for form in ("text", "json", "markdown")),
    "gitops",
    "build p --only X/y",
    "graph p --view all -o all.json",
    "graph p --view config -o config.dot",
    "graph -f a.yaml --view traffic",
    *(f"graph p --view all -o all{suffix}" for suffix in (".svg", ".html", ".mermaid", ".mmd", ".gv")),
    *(f"graph p --view {view} -o {view}.json" for view in ("storage", "access", "network", "deploy")),
    "blame p --format text",
    "blame p --format json",
    "blame k --format html",
    "blame p",
    "blame p Secret/s stringData",
    "blame k Secret/s",
    "trace p Service/none",
    "trace p Service/none --format json -o path.svg",
    "trace p Service/none --format text",
    "forecast p",
    "why Secret/s p",
    "explain Secret.stringData",
    "vendor k --check",
    "upgrade -f a.yaml --to 1.36",
)
PRINTING_DATA = ("build p", "build k", "build p --format json", "build p --format kyaml", "build p --format yaml")
"""What these print on standard output is the data itself; standard error shows no value."""


@pytest.mark.parametrize("case", YAML)
def test_manifests(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    text = YAML[case]
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace(MARK, "other").replace(CODED, "b3RoZXI="), encoding="utf-8")
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "p.py").write_text(IMPORTS + 'overlay = Overlay(base="../a.yaml", namespace="x")\n')
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "k" / "kustomization.yaml").write_text("resources: [a.yaml]\nnamespace: x\n")
    for line in OF_FILES:
        assert [place for stream in command(line) for place in found(stream)] == [], line
    for line in PRINTING_DATA:
        assert found(command(line)[1]) == [], line
    with suppress(K8sdslError):
        made = import_kustomizations([tmp_path / "k"], project=tmp_path)
        written = {name: value for name, value in made.files.items() if not name.startswith("secrets/")}
        assert [place for value in written.values() for place in found(str(value))] == []
    assert searched(tmp_path, "a.yaml", "k", "__pycache__", "rendered" if "SealedSecret" in text else "") == []


@pytest.mark.parametrize("case", YAML)
def test_imported_manifests(case: str, tmp_path: Path) -> None:
    text = YAML[case]
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace(MARK, "other").replace(CODED, "b3RoZXI="), encoding="utf-8")
    for names in (["a.yaml"], ["b.yaml", "a.yaml"], ["a.yaml", "b.yaml"]):
        reader = SourceReader()
        with suppress(K8sdslError):
            environments = {name[0]: reader.read([str(tmp_path / name)]) for name in names}
            made = import_environments("x", environments) if len(names) > 1 else import_objects("x", environments["a"])
            public = {path: str(text) for path, text in made.files.items() if not path.startswith("secrets/")}
            assert [place for value in [*public.values(), *made.notes] for place in found(value)] == []
        assert [place for note in reader.notes for place in found(note)] == []


OF_REVISIONS = (
    "report HEAD~1..HEAD",
    "report HEAD~1..HEAD -o report.md",
    "report HEAD~1..HEAD p -o report.html",
    "graph HEAD~1..HEAD --view all",
    "graph HEAD~1..HEAD p --view config -o change.html",
    "graph HEAD~1..HEAD p --view all -o change.json",
    "diff HEAD~1..HEAD",
    "diff HEAD~1",
    "diff p --format markdown",
    "diff HEAD:a.yaml a.yaml --format json",
)


@pytest.mark.parametrize("case", ["a field of its own", "a list of secrets"])
def test_revisions(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "p.py").write_text(IMPORTS + 'overlay = Overlay(base="../a.yaml", namespace="x")\n')
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for number, words in enumerate((["init", "-q"], ["commit", "-qm", "a"], ["commit", "-qm", "b"])):
        text = YAML[case].replace(MARK, "other").replace(CODED, "b3RoZXI=") if number < 2 else YAML[case]
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        if number:
            subprocess.run(["git", "add", "a.yaml", "overlays"], cwd=tmp_path, check=True)
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True)
    for line in OF_REVISIONS:
        assert [place for stream in command(line) for place in found(stream)] == [], line
    assert searched(tmp_path, "a.yaml", ".git", "__pycache__") == []


@pytest.mark.parametrize("case", YAML)
def test_the_local_page(case: str, tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="the extra `serve` is not installed")
    from tests.serve.served import Served

    overlay = IMPORTS + 'overlay = Overlay(base="../a.yaml", namespace="x")\n'
    page = Served(tmp_path, {"overlays/p.py": overlay, "a.yaml": YAML[case]})
    assert [place for name in TABS for place in found(page.tab(name, "p"))] == []


SEARCHED = (*OF_FILES, *PRINTING_DATA, *OF_REVISIONS)
ELSEWHERE = {
    "fn": "test_functions_report_no_value",
    "init": "test_commands_that_import",
    "serve": "test_the_local_page",
    "help": "it shows words of our own",
    "schema": "it shows words of our own",
}


def test_every_command_is_searched() -> None:
    named = {line.partition(" ")[0] for line in SEARCHED}
    assert named | {*ELSEWHERE} == {*COMMANDS}
    assert not named & {*ELSEWHERE}
    imported = {line.split()[1] for line in IMPORTING if line.startswith("import ")}
    assert imported | {*IMPORTED_ELSEWHERE} == {*IMPORTERS}


def test_every_format_is_searched() -> None:
    missing = []
    for name, command in parser().commands.items():
        for option in getattr(command, "params", ()):
            flag, choices = option.opts[0], [*(getattr(option.type, "choices", None) or ())]
            if name in ELSEWHERE or flag not in {"--format", "--view"}:
                continue
            choices = choices or [*CHECK_FORMATS]
            lines = [line for line in SEARCHED if line.startswith(f"{name} ")]
            missing += [f"{name} {flag} {one}" for one in choices if not any(f"{flag} {one}" in line for line in lines)]
    assert missing == []
    drawn = {PurePath(line).suffix for line in SEARCHED if line.startswith("graph ") and "." in line.split()[-1]}
    assert {*PICTURES} - drawn == {".png"}, "a PNG is drawn from the same SVG"


IMPORTED_ELSEWHERE = {
    "chart": "a chart is rendered by Helm, and its objects are imported as those of files are",
    "compose": "tests/importers/compose",
    "kustomize": "test_an_import_keeps_values_in_files_of_their_own",
}
IMPORTED = ("data", "a field of its own", "last applied to another kind", "a sealed secret's template", "a tagged kind")


IMPORTING = (
    "import yaml a.yaml --to one",
    "import cluster a.yaml --to two",
    "init three --from yaml a.yaml",
    "import crd a.yaml --to four",
)


@pytest.mark.parametrize("case", IMPORTED)
def test_commands_that_import(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    (tmp_path / "a.yaml").write_text(YAML[case], encoding="utf-8")
    for line in IMPORTING:
        assert [place for stream in command(line) for place in found(stream)] == [], line
    assert searched(tmp_path, "a.yaml", "secrets", "snapshots", "__pycache__") == []


@pytest.mark.parametrize("case", YAML)
def test_functions_report_no_value(case: str, tmp_path: Path) -> None:
    text = YAML[case]
    with suppress(K8sdslError):
        items = read_documents(text)
        given = json.dumps({"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": items})
        _, warnings, _ = run_function(given.encode(), "1.36")
        printed = json.loads(json.dumps(read_documents(run_function(given.encode(), "1.36")[0])[0]))
        assert found(json.dumps(printed.get("results", []))) == []
        assert [place for warning in warnings for place in found(str(warning))] == []
    assert not list(tmp_path.iterdir())


ADDRESS = f"https://user:{MARK}@192.0.2.1/a/b"
ADDRESSES = {
    "a base": f"resources: ['{ADDRESS}//c?ref=v1']\n",
    "a base by git": f"resources: ['git::{ADDRESS}']\n",
    "a base by ssh": f"resources: ['user:{MARK}@192.0.2.1:a/b?ref=v1']\n",
    "a component": f"components: ['{ADDRESS}']\n",
    "a token": "resources: ['https://192.0.2.1/a.tgz?private_token=" + MARK + "']\n",
    "a generator": f"generators: ['{ADDRESS}']\n",
    "a transformer": f"transformers: ['{ADDRESS}']\n",
    "a patch": f"patches: [{{path: '{ADDRESS}'}}]\n",
    "a file of a generator": f"configMapGenerator: [{{name: a, files: ['{ADDRESS}']}}]\n",
    "a chart": f"helmCharts: [{{name: a, repo: '{ADDRESS}'}}]\n",
    "definitions": f"crds: ['{ADDRESS}']\n",
    "a configuration": f"configurations: ['{ADDRESS}']\n",
    "a misspelt field": f"resource: ['{ADDRESS}']\n",
    "a field of another type": f"resources: '{ADDRESS}'\n",
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_addresses(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    (tmp_path / "kustomization.yaml").write_text(ADDRESSES[case])
    overlay = f"from k8sdsl import Chart, Overlay\n\noverlay = Overlay(base=Chart('oci://user:{MARK}@192.0.2.1/x', version='1'))\n"
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "p.py").write_text(overlay)
    for line in (
        "build .",
        "build . --strict",
        "check .",
        "blame .",
        "diff . .",
        "vendor --check",
        "import kustomize . --to out",
        "build p",
        "check p --format json",
    ):
        assert [place for stream in command(line) for place in found(stream)] == [], line
    assert searched(tmp_path, "kustomization.yaml", "overlays", "__pycache__") == []


@pytest.mark.parametrize("case", KUSTOMIZATIONS)
def test_kustomizations(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "kustomization.yaml").write_text(KUSTOMIZATIONS[case])
    (folder / "other.yaml").write_text(f"{HEAD}stringData: {{p: a}}\n")
    (folder / "marked.yaml").write_text(f"{HEAD}stringData: {{p: {MARK}}}\n")
    (folder / "map.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b, x: y}\n")
    (folder / "good.env").write_text(f"p={MARK}\n")
    (folder / "bad.env").write_text(f"p={MARK}\na b={MARK}\n")
    (folder / "nokey.env").write_text(f"{MARK}!\n")
    (folder / "binary.env").write_bytes(b"p=\xff" + MARK.encode())
    (folder / "value").write_text(MARK)
    for line in ("build k", "build k --strict", "diff k k/other.yaml"):
        out, err = command(line)
        assert found(err + ("" if line.startswith("build") else out)) == [], line
    with suppress(K8sdslError):
        made = import_kustomizations([folder], project=tmp_path)
        written = {name: value for name, value in made.files.items() if not name.startswith("secrets/")}
        assert [place for value in [*written.values(), *made.notes] for place in found(str(value))] == []


def test_an_import_keeps_values_in_files_of_their_own(
    tmp_path: Path, command: Callable[[str], tuple[str, str]]
) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "kustomization.yaml").write_text(
        f"resources: [a.yaml]\nsecretGenerator:\n- name: g\n  literals: [p={MARK}]\n  files: [binary]\n"
        f"patches:\n- target: {{kind: Secret, name: s}}\n  patch: '{operation('add', '/stringData/x', MARK)}'\n"
        f"- patch: '{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, stringData: {{y: {MARK}}}}}'\n"
        f"replacements:\n- sourceValue: {MARK}\n  targets: [{{select: {{kind: Secret, name: s}}, fieldPaths: [stringData.y]}}]\n"
    )
    (folder / "a.yaml").write_text(YAML["last applied"] + f"stringData: {{p: {MARK}, e: ''}}\ndata: {{q: {CODED}}}\n")
    (folder / "binary").write_bytes(b"\xff" + MARK.encode())
    out, err = command("import kustomize k --to project")
    assert "both build the same objects" in err
    assert found(out + err) == []
    assert searched(tmp_path / "project", "secrets", "__pycache__") == []
    assert (tmp_path / "project" / "secrets" / ".gitignore").read_text() == "*\n"
    modes = {file.stat().st_mode & 0o777 for file in (tmp_path / "project" / "secrets").rglob("*") if file.is_file()}
    assert modes == {0o600}


@pytest.mark.parametrize("case", PYTHON)
def test_overlays(case: str, tmp_path: Path, command: Callable[[str], tuple[str, str]]) -> None:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "p.py").write_text(IMPORTS + PYTHON[case])
    for line in ("build p", "check", "check --format json", "gitops", "diff p overlays/p.py"):
        out, err = command(line)
        assert found(err + ("" if line.startswith("build") else out)) == [], line
    assert searched(tmp_path, "overlays") == []


LEAVES = st.sampled_from([MARK, CODED, f"{MARK}!", "a", 5, None, True])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["p", "q", "name", "x y"]), inner),
    max_leaves=6,
)
FIELDS = ["data", "stringData", "DATA", "stringdata", "spec", "status", "rules", "binaryData"]
SECRETS = st.builds(
    lambda kind, fields: {"apiVersion": "v1", "kind": kind, "metadata": {"name": "s"}, **fields},
    st.sampled_from(["Secret", "secret", "SECRET"]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1),
)


@given(SECRETS, SECRETS)
def test_no_finding_and_no_difference_shows_a_value(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert [place for finding in validate(new) for place in found(str(finding))] == []
    for before, after in (
        ([old], [new]),
        ([], [new]),
        ([{"kind": "List", "items": [old]}], [{"kind": "List", "items": [new]}]),
    ):
        difference = difference_of(before, after)
        assert [place for form in FORMS for place in found(render_difference(difference, form))] == []
