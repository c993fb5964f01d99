"""The catalogue of well-known custom kinds: typed, validated without definitions at hand, loaded where used."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl import k8s
from k8sdsl.catalog import argo_cd, cert_manager, external_secrets, flux, gateway, istio, metallb, prometheus
from k8sdsl.catalog.definitions import definition_of
from k8sdsl.catalog.index import KINDS, SOURCES
from k8sdsl.codegen.__main__ import catalog_of
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.objects.typed import NamedResource
from k8sdsl.pipeline import check
from k8sdsl.server.check import check_manifests
from tests.cli.running import CONFIG, project
from tests.corpora import corpus, lines_of
from tests.projects import HEAD, write_project
from tests.test_loaded_modules import loaded_by

if TYPE_CHECKING:
    from k8sdsl.finding import Finding
    from k8sdsl.tree import Tree

PACKAGE = Path(k8sdsl.__file__).parent
EVERY_KIND = [
    (group, version, kind, row.split()[0])
    for group, kinds in KINDS.items()
    for kind, row in kinds.items()
    for version in row.split()[1:]
]


def published() -> list[Tree]:
    """The custom resources that people publish of kinds and versions that the catalogue has, accepted by a server."""
    found = []
    for case in lines_of("realworld"):
        tree = case["object"]
        if case["class"] == "custom" and case["verdict"] == "accept":
            group, _, version = tree["apiVersion"].rpartition("/")
            found += [tree] if definition_of(group, version, tree["kind"]) else []
    return found


def found_in(*trees: Tree) -> list[Finding]:
    return check_manifests(ManifestSet(Manifest(tree, None) for tree in trees)).findings


# --- the files


def test_every_file_is_what_the_generator_writes() -> None:
    wanted = catalog_of(corpus("crds"))
    held = {
        str(file.relative_to(PACKAGE))
        for folder in (PACKAGE / "catalog").iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
        for file in folder.glob("*.*")
    }
    assert held | {"catalog/index.py"} == set(wanted)
    different = [name for name, text in wanted.items() if (PACKAGE / name).read_text(encoding="utf-8") != text]
    assert different == [], "run `python -m k8sdsl.codegen ../shared/corpora/crds`"


def test_no_prose_and_no_rules_of_upstream_are_in_the_schemas() -> None:
    for group, version, kind, _ in EVERY_KIND:
        tree = definition_of(group, version, kind)
        assert tree is not None
        for one in tree["spec"]["versions"]:
            pending: list[Any] = [one["schema"]["openAPIV3Schema"]]
            while pending:
                schema = pending.pop()
                assert not {"description", "title", "example", "externalDocs", "x-kubernetes-validations"} & set(schema)
                pending += schema.get("properties", {}).values()
                pending += [
                    schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)
                ]


def test_no_prose_of_upstream_is_in_the_stubs() -> None:
    ours = re.compile(
        r"Classes of |The kinds of |At [A-Z]|[A-Z][\w-]* of [\w.-]+/v\w+: [a-z0-9]+, (namespaced|cluster-scoped)\.|"
        r"Default: |At (least|most) [\d.]+|Format: |Pattern: |May be null"
    )
    for stub in (PACKAGE / "catalog").rglob("*.pyi"):
        texts = re.findall(r'^\s*"""(.*)$', stub.read_text(encoding="utf-8"), re.MULTILINE)
        assert [text for text in texts if text and not ours.match(text)] == []


def test_the_source_of_every_project_is_noted() -> None:
    assert {project for _, _, _, project in EVERY_KIND} == set(SOURCES)
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{12}(, [\w./-]+@[0-9a-f]{12})*", text) for text in SOURCES.values())


@pytest.mark.parametrize("project", sorted(SOURCES))
def test_every_kind_of_a_project_has_a_class(project: str) -> None:
    package = import_module(f"k8sdsl.catalog.{project}")
    kinds = {kind for _, _, kind, owner in EVERY_KIND if owner == project}
    for kind in kinds:
        cls = getattr(package, kind)
        assert issubclass(cls, NamedResource)
        assert cls.kind == kind
    assert kinds <= set(dir(package))


