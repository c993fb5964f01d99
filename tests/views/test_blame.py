"""Where every field of an object comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.names import overlay_names
from k8sdsl.tree import format_path
from k8sdsl.views.blame import histories, render_fields, render_objects
from tests.cli.running import project, run
from tests.projects import HEAD

ROOT = Path(__file__).parents[2]
PATCHED = HEAD + (
    'base = k8s.ConfigMap("settings", data={"level": "info", "kept": "yes"})\n'
    'inner = Overlay(base=base, patches=[{"apiVersion": "v1", "kind": "ConfigMap",\n'
    '    "metadata": {"name": "settings"}, "data": {"level": "debug"}}])\n'
    "overlay = Overlay(base=inner, patches=[{'apiVersion': 'v1', 'kind': 'ConfigMap',\n"
    "    'metadata': {'name': 'settings'}, 'data': {'level': 'trace'}}])\n"
)
DIRECTORY = {
    "app/kustomization.yaml": "resources: [settings.yaml]\nnamePrefix: eu-\nlabels:\n- pairs: {at: eu}\n",
    "app/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n",
}
SECRET = HEAD + 'overlay = Overlay(base=k8s.Secret("db", string_data={"password": "hunter2-hunter2"}))\n'


@pytest.mark.parametrize("overlay", overlay_names(ROOT))
def test_every_value_of_every_object_of_the_example_has_an_answer(
    overlay: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    built = build_manifests(overlay, check=False)
    found = histories(built)
    assert [one.manifest.ref for one in found] == [manifest.ref for manifest in built.manifests]
    unanswered = [format_path(field.path) for one in found for field in one.fields if not field.places]
    assert unanswered == []


def test_every_step_that_set_a_field_is_listed_the_last_one_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    (history,) = histories(build_manifests("prod", check=False), "cm/settings")
    places = {format_path(field.path): [place.line for place in field.places] for field in history.fields}
    assert places["data.level"] == [6, 4, 2]
    assert places["data.kept"] == [2]
    text = render_fields([history], "data.level")
    assert [line.split()[0] for line in text.splitlines()[1:]] == [f"overlays/prod.py:{n}" for n in (6, 4, 2)]


def test_a_kustomization_directory_has_answers_too(tmp_path: Path) -> None:
    done = run(project(tmp_path, DIRECTORY), "blame", "app", "ConfigMap/eu-settings")
    assert done.returncode == 0, done.stderr
    beside = {line.split(":")[0].strip(): line.partition("# ")[2] for line in done.stdout.splitlines() if "# " in line}
    assert beside["level"] == "app/settings.yaml:6"
    assert beside["name"] == "app/kustomization.yaml:2"
    assert beside["at"] == "app/kustomization.yaml:4"


def test_values_of_secrets_are_hidden(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": SECRET})
    for arguments in (("prod",), ("prod", "Secret/db"), ("prod", "Secret/db", "stringData.password")):
        done = run(tmp_path, "blame", *arguments)
        assert done.returncode == 0
        assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(("subject", "path"), [("ConfigMap/setings", ""), ("cm/settings", "data.levle")])
def test_a_name_that_nothing_has_is_an_error_with_the_near_one(
    subject: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    with pytest.raises(K8sdslError) as caught:
        render_fields(histories(build_manifests("prod", check=False), subject), path)
    assert "did you mean" in (caught.value.remedy or "")


def test_the_text_is_the_yaml_of_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, {"overlays/prod.py": PATCHED}))
    built = build_manifests("prod", check=False)
    lines = render_objects(histories(built)).splitlines()
    assert [line.partition("  # ")[0].rstrip() for line in lines] == built.emit().splitlines()
