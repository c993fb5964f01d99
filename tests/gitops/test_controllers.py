"""The objects for Argo CD and Flux keep to their definitions, and their order follows the references."""

from __future__ import annotations

import os
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import fields

from k8sdsl.errors import GitOpsError
from k8sdsl.finding import Severity
from k8sdsl.gitops.controllers.argo_cd import ArgoCd
from k8sdsl.gitops.controllers.flux import Flux
from k8sdsl.gitops.declaration import Controller, GitOps
from k8sdsl.gitops.order.dependencies import facts_of
from k8sdsl.gitops.order.waves import waves_of
from k8sdsl.gitops.rendered import Rendered
from k8sdsl.gitops.secrets.external_secrets import ExternalSecrets
from k8sdsl.gitops.substitution import guard
from k8sdsl.manifest import Manifest
from k8sdsl.server.validate import validate
from k8sdsl.yaml.reader import read_documents

Tree = dict[str, Any]

CRDS = Path(__file__).parents[3] / "shared" / "corpora" / "crds"
REPOSITORY = "https://git.example.com/deployments.git"


def obj(kind: str, name: str, namespace: str = "prod", api_version: str = "v1", **fields: Any) -> Tree:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def workload(kind: str, name: str, **pod: Any) -> Tree:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "a", "image": "x"}], **pod}}
    return obj(kind, name, api_version="apps/v1", spec={"template": template})


CRD = obj(
    "CustomResourceDefinition",
    "things.example.com",
    "",
    "apiextensions.k8s.io/v1",
    spec={"group": "example.com", "names": {"kind": "Thing", "plural": "things"}, "scope": "Namespaced"},
)
THING = obj("Thing", "thing", api_version="example.com/v1")
BASE = [obj("Namespace", "prod", ""), CRD]
APP = [
    obj("ConfigMap", "conf"),
    workload("Deployment", "web", volumes=[{"name": "c", "configMap": {"name": "conf"}}]),
    THING,
]


def rendered(**environments: list[Tree]) -> list[Rendered]:
    return [
        Rendered(environment=name.replace("__", "/"), facts=facts_of(trees)) for name, trees in environments.items()
    ]


@cache
def definitions(folder: str) -> list[Tree]:
    if not CRDS.is_dir():
        assert not os.environ.get("CI"), f"{CRDS} is missing"
        pytest.skip(f"{CRDS} is missing")
    return [tree for file in sorted((CRDS / folder).glob("*.yaml")) for tree in read_documents(file.read_bytes())]


@pytest.mark.parametrize(
    "controller",
    [
        ArgoCd(repository=REPOSITORY),
        ArgoCd(repository=REPOSITORY, project="web", clusters={"fleet/*": "https://eu.example.com", "x": "named"}),
        ArgoCd(repository=REPOSITORY, project="web", form="application-set", revision="env/{environment}"),
        ArgoCd(repository=REPOSITORY, automated=False),
        Flux(repository=REPOSITORY),
        Flux(
            repository=REPOSITORY,
            revision="env/{environment}",
            clusters={"fleet/*": "eu-kubeconfig"},
            pull_secret="pull",  # noqa: S106 - a name
        ),
        Flux(repository="oci://ghcr.io/example/deployments", revision="latest", decryption="age"),
        Flux(repository=REPOSITORY, substitute={"a": "b"}, substitute_from=["ConfigMap/settings"], prune=False),
    ],
    ids=lambda controller: type(controller).__name__,
)
def test_the_objects_keep_to_their_definitions(controller: Controller) -> None:
    crds = definitions("argo-cd") + definitions("flux")
    files = controller.objects(rendered(fleet__eu_1=APP, fleet__base=BASE), path="rendered")
    trees = [tree for members in files.values() for tree in members]
    assert {tree["metadata"]["name"] for tree in trees} >= {"fleet-eu-1"} or len(trees) == 2
    for tree in trees:
        assert [str(finding) for finding in validate(tree, crds=crds)] == []


def test_what_takes_from_another_environment_depends_on_it() -> None:
    files = Flux(repository=REPOSITORY).objects(rendered(app=APP, base=BASE), path="")
    assert files["app.yaml"][0]["spec"]["dependsOn"] == [{"name": "base"}]
    assert "dependsOn" not in files["base.yaml"][0]["spec"]
    files = ArgoCd(repository=REPOSITORY).objects(rendered(app=APP, base=BASE), path="")
    assert files["app.yaml"][0]["metadata"]["annotations"] == {"argocd.argoproj.io/sync-wave": "1"}


