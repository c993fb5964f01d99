"""What an editor shows: fields to complete, their values, and documentation on hover."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from k8sdsl.importers.crd import import_definitions
from k8sdsl.kube.types import type_schema
from tests.importers.definitions import STRING, definition, of_spec
from tests.typing.language_server import LanguageServer

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "from k8sdsl import k8s\nfrom k8sdsl.catalog import cert_manager, metallb\n"
WEB = (
    HEAD
    + """
container = k8s.Container("web", image="nginx")
web = k8s.Deployment(
    "web",
    spec=k8s.DeploymentSpec(
        selector=k8s.LabelSelector(), template=k8s.PodTemplateSpec(spec=k8s.PodSpec(containers=[container]))
    ),
)
spec = web.spec
"""
)


@pytest.fixture(scope="module", params=["pyright-langserver", "basedpyright-langserver"])
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    program = Path(sys.executable).with_name(request.param)
    if not program.exists():
        pytest.skip(f"{request.param} is not installed; `pip install basedpyright` adds the one that is no dependency")
    folder = tmp_path_factory.mktemp("editor")
    (folder / "apis").mkdir()
    mode = {"type": "string", "enum": ["Open", "Closed"], "description": "How far the tap is open."}
    for name, text in import_definitions([definition("Tap", of_spec(mode=mode, note=STRING))]).items():
        (folder / "apis" / name).write_text(text, encoding="utf-8")
    with LanguageServer(program, folder) as server:
        yield server


# --- completion


def test_the_arguments_of_a_class_come_first(editor: LanguageServer) -> None:
    fields = [f"{field.name}=" for field in type_schema("core_v1.Container")]
    offered = editor.completions(HEAD + "k8s.Container(|)")
    assert offered[: len(fields)] == sorted(fields)


def test_the_fields_of_an_object_come_first_and_nothing_private_follows(editor: LanguageServer) -> None:
    fields = [field.name for field in type_schema("apps_v1.DeploymentSpec")]
    offered = editor.completions(WEB + "spec.|")
    assert offered[: len(fields)] == sorted(fields)
    assert [name for name in offered[len(fields) :] if not (name.startswith("__") and name.endswith("__"))] == []


def test_the_kinds_come_first_in_the_flat_namespace(editor: LanguageServer) -> None:
    offered = editor.completions(HEAD + "k8s.|")
    assert {"Deployment", "Container", "RestartPolicy"} <= set(offered)
    assert [name for name in offered if name.startswith("_") and not name.endswith("__")] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('k8s.PodSpec(containers=[], restart_policy="|")', ["Always", "OnFailure", "Never"]),
        ('cert_manager.CertificatePrivateKey(algorithm="|")', ["RSA", "ECDSA", "Ed25519"]),
    ],
)
def test_values_are_completed(editor: LanguageServer, text: str, values: list[str]) -> None:
    assert set(editor.completions(HEAD + text)) == {f'"{value}"' for value in values}


def test_values_of_own_definitions_are_completed(editor: LanguageServer) -> None:
    text = 'from apis.example_com_v1 import TapSpec\nTapSpec(mode="|")'
    assert set(editor.completions(text)) == {'"Open"', '"Closed"'}


# --- hover


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("k8s.Contai|ner", "#container-v1-core"),
        ("k8s.Contai|ner", "All containers of a pod share its network"),
        ('k8s.Container("a", ima|ge="b")', "Without a tag, `latest` is used"),
        ("k8s.PodSpec(containers=[], termination_grace_|period_seconds=3)", "Default: 30"),
        ("k8s.PodSpec(containers=[], host_us|ers=False)", "Since 1.25"),
        ('cert_manager.CertificateSp|ec(secret_name="a", issuer_ref={})', "At Certificate.spec"),
        ("cert_manager.Certific|ate", "certificates, namespaced"),
        ("metallb.BFDProfileSpec(detect_multi|plier=3)", "At least 2. At most 255."),
    ],
)
def test_a_class_and_the_keyword_of_a_call_are_documented(editor: LanguageServer, text: str, told: str) -> None:
    assert told in editor.hover(HEAD + text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("spec.repli|cas", "Omit it if a HorizontalPodAutoscaler sets"),
        ("web.spec.template.spec.containers[0].ima|ge", "Without a tag, `latest` is used"),
        ("container.readiness_pro|be", "the pod gets no traffic from Services"),
    ],
)
def test_a_field_of_an_object_is_documented(editor: LanguageServer, text: str, told: str) -> None:
    assert told in editor.hover(WEB + text)


@pytest.mark.parametrize("text", ['TapSpec(mo|de="Open")', 'TapSpec(mode="Open").mo|de'])
def test_own_definitions_are_documented_in_their_own_words(editor: LanguageServer, text: str) -> None:
    assert "How far the tap is open." in editor.hover(f"from apis.example_com_v1 import TapSpec\n{text}")
