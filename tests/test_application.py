"""The application keeps what it promises: its objects fit together, and each environment is what the notes say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import k8sdsl
from k8sdsl.pipeline import build_manifests
from k8sdsl.semantics.quantities import parse_quantity

ROOT = Path(__file__).parent.parent
Tree = dict[str, Any]
SECRETS = ("WORDPRESS_DB_PASSWORD", "MARIADB_ROOT_PASSWORD", "WORDPRESS_SALT")


class Objects:
    """The objects of an overlay, by kind and name."""

    def __init__(self, overlay: str) -> None:
        self.trees: list[Tree] = [manifest.tree for manifest in build_manifests(overlay).manifests]

    def of(self, kind: str) -> list[Tree]:
        return [tree for tree in self.trees if tree["kind"] == kind]

    def one(self, kind: str, name: str) -> Tree:
        (found,) = [tree for tree in self.of(kind) if tree["metadata"]["name"] == name]
        return found

    def templates(self) -> list[Tree]:
        """Every template of a pod."""
        jobs = [tree["spec"]["jobTemplate"] for tree in self.of("CronJob")]
        workloads = [tree for tree in self.trees if tree["kind"] in {"Deployment", "StatefulSet"}]
        return [tree["spec"]["template"] for tree in [*workloads, *jobs]]

    def containers(self) -> list[Tree]:
        specs = [template["spec"] for template in self.templates()]
        return [c for spec in specs for c in (*spec.get("initContainers", []), *spec["containers"])]


@pytest.fixture(params=["dev", "prod"])
def objects(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Objects:
    monkeypatch.chdir(ROOT)
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    return Objects(request.param)


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> Objects:
    monkeypatch.chdir(ROOT)
    return Objects("dev")


@pytest.fixture
def prod(monkeypatch: pytest.MonkeyPatch) -> Objects:
    monkeypatch.chdir(ROOT)
    return Objects("prod")


def test_images_carry_the_minor_version_and_no_more(objects: Objects) -> None:
    images = [container["image"] for container in objects.containers()]
    assert [image for image in images if not re.fullmatch(r"[a-z./-]+:\d+\.\d+", image)] == []


def test_services_have_the_ports_of_the_notes(objects: Objects) -> None:
    ports = {
        name: [(port["port"], port["targetPort"]) for port in objects.one("Service", name)["spec"]["ports"]]
        for name in ("wordpress", "mariadb")
    }
    assert ports == {"wordpress": [(87, 80)], "mariadb": [(3307, 3306)]}


def test_every_service_selects_pods_that_open_its_target_ports(objects: Objects) -> None:
    for service in objects.of("Service"):
        opened = _opened(objects, service["spec"]["selector"])
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened, service["metadata"]["name"]


def test_every_policy_speaks_of_pods_and_ports_that_there_are(objects: Objects) -> None:
    labels = [template["metadata"]["labels"] for template in objects.templates()]
    for policy in objects.of("NetworkPolicy"):
        spec = policy["spec"]
        selected = spec["podSelector"].get("matchLabels", {})
        assert any(selected.items() <= own.items() for own in labels)
        for rule in spec.get("ingress", []):
            assert {port["port"] for port in rule["ports"]} <= _opened(objects, selected), policy["metadata"]["name"]
        for rule in spec.get("egress", []):
            for peer in rule["to"]:
                if "namespaceSelector" not in peer:
                    opened = _opened(objects, peer["podSelector"]["matchLabels"])
                    assert {port["port"] for port in rule["ports"]} <= opened, policy["metadata"]["name"]


def _opened(objects: Objects, selector: Tree) -> set[int | str]:
    """The ports, by number and by name, of the containers of the pods with these labels."""
    templates = [t for t in objects.templates() if selector.items() <= t["metadata"]["labels"].items()]
    assert templates, selector
    ports = [port for t in templates for c in t["spec"]["containers"] for port in c.get("ports", [])]
    return {port["containerPort"] for port in ports} | {port["name"] for port in ports}


def test_what_containers_refer_to_exists(objects: Objects) -> None:
    keys = {
        (kind, tree["metadata"]["name"]): {**tree.get("data", {}), **tree.get("stringData", {})}
        for kind in ("ConfigMap", "Secret")
        for tree in objects.of(kind)
    }
    for container in objects.containers():
        for source in container.get("envFrom", []):
            kind, name = _source(source)
            assert (kind, name) in keys
        for variable in container.get("env", []):
            if "valueFrom" in variable:
                kind, name = _source(variable["valueFrom"])
                assert variable["valueFrom"][f"{kind[0].lower()}{kind[1:]}KeyRef"]["key"] in keys[kind, name]


def _source(tree: Tree) -> tuple[str, str]:
    ((field, reference),) = tree.items()
    return ("Secret" if field.startswith("secret") else "ConfigMap"), reference["name"]


def test_mounts_volumes_claims_and_accounts_exist(objects: Objects) -> None:
    claims = {tree["metadata"]["name"] for tree in objects.of("PersistentVolumeClaim")}
    accounts = {tree["metadata"]["name"] for tree in objects.of("ServiceAccount")}
    maps = {tree["metadata"]["name"] for tree in objects.of("ConfigMap")}
    templates = {
        claim["metadata"]["name"]
        for tree in objects.of("StatefulSet")
        for claim in tree["spec"]["volumeClaimTemplates"]
    }
    for template in objects.templates():
        spec = template["spec"]
        volumes = {volume["name"] for volume in spec["volumes"]}
        mounted = {m["name"] for c in spec["containers"] for m in c["volumeMounts"]}
        assert volumes <= mounted <= volumes | templates
        assert {
            v["persistentVolumeClaim"]["claimName"] for v in spec["volumes"] if "persistentVolumeClaim" in v
        } <= claims
        assert {v["configMap"]["name"] for v in spec["volumes"] if "configMap" in v} <= maps
        assert spec["serviceAccountName"] in accounts


def test_every_claim_of_files_finds_a_volume_of_its_own(objects: Objects) -> None:
    volumes = {tree["metadata"]["name"]: _storage(tree["spec"]["capacity"]) for tree in objects.of("PersistentVolume")}
    claims = [tree["spec"] for tree in objects.of("PersistentVolumeClaim")]
    for size in sorted(_storage(spec["resources"]["requests"]) for spec in claims):
        enough = [name for name, capacity in volumes.items() if capacity >= size]
        del volumes[min(enough, key=volumes.__getitem__)]
    classes = {tree["metadata"]["name"] for tree in objects.of("StorageClass")}
    assert {spec["storageClassName"] for spec in claims} <= classes


def _storage(resources: Tree) -> Any:
    return parse_quantity(resources["storage"])


def test_all_replicas_of_the_web_share_one_claim_and_every_database_has_its_own(objects: Objects) -> None:
    content = objects.one("PersistentVolumeClaim", "wordpress-content")
    assert content["spec"]["accessModes"] == ["ReadWriteMany"]
    (data,) = objects.one("StatefulSet", "mariadb")["spec"]["volumeClaimTemplates"]
    assert data["spec"]["accessModes"] == ["ReadWriteOnce"]


def test_filebeat_reads_from_memory_what_apache_writes(objects: Objects) -> None:
    pod = objects.one("Deployment", "wordpress")["spec"]["template"]["spec"]
    (logs,) = [volume for volume in pod["volumes"] if volume["name"] == "logs"]
    assert logs["emptyDir"] == {"medium": "Memory", "sizeLimit": "100Ki"}
    mounts = {c["name"]: m.get("readOnly") for c in pod["containers"] for m in c["volumeMounts"] if m["name"] == "logs"}
    assert mounts == {"wordpress": None, "filebeat": True}


def test_the_quota_is_enough_for_the_most_pods_that_there_can_be(objects: Objects) -> None:
    hard = objects.one("ResourceQuota", "quota")["spec"]["hard"]
    scaled = {tree["metadata"]["name"]: tree["spec"]["maxReplicas"] for tree in objects.of("HorizontalPodAutoscaler")}
    most = {tree["metadata"]["name"]: tree["spec"]["replicas"] for tree in objects.of("StatefulSet")}
    web = scaled.get("wordpress") or objects.one("Deployment", "wordpress")["spec"]["replicas"]
    most["wordpress"] = web + -(-web // 4)  # an update adds a quarter for a while
    most["backup-mariadb"] = 1
    totals: dict[str, Any] = {"pods": sum(most.values())}
    for template in objects.templates():
        count = most[template["metadata"]["labels"]["app"]]
        for container in template["spec"]["containers"]:
            for bound, amounts in container["resources"].items():
                for resource, amount in amounts.items():
                    key = f"{bound}.{resource}"
                    totals[key] = totals.get(key, 0) + count * (parse_quantity(amount) or 0)
    assert {key: total for key, total in totals.items() if total > (parse_quantity(hard[key]) or 0)} == {}


def test_production_follows_the_load_and_keeps_three_databases(prod: Objects) -> None:
    scaling = prod.one("HorizontalPodAutoscaler", "wordpress")["spec"]
    assert (scaling["minReplicas"], scaling["maxReplicas"]) == (3, 17)
    assert "replicas" not in prod.one("Deployment", "wordpress")["spec"]
    assert prod.one("StatefulSet", "mariadb")["spec"]["replicas"] == 3
    assert {tree["metadata"]["name"] for tree in prod.of("Namespace")} == {"production"}


def test_development_has_one_of_each_and_shows_errors(dev: Objects) -> None:
    assert dev.of("HorizontalPodAutoscaler") == []
    assert [
        dev.one(*name)["spec"]["replicas"] for name in (("Deployment", "wordpress"), ("StatefulSet", "mariadb"))
    ] == [
        1,
        1,
    ]
    (web,) = [c for c in dev.containers() if c["name"] == "wordpress"]
    assert {"name": "WORDPRESS_DEBUG", "value": "1"} in web["env"]
    assert {tree["metadata"]["name"] for tree in dev.of("Namespace")} == {"development"}


def test_the_backup_runs_at_two_in_the_night_and_sleeps_in_development(prod: Objects, dev: Objects) -> None:
    nightly, suspended = (each.one("CronJob", "backup-mariadb")["spec"] for each in (prod, dev))
    assert nightly["schedule"] == suspended["schedule"] == "0 2 * * *"
    assert nightly.get("suspend", False) is False
    assert suspended["suspend"] is True


def test_both_environments_may_live_in_one_cluster(prod: Objects, dev: Objects) -> None:
    both = [*prod.trees, *dev.trees]
    names = [(tree["kind"], tree["metadata"].get("namespace"), tree["metadata"]["name"]) for tree in both]
    assert len(set(names)) == len(names)


def test_secret_values_come_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    from stacks.environment import PLACEHOLDER, Credentials

    for name in SECRETS:
        monkeypatch.setenv(name, f"value of {name}")
    given = Credentials.from_environment()
    assert PLACEHOLDER not in {given.password, given.root_password, given.salt}
    text = (ROOT / "snapshots" / "prod.yaml").read_text(encoding="utf-8")
    assert f"password: {PLACEHOLDER}" in text


def test_a_stack_needs_nothing_but_a_host() -> None:
    from stacks.wordpress import wordpress

    assert k8sdsl.check(wordpress(host="app.example.com")) == []