def test_kinds_have_the_version_that_clients_should_use() -> None:
    wanted: dict[type[NamedResource], str] = {
        gateway.HTTPRoute: "gateway.networking.k8s.io/v1",
        istio.VirtualService: "networking.istio.io/v1",
        istio.EnvoyFilter: "networking.istio.io/v1alpha3",
        metallb.BGPPeer: "metallb.io/v1beta2",
        flux.HelmRelease: "helm.toolkit.fluxcd.io/v2",
        external_secrets.ExternalSecret: "external-secrets.io/v1",
    }
    assert {cls: cls.api_version for cls in wanted} == wanted


def test_a_name_that_no_kind_has_is_an_error_with_the_near_one() -> None:
    with pytest.raises(AttributeError, match="Certificate"):
        _ = cert_manager.Certficate  # type: ignore[attr-defined]


# --- validation


def test_custom_resources_that_people_publish_are_not_flagged() -> None:
    trees = published()
    assert len(trees) > 900
    assert [finding for tree in trees for finding in found_in(tree) if finding.is_error] == []


def test_custom_resources_that_people_publish_come_back_as_they_were() -> None:
    for tree in published():
        _, _, kind, package = next(row for row in EVERY_KIND if (row[0], row[2]) == _kind_of(tree))
        cls = getattr(import_module(f"k8sdsl.catalog.{package}"), kind)
        if cls.api_version == tree["apiVersion"]:
            assert without_nulls(cls.from_dict(tree).to_dict()) == without_nulls(tree)


def _kind_of(tree: Tree) -> tuple[str, str]:
    return tree["apiVersion"].rpartition("/")[0], tree["kind"]


