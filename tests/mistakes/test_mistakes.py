"""Mistakes that people make, one at a time, in a project of three tiers: each is found, with its line.

A type checker or `check` must flag the line that is marked, and without a mistake neither flags anything.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl import check
from k8sdsl.errors import K8sdslError
from tests.typing.checkers import Flagged, flagged_by_mypy

RIGHT = (Path(__file__).parent / "shop.py").read_text(encoding="utf-8")

MISTAKES: dict[str, tuple[str, ...]] = {
    "a misspelled argument": ("            replicas=replicas,", "            «replica»=replicas,"),
    "a number as a string": ("replicas=3), api", "replicas=«'3'»), api"),
    "a choice in another case": ('restart_policy="Always"', 'restart_policy=«"always"»'),
    "a string for a list": ('access_modes=["ReadWriteOnce"]', 'access_modes=«"ReadWriteOnce"»'),
    "an access mode that does not exist": ('["ReadWriteOnce"]', '[«"ReadWriteonce"»]'),
    "a number as the value of a variable": ('"PORT", value="8080"', '"PORT", value=«8080»'),
    "a boolean as a label": ('labels={"environment": "prod"}', 'labels={"environment": «True»}'),
    "a stack that is not returned": (
        *("def api(*, most: int) -> Stack:", "«def» api(*, most: int) -> Stack:"),
        *('    return Stack("api",', '    Stack("api",'),
    ),
    "a missing argument": ("api(most=10)", "«api»()"),
    "a field of another type": ("job_template=k8s.JobTemplateSpec(\n", "job_template=«k8s.PodTemplateSpec»(\n"),
    "labels of the pods that the selector does not match": ('labels={"app": "web"},', 'labels=«{"app": "wbe"}»,'),
    "a port that no container has": ('target_port="http")', 'target_port=«"htpp"»)'),
    "a number of a port that no container has": ('target_port="http")', "target_port=«80»)"),
    "a Service that selects nothing": ("ServiceSpec(selector=WEB,", 'ServiceSpec(selector=«{"app": "wbe"}»,'),
    "a ConfigMap that does not exist": (
        'config_map_ref=k8s.ConfigMapEnvSource(name="api")',
        'config_map_ref=k8s.ConfigMapEnvSource(name=«"apii"»)',
    ),
    "a key that the Secret does not have": ('SecretKeySelector(key="password"', 'SecretKeySelector(key=«"pasword"»'),
    "a Secret of another name": ('SecretEnvSource(name="database")', 'SecretEnvSource(name=«"databse"»)'),
    "a unit that is not one": ('"memory": "512Mi"}', '"memory": «"512MB"»}'),
    "a request above its limit": ('requests={"cpu": "250m"', 'requests={"cpu": «"2"»'),
    "a probe of a port that does not exist": ('http_probe("/", port="http"', 'http_probe("/", port=«"web"»'),
    "a mount without a volume": (
        'k8s.VolumeMount("/etc/nginx/conf.d", name="sites"',
        'k8s.VolumeMount("/etc/nginx/conf.d", name=«"site"»',
    ),
    "a volume of a ConfigMap that does not exist": (
        'k8s.ConfigMapVolumeSource(name="sites")',
        'k8s.ConfigMapVolumeSource(name=«"sties"»)',
    ),
    "a port beyond the last one": ("k8s.ContainerPort(9000,", "k8s.ContainerPort(«90000»,"),
    "capital letters in a name": ('k8s.Deployment(\n        "api"', 'k8s.Deployment(\n        «"Api"»'),
    "an image with a space": ('"registry.example.com/shop/api:2.4"', '«"registry.example.com/shop/api: 2.4"»'),
    "an account that does not exist": ('service_account_name="web"', 'service_account_name=«"wbe"»'),
    "an autoscaler of nothing": ('kind="Deployment", name="api")', 'kind="Deployment", name=«"apis"»)'),
    "more at the least than at the most": ("max_replicas=most,", "max_replicas=«1»,"),
    "an Ingress to a port that the Service lacks": (
        'k8s.ServiceBackendPort(name="http")',
        'k8s.ServiceBackendPort(name=«"web"»)',
    ),
    "an Ingress to a Service that does not exist": (
        'k8s.IngressServiceBackend(name="web"',
        'k8s.IngressServiceBackend(name=«"wbe"»',
    ),
    "a path without its slash": ('path="/",\n        path_type', 'path=«"shop"»,\n        path_type'),
    "a budget that covers nothing": ('match_labels={"app": "web"})\n', 'match_labels=«{"app": "webs"}»)\n'),
    "a policy for traffic from nobody": ('pods({"app": "orders"})', '«pods»({"app": "oders"})'),
    "an hour that no clock has": ('schedule="0 2 * * *"', 'schedule=«"0 25 * * *"»'),
    "an address of a Service that does not exist": ('"postgres://database:5432/shop"', '«"postgres://databse:5432/shop"»'),
    "an address with a port that the Service lacks": ('value="http://api:80"', 'value=«"http://api:8080"»'),
    "a governing Service that does not exist": ('service_name="database-peers"', 'service_name=«"database-peer"»'),
    "an object that is defined twice": ('k8s.ConfigMap("sites",', 'k8s.ConfigMap("sites"), k8s.ConfigMap(«"sites"»,'),
    "a patch of nothing": ('@patch(k8s.Deployment, "web")', '@«patch»(k8s.Deployment, "wbe")'),
    "a field that a patch cannot replace": ('"path": "/spec/concurrencyPolicy"', '"path": «"/spec/concurencyPolicy"»'),
    "an image that nothing uses": ('images={"nginx": "1.28"}', 'images={«"ngnix"»: "1.28"}'),
}  # fmt: skip


def mistaken(mistake: str) -> tuple[str, int]:
    """The project with one mistake, and its line."""
    text, texts = RIGHT, MISTAKES[mistake]
    for old, new in zip(texts[::2], texts[1::2], strict=True):
        assert RIGHT.count(old) == 1, f"{old!r} is in the project {RIGHT.count(old)} times"
        text = text.replace(old, new)
    before, _, after = text.partition("«")
    return before + after.replace("»", "", 1), before.count("\n") + 1


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Flagged:
    """The lines that mypy flags in the projects with mistakes, and in the right one."""
    folder = tmp_path_factory.mktemp("mistakes")
    texts = {f"mistake_{number}": mistaken(mistake)[0] for number, mistake in enumerate(MISTAKES)} | {"right": RIGHT}
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return flagged_by_mypy(sorted(folder.iterdir()))


def found(folder: Path, text: str) -> set[int]:
    """The lines that `check` names for a project: in findings, or in the errors that stop it."""
    file = folder / "prod.py"
    file.write_text(text, encoding="utf-8")
    try:
        sources = [finding.source for finding in check(file)]
    except K8sdslError as error:
        sources = [one.source for one in getattr(error, "errors", [error])]
    return {source.line for source in sources if source is not None}


def test_nothing_is_wrong_with_the_right_project(tmp_path: Path, flagged: Flagged) -> None:
    assert found(tmp_path, RIGHT) == set()
    assert flagged["right.py"] == set()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_in_its_line(tmp_path: Path, flagged: Flagged, mistake: str) -> None:
    text, line = mistaken(mistake)
    number = list(MISTAKES).index(mistake)
    assert line in flagged[f"mistake_{number}.py"] | found(tmp_path, text)