def test_environments_of_other_clusters_do_not_wait_for_each_other() -> None:
    files = Flux(repository=REPOSITORY, clusters={"app": "eu"}).objects(rendered(app=APP, base=BASE), path="")
    assert "dependsOn" not in files["app.yaml"][0]["spec"]


def test_environments_that_wait_for_each_other_are_an_error() -> None:
    first = [obj("Namespace", "a", ""), obj("ConfigMap", "c", "b")]
    second = [obj("Namespace", "b", ""), obj("ConfigMap", "c", "a")]
    with pytest.raises(GitOpsError):
        Flux(repository=REPOSITORY).objects(rendered(a=first, b=second), path="")


def wave_of(trees: list[Tree]) -> dict[str, int]:
    return {
        f"{tree['kind']}/{tree['metadata']['name']}": wave for tree, wave in zip(trees, waves_of(trees), strict=True)
    }


def test_waves_follow_the_references() -> None:
    service = obj("Service", "web", spec={"selector": {"app": "web"}})
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    ingress = obj(
        "Ingress",
        "web",
        api_version="networking.k8s.io/v1",
        spec={"rules": [{"http": {"paths": [{"backend": backend}]}}]},
    )
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    scaler = obj("HorizontalPodAutoscaler", "web", api_version="autoscaling/v2", spec={"scaleTargetRef": target})
    waves = wave_of([ingress, scaler, service, *reversed(APP), *reversed(BASE), obj("LimitRange", "limits")])
    assert waves["Namespace/prod"] == waves["CustomResourceDefinition/things.example.com"] == 0
    assert waves["ConfigMap/conf"] == waves["LimitRange/limits"] == waves["Thing/thing"] == waves["Service/web"] == 1
    assert waves["Deployment/web"] == 2
    assert waves["Ingress/web"] == waves["HorizontalPodAutoscaler/web"] == 3


def test_waves_follow_the_references_of_custom_resources() -> None:
    certificate = {"secretName": "web-tls", "issuerRef": {"name": "ca", "kind": "ClusterIssuer"}}
    trees = [
        workload("Deployment", "web", volumes=[{"name": "tls", "secret": {"secretName": "web-tls"}}]),
        obj("Certificate", "web", api_version="cert-manager.io/v1", spec=certificate),
        obj("ClusterIssuer", "ca", "", "cert-manager.io/v1", spec={"selfSigned": {}}),
    ]
    assert waves_of(trees) == [2, 1, 0]


def test_a_claim_comes_with_the_pods_that_bind_it() -> None:
    volumes = [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}, {"name": "c", "configMap": {"name": "c"}}]
    waves = wave_of(
        [obj("PersistentVolumeClaim", "data"), workload("Deployment", "db", volumes=volumes), obj("ConfigMap", "c")]
    )
    assert waves == {"PersistentVolumeClaim/data": 1, "Deployment/db": 1, "ConfigMap/c": 0}


def test_what_makes_a_secret_comes_before_what_uses_it() -> None:
    sources = [{"name": "s", "secret": {"secretName": name}} for name in ("sealed", "fetched", "issued")]
    store = {"secretStoreRef": {"name": "vault", "kind": "ClusterSecretStore"}, "target": {"name": "fetched"}}
    trees = [
        workload("Deployment", "web", volumes=sources),
        obj("SealedSecret", "sealed", api_version="bitnami.com/v1alpha1"),
        obj("ExternalSecret", "any", api_version="external-secrets.io/v1", spec=store),
        obj("ClusterSecretStore", "vault", "", "external-secrets.io/v1"),
        obj("Certificate", "any", api_version="cert-manager.io/v1", spec={"secretName": "issued"}),
    ]
    assert waves_of(trees) == [2, 0, 1, 0, 0]