def without_nulls(value: Any) -> Any:
    """A field that is null is a field that is not set."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


MISTAKES = [
    (argo_cd.Application, {"spec": {"destination": {}}}, "spec.project"),
    (argo_cd.Application, {"spec": {"project": "a", "destination": {"cluster": "x"}}}, "spec.destination.cluster"),
    (cert_manager.Certificate, {"spec": {"secretName": "a"}}, "spec.issuerRef"),
    (cert_manager.Certificate, {"spec": {"secretname": "a"}}, "spec.secretname"),
    (flux.HelmRelease, {"spec": {"interval": "five"}}, "spec.interval"),
    (flux.Kustomization, {"spec": {"interval": "5m", "prune": "yes", "sourceRef": {}}}, "spec.prune"),
    (gateway.HTTPRoute, {"spec": {"hostnames": ["UPPER"]}}, "spec.hostnames[0]"),
    (istio.PeerAuthentication, {"spec": {"mtls": {"mode": "strict"}}}, "spec.mtls.mode"),
    (metallb.IPAddressPool, {"spec": {"addresses": "10.0.0.0/24"}}, "spec.addresses"),
    (prometheus.ServiceMonitor, {"spec": {"endpoints": [], "selectors": {}}}, "spec.selectors"),
    (external_secrets.ExternalSecret, {"spec": {"target": {"creationPolicy": "owner"}}}, "spec.target.creationPolicy"),
]


@pytest.mark.parametrize(("cls", "body", "path"), MISTAKES)
def test_a_mistake_in_a_custom_resource_is_found_without_a_definition_at_hand(cls: Any, body: Tree, path: str) -> None:
    tree = {"apiVersion": cls.api_version, "kind": cls.kind, "metadata": {"name": "a", "namespace": "b"}, **body}
    findings = found_in(tree)
    assert path in {finding.path for finding in findings if finding.is_error}
    assert all("@" in (finding.remedy or "") for finding in findings)


def test_a_mistake_in_files_is_a_warning_as_the_cluster_may_have_another_definition() -> None:
    tree = {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "A_"}, "spec": {"x": 1}}
    checked = check_manifests(ManifestSet([Manifest(tree)]), one_set=False)
    assert {(one.path, one.severity.value) for one in checked.findings} >= {("spec.x", "warning")}


def test_a_version_that_the_catalogue_does_not_have_is_not_judged() -> None:
    tree = {"apiVersion": "cert-manager.io/v9", "kind": "Certificate", "metadata": {"name": "a"}, "spec": {"x": 1}}
    assert found_in(tree) == []


CERTIFICATE = {
    "apiVersion": "cert-manager.io/v1",
    "kind": "Certificate",
    "metadata": {"name": "a", "namespace": "b"},
    "spec": {"newer": 1},
}


def own_definition() -> Tree:
    """A definition of Certificate with a field and a rule that the catalogue does not have."""
    spec: Tree = {"type": "object", "properties": {"newer": {"type": "integer"}}}
    spec["x-kubernetes-validations"] = [{"rule": "self.newer > 1", "message": "too small"}]
    schema = {"type": "object", "properties": {"spec": spec}}
    names = {"kind": "Certificate", "plural": "certificates", "singular": "certificate", "listKind": "CertificateList"}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "certificates.cert-manager.io"},
        "spec": {"group": "cert-manager.io", "names": names, "scope": "Namespaced", "versions": [version]},
    }


def test_a_definition_among_the_objects_is_used_instead_with_its_rules() -> None:
    assert "decode/unknown-field" in {finding.rule for finding in found_in(CERTIFICATE)}
    findings = [finding for finding in found_in(CERTIFICATE, own_definition()) if finding.ref.kind == "Certificate"]
    assert [(finding.rule, finding.path) for finding in findings] == [("custom/expression", "spec")]


def test_a_definition_in_the_project_is_used_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = HEAD + f"overlay = Overlay(base={CERTIFICATE!r})\n"
    definition = k8sdsl.build(stack_of(own_definition()))
    write_project(tmp_path, {"overlays/prod.py": overlay, "crds/a.yaml": definition})
    monkeypatch.chdir(tmp_path)
    assert {finding.rule for finding in check("prod")} == {"custom/expression"}


def stack_of(tree: Tree) -> k8sdsl.Stack:
    return k8sdsl.Stack("a", [tree])


def test_validating_changes_nothing_in_the_catalogue() -> None:
    before = repr(definition_of("cert-manager.io", "v1", "Certificate"))
    found_in(CERTIFICATE, {**CERTIFICATE, "spec": {"secretName": "a", "issuerRef": {"name": "b"}}})
    assert repr(definition_of("cert-manager.io", "v1", "Certificate")) == before


# --- the classes


def test_parts_of_kubernetes_are_those_of_kubernetes() -> None:
    monitor = prometheus.ServiceMonitor(
        "web",
        spec=prometheus.ServiceMonitorSpec(selector=k8s.LabelSelector(match_labels={"app": "web"}), endpoints=[]),
    )
    assert found_in({**monitor.to_dict(), "metadata": {"name": "web", "namespace": "a"}}) == []


def test_kinds_with_one_spec_share_its_class() -> None:
    assert cert_manager.ClusterIssuerAcme is cert_manager.IssuerAcme


# --- what is loaded


def test_a_build_that_uses_no_custom_kind_loads_nothing_of_it(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    loaded = loaded_by("from k8sdsl.cli import run\nassert run(['build', 'prod']) == 0", tmp_path)
    assert {name for name in loaded if name.startswith("k8sdsl.catalog")} == set()


@pytest.mark.parametrize("project", sorted({package for *_, package in EVERY_KIND}))
def test_a_kind_loads_no_other_project_and_nothing_heavy(project: str, tmp_path: Path) -> None:
    kind = next(row[2] for row in EVERY_KIND if row[3] == project)
    loaded = loaded_by(f"from k8sdsl.catalog import {project}\n{project}.{kind}", tmp_path)
    names = {name for name in loaded if name.startswith("k8sdsl.catalog.")}
    assert {name.split(".")[2] for name in names} == {project}
    assert len(names) <= 1 + len({row[:2] for row in EVERY_KIND if row[3] == project})
    assert loaded & {"typing", "attrs", "attr", "json", "re", "yaml"} == set()
