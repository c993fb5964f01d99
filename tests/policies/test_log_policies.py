"""The policy about rotated logs reads the settings that containers really see."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl

NEVER_REMOVED = "httpd | rotatelogs /logs/access.log 10K"
LOGROTATE = "/logs/*.log {\n  size 30k\n  rotate 2\n}\n"


def objects(text: str, *, mount: str = "/logs", config: str = "settings") -> list[dict[str, Any]]:
    container = {
        "name": "web",
        "image": "web:1.0",
        "volumeMounts": [{"name": "logs", "mountPath": mount}, {"name": "settings", "mountPath": "/etc/web"}],
    }
    volumes = [
        {"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "100Ki"}},
        {"name": "settings", "projected": {"sources": [{"configMap": {"name": "settings"}}]}},
    ]
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"volumes": volumes, "containers": [container]}}
    web = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": config}, "data": {"rotation.conf": text}}
    return [{**web, "spec": {"selector": {"matchLabels": labels}, "template": template}}, settings]


def paths(given: list[dict[str, Any]]) -> list[str]:
    return [found.path for found in k8sdsl.check(given, policies=["logs/rotation"]) if found.rule == "logs/rotation"]


@pytest.mark.parametrize("text", [NEVER_REMOVED, LOGROTATE])
def test_settings_that_fill_the_volume_are_found(text: str) -> None:
    assert paths(objects(text)) == ["spec.template.spec.volumes[0].emptyDir.sizeLimit"]


@pytest.mark.parametrize(
    "given",
    [
        objects(LOGROTATE.replace("30k", "25k")),
        objects(LOGROTATE, mount="/var/other"),
        objects(LOGROTATE, config="settings-of-others"),
    ],
    ids=["there is room", "another folder", "another ConfigMap"],
)
def test_settings_that_fit_or_are_for_other_volumes_are_not_found(given: list[dict[str, Any]]) -> None:
    assert paths(given) == []


def test_files_of_two_rotations_add_up() -> None:
    one = "/logs/{}.log {{\n size 21k\n rotate 1\n}}\n"
    assert paths(objects(one.format("a"))) == []
    assert paths(objects(one.format("a") + one.format("b")))  # 4 files of 21 KiB and one more