def test_a_workload_waits_for_the_rights_of_its_account() -> None:
    subject = {"kind": "ServiceAccount", "name": "app", "namespace": "prod"}
    rbac = "rbac.authorization.k8s.io/v1"
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"}
    trees = [
        workload("Deployment", "web", serviceAccountName="app"),
        obj("RoleBinding", "app", api_version=rbac, subjects=[subject], roleRef=role),
        obj("Role", "reader", api_version=rbac),
        obj("ServiceAccount", "app"),
    ]
    waves = wave_of(trees)
    assert (waves["Role/reader"], waves["RoleBinding/app"], waves["Deployment/web"]) == (0, 1, 2)


def test_a_long_chain_of_references_does_not_recurse_deeply() -> None:
    trees = [obj("Namespace", "prod", "")] + [obj("ConfigMap", f"c{n}") for n in range(5000)]
    assert set(waves_of(trees)) == {0, 1}


def test_claims_and_namespaces_are_not_pruned_unless_asked() -> None:
    for controller, key, value in (
        (ArgoCd(repository=REPOSITORY), "argocd.argoproj.io/sync-options", "Prune=false"),
        (Flux(repository=REPOSITORY), "kustomize.toolkit.fluxcd.io/prune", "disabled"),
    ):
        trees = [obj("Namespace", "prod", ""), obj("PersistentVolumeClaim", "data"), obj("ConfigMap", "c")]
        controller.annotate(trees)
        marks = [tree["metadata"].get("annotations", {}).get(key) for tree in trees]
        assert marks == [value, value, None]
    trees = [obj("PersistentVolumeClaim", "data", "")]
    ArgoCd(repository=REPOSITORY, prune_data=True).annotate(trees)
    assert "annotations" not in trees[0]["metadata"]


SYNC = "argocd.argoproj.io/sync-options"


def large(size: int, text: str = "x", **annotations: str) -> Tree:
    tree = obj("CustomResourceDefinition", "things.example.com", "", spec={"description": text * size})
    if annotations:
        tree["metadata"]["annotations"] = {SYNC: annotations["options"]}
    return tree


@pytest.mark.parametrize(
    ("tree", "option"),
    [
        (large(1000), None),
        (large(200 * 1024), None),
        (large(256 * 1024), "ServerSideApply=true"),
        (large(50 * 1024, "<"), "ServerSideApply=true"),
        (large(100 * 1024, "\u20ac"), "ServerSideApply=true"),
        (large(256 * 1024, options="Validate=false"), "Validate=false,ServerSideApply=true"),
        (large(256 * 1024, options="Replace=true"), "Replace=true"),
        (large(256 * 1024, options="ServerSideApply=false"), "ServerSideApply=false"),
    ],
)
def test_argo_cd_applies_what_is_too_large_for_an_annotation_server_side(tree: Tree, option: str | None) -> None:
    tree = deepcopy(tree)
    ArgoCd(repository=REPOSITORY).annotate([tree])
    assert tree["metadata"].get("annotations", {}).get(SYNC) == option
    before = deepcopy(tree)
    Flux(repository=REPOSITORY).annotate([tree])
    assert tree == before


def test_an_application_set_of_thousands_of_environments_is_applied_server_side() -> None:
    controller = ArgoCd(repository=REPOSITORY, form="application-set")
    few, many = (
        controller.objects([Rendered(environment=f"fleet/{n:05}") for n in range(count)], path="")
        for count in (10, 3000)
    )
    assert "annotations" not in few["application-set.yaml"][0]["metadata"]
    assert many["application-set.yaml"][0]["metadata"]["annotations"] == {SYNC: "ServerSideApply=true"}


def test_what_server_side_apply_refuses_is_found_for_large_objects_only() -> None:
    ports = [{"port": 80}, {"port": 80}]
    small = Manifest(obj("Service", "web", spec={"ports": ports}))
    big = Manifest(obj("Service", "web", spec={"ports": ports, "externalName": "x" * 256 * 1024}))
    controller = ArgoCd(repository=REPOSITORY)
    assert controller.examine([small]) == []
    assert [finding.severity for finding in controller.examine([big])] == [Severity.ERROR]


def test_what_the_user_annotated_stays() -> None:
    tree = obj("PersistentVolumeClaim", "data")
    tree["metadata"]["annotations"] = {
        "argocd.argoproj.io/sync-options": "Validate=false",
        "argocd.argoproj.io/sync-wave": "-5",
    }
    ArgoCd(repository=REPOSITORY).annotate([obj("Namespace", "prod", ""), tree])
    assert tree["metadata"]["annotations"] == {
        "argocd.argoproj.io/sync-options": "Validate=false,Prune=false",
        "argocd.argoproj.io/sync-wave": "-5",
    }


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("${A}", []),
        ("${B}", ["gitops/substitution"]),
        ("${1} ${a-b}", ["gitops/substitution"] * 2),
        ("$${B} $${@}", []),
        ("${@}", ["gitops/substitution-refused"]),
        ("${{ github.ref }}", ["gitops/substitution-refused"]),
        ("${list[0]} ${!x} ${A", ["gitops/substitution-refused"] * 3),
        ("${A:-${B:=c}}", ["gitops/substitution"]),
        ("${A:1:2} ${A^^} ${A,} ${#A} ${A##x} ${A%y} ${A/a/b} ${A//a/}", []),
        ("kill $$", ["gitops/substitution-changes"]),
        ("a\\\\b", ["gitops/substitution-changes"]),
        ("a\\b $A $(B)", []),
        ("${PORT}", ["gitops/substitution-type"]),
        (":${PORT}", []),
    ],
)
def test_what_flux_would_change_or_refuse(text: str, rules: list[str]) -> None:
    manifest = Manifest(obj("ConfigMap", "script", data={"run.sh": text}))
    found = guard([manifest], variables={"A": "a", "PORT": "80"})
    assert [finding.rule for finding in found] == rules


@pytest.mark.parametrize("substitute", [{"node-identity": "x"}, {"1": "x"}, {"PORT": 80}, {"ON": True}, {"A": "b\nc"}])
def test_variables_that_flux_would_refuse_or_change_are_errors(substitute: dict[str, Any]) -> None:
    with pytest.raises(GitOpsError):
        Flux(repository=REPOSITORY, substitute=substitute)


def test_the_substitution_guard() -> None:
    script = Manifest(obj("ConfigMap", "script", data={"run.sh": "echo ${HOME} ${CLUSTER}"}))
    switched_off = Manifest(obj("ConfigMap", "off", data={"run.sh": "echo ${HOME}"}))
    switched_off.tree["metadata"]["annotations"] = {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}
    (finding,) = guard([script, switched_off], variables={"CLUSTER"})
    assert (finding.rule, finding.path, finding.severity) == ("gitops/substitution", "data.run.sh", Severity.ERROR) or (
        finding.path == "data[run.sh]"
    )
    assert "$${HOME}" in (finding.remedy or "")
    (finding,) = guard([script], variables={"CLUSTER"}, more_variables=True)
    assert finding.severity is Severity.WARNING
    assert list(Flux(repository=REPOSITORY).examine([script])) == []


def test_old_names_of_fields_still_work_and_warn() -> None:
    with pytest.warns(DeprecationWarning, match="repository"):
        old: Any = cast("Any", Flux)(url=REPOSITORY)
    assert old == Flux(repository=REPOSITORY)


def test_controllers_share_the_names_of_what_they_have_in_common() -> None:
    common = {"repository", "revision", "namespace", "clusters", "prune", "prune_data", "folder"}
    assert common <= {field.name for field in fields(Flux)} & {field.name for field in fields(ArgoCd)}


@pytest.mark.parametrize(
    ("declare", "wrong"),
    [
        (GitOps, {"controller": "flux"}),
        (GitOps, {"secrets": "sealed"}),
        (GitOps, {"layout": None}),
        (Flux, {"repository": 1}),
        (Flux, {"repository": REPOSITORY, "substitute": ["a"]}),
        (Flux, {"repository": REPOSITORY, "clusters": {"a": 1}}),
        (Flux, {"repository": REPOSITORY, "substitute_from": "ConfigMap/a"}),
        (ArgoCd, {"repository": REPOSITORY, "prune": "yes"}),
        (ArgoCd, {"repository": REPOSITORY, "form": "appset"}),
        (ExternalSecrets, {"store": None}),
    ],
)
def test_a_value_of_another_type_is_an_error_with_its_place(declare: Any, wrong: Tree) -> None:
    with pytest.raises(GitOpsError) as caught:
        declare(**wrong)
    assert caught.value.source is not None
    assert caught.value.source.file.endswith("test_controllers.py")
